import csv
import datetime
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


def page(client, nome, ciclo, **filtri):
    return client.get(reverse(nome, args=[ciclo.ente.codice, ciclo.anno]), filtri)


def codes(risposta):
    return [riga.codice for riga in risposta.context["table"].data.data]


def test_objectives_show_their_project_kind_and_measures(ciclo, accedi):
    tipologia = factories.TipologiaObiettivoFactory(ente=ciclo.ente, denominazione="Obiettivo prioritario")
    cdr = factories.StrutturaFactory(ente=ciclo.ente, codice="85")
    progetto = factories.ProgettoFactory(ciclo=ciclo, codice="P1", cdr=cdr)
    obiettivo = factories.ObiettivoFactory(
        progetto=progetto, codice="O1", titolo="Ridurre le attese", tipologia=tipologia, priorita="alta", peso="33.50"
    )
    factories.IndicatoreFactory.create_batch(2, obiettivo=obiettivo)
    factories.FaseFactory(obiettivo=obiettivo)
    risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "obiettivi", ciclo)
    assert read_tables(risposta) == [
        [
            ["Codice", "Obiettivo", "Tipologia", "Progetto", "CdR", "Priorità", "Peso", "Indicatori", "Fasi"],
            ["O1", "Ridurre le attese", "Obiettivo prioritario", "P1", "85", "Alta", "33,5", "2", "1"],
        ]
    ]


def test_objectives_come_in_the_order_of_the_plan(ciclo, accedi):
    a, b = (factories.StrutturaFactory(ente=ciclo.ente, codice=codice, ordine=n) for n, codice in enumerate("ZB"))
    secondo, primo = (factories.ProgettoFactory(ciclo=ciclo, cdr=a, ordine=ordine) for ordine in (2, 1))
    factories.ObiettivoFactory(progetto=secondo, codice="O1")
    factories.ObiettivoFactory(progetto=primo, codice="O3", ordine=1)
    factories.ObiettivoFactory(progetto=primo, codice="O2", ordine=2)
    factories.ObiettivoFactory(progetto=None, ciclo=ciclo, struttura=b, codice="O0")
    assert codes(page(accedi(Ruolo.CONTROLLO, ciclo.ente), "obiettivi", ciclo)) == ["O3", "O2", "O1", "O0"]


def test_objectives_are_found_by_every_word_in_any_field(ciclo, accedi):
    progetto = factories.ProgettoFactory(ciclo=ciclo, titolo="Casa e lavoro")
    factories.ObiettivoFactory(progetto=progetto, codice="O1", titolo="Sportello unico")
    factories.ObiettivoFactory(progetto=progetto, codice="O2", titolo="Bando affitti")
    factories.ObiettivoFactory(codice="O3", titolo="Sportello unico", progetto__ciclo=ciclo)
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert codes(page(client, "obiettivi", ciclo, q="sportello casa")) == ["O1"]
    assert codes(page(client, "obiettivi", ciclo, q="O2")) == ["O2"]


def test_cdr_of_an_objective_is_that_of_its_project(ciclo, accedi):
    cdr, altro = factories.StrutturaFactory.create_batch(2, ente=ciclo.ente)
    factories.ObiettivoFactory(progetto=factories.ProgettoFactory(ciclo=ciclo, cdr=cdr), struttura=altro, codice="O1")
    factories.ObiettivoFactory(progetto=None, ciclo=ciclo, struttura=altro, codice="O2")
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert codes(page(client, "obiettivi", ciclo, cdr=cdr.pk)) == ["O1"]
    assert codes(page(client, "obiettivi", ciclo, cdr=altro.pk)) == ["O2"]


def test_filter_finds_what_is_missing(ciclo, accedi):
    completo = factories.ObiettivoFactory(progetto__ciclo=ciclo, codice="O1", peso=Decimal(10))
    factories.IndicatoreFactory(obiettivo=completo)
    factories.FaseFactory(obiettivo=completo)
    factories.ObiettivoFactory(progetto__ciclo=ciclo, codice="O2")
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    for cosa in ("indicatori", "fasi", "peso"):
        assert codes(page(client, "obiettivi", ciclo, mancano=cosa)) == ["O2"]
    assert codes(page(client, "obiettivi", ciclo, mancano="tipologia")) == ["O1", "O2"]


def test_blanks_come_last_in_both_directions(ciclo, accedi):
    for codice, peso in (("O1", None), ("O2", 5), ("O3", 30)):
        factories.ObiettivoFactory(progetto__ciclo=ciclo, codice=codice, peso=peso)
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert codes(page(client, "obiettivi", ciclo, sort="peso")) == ["O2", "O3", "O1"]
    assert codes(page(client, "obiettivi", ciclo, sort="-peso")) == ["O3", "O2", "O1"]


