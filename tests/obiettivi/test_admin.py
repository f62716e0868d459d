"""The admin of the plan: targets understood, an approved plan that stands still, one year's choices."""

import datetime
from decimal import Decimal

import pytest

from obiettivi.models import (
    Ciclo,
    Fase,
    Indicatore,
    Obiettivo,
    PesaturaObiettivo,
    Progetto,
    SistemaValutazione,
    ValoreAtteso,
)
from organizzazione.models import Ruolo
from pianoperformance.base.valori import Operatore, Tipo, Verso
from tests.factories import (
    CicloFactory,
    FaseFactory,
    IncaricoFactory,
    IndicatoreFactory,
    StrutturaFactory,
    UtenteFactory,
    ValoreAttesoFactory,
)
from tests.gestione import choices_of, errors_of, form_data, new_row, url_of

pytestmark = pytest.mark.django_db


def approve(ciclo):
    ciclo.stato = Ciclo.Stato.APPROVATO
    ciclo.save()


class TestValoreAtteso:
    """The target of the year is typed beside its indicator, printed as typed, and understood."""

    def test_new_indicator_with_its_target(self, obiettivo, change):
        riga = {"codice": "M1", "testo": "Percentuale di domande evase", "valore_atteso": "> 90%", "ordine": ""}
        assert change(obiettivo, **new_row("indicatori", 0, **riga)).status_code == 302
        indicatore = Indicatore.objects.get()
        valore = indicatore.valori_attesi.get()
        assert (indicatore.tipo, indicatore.verso, indicatore.ordine) == (Tipo.PERCENTUALE, Verso.CRESCENTE, 1)
        assert (valore.anno, valore.stampato, valore.operatore, valore.numero) == (
            obiettivo.ciclo.anno,
            "> 90%",
            Operatore.MAGGIORE,
            Decimal(90),
        )

    def test_page_shows_the_target_and_how_it_was_understood(self, obiettivo, gestore):
        ValoreAttesoFactory(indicatore__obiettivo=obiettivo, stampato="20", numero=Decimal(20), operatore=">=")
        pagina = gestore.get(url_of(Obiettivo, "change", obiettivo))
        assert form_data(pagina)["indicatori-0-valore_atteso"] == "20"
        assert "<p>almeno 20</p>" in pagina.content.decode()

    def test_new_target_is_read_anew(self, obiettivo, change):
        valore = ValoreAttesoFactory(indicatore__obiettivo=obiettivo, stampato="20")
        change(obiettivo, **{"indicatori-0-valore_atteso": "31/12/2026"})
        valore.refresh_from_db()
        assert (valore.stampato, valore.operatore, valore.numero, valore.data) == (
            "31/12/2026",
            Operatore.ENTRO,
            None,
            datetime.date(2026, 12, 31),
        )
        assert Indicatore.objects.get().tipo == Tipo.DATA

    def test_reading_corrected_by_hand_survives_a_change_of_words(self, obiettivo, change):
        valore = ValoreAttesoFactory(indicatore__obiettivo=obiettivo, stampato="20", operatore="=", numero=Decimal(20))
        change(obiettivo, **{"indicatori-0-testo": "Percentuale di famiglie coinvolte"})
        valore.refresh_from_db()
        assert (valore.operatore, valore.indicatore.tipo) == ("=", Tipo.NUMERO)

    def test_reading_of_the_program_follows_the_words(self, obiettivo, change):
        indicatore = IndicatoreFactory(obiettivo=obiettivo, testo="Domande evase", unita="")
        ValoreAttesoFactory(indicatore=indicatore, stampato="20", operatore=">=", numero=Decimal(20))
        change(obiettivo, **{"indicatori-0-testo": "Percentuale di domande evase"})
        indicatore.refresh_from_db()
        assert indicatore.tipo == Tipo.PERCENTUALE

    def test_blank_takes_the_target_away_and_history_keeps_it(self, obiettivo, change):
        valore = ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
        change(obiettivo, **{"indicatori-0-valore_atteso": " "})
        assert ValoreAtteso.objects.count() == 0
        assert ValoreAtteso.history.filter(id=valore.pk, history_type="-").get().stampato == "20"

    def test_untouched_row_is_not_rewritten(self, obiettivo, change):
        ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
        change(obiettivo, titolo="Altro titolo")
        assert [ValoreAtteso.history.count(), Indicatore.history.count(), Obiettivo.history.count()] == [1, 1, 2]

    def test_in_the_page_of_the_indicator_typed_columns_prevail(self, obiettivo, change):
        valore = ValoreAttesoFactory(indicatore__obiettivo=obiettivo, stampato="20")
        prefisso = "valori_attesi-0"
        change(valore.indicatore, **{f"{prefisso}-stampato": "circa 20", f"{prefisso}-operatore": "="})
        valore.refresh_from_db()
        assert (valore.stampato, valore.operatore, valore.numero) == ("circa 20", "=", Decimal(20))

    def test_in_the_page_of_the_indicator_the_printed_text_alone_is_read(self, obiettivo, change):
        valore = ValoreAttesoFactory(indicatore__obiettivo=obiettivo, stampato="20")
        change(valore.indicatore, **{"valori_attesi-0-stampato": "meno di 15"})
        valore.refresh_from_db()
        assert (valore.operatore, valore.numero, valore.indicatore.verso) == (
            Operatore.MINORE,
            Decimal(15),
            Verso.DECRESCENTE,
        )

    def test_later_year_does_not_say_what_kind_the_indicator_is(self, obiettivo, change):
        valore = ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
        change(valore.indicatore, **new_row("valori_attesi", 1, anno=2027, stampato="mantenimento"))
        assert (ValoreAtteso.objects.get(anno=2027).numero, Indicatore.objects.get().tipo) == (None, Tipo.NUMERO)

    def test_two_targets_for_one_year_are_refused_with_a_sentence(self, obiettivo, change):
        valore = ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
        risposta = change(valore.indicatore, **new_row("valori_attesi", 1, anno=2026, stampato="30"))
        assert errors_of(risposta) == {
            "valori_attesi-1-__all__": ["Questa riga ripete i dati di un'altra: cambiarla o cancellarla."],
        }


