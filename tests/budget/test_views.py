from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from organizzazione.models import Ruolo
from tests import factories
from tests.pagine import read_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def ciclo():
    return factories.CicloFactory()


@pytest.fixture
def cdr(ciclo):
    return factories.StrutturaFactory(ente=ciclo.ente, codice="85")


def page(client, nome, ciclo, **filtri):
    return client.get(reverse(nome, args=[ciclo.ente.codice, ciclo.anno]), filtri)


def codes(risposta):
    return [riga.codice for riga in risposta.context["table"].data.data]


def assign(ciclo, persona, percentuale, **chi):
    return factories.QuotaPersonaleFactory(ciclo=ciclo, persona=persona, percentuale=percentuale, **chi)


def test_projects_show_their_resources_with_those_of_their_objectives(ciclo, cdr, accedi):
    azione = factories.AzioneFactory(ente=ciclo.ente, denominazione="Servizi vicini")
    progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice="P1", titolo="Casa", azione=azione)
    obiettivo = factories.ObiettivoFactory(progetto=progetto)
    factories.QuotaCapitoloFactory(progetto=progetto, importo="1000.10")
    factories.QuotaCapitoloFactory(progetto=None, obiettivo=obiettivo, capitolo__ciclo=ciclo, importo="0.20")
    factories.QuotaCapitoloFactory(progetto=progetto, capitolo__lato="E", capitolo__ciclo=ciclo, importo="70")
    factories.QuotaPersonaleFactory(progetto=progetto, percentuale="30")
    assign(ciclo, factories.PersonaFactory(ente=ciclo.ente), "25.5", progetto=None, obiettivo=obiettivo)
    factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice="P2", titolo="Scuola", ordine=1)
    assert read_tables(page(accedi(Ruolo.CONTROLLO, ciclo.ente), "progetti", ciclo)) == [
        [
            ["Codice", "Progetto", "Tipo", "CdR", "Azione strategica", "Obiettivi", "Entrate (€)", "Spesa (€)", "FTE"],
            ["P1", "Casa", "Progetto", "85", "Servizi vicini", "1", "70,00", "1.000,30", "0,56"],
            ["P2", "Scuola", "Progetto", "85", "", "0", "", "", ""],
        ]
    ]


def test_zero_is_not_blank(ciclo, accedi):
    factories.QuotaCapitoloFactory(progetto__ciclo=ciclo, importo=Decimal(0))
    factories.QuotaCapitoloFactory(progetto__ciclo=ciclo, importo=None)
    risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "progetti", ciclo)
    assert [riga[7] for riga in read_tables(risposta)[0]] == ["Spesa (€)", "0,00", ""]


def test_projects_are_filtered_by_cdr_kind_person_and_chapter(ciclo, cdr, accedi):
    casa = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice="P1", tipo="PD")
    scuola = factories.ProgettoFactory(ciclo=ciclo, codice="P2", tipo="Z")
    persona = factories.PersonaFactory(ente=ciclo.ente, codice="M7")
    capitolo = factories.CapitoloFactory(ciclo=ciclo, numero="03641")
    assign(ciclo, persona, "10", progetto=casa)
    assign(ciclo, persona, "10", progetto=None, obiettivo=factories.ObiettivoFactory(progetto=scuola))
    factories.QuotaCapitoloFactory(progetto=scuola, capitolo=capitolo)
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert codes(page(client, "progetti", ciclo, cdr=cdr.pk)) == ["P1"]
    assert codes(page(client, "progetti", ciclo, tipo="Z")) == ["P2"]
    assert sorted(codes(page(client, "progetti", ciclo, persona="M7"))) == ["P1", "P2"]
    assert codes(page(client, "progetti", ciclo, capitolo="03641")) == ["P2"]


def test_chapters_show_what_is_assigned_of_them(ciclo, cdr, accedi):
    capitolo = factories.CapitoloFactory(
        ciclo=ciclo, numero="03641", articolo="01", struttura=cdr, stanziamento="1500", descrizione="CONTRIBUTI"
    )
    progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr)
    factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo="1000")
    factories.QuotaCapitoloFactory(progetto__ciclo=ciclo, capitolo=capitolo, importo="800.50")
    factories.CapitoloFactory(ciclo=ciclo, numero="40000", articolo="", natura="investimento", stanziamento="7")
    atteso = [
        ["Spesa", "03641", "01", "CONTRIBUTI", "Corrente", "85", "1.500,00", "1.800,50", "-300,50", "2"],
        [
            "Spesa",
            "40000",
            "",
            "PRESTAZIONI DI SERVIZI",
            "In conto capitale (investimenti)",
            "",
            "7,00",
            "",
            "7,00",
            "0",
        ],
    ]
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert read_tables(page(client, "capitoli", ciclo))[0][1:] == atteso
    assert read_tables(page(client, "capitoli", ciclo, quote="oltre"))[0][1:] == atteso[:1]
    assert read_tables(page(client, "capitoli", ciclo, quote="nessuna"))[0][1:] == atteso[1:]
    assert read_tables(page(client, "capitoli", ciclo, natura="investimento"))[0][1:] == atteso[1:]
    assert page(client, "capitoli", ciclo, lato="E").context["table"].paginator.count == 0