def test_list_goes_by_pages_of_fifty_and_the_file_holds_them_all(ciclo, accedi):
    progetto = factories.ProgettoFactory(ciclo=ciclo)
    for n in range(51):
        factories.ObiettivoFactory(progetto=progetto, codice=f"O{n:02}", ordine=n)
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert len(read_tables(page(client, "obiettivi", ciclo))[0]) == 1 + 50
    assert [riga[0] for riga in read_tables(page(client, "obiettivi", ciclo, page=2))[0]] == ["Codice", "O50"]
    righe = page(client, "obiettivi", ciclo, formato="csv", page=2).content.decode("utf-8-sig").splitlines()
    assert len(righe) == 1 + 51


def test_empty_list_says_why(ciclo, accedi):
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assertContains(page(client, "obiettivi", ciclo), "In questo piano non ci sono ancora obiettivi che puoi vedere.")
    assertContains(page(client, "obiettivi", ciclo, q="niente"), "Nessuna riga corrisponde ai filtri")


def test_indicators_show_the_target_as_printed_or_as_understood(ciclo, accedi):
    obiettivo = factories.ObiettivoFactory(
        progetto__ciclo=ciclo, progetto__cdr__ente=ciclo.ente, progetto__cdr__codice="85", codice="O1"
    )
    stampato = factories.IndicatoreFactory(obiettivo=obiettivo, codice="I1", testo="Famiglie: > di", ordine=1)
    factories.ValoreAttesoFactory(indicatore=stampato, operatore=">", stampato="20")
    inteso = factories.IndicatoreFactory(obiettivo=obiettivo, codice="I2", testo="Avvio", tipo="data", ordine=2)
    entro = datetime.date(2026, 6, 30)
    factories.ValoreAttesoFactory(indicatore=inteso, operatore="entro", numero=None, data=entro, stampato="")
    factories.ValoreAttesoFactory(indicatore=inteso, anno=ciclo.anno + 1, stampato="99")
    factories.IndicatoreFactory(obiettivo=obiettivo, codice="I3", testo="Senza valore", ordine=3)
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert read_tables(page(client, "indicatori", ciclo)) == [
        [
            ["Codice", "Indicatore", "Valore atteso", "Misura", "Obiettivo", "Tipologia", "CdR", "Peso"],
            ["I1", "Famiglie: > di", "20", "Numero", "O1", "", "85", ""],
            ["I2", "Avvio", "entro il 30/06/2026", "Data", "O1", "", "85", ""],
            ["I3", "Senza valore", "", "Numero", "O1", "", "85", ""],
        ]
    ]
    assert codes(page(client, "indicatori", ciclo, mancano="atteso")) == ["I3"]
    assert codes(page(client, "indicatori", ciclo, tipo="data")) == ["I2"]


def test_file_holds_exactly_the_filtered_rows(ciclo, accedi):
    obiettivo = factories.ObiettivoFactory(progetto__ciclo=ciclo, codice="O1")
    for codice, testo in (("I1", "=1+1"), ("I2", "Altro")):
        indicatore = factories.IndicatoreFactory(
            obiettivo=obiettivo, codice=codice, testo=testo, nota="Solo residenti"
        )
        factories.ValoreAttesoFactory(indicatore=indicatore, stampato="20")
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    risposta = page(client, "indicatori", ciclo, q="I2", formato="csv")
    nome = f"indicatori-{ciclo.ente.codice}-{ciclo.anno}.csv"
    assert risposta["Content-Disposition"] == f'attachment; filename="{nome}"'
    riga = ["I2", "Altro", "20", "Numero", "O1", "", obiettivo.struttura.codice, "", "Solo residenti"]
    assert [*csv.reader(risposta.content.decode("utf-8-sig").splitlines(), delimiter=";")][1:] == [riga]
    for formato in ("xlsx", "ods"):
        assert page(client, "indicatori", ciclo, formato=formato).content[:2] == b"PK"
    assert page(client, "indicatori", ciclo, formato="exe").status_code == 404


def test_plan_of_another_ente_or_year_is_not_found(ciclo, accedi):
    altro = factories.CicloFactory()
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert page(client, "obiettivi", altro).status_code == 404
    assert client.get(reverse("obiettivi", args=[ciclo.ente.codice, ciclo.anno + 1])).status_code == 404


def test_dirigente_sees_the_objectives_of_his_cdr_and_those_to_which_it_contributes(ciclo, accedi):
    cdr, altro = factories.StrutturaFactory.create_batch(2, ente=ciclo.ente)
    factories.ObiettivoFactory(progetto__ciclo=ciclo, progetto__cdr=cdr, codice="O1")
    factories.ObiettivoFactory(progetto__ciclo=ciclo, progetto__cdr=altro, codice="O2")
    condiviso = factories.ObiettivoFactory(progetto__ciclo=ciclo, progetto__cdr=altro, codice="O3")
    condiviso.contributi.add(cdr)
    risposta = page(accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr), "obiettivi", ciclo)
    assert sorted(codes(risposta)) == ["O1", "O3"]
    assert list(risposta.context["filter"].form.fields["cdr"].queryset) == [cdr]