class TestRighe:
    def test_phase_is_understood_and_goes_last(self, obiettivo, change):
        FaseFactory(obiettivo=obiettivo, ordine=7)
        riga = {"descrizione": "Avvio", "risultato_atteso": "Minimo 5 utenti", "dal": "01/02/2026", "ordine": ""}
        change(obiettivo, **new_row("fasi", 1, **riga))
        fase = Fase.objects.get(ordine=8)
        assert (fase.operatore, fase.numero, fase.unita, fase.dal) == (
            Operatore.ALMENO,
            Decimal(5),
            "utenti",
            datetime.date(2026, 2, 1),
        )

    def test_phase_without_a_result_has_no_typed_target(self, obiettivo, change):
        fase = FaseFactory(obiettivo=obiettivo, risultato_atteso="5 utenti", tipo="numero", numero=5, operatore=">=")
        change(obiettivo, **{"fasi-0-risultato_atteso": "", "fasi-0-ordine": ""})
        ordine = fase.ordine
        fase.refresh_from_db()
        assert (fase.ordine, fase.tipo, fase.numero, fase.operatore) == (ordine, "", None, "")

    @pytest.mark.parametrize(
        ("campi", "errori"),
        [
            (
                {"fasi-0-al": "01/01/2020"},
                {"fasi-0-al": ["La fine prevista della fase viene prima dell'inizio."]},
            ),
            ({"fasi-0-peso": "cento"}, {"fasi-0-peso": ["Scrivere un numero, per esempio 1.234,56."]}),
            ({"fasi-0-peso": "-1"}, {"fasi-0-peso": ["Assicurati che questo valore sia maggiore o uguale a 0."]}),
        ],
    )
    def test_sentences_stand_beside_the_row(self, campi, errori, obiettivo, change):
        FaseFactory(obiettivo=obiettivo)
        assert errors_of(change(obiettivo, **campi)) == errori

    def test_levels_of_the_year_s_criteria(self, obiettivo, gestore, change):
        ciclo = obiettivo.ciclo
        criteri = []
        for anno in (ciclo.anno, ciclo.anno - 1):
            sistema = SistemaValutazione.objects.create(ente=ciclo.ente, anno=anno, denominazione="SMVP")
            criteri.append(sistema.criteri.create(codice="S", denominazione=f"Strategia {anno}"))
        filtri = {"sistema__ente": ciclo.ente_id, "sistema__anno": ciclo.anno}
        assert choices_of(gestore, PesaturaObiettivo, "criterio", **filtri) == ["Strategia 2026"]
        riga = new_row("pesature", 0, criterio=criteri[1].pk, livello="A")
        assert errors_of(change(obiettivo, **riga)) == {
            "pesature-0-criterio": ["Il criterio è del sistema di valutazione di un altro ente o anno."]
        }

    def test_shared_structure_of_another_ente_is_refused(self, obiettivo, client):
        """A user of two enti has both among his choices."""
        altra = StrutturaFactory(codice="Z9", denominazione="Altrove")
        utente = IncaricoFactory(ente=obiettivo.ciclo.ente).utente
        IncaricoFactory(ente=altra.ente, utente=utente)
        client.force_login(utente)
        indirizzo = url_of(Obiettivo, "change", obiettivo)
        risposta = client.post(indirizzo, form_data(client.get(indirizzo), contributi=[altra.pk]))
        assert errors_of(risposta) == {"contributi": ["Di un altro ente, da togliere: Z9 - Altrove."]}

    def test_history_of_the_page_has_that_of_its_rows(self, obiettivo, gestore, change):
        ValoreAttesoFactory(indicatore__obiettivo=obiettivo, indicatore__codice="M1", indicatore__testo="Domande")
        change(obiettivo, **{"indicatori-0-valore_atteso": "30", "indicatori-0-peso": "12,5"})
        pagina = gestore.get(url_of(Obiettivo, "history", obiettivo))
        righe = pagina.context["versioni_righe"]
        versioni = [(v.riga, v.history_type, getattr(v, "history_delta_changes", [])) for v in righe]
        assert ("indicatore M1", "~", [{"field": "Peso", "old": "(vuoto)", "new": "12,5"}]) in versioni
        cambi = [
            {"field": "Numero", "old": "20", "new": "30"},
            {"field": "Valore come stampato", "old": "20", "new": "30"},
        ]
        assert ("valore atteso M1 Domande", "~", cambi) in versioni


