import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from obiettivi.models import Ciclo, Commento, Obiettivo, Scadenza
from organizzazione.models import Ruolo
from rendicontazione.models import Documento, Variazione
from rendicontazione.queries.lavoro import load_lavoro
from rendicontazione.queries.rilievi import load_sintesi
from tests import factories
from tests.pagine import read_tables
from tests.rendicontazione.test_proposta import make_obiettivo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def giorno():
    with time_machine.travel(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def obiettivo():
    cdr = {"codice": "85", "denominazione": "Servizi sociali"}
    return make_obiettivo(
        codice="OB1", titolo="Ridurre le attese", **{f"progetto__cdr__{k}": v for k, v in cdr.items()}
    )


def page(client, nome, ciclo, **filtri):
    return client.get(reverse(nome, args=[ciclo.ente.codice, ciclo.anno]), filtri)


def frasi(risposta):
    return {g.titolo: [v.voce.frase for v in (*g.prime, *g.altre)] for g in risposta.context["gruppi"]}


class TestDaFare:
    def test_dirigente_finds_his_drafts_on_the_home(self, obiettivo, accedi):
        risposta = accedi(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, obiettivo.struttura).get(reverse("inizio"))
        assert frasi(risposta)["Obiettivi da scrivere e inviare"] == ["OB1 Ridurre le attese"]
        indirizzo = reverse("obiettivo", args=[obiettivo.ciclo.ente.codice, 2026, obiettivo.pk])
        assertContains(
            risposta,
            f'<li><a href="{indirizzo}#proposta">OB1 Ridurre le attese</a> '
            '<span class="entro scaduto">scadeva il 15/12/2025</span></li>',
            html=True,
        )

    def test_returned_objective_opens_at_its_field(self, obiettivo, accedi):
        ufficio = factories.IncaricoFactory(ente=obiettivo.ciclo.ente).utente
        Obiettivo.objects.update(stato="da_rivedere")
        Commento.objects.create(obiettivo=obiettivo, autore=ufficio, campo="titolo", testo="Troppo vago.")
        risposta = accedi(Ruolo.REFERENTE, obiettivo.ciclo.ente, obiettivo.struttura).get(reverse("inizio"))
        assert frasi(risposta)["Obiettivi da rivedere"] == ["OB1 Ridurre le attese: «Troppo vago.»"]
        indirizzo = reverse("obiettivo_modifica", args=[obiettivo.ciclo.ente.codice, 2026, obiettivo.pk])
        assertContains(risposta, f'href="{indirizzo}#id_titolo"')

    def test_office_finds_proposals_late_cdr_and_findings(self, obiettivo, accedi):
        factories.ObiettivoFactory(progetto=obiettivo.progetto, codice="OB2", titolo="")
        Obiettivo.objects.filter(pk=obiettivo.pk).update(stato="proposto")
        risposta = page(accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente), "da_fare", obiettivo.ciclo)
        trovate = frasi(risposta)
        assert trovate["Proposte da esaminare"] == ["OB1 Ridurre le attese"]
        assert trovate["CdR in ritardo"] == ["85 - Servizi sociali: 1 obiettivo non inviato"]
        assert trovate["Rilievi dei controlli"][:2] == [
            "OB2: L'obiettivo non ha un titolo: scriverlo.",
            "OB2: L'obiettivo non ha indicatori né fasi: non si può misurare.",
        ]
        assert trovate["Scadenze vicine"] == ["Approvazione del PEG", "Obiettivi di accessibilità"]

    def test_dirigente_of_another_cdr_finds_nothing_of_this(self, obiettivo, accedi):
        altro = factories.StrutturaFactory(ente=obiettivo.ciclo.ente)
        risposta = page(accedi(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, altro), "da_fare", obiettivo.ciclo)
        assert set(frasi(risposta)) == {"Scadenze vicine"}

    def test_open_variazione_waits_for_the_cdr_below_its_area(self, obiettivo, make_utente):
        ciclo = obiettivo.ciclo
        area = factories.StrutturaFactory(ente=ciclo.ente)
        obiettivo.struttura.padre = area
        obiettivo.struttura.save()
        Ciclo.objects.update(stato=Ciclo.Stato.APPROVATO)
        ciclo.refresh_from_db()
        base = Documento.objects.create(
            ciclo=ciclo, versione=1, organo="Giunta", numero="1", data=datetime.date(2026, 2, 1), quadro="{}"
        )
        variazione = Variazione.objects.create(ciclo=ciclo, numero=1, oggetto="Bando", base=base)
        variazione.strutture.add(area)
        gruppi = load_lavoro(make_utente(Ruolo.DIRIGENTE, ciclo.ente, obiettivo.struttura), ciclo)
        assert [(g.titolo, [v.frase for v in g.voci]) for g in gruppi if g.titolo == "Variazioni"] == [
            ("Variazioni", ["Variazione n. 1, «Bando»: aperta, da scrivere e proporre"])
        ]
        altro = make_utente(Ruolo.DIRIGENTE, ciclo.ente, factories.StrutturaFactory(ente=ciclo.ente))
        assert [g for g in load_lavoro(altro, ciclo) if g.titolo == "Variazioni"] == []

    @pytest.mark.parametrize("ruolo", [Ruolo.OIV, Ruolo.LETTORE])
    def test_readers_are_told_what_to_read(self, obiettivo, accedi, ruolo):
        risposta = accedi(ruolo, obiettivo.ciclo.ente).get(reverse("inizio"))
        assert frasi(risposta)["Da leggere"] == ["Il piano 2026 è in preparazione: obiettivi concordati 0 su 1"]

    def test_home_shows_the_plan_in_preparation_before_the_newer_ones(self, obiettivo, accedi):
        factories.CicloFactory(ente=obiettivo.ciclo.ente, anno=2027, stato=Ciclo.Stato.APPROVATO)
        factories.CicloFactory(ente=obiettivo.ciclo.ente, anno=2025)
        risposta = accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente).get(reverse("inizio"))
        assert risposta.context["in_lavoro"] == obiettivo.ciclo

    def test_home_without_plans_lists_nothing(self, accedi):
        risposta = accedi(Ruolo.CONTROLLO, factories.EnteFactory()).get(reverse("inizio"))
        assertNotContains(risposta, "Da fare in")

    def test_beyond_ten_the_rest_is_folded(self, obiettivo, accedi):
        for n in range(12):
            factories.ObiettivoFactory(
                ciclo=obiettivo.ciclo, progetto__ciclo=obiettivo.ciclo, progetto__cdr__codice=f"C{n}"
            )
        risposta = page(accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente), "da_fare", obiettivo.ciclo)
        (ritardo,) = [g for g in risposta.context["gruppi"] if g.titolo == "CdR in ritardo"]
        assert (ritardo.quante, len(ritardo.prime), len(ritardo.altre)) == (13, 10, 3)
        assertContains(risposta, "Le altre 3 voci")


