"""The admin of chapters, of an approved plan, and the lists of money and people."""

from decimal import Decimal

import pytest

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale, Titolo, TotaleStampato
from obiettivi.models import Ciclo, Obiettivo, Progetto
from organizzazione.models import Persona, Ruolo
from tests.factories import (
    CapitoloFactory,
    CicloFactory,
    ObiettivoFactory,
    PersonaFactory,
    ProgettoFactory,
    QuotaCapitoloFactory,
    QuotaPersonaleFactory,
    StrutturaFactory,
)
from tests.gestione import errors_of, form_data, listed, new_row, totals_of, url_of

pytestmark = pytest.mark.django_db


class TestCapitolo:
    def test_says_how_much_of_it_is_assigned(self, progetto, gestore):
        capitolo = CapitoloFactory(ciclo=progetto.ciclo, stanziamento=Decimal(300))
        for importo in (300, 300):
            QuotaCapitoloFactory(progetto=ProgettoFactory(ciclo=progetto.ciclo), capitolo=capitolo, importo=importo)
        pagina = gestore.get(url_of(Capitolo, "change", capitolo))
        assert totals_of(pagina, QuotaCapitolo) == [
            ("Stanziamento", "300,00 €", False),
            ("Assegnato", "600,00 €", False),
            ("Da assegnare", "-300,00 €", True),
        ]
        assert (
            '<td class="field-assegnato">600,00</td>' in gestore.get(url_of(Capitolo, "changelist")).content.decode()
        )

    def test_unknown_stanziamento_leaves_nothing_to_assign(self, progetto, gestore):
        quota = QuotaCapitoloFactory(progetto=progetto)
        pagina = gestore.get(url_of(Capitolo, "change", quota.capitolo))
        assert totals_of(pagina, QuotaCapitolo) == [("Assegnato", "1.000,00 €", False)]

    def test_link_to_a_chapter_that_is_not_there(self, progetto, change):
        capitolo = CapitoloFactory(ciclo=progetto.ciclo)
        riga = {"verso_lato": "E", "verso_numero": "03641", "verso_articolo": ""}
        change(capitolo, **new_row("collegamenti", 0, **riga))
        collegamento = CollegamentoCapitolo.objects.get()
        assert (collegamento.verso_numero, collegamento.collegato) == ("03641", None)

    def test_number_keeps_its_zeros_and_is_searched(self, progetto, gestore):
        dati = {"lato": "E", "numero": "03641", "articolo": "01", "descrizione": "FONDO SOCIALE", "natura": "corrente"}
        pagina = gestore.get(url_of(Capitolo, "add"))
        gestore.post(url_of(Capitolo, "add"), form_data(pagina, **dati))
        capitolo = Capitolo.objects.get()
        CapitoloFactory(ciclo=progetto.ciclo)
        assert capitolo.sigla == "Cap. 03641 Art. 01"
        for cercato in ("03641", "3641 01", "fondo"):
            assert listed(gestore, Capitolo, q=cercato) == [capitolo]

    def test_title_of_the_other_side_is_refused(self, progetto, change):
        capitolo = CapitoloFactory(ciclo=progetto.ciclo)
        titolo = Titolo.objects.create(lato="E", codice="2", denominazione="Trasferimenti correnti")
        assert errors_of(change(capitolo, titolo=titolo.pk)) == {
            "titolo": ["Il titolo è dell'altro lato del bilancio (entrata o spesa)."]
        }


class TestPianoApprovato:
    def test_quotas_are_read_with_their_totals_and_not_written(self, progetto, gestore):
        quota, personale = QuotaCapitoloFactory(progetto=progetto), QuotaPersonaleFactory(progetto=progetto)
        Ciclo.objects.update(stato=Ciclo.Stato.APPROVATO)
        pagina = gestore.get(url_of(Progetto, "change", progetto))
        assert totals_of(pagina, QuotaCapitolo)[-1] == ("Totale spese", "1.000,00 €", False)
        testo = pagina.content.decode()
        assert "quote_capitolo-0-importo" not in testo
        assert '<td class="field-importo_letto">\n              \n                  <p>1.000,00</p>' in testo
        for riga in (quota, personale, quota.capitolo):
            for azione in ("change", "delete"):
                assert gestore.post(url_of(type(riga), azione, riga), {"post": "yes"}).status_code == 403

    @pytest.mark.parametrize("modello", [QuotaCapitolo, QuotaPersonale])
    def test_new_quota_is_refused_with_a_sentence(self, modello, progetto, gestore):
        capitolo = CapitoloFactory(ciclo=progetto.ciclo)
        persona = PersonaFactory(ente=progetto.ciclo.ente)
        pagina = gestore.get(url_of(modello, "add"))
        Ciclo.objects.update(stato=Ciclo.Stato.APPROVATO)
        proprio = {"capitolo": capitolo.pk} if modello is QuotaCapitolo else {"persona": persona.pk}
        risposta = gestore.post(url_of(modello, "add"), form_data(pagina, progetto=progetto.pk, ordine=0, **proprio))
        assert errors_of(risposta) == {
            "__all__": ["Il piano 2026 non è più in preparazione: si cambia solo con una variazione."]
        }


def test_printed_totals_are_not_typed(progetto, gestore):
    totale = TotaleStampato.objects.create(ciclo=progetto.ciclo, cdr=progetto.cdr, livello="cdr", importo=Decimal(5))
    assert listed(gestore, TotaleStampato) == [totale]
    assert gestore.get(url_of(TotaleStampato, "add")).status_code == 403
    assert gestore.post(url_of(TotaleStampato, "change", totale), {"importo": "6"}).status_code == 403


def make_completo(ciclo):
    struttura = StrutturaFactory(ente=ciclo.ente)
    titolo, _ = Titolo.objects.get_or_create(lato="U", codice="1", denominazione="Spese correnti")
    capitolo = CapitoloFactory(ciclo=ciclo, struttura=struttura, titolo=titolo)
    progetto = ProgettoFactory(ciclo=ciclo, cdr=struttura)
    QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo)
    QuotaPersonaleFactory(progetto=progetto)
    TotaleStampato.objects.create(ciclo=ciclo, cdr=struttura, livello="progetto", progetto=progetto)


@pytest.mark.parametrize(
    ("modello", "quante"),
    [(Capitolo, 10), (QuotaCapitolo, 9), (QuotaPersonale, 10), (TotaleStampato, 9), (Titolo, 6), (Progetto, 10)],
)
def test_list_takes_the_same_queries_however_long(modello, quante, accedi, django_assert_num_queries):
    ciclo = CicloFactory()
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    for quanti_nuovi in (1, 2):
        for _ in range(quanti_nuovi):
            make_completo(ciclo)
        with django_assert_num_queries(quante):
            client.get(url_of(modello, "changelist"))


def test_pages_of_the_whole_chain_open(progetto, gestore):
    make_completo(progetto.ciclo)
    ObiettivoFactory(progetto=progetto)
    for modello in (Progetto, Obiettivo, Persona, Capitolo, QuotaCapitolo, QuotaPersonale, TotaleStampato):
        riga = modello.objects.first()
        for azione in ("change", "history"):
            assert (modello, gestore.get(url_of(modello, azione, riga)).status_code) == (modello, 200)
