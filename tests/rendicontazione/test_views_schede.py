import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

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


@pytest.fixture
def progetto(ciclo, cdr):
    """A project with one of everything."""
    azione = factories.AzioneFactory(
        ente=ciclo.ente,
        denominazione="Politiche familiari",
        obiettivo_strategico__denominazione="Welfare",
        obiettivo_strategico__indirizzo__denominazione="Città solidale",
    )
    progetto = factories.ProgettoFactory(
        ciclo=ciclo, cdr=cdr, codice="P1", titolo="Casa", descrizione="Primo.\n\nSecondo.", azione=azione, ordine=2
    )
    tipologia = factories.TipologiaObiettivoFactory(ente=ciclo.ente, denominazione="Obiettivo prioritario")
    obiettivo = factories.ObiettivoFactory(progetto=progetto, codice="O1", titolo="Alloggi", tipologia=tipologia)
    indicatore = factories.IndicatoreFactory(obiettivo=obiettivo, codice="I1", nota="Solo residenti")
    factories.ValoreAttesoFactory(indicatore=indicatore, stampato="20")
    factories.FaseFactory(obiettivo=obiettivo, ordine=1, nota="Con i quartieri")
    for lato, numero, importo in (("E", "03641", "70"), ("U", "30001", "1000"), ("U", "30002", None)):
        capitolo = factories.CapitoloFactory(ciclo=ciclo, lato=lato, numero=numero)
        factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo=importo, ordine=int(numero))
    for n, (nome, percentuale) in enumerate((("Rossi Ada", "37.5"), ("Gruppo sociale", "100"))):
        persona = factories.PersonaFactory(ente=ciclo.ente, denominazione=nome, gruppo=nome.startswith("Gruppo"))
        factories.QuotaPersonaleFactory(progetto=progetto, persona=persona, percentuale=percentuale, ordine=n)
    return progetto


def page(client, nome, riga):
    return client.get(reverse(nome, args=[riga.ciclo.ente.codice, riga.ciclo.anno, riga.pk]))


def headings(risposta):
    testo = re.sub(r"<[^>]+>", "", "\n".join(re.findall(r"<h[12]>.*?</h[12]>", risposta.content.decode(), re.DOTALL)))
    return [" ".join(riga.split()) for riga in testo.splitlines()]


class TestProgetto:
    def test_sections_come_in_the_order_of_the_allegato(self, ciclo, progetto, accedi):
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "progetto", progetto)
        assert headings(risposta) == [
            "P1 Casa",
            "Descrizione",
            "Indirizzo Strategico di riferimento",
            "O1 Alloggi",
            "Fasi/Attività",
            "Budget previsto",
            "Personale",
        ]
        assertContains(risposta, "<p>Primo.</p>")
        assertContains(risposta, "Obiettivo prioritario")

    def test_tables_hold_every_figure(self, ciclo, progetto, accedi):
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "progetto", progetto)
        assert read_tables(risposta) == [
            [
                ["Codice indicatore", "Indicatore", "Valore previsto 2026"],
                ["I1", "N. famiglie coinvolte", "20"],
                ["", "Nota: Solo residenti"],
            ],
            [
                ["Ordine Fase", "Cod. Obiettivo", "Descrizione Fase", "Inizio", "Fine"],
                ["1", "O1", "Avvio del tavolo di lavoro", "01/01/2026", "30/06/2026"],
                ["", "Nota: Con i quartieri"],
            ],
            [
                ["Capitolo", "Descrizione", "Entrate Correnti", "Spese Correnti"],
                ["Cap. 03641 Art. 00", "PRESTAZIONI DI SERVIZI", "70,00", ""],
                ["Cap. 30001 Art. 00", "PRESTAZIONI DI SERVIZI", "", "1.000,00"],
                ["Cap. 30002 Art. 00", "PRESTAZIONI DI SERVIZI", "", ""],
                ["Totale", "70,00", "1.000,00"],
            ],
            [
                ["Nome Soggetto", "Relazione Personale", "Impegno Personale"],
                ["Rossi Ada", "Dipendente a tempo indeterminato", "37,50 %"],
                ["Gruppo sociale (gruppo)", "Dipendente a tempo indeterminato", "100,00 %"],
                ["Totale in equivalenti a tempo pieno ( FTE )", "", "1,38"],
            ],
        ]

    def test_missing_sections_are_not_shown(self, ciclo, accedi):
        vuoto = factories.ProgettoFactory(ciclo=ciclo, codice="P0", titolo="Vuoto")
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "progetto", vuoto)
        assert headings(risposta) == ["P0 Vuoto"]
        assertContains(risposta, "Questo progetto non ha ancora obiettivi.")

    def test_note_of_the_source_is_in_evidence(self, ciclo, accedi):
        progetto = factories.ProgettoFactory(ciclo=ciclo, note_fonte="Manca la prima pagina")
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "progetto", progetto)
        assertContains(risposta, "<strong>Nota sull'importazione</strong><div><p>Manca la prima pagina</p></div>")

    def test_leads_to_the_schede_before_and_after_it(self, ciclo, cdr, progetto, accedi):
        prima, dopo = (factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, ordine=n) for n in (1, 3))
        client = accedi(Ruolo.LETTORE, ciclo.ente)
        contesto = page(client, "progetto", progetto).context
        assert [contesto["precedente"].id, contesto["successivo"].id] == [prima.pk, dopo.pk]
        assert page(client, "progetto", prima).context["precedente"] is None
        assert page(client, "progetto", dopo).context["successivo"] is None

    def test_text_of_the_plan_is_never_markup(self, ciclo, accedi):
        progetto = factories.ProgettoFactory(ciclo=ciclo, titolo="<script>x</script>", descrizione="<b>y</b>")
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "progetto", progetto)
        assertNotContains(risposta, "<script>")
        assertNotContains(risposta, "<b>y</b>")

    def test_office_finds_where_to_correct_it(self, ciclo, progetto, accedi):
        correggi = reverse("admin:obiettivi_progetto_change", args=[progetto.pk])
        assertContains(page(accedi(Ruolo.CONTROLLO, ciclo.ente), "progetto", progetto), correggi)
        assertNotContains(page(accedi(Ruolo.LETTORE, ciclo.ente), "progetto", progetto), correggi)

    def test_address_must_be_that_of_its_own_plan(self, ciclo, progetto, accedi):
        altro = factories.CicloFactory(ente=ciclo.ente, anno=ciclo.anno + 1)
        client = accedi(Ruolo.CONTROLLO, ciclo.ente)
        assert client.get(reverse("progetto", args=[ciclo.ente.codice, altro.anno, progetto.pk])).status_code == 404