class TestTavolo:
    def rows(self, risposta):
        return [riga[:8] for riga in read_tables(risposta)[0][1:]]

    def test_counts_the_states_of_each_cdr_and_says_who_is_late(self, obiettivo, accedi):
        ciclo = obiettivo.ciclo
        for stato in ("proposto", "da_rivedere", "concordato"):
            make_obiettivo(stato, progetto=obiettivo.progetto)
        factories.StrutturaFactory(ente=ciclo.ente, codice="99", denominazione="Nuovo")
        pronto = factories.StrutturaFactory(ente=ciclo.ente, codice="87", denominazione="Scuola")
        make_obiettivo("proposto", ciclo=ciclo, progetto__ciclo=ciclo, progetto__cdr=pronto)
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "tavolo", ciclo)
        assert self.rows(risposta) == [
            ["85 - Servizi sociali", "", "In ritardo: 2 obiettivi da inviare", "4", "1", "1", "1", "1"],
            ["87 - Scuola", "", "Tutto inviato, da esaminare", "1", "0", "1", "0", "0"],
            ["99 - Nuovo", "", "In ritardo: nessun obiettivo", "0", "0", "0", "0", "0"],
        ]
        assertContains(risposta, "2 centri di responsabilità sono in ritardo")

    def test_counts_the_findings_and_dates_the_last_change(self, obiettivo, accedi):
        factories.ObiettivoFactory(progetto=obiettivo.progetto, titolo="")
        riga = read_tables(page(accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente), "tavolo", obiettivo.ciclo))[0][1]
        assert (riga[8], riga[-1]) == ("2", "01/03/2026")

    def test_nobody_is_late_before_the_day_that_the_ente_chose(self, obiettivo, accedi):
        Scadenza.objects.create(ciclo=obiettivo.ciclo, codice="proposte", data=datetime.date(2026, 3, 1))
        risposta = page(accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente), "tavolo", obiettivo.ciclo)
        assert [riga[2] for riga in self.rows(risposta)] == ["1 obiettivo da inviare"]
        assertContains(risposta, ">01/03/2026</a>")

    def test_dirigente_sees_his_rows_only(self, obiettivo, accedi):
        factories.StrutturaFactory(ente=obiettivo.ciclo.ente)
        client = accedi(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, obiettivo.struttura)
        risposta = page(client, "tavolo", obiettivo.ciclo)
        assert [riga[0] for riga in self.rows(risposta)] == ["85 - Servizi sociali"]
        assertNotContains(risposta, "Prepara i solleciti")

    def test_is_sorted_on_the_page_and_in_the_file(self, obiettivo, accedi):
        altro = factories.StrutturaFactory(ente=obiettivo.ciclo.ente, codice="01", denominazione="Anagrafe")
        client = accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente)
        assert altro.cdr
        risposta = page(client, "tavolo", obiettivo.ciclo, sort="-bozza")
        assert [riga[0] for riga in self.rows(risposta)] == ["85 - Servizi sociali", "01 - Anagrafe"]
        righe = page(client, "tavolo", obiettivo.ciclo, sort="-bozza", formato="csv").content.decode("utf-8-sig")
        testata, prima, *_ = righe.splitlines()
        assert testata.startswith("Centro di responsabilità;Responsabile;A che punto è;Obiettivi;Bozza;")
        valori = prima.split(";")
        assert [*valori[:8], valori[-1]] == [
            *("85 - Servizi sociali", "", "In ritardo: 1 obiettivo da inviare", "1", "1", "0", "0", "0"),
            "01/03/2026",
        ]

    @pytest.mark.parametrize(("formato", "codice"), [("xlsx", 200), ("ods", 200), ("doc", 404)])
    def test_downloads(self, obiettivo, accedi, formato, codice):
        client = accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente)
        assert page(client, "tavolo", obiettivo.ciclo, formato=formato).status_code == codice


class TestSintesi:
    def test_findings_of_a_whole_ente_are_kept_until_a_row_changes(
        self, obiettivo, make_utente, settings, django_assert_num_queries
    ):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "w4"}}
        cache.clear()
        utente = make_utente(Ruolo.CONTROLLO, obiettivo.ciclo.ente)
        assert load_sintesi(utente, obiettivo.ciclo).blocchi == ()
        with django_assert_num_queries(1):
            load_sintesi(utente, obiettivo.ciclo)
        obiettivo.titolo = ""
        obiettivo.save()
        assert [r.controllo for r in load_sintesi(utente, obiettivo.ciclo).blocchi] == ["obiettivo_senza_titolo"]

    def test_those_of_a_dirigente_are_of_his_cdr(self, obiettivo, make_utente):
        factories.ObiettivoFactory(ciclo=obiettivo.ciclo, progetto__ciclo=obiettivo.ciclo, titolo="")
        utente = make_utente(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, obiettivo.struttura)
        assert load_sintesi(utente, obiettivo.ciclo).blocchi == ()
