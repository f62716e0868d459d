"""The admin of money and people: quotas within a project, totals beside them, one person over the whole ente."""

from decimal import Decimal

import pytest

from budget.models import Capitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import Progetto
from organizzazione.models import Persona
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
from tests.gestione import choices_of, errors_of, form_data, new_row, totals_of, url_of

pytestmark = pytest.mark.django_db

VUOTA = {"ordine": ""}


class TestQuoteDiCapitolo:
    def test_amount_is_typed_as_italians_write_it(self, progetto, change):
        capitolo = CapitoloFactory(ciclo=progetto.ciclo)
        riga = new_row("quote_capitolo", 0, capitolo=capitolo.pk, importo="1.234,56", **VUOTA)
        assert change(progetto, **riga).status_code == 302
        quota = QuotaCapitolo.objects.get()
        assert (quota.progetto, quota.capitolo, quota.importo, quota.ordine) == (
            progetto,
            capitolo,
            Decimal("1234.56"),
            1,
        )

    @pytest.mark.parametrize(
        ("scritto", "importo"),
        [("", None), ("0", Decimal(0)), ("€ 1.200", Decimal(1200)), ("1234.5", Decimal("1234.5"))],
    )
    def test_no_amount_is_not_an_amount_of_zero(self, scritto, importo, progetto, change):
        QuotaCapitoloFactory(progetto=progetto, importo=Decimal(7))
        change(progetto, **{"quote_capitolo-0-importo": scritto})
        assert QuotaCapitolo.objects.get().importo == importo

    def test_totals_beside_the_rows(self, progetto, gestore):
        natura, lato = Capitolo.Natura, Capitolo.Lato
        for lato_, natura_, importo in (
            (lato.ENTRATA, natura.CORRENTE, "35000"),
            (lato.SPESA, natura.CORRENTE, "520000.50"),
            (lato.SPESA, natura.CORRENTE, None),
            (lato.SPESA, natura.INVESTIMENTO, "300000"),
        ):
            capitolo = CapitoloFactory(ciclo=progetto.ciclo, lato=lato_, natura=natura_)
            QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo=importo and Decimal(importo))
        pagina = gestore.get(url_of(Progetto, "change", progetto))
        assert totals_of(pagina, QuotaCapitolo) == [
            ("Entrate", "35.000,00 €", False),
            ("Spese correnti", "520.000,50 €", False),
            ("Investimenti", "300.000,00 €", False),
            ("Totale spese", "820.000,50 €", False),
        ]
        assert "<dt>Totale spese</dt><dd>820.000,50 €</dd>" in pagina.content.decode()

    def test_nothing_known_is_no_total(self, progetto, gestore):
        QuotaCapitoloFactory(progetto=progetto, importo=None)
        assert totals_of(gestore.get(url_of(Progetto, "change", progetto)), QuotaCapitolo) == []

    def test_chapter_twice_is_refused_with_a_sentence(self, progetto, change):
        quota = QuotaCapitoloFactory(progetto=progetto)
        riga = new_row("quote_capitolo", 1, capitolo=quota.capitolo_id, importo="1", **VUOTA)
        assert errors_of(change(progetto, **riga)) == {
            "quote_capitolo-1-capitolo": [
                "Questo capitolo è già in un'altra riga: le due quote vanno sommate in una sola."
            ],
        }

    def test_new_chapter_twice_in_the_same_page_is_refused(self, progetto, change):
        capitolo = CapitoloFactory(ciclo=progetto.ciclo)
        righe = {**new_row("quote_capitolo", 0, capitolo=capitolo.pk, **VUOTA)}
        righe |= new_row("quote_capitolo", 1, capitolo=capitolo.pk, **VUOTA)
        assert errors_of(change(progetto, **righe)) == {
            "quote_capitolo-1-capitolo": [
                "Questo capitolo è già in un'altra riga: le due quote vanno sommate in una sola."
            ],
        }
        assert QuotaCapitolo.objects.count() == 0

    def test_chapter_of_another_year_is_neither_offered_nor_taken(self, progetto, gestore, change):
        proprio = CapitoloFactory(ciclo=progetto.ciclo)
        altro = CapitoloFactory(ciclo=CicloFactory(ente=progetto.ciclo.ente, anno=2027))
        assert choices_of(gestore, QuotaCapitolo, "capitolo", ciclo=progetto.ciclo_id) == [str(proprio)]
        assert errors_of(change(progetto, **new_row("quote_capitolo", 0, capitolo=altro.pk, **VUOTA))) == {
            "quote_capitolo-0-capitolo": ["Il capitolo è di un altro ente o anno."]
        }

    def test_chapter_of_another_ente_does_not_exist(self, progetto, change):
        riga = new_row("quote_capitolo", 0, capitolo=CapitoloFactory().pk, **VUOTA)
        assert errors_of(change(progetto, **riga)) == {
            "quote_capitolo-0-capitolo": [
                "Scegli un'opzione valida. La scelta effettuata non compare tra quelle disponibili."
            ]
        }

    def test_row_is_taken_away(self, progetto, change):
        QuotaCapitoloFactory(progetto=progetto)
        change(progetto, **{"quote_capitolo-0-DELETE": "on"})
        assert QuotaCapitolo.objects.count() == 0
        assert QuotaCapitolo.history.first().history_type == "-"

    def test_objective_has_its_own_quotas(self, progetto, change):
        obiettivo = ObiettivoFactory(progetto=progetto)
        capitolo = CapitoloFactory(ciclo=progetto.ciclo)
        change(obiettivo, **new_row("quote_capitolo", 0, capitolo=capitolo.pk, importo="10", **VUOTA))
        quota = QuotaCapitolo.objects.get()
        assert (quota.obiettivo, quota.progetto, quota.importo) == (obiettivo, None, Decimal(10))