class TestObiettivo:
    def make_completo(self, ciclo, cdr):
        """An objective without project, with all that can be known of it."""
        strategico = factories.ObiettivoStrategicoFactory(
            denominazione="Pari opportunità", indirizzo__ente=ciclo.ente, indirizzo__denominazione="Città equa"
        )
        obiettivo = factories.ObiettivoFactory(
            progetto=None,
            ciclo=ciclo,
            struttura=cdr,
            obiettivo_strategico=strategico,
            codice="21.01",
            titolo="Sportello",
            priorita="alta",
            dal=datetime.date(2026, 1, 1),
            al=datetime.date(2026, 12, 31),
            peso=Decimal(33),
            gruppo="1",
            responsabile=factories.PersonaFactory(ente=ciclo.ente, denominazione="Verdi Pia"),
            descrizione="Aprire lo sportello.",
            attivita="Bando\nFormazione",
            tempi="Da febbraio a dicembre",
            risorse="Due operatrici",
            note="In quota parte",
        )
        obiettivo.contributi.add(factories.StrutturaFactory(ente=ciclo.ente, denominazione="Polizia locale"))
        factories.FaseFactory(
            obiettivo=obiettivo, ordine=1, codice="F01", risultato_atteso="Minimo 5 utenti", peso=Decimal(40)
        )
        return obiettivo

    def test_objective_without_project_shows_all_that_is_known_of_it(self, ciclo, cdr, accedi):
        obiettivo = self.make_completo(ciclo, cdr)
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "obiettivo", obiettivo)
        assert headings(risposta) == [
            "21.01 Sportello",
            *("Descrizione", "Indirizzo Strategico di riferimento", "Attività", "Tempi", "Indicatori"),
            *("Fasi/Attività", "Risorse assegnate", "Note"),
        ]
        assert read_tables(risposta) == [
            [
                ["Ordine Fase", "Descrizione Fase", "Risultato atteso", "Inizio", "Fine", "Peso"],
                ["F01", "Avvio del tavolo di lavoro", "Minimo 5 utenti", "01/01/2026", "30/06/2026", "40"],
            ]
        ]
        for voce in (
            *("Alta", "dal 01/01/2026 al 31/12/2026", "33 (gruppo 1)", "Verdi Pia", "Polizia locale"),
            *("Pari opportunità", "Città equa", "Bando<br>Formazione", "Da febbraio a dicembre", "Due operatrici"),
            "Nessun indicatore: l'obiettivo si misura con le sue fasi.",
        ):
            assertContains(risposta, voce)

    def test_says_what_was_understood_of_each_target(self, ciclo, accedi):
        obiettivo = factories.ObiettivoFactory(progetto__ciclo=ciclo)
        indicatore = factories.IndicatoreFactory(
            obiettivo=obiettivo, baseline="12.5", fonte="Anagrafe", verso="decrescente", unita="giorni"
        )
        factories.ValoreAttesoFactory(indicatore=indicatore, operatore="<=", numero=15, stampato="15")
        factories.ValoreAttesoFactory(indicatore=indicatore, anno=ciclo.anno + 1, stampato="10")
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "obiettivo", obiettivo)
        for nome, valore in (
            ("Valore atteso 2026", "al più 15 giorni"),
            ("Valore atteso 2027", "10"),
            ("Verso", "più è basso, meglio è"),
            ("Si parte da", "12,5"),
            ("Fonte del dato", "Anagrafe"),
        ):
            assertContains(risposta, f"<dt>{nome}</dt><dd>{valore}</dd>")

    def test_objective_of_a_project_leads_back_to_it(self, ciclo, progetto, accedi):
        risposta = page(accedi(Ruolo.LETTORE, ciclo.ente), "obiettivo", progetto.obiettivi.get())
        assertContains(risposta, reverse("progetto", args=[ciclo.ente.codice, ciclo.anno, progetto.pk]))

    def test_structure_that_contributes_opens_the_objective_of_another(self, ciclo, cdr, accedi):
        obiettivo = factories.ObiettivoFactory(progetto__ciclo=ciclo)
        client = accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr)
        assert page(client, "obiettivo", obiettivo).status_code == 404
        obiettivo.contributi.add(cdr)
        assert page(client, "obiettivo", obiettivo).status_code == 200
        assert page(client, "progetto", obiettivo.progetto).status_code == 404