class TestPianoApprovato:
    """Once approved, a plan is read here and changed by nobody: that is what a variazione is for."""

    @pytest.mark.parametrize("ruolo", [Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO, None])
    def test_rows_are_read_only(self, ruolo, obiettivo, accedi, client):
        if ruolo:
            accedi(ruolo, obiettivo.ciclo.ente)
        else:
            client.force_login(UtenteFactory(is_superuser=True))
        IndicatoreFactory(obiettivo=obiettivo)
        approve(obiettivo.ciclo)
        for riga in (obiettivo, obiettivo.progetto, Indicatore.objects.get(), obiettivo.ciclo):
            pagina = client.get(url_of(type(riga), "change", riga))
            assert (riga, pagina.context["has_change_permission"]) == (riga, False)
            assert 'name="_save"' not in pagina.content.decode()
            assert f"Il piano 2026 di {obiettivo.ciclo.ente} è approvato" in pagina.content.decode()
            for azione in ("change", "delete"):
                assert client.post(url_of(type(riga), azione, riga), {"post": "yes"}).status_code == 403

    def test_target_is_shown_read_only(self, obiettivo, gestore):
        ValoreAttesoFactory(indicatore__obiettivo=obiettivo, stampato="venti famiglie", numero=None, operatore="")
        approve(obiettivo.ciclo)
        pagina = gestore.get(url_of(Obiettivo, "change", obiettivo)).content.decode()
        assert "<p>venti famiglie</p>" in pagina
        assert "<p>un testo, da valutare leggendo</p>" in pagina

    def test_new_row_in_an_approved_plan_is_refused_with_a_sentence(self, obiettivo, gestore):
        ciclo = obiettivo.ciclo
        approve(ciclo)
        dati = form_data(gestore.get(url_of(Progetto, "add")), ciclo=ciclo.pk, cdr=obiettivo.struttura_id)
        risposta = gestore.post(url_of(Progetto, "add"), {**dati, "codice": "N", "titolo": "Nuovo"})
        assert errors_of(risposta) == {
            "__all__": ["Il piano 2026 non è più in preparazione: si cambia solo con una variazione."]
        }

    def test_chosen_rows_are_not_deleted(self, obiettivo, gestore):
        approve(obiettivo.ciclo)
        dati = {"action": "delete_selected", "_selected_action": [obiettivo.pk], "post": "yes"}
        gestore.post(url_of(Obiettivo, "changelist"), dati)
        assert Obiettivo.objects.count() == 1

    def test_new_plan_is_proposed(self, obiettivo, gestore):
        approve(obiettivo.ciclo)
        assert gestore.get(url_of(Progetto, "add")).context["adminform"].form.initial == {}
        for anno in (2027, 2028):
            ultimo = CicloFactory(ente=obiettivo.ciclo.ente, anno=anno)
        assert gestore.get(url_of(Progetto, "add")).context["adminform"].form.initial == {"ciclo": ultimo.pk}