class TestQuoteDiPersonale:
    def test_share_of_work_takes_the_year_of_its_project(self, progetto, change):
        persona = PersonaFactory(ente=progetto.ciclo.ente)
        change(progetto, **new_row("quote_personale", 0, persona=persona.pk, percentuale="12,5", **VUOTA))
        quota = QuotaPersonale.objects.get()
        assert (quota.ciclo, quota.persona, quota.percentuale) == (progetto.ciclo, persona, Decimal("12.5"))

    def test_objective_too(self, progetto, change):
        obiettivo = ObiettivoFactory(progetto=progetto)
        persona = PersonaFactory(ente=progetto.ciclo.ente)
        change(obiettivo, **new_row("quote_personale", 0, persona=persona.pk, percentuale="100", **VUOTA))
        assert QuotaPersonale.objects.get().destinazione == obiettivo

    def test_total_of_the_project_and_of_each_person_over_the_ente(self, progetto, gestore):
        ente = progetto.ciclo.ente
        colma, giusta = PersonaFactory(ente=ente, denominazione="Rossi Ada"), PersonaFactory(ente=ente)
        altrove = ProgettoFactory(ciclo=progetto.ciclo)
        anno_prima = ProgettoFactory(ciclo=CicloFactory(ente=ente, anno=2025))
        for dove, persona, quanto in (
            (progetto, colma, "60"),
            (altrove, colma, "40.5"),
            (progetto, giusta, "70"),
            (altrove, giusta, "30"),
            (anno_prima, giusta, "90"),
        ):
            QuotaPersonaleFactory(progetto=dove, persona=persona, percentuale=Decimal(quanto))
        pagina = gestore.get(url_of(Progetto, "change", progetto))
        assert totals_of(pagina, QuotaPersonale) == [
            ("Totale impegno", "130,00 %, pari a 1,30 persone a tempo pieno", False)
        ]
        testo = pagina.content.decode()
        assert '<p><span class="eccede">100,50 % (più di 100)</span></p>' in testo
        assert "<p>100,00 %</p>" in testo
        elenco = gestore.get(url_of(QuotaPersonale, "changelist"), {"q": "Rossi Ada"}).content.decode()
        assert elenco.count('<span class="eccede">100,50 % (più di 100)</span>') == 2

    @pytest.mark.parametrize(
        ("percentuale", "frase"),
        [
            ("100,01", "Assicurati che questo valore sia minore o uguale a 100."),
            ("-1", "Assicurati che questo valore sia maggiore o uguale a 0."),
            ("metà", "Scrivere un numero, per esempio 1.234,56."),
        ],
    )
    def test_impossible_share_is_refused(self, percentuale, frase, progetto, change):
        QuotaPersonaleFactory(progetto=progetto)
        risposta = change(progetto, **{"quote_personale-0-percentuale": percentuale})
        assert errors_of(risposta) == {"quote_personale-0-percentuale": [frase]}

    def test_person_twice_is_refused_with_a_sentence(self, progetto, change):
        quota = QuotaPersonaleFactory(progetto=progetto)
        riga = new_row("quote_personale", 1, persona=quota.persona_id, **VUOTA)
        assert errors_of(change(progetto, **riga)) == {
            "quote_personale-1-persona": ["Questa persona è già in un'altra riga: indicare una sola percentuale."],
        }

    def test_person_shows_her_year(self, progetto, gestore):
        persona = PersonaFactory(ente=progetto.ciclo.ente)
        altro = ProgettoFactory(ciclo=CicloFactory(ente=progetto.ciclo.ente, anno=2025))
        quote = [(progetto, "60"), (ProgettoFactory(ciclo=progetto.ciclo), "50"), (altro, "80")]
        for dove, quanto in quote:
            QuotaPersonaleFactory(progetto=dove, persona=persona, percentuale=Decimal(quanto))
        pagina = gestore.get(url_of(Persona, "change", persona))
        assert totals_of(pagina, QuotaPersonale) == [
            ("Totale 2026", "110,00 %", True),
            ("Totale 2025", "80,00 %", False),
        ]

    def test_share_for_a_structure_has_a_page_of_its_own(self, progetto, gestore):
        struttura = StrutturaFactory(ente=progetto.ciclo.ente)
        persona = PersonaFactory(ente=progetto.ciclo.ente)
        dati = form_data(
            gestore.get(url_of(QuotaPersonale, "add")), persona=persona.pk, struttura=struttura.pk, ordine=0
        )
        assert gestore.post(url_of(QuotaPersonale, "add"), dati).status_code == 302
        assert QuotaPersonale.objects.get().destinazione == struttura

    def test_share_for_two_is_refused_with_the_sentence_of_the_constraint(self, progetto, gestore):
        struttura, persona = StrutturaFactory(ente=progetto.ciclo.ente), PersonaFactory(ente=progetto.ciclo.ente)
        dati = {"persona": persona.pk, "struttura": struttura.pk, "progetto": progetto.pk, "ordine": 0}
        risposta = gestore.post(
            url_of(QuotaPersonale, "add"), form_data(gestore.get(url_of(QuotaPersonale, "add")), **dati)
        )
        assert errors_of(risposta) == {
            "__all__": ["La quota va assegnata a uno solo tra progetto, obiettivo e struttura."]
        }