def test_dirigente_sees_what_is_assigned_of_his_chapters_in_the_whole_ente(ciclo, cdr, accedi):
    capitolo = factories.CapitoloFactory(ciclo=ciclo, numero="03641")
    factories.QuotaCapitoloFactory(
        progetto=factories.ProgettoFactory(ciclo=ciclo, cdr=cdr), capitolo=capitolo, importo="10"
    )
    factories.QuotaCapitoloFactory(progetto__ciclo=ciclo, capitolo=capitolo, importo="32")
    factories.QuotaCapitoloFactory(progetto__ciclo=ciclo)
    righe = read_tables(page(accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr), "capitoli", ciclo))[0][1:]
    assert [(riga[1], riga[7]) for riga in righe] == [("03641", "42,00")]


@pytest.fixture
def personale(ciclo, cdr):
    """Anna works for two CdR, Bruno only for the other one, Carla for none; Dino is of another ente."""
    anna, bruno, _carla = (
        factories.PersonaFactory(ente=ciclo.ente, codice=nome[0], denominazione=nome)
        for nome in ("Anna", "Bruno", "Carla")
    )
    altro = factories.ProgettoFactory(ciclo=ciclo)
    assign(ciclo, anna, "60.25", progetto=factories.ProgettoFactory(ciclo=ciclo, cdr=cdr))
    assign(ciclo, anna, "50", progetto=None, obiettivo=factories.ObiettivoFactory(progetto=altro))
    assign(ciclo, anna, "5", progetto=None, struttura=cdr)
    assign(ciclo, bruno, "100", progetto=altro)
    un_altro_anno = factories.CicloFactory(ente=ciclo.ente, anno=ciclo.anno - 1)
    assign(un_altro_anno, anna, "99", progetto=factories.ProgettoFactory(ciclo=un_altro_anno, cdr=cdr))
    factories.PersonaFactory(codice="D", denominazione="Dino")


@pytest.mark.usefixtures("personale")
def test_people_show_the_sum_over_the_whole_ente(ciclo, accedi):
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert read_tables(page(client, "persone", ciclo)) == [
        [
            ["Codice", "Persona o gruppo", "Impegno nell'ente", "Progetti", "Ore settimanali"],
            ["A", "Anna", "115,25 %", "2", ""],
            ["B", "Bruno", "100,00 %", "1", ""],
            ["C", "Carla", "", "0", ""],
        ]
    ]
    assert codes(page(client, "persone", ciclo, impegno="oltre")) == ["A"]
    assert codes(page(client, "persone", ciclo, impegno="intero")) == ["B"]
    assert codes(page(client, "persone", ciclo, impegno="sotto")) == []
    assert codes(page(client, "persone", ciclo, impegno="nessuno")) == ["C"]


@pytest.mark.usefixtures("personale")
def test_dirigente_sees_his_own_people_with_the_sum_over_the_whole_ente(ciclo, cdr, accedi):
    risposta = page(accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr), "persone", ciclo)
    assert read_tables(risposta)[0][1:] == [["A", "Anna", "115,25 %", "2", ""]]


def test_a_hundred_made_of_many_parts_is_a_hundred(ciclo, accedi):
    persona = factories.PersonaFactory(ente=ciclo.ente, codice="A")
    for parte in ("33.10", "33.20", "33.30", "0.10", "0.10", "0.10", "0.10"):
        assign(ciclo, persona, parte, progetto=factories.ProgettoFactory(ciclo=ciclo))
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert codes(page(client, "persone", ciclo, impegno="intero")) == ["A"]
    assert codes(page(client, "persone", ciclo, impegno="oltre")) == []


def test_empty_lists_say_why(ciclo, accedi):
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assertContains(page(client, "progetti", ciclo), "In questo piano non ci sono ancora progetti che puoi vedere.")
    assertContains(page(client, "capitoli", ciclo), "In questo piano non ci sono ancora capitoli che puoi vedere.")
    assertContains(page(client, "persone", ciclo), "nessuna persona che puoi vedere ha ancora una percentuale")
