"""The page on which an objective is written: what it shows, what it understands, what it saves."""

import datetime
import re
from decimal import Decimal

import pytest

from budget.models import QuotaCapitolo, QuotaPersonale
from obiettivi.models import Fase, Indicatore, Obiettivo, ValoreAtteso
from organizzazione.models import Ruolo
from tests import factories
from tests.modulo import read_modulo
from tests.redazione import address, blank, errors, make_obiettivo, new_address, open_page, rows, send, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ciclo():
    return factories.CicloFactory()


@pytest.fixture
def cdr(ciclo):
    return factories.StrutturaFactory(ente=ciclo.ente, codice="85")


@pytest.fixture
def obiettivo(ciclo, cdr):
    return make_obiettivo(ciclo, cdr)


@pytest.fixture
def dirigente(accedi, ciclo, cdr):
    return accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr)


class TestSave:
    def test_page_that_nobody_touched_changes_nothing(self, dirigente, obiettivo):
        storie = (Obiettivo, Indicatore, ValoreAtteso, Fase, QuotaCapitolo, QuotaPersonale)
        prima = [modello.history.count() for modello in storie]
        risposta = send(dirigente, address(obiettivo), open_page(dirigente, address(obiettivo)))
        assert risposta.url == address(obiettivo, "obiettivo")
        assert [modello.history.count() for modello in storie] == prima
        obiettivo.refresh_from_db()
        assert (obiettivo.versione, obiettivo.titolo) == (1, "Alloggi")

    def test_new_objective_is_saved_with_all_its_rows(self, dirigente, ciclo, cdr):
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice="2026_PG_7")
        factories.ObiettivoFactory(progetto=progetto, codice="2026_OB_07_1")
        tipologia = factories.TipologiaObiettivoFactory(ente=ciclo.ente)
        altra = factories.StrutturaFactory(ente=ciclo.ente)
        factories.CapitoloFactory(ciclo=ciclo, struttura=cdr, numero="30001", descrizione="SERVIZI")
        persona = factories.PersonaFactory(ente=ciclo.ente, codice="M1", denominazione="Rossi Ada")
        dati = blank(dirigente, ciclo, progetto=progetto.pk)
        assert dati["codice"] == ["2026_OB_07_2"]
        dati |= {"titolo": "Casa", "tipologia": tipologia.pk, "priorita": "alta", "dal": "1 marzo 2026"}
        dati |= {"al": "31/12/2026", "responsabile": "M1", "contributi": [altra.pk], "peso": "12,5", "peso_nota": "Sì"}
        dati |= rows("indicatori", {"testo": "Alloggi", "valore": "almeno 60"}, {"testo": "Avviso", "valore": "sì/no"})
        dati |= rows("fasi", {"descrizione": "Bando", "dal": "01/03/2026", "al": "30/06/2026", "posizione": "1"})
        dati |= rows("capitoli", {"capitolo": "30001", "importo": "1.234,56", "quota_parte": "on"})
        dati |= rows("personale", {"persona": "rossi ada", "relazione": "Dipendente", "percentuale": "30 %"})
        risposta = send(dirigente, new_address(ciclo, progetto=progetto.pk), dati)
        salvato = Obiettivo.objects.get(codice="2026_OB_07_2")
        assert risposta.url == address(salvato, "obiettivo")
        assert (salvato.titolo, salvato.tipologia, salvato.priorita, salvato.responsabile) == (
            *("Casa", tipologia, "alta", persona),
        )
        assert (salvato.dal, salvato.al) == (datetime.date(2026, 3, 1), datetime.date(2026, 12, 31))
        assert (salvato.peso, salvato.peso_nota, salvato.stato, salvato.struttura) == (
            *(Decimal("12.5"), "Sì", "bozza", cdr),
        )
        assert list(salvato.contributi.all()) == [altra]
        assert list(salvato.indicatori.values_list("codice", "testo", "ordine", "tipo")) == [
            ("I1", "Alloggi", 1, "numero"),
            ("I2", "Avviso", 2, "si_no"),
        ]
        assert list(salvato.fasi.values_list("ordine", "descrizione", "dal")) == [
            (1, "Bando", datetime.date(2026, 3, 1))
        ]
        assert list(salvato.quote_capitolo.values_list("capitolo__numero", "importo", "quota_parte")) == [
            ("30001", Decimal("1234.56"), True)
        ]
        assert list(salvato.quote_personale.values_list("persona", "relazione", "percentuale", "ciclo")) == [
            (persona.pk, "Dipendente", Decimal(30), ciclo.pk)
        ]
        assert salvato.history.latest().history_user_id == int(dirigente.session["_auth_user_id"])

    def test_rows_change_go_and_come(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo))
        dati |= {"indicatori-0-testo": ["N. persone"], "indicatori-0-valore": ["entro il 30/09/2026"]}
        dati = {nome: valore for nome, valore in dati.items() if not nome.startswith(("fasi-", "capitoli-"))}
        dati |= {"personale-0-percentuale": "12,5", "fasi-3-descrizione": "Nuova", "fasi-3-posizione": "1"}
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        obiettivo.refresh_from_db()
        assert obiettivo.versione == 2
        indicatore = obiettivo.indicatori.get()
        assert (indicatore.codice, indicatore.testo, indicatore.tipo) == ("I1", "N. persone", "data")
        atteso = indicatore.valori_attesi.get()
        assert (atteso.stampato, atteso.operatore, atteso.numero, atteso.data) == (
            *("entro il 30/09/2026", "entro", None, datetime.date(2026, 9, 30)),
        )
        assert list(obiettivo.fasi.values_list("ordine", "descrizione")) == [(1, "Nuova")]
        assert list(obiettivo.quote_capitolo.all()) == []
        assert obiettivo.quote_personale.get().percentuale == Decimal("12.5")

    def test_codes_and_numbers_are_exchanged_between_rows(self, dirigente, obiettivo):
        altro = factories.IndicatoreFactory(obiettivo=obiettivo, codice="I2", testo="Due", ordine=2)
        seconda = factories.FaseFactory(obiettivo=obiettivo, ordine=5, descrizione="Bando")
        dati = open_page(dirigente, address(obiettivo))
        dati |= {"indicatori-0-codice": "I2", "indicatori-1-codice": "I1"}
        dati |= {"fasi-0-posizione": "5", "fasi-1-posizione": "4"}
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        altro.refresh_from_db()
        seconda.refresh_from_db()
        assert (altro.codice, seconda.ordine) == ("I1", 4)
        assert obiettivo.indicatori.exclude(pk=altro.pk).get().codice == "I2"

    def test_chapters_are_exchanged_between_rows(self, dirigente, obiettivo, ciclo, cdr):
        altro = factories.CapitoloFactory(ciclo=ciclo, struttura=cdr, numero="30002")
        factories.QuotaCapitoloFactory(
            progetto=None, obiettivo=obiettivo, capitolo=altro, importo=Decimal(7), ordine=1
        )
        dati = open_page(dirigente, address(obiettivo))
        dati |= {"capitoli-0-capitolo": "30002", "capitoli-1-capitolo": "30001"}
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        quote = obiettivo.quote_capitolo.order_by("ordine").values_list("capitolo__numero", "importo")
        assert list(quote) == [("30002", Decimal(100)), ("30001", Decimal(7))]

    def test_line_breaks_of_a_text_are_not_a_change(self, dirigente, obiettivo):
        Obiettivo.objects.filter(pk=obiettivo.pk).update(descrizione="Uno\rdue\r\n\r\ntre ")
        send(dirigente, address(obiettivo), open_page(dirigente, address(obiettivo)))
        obiettivo.refresh_from_db()
        assert (obiettivo.descrizione, obiettivo.versione) == ("Uno\rdue\r\n\r\ntre ", 1)

    def test_text_of_ten_thousand_characters_is_kept_whole(self, dirigente, obiettivo):
        lungo = "È <b>grassetto</b> & «così» " * 400
        dati = open_page(dirigente, address(obiettivo)) | {"titolo": lungo, "indicatori-0-testo": lungo}
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        obiettivo.refresh_from_db()
        assert (obiettivo.titolo, obiettivo.indicatori.get().testo) == (lungo.strip(), lungo.strip())
        assert open_page(dirigente, address(obiettivo))["titolo"] == [lungo.strip()]

    def test_save_and_go_on_stays_on_the_page(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo)) | {"titolo": "Altro"}
        assert send(dirigente, address(obiettivo), dati, "continua").url == address(obiettivo)

    def test_programma_brings_its_missione(self, dirigente, obiettivo):
        from obiettivi.models import Missione, Programma

        missione = Missione.objects.create(codice="12", denominazione="Sociale")
        programma = Programma.objects.create(missione=missione, codice="01", denominazione="Infanzia")
        dati = open_page(dirigente, address(obiettivo)) | {"programma": programma.pk}
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        obiettivo.refresh_from_db()
        assert (obiettivo.missione, obiettivo.programma) == (missione, programma)


class TestTargets:
    @pytest.mark.parametrize(
        ("testo", "stampato", "frase", "colonne"),
        [
            ("N. utenti", "almeno 60", "Capito: almeno 60.", ("numero", ">=", Decimal(60), None, None)),
            ("Termine", "30/09/2026", "Capito: entro il 30/09/2026.", ("data", "entro", None, "2026-09-30", None)),
            ("Pagamenti", "85 %", "Capito: almeno 85 %.", ("percentuale", ">=", Decimal(85), None, None)),
            ("Regolamento", "sì/no", "Capito: Sì.", ("si_no", "=", None, None, True)),
            ("Spesa", "€ 1.500,50", "Capito: almeno 1.500,50 €.", ("importo", ">=", Decimal("1500.5"), None, None)),
            (
                *("Esito", "una buona figura"),
                "Capito: è un testo, da valutare leggendo. "
                "Se è un numero, una data o un sì/no, si corregge qui sotto.",
                ("testo", "", None, None, None),
            ),
            ("Esito", "", "Manca il valore atteso.", ("numero",)),
        ],
    )
    def test_printed_target_is_understood_and_said(self, testo, stampato, frase, colonne, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo))
        dati |= {"indicatori-0-testo": testo, "indicatori-0-valore": stampato}
        assert texts(send(dirigente, address(obiettivo), dati, "verifica"), "esito")[0] == frase
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        indicatore = obiettivo.indicatori.get()
        valori = indicatore.valori_attesi.values_list("operatore", "numero", "data", "si_no")
        data = colonne[3] and datetime.date.fromisoformat(colonne[3]) if len(colonne) > 1 else None
        assert (indicatore.tipo, list(valori)) == (
            colonne[0],
            [(colonne[1], colonne[2], data, colonne[4])] if len(colonne) > 1 else [],
        )

    def test_reading_is_corrected_and_the_correction_is_shown_again(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo))
        assert dati["indicatori-0-operatore"] == [""]
        corretti = {"tipo": "importo", "operatore": "<=", "letto": "2.000", "unita": "", "verso": "decrescente"}
        dati |= {f"indicatori-0-{colonna}": valore for colonna, valore in corretti.items()}
        risposta = send(dirigente, address(obiettivo), dati, "verifica")
        assert texts(risposta, "esito")[0] == "Capito: al più 2.000,00 €."
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        atteso = ValoreAtteso.objects.get()
        assert (atteso.stampato, atteso.operatore, atteso.numero) == ("20", "<=", Decimal(2000))
        assert (atteso.indicatore.tipo, atteso.indicatore.verso) == ("importo", "decrescente")
        riletti = open_page(dirigente, address(obiettivo))
        assert {colonna: riletti[f"indicatori-0-{colonna}"] for colonna in corretti} == {
            colonna: [valore] for colonna, valore in corretti.items()
        }

    @pytest.mark.parametrize(
        ("corretti", "frase"),
        [
            (
                {"tipo": "data", "letto": "presto"},
                "Indicatore 1: Valore da raggiungere. «presto» non è un valore del genere indicato: correggere "
                "l'uno o l'altro.",
            ),
            (
                {"tipo": "data", "letto": "30/09/2026", "operatore": ">="},
                "Indicatore 1: Confronto. Questo confronto non si può fare con un valore del genere indicato.",
            ),
        ],
    )
    def test_correction_that_cannot_be_is_refused(self, corretti, frase, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo))
        dati |= {f"indicatori-0-{colonna}": valore for colonna, valore in corretti.items()}
        assert errors(send(dirigente, address(obiettivo), dati)) == [frase]

    def test_targets_of_the_next_two_years(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo))
        dati |= {"indicatori-0-valore_1": "25", "indicatori-0-valore_2": "30"}
        send(dirigente, address(obiettivo), dati)
        attesi = ValoreAtteso.objects.order_by("anno").values_list("anno", "stampato", "operatore", "numero")
        assert list(attesi) == [(2026, "20", ">=", 20), (2027, "25", ">=", 25), (2028, "30", ">=", 30)]
        dati = open_page(dirigente, address(obiettivo)) | {"indicatori-0-valore_2": ""}
        send(dirigente, address(obiettivo), dati)
        assert list(attesi.all()) == [(2026, "20", ">=", 20), (2027, "25", ">=", 25)]

    def test_target_of_a_phase(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo)) | {"fasi-0-risultato_atteso": "minimo 5 incontri"}
        assert texts(send(dirigente, address(obiettivo), dati, "verifica"), "esito")[1] == (
            "Capito: almeno 5 incontri."
        )
        send(dirigente, address(obiettivo), dati)
        fase = Fase.objects.get()
        assert (fase.tipo, fase.operatore, fase.numero, fase.unita) == ("numero", ">=", 5, "incontri")
        send(dirigente, address(obiettivo), open_page(dirigente, address(obiettivo)) | {"fasi-0-risultato_atteso": ""})
        fase.refresh_from_db()
        assert (fase.tipo, fase.operatore, fase.numero, fase.unita) == ("", "", None, "")


class TestRows:
    """The buttons of the rows, as they work without JavaScript: the page comes back and nothing is saved."""

    def press(self, client, obiettivo, azione, **altri):
        dati = open_page(client, address(obiettivo)) | altri
        return send(client, address(obiettivo), dati, azione)

    def test_row_is_added_empty_and_takes_the_focus(self, dirigente, obiettivo):
        risposta = self.press(dirigente, obiettivo, "aggiungi:fasi", titolo="Cambiato")
        dati = read_modulo(risposta, "redazione")
        assert (dati["fasi-1-descrizione"], dati["fasi-1-posizione"], dati["titolo"]) == ([""], ["5"], ["Cambiato"])
        fuoco = re.findall(r'<[^>]*name="([\w-]+)"[^>]*autofocus', risposta.content.decode())
        assert fuoco == ["fasi-1-descrizione"]
        assert errors(risposta) == []
        assert obiettivo.fasi.count() == 1

    def test_row_is_taken_away_and_still_there_until_saved(self, dirigente, obiettivo):
        risposta = self.press(dirigente, obiettivo, "togli:indicatori:0")
        dati = read_modulo(risposta, "redazione")
        assert [nome for nome in dati if nome.startswith("indicatori-")] == []
        assert texts(risposta, "fatto") == [
            "Indicatore 1 tolto (N. famiglie): sparisce davvero quando salvi.",
        ]
        assert obiettivo.indicatori.count() == 1
        send(dirigente, address(obiettivo), dati)
        assert obiettivo.indicatori.count() == 0

    def test_row_is_moved(self, dirigente, obiettivo):
        factories.IndicatoreFactory(obiettivo=obiettivo, codice="I2", testo="Due", ordine=2)
        risposta = self.press(dirigente, obiettivo, "giu:indicatori:0")
        dati = read_modulo(risposta, "redazione")
        assert [dati[f"indicatori-{n}-codice"][0] for n in (0, 1)] == ["I2", "I1"]
        send(dirigente, address(obiettivo), dati)
        assert list(obiettivo.indicatori.order_by("ordine").values_list("codice", flat=True)) == ["I2", "I1"]

    def test_number_of_a_row_moves_it(self, dirigente, obiettivo):
        for n in (2, 3):
            factories.IndicatoreFactory(obiettivo=obiettivo, codice=f"I{n}", ordine=n)
        dati = open_page(dirigente, address(obiettivo)) | {"indicatori-2-posizione": "1"}
        send(dirigente, address(obiettivo), dati)
        assert list(obiettivo.indicatori.order_by("ordine").values_list("codice", flat=True)) == ["I3", "I1", "I2"]

    @pytest.mark.parametrize(
        "azione", ["togli:indicatori:99", "su:indicatori:0", "togli:nulla:0", "su:capitoli:0", "?"]
    )
    def test_button_that_means_nothing_does_nothing(self, azione, dirigente, obiettivo):
        prima = open_page(dirigente, address(obiettivo))
        dopo = read_modulo(send(dirigente, address(obiettivo), prima, azione), "redazione")
        assert {n: v for n, v in dopo.items() if n != "csrfmiddlewaretoken"} == {
            n: v for n, v in prima.items() if n != "csrfmiddlewaretoken"
        }

    def test_library_fills_a_row(self, dirigente, obiettivo, ciclo, cdr):
        passato = factories.CicloFactory(ente=ciclo.ente, anno=2024)
        del_passato = factories.ObiettivoFactory(
            progetto=None, ciclo=passato, struttura=cdr, titolo="Vecchio", codice="V1"
        )
        noto = factories.IndicatoreFactory(
            obiettivo=del_passato, testo="Tasso di copertura", formula="a / b", fonte="Registro", codice="X"
        )
        risposta = self.press(dirigente, obiettivo, "cerca", cerca_indicatore="copertura tasso")
        assert re.findall(r'value="prendi:(\d+)"', risposta.content.decode()) == [str(noto.pk)]
        # Enter in the search box searches, it does not save.
        risposta = self.press(dirigente, obiettivo, "invio", cerca_indicatore="copertura tasso")
        assert re.findall(r'value="prendi:(\d+)"', risposta.content.decode()) == [str(noto.pk)]
        dati = read_modulo(self.press(dirigente, obiettivo, f"prendi:{noto.pk}"), "redazione")
        ripresi = {c: dati[f"indicatori-1-{c}"] for c in ("testo", "formula", "fonte", "valore", "codice", "id")}
        assert ripresi == {
            "testo": ["Tasso di copertura"],
            "formula": ["a / b"],
            "fonte": ["Registro"],
            "valore": [""],
            "codice": [""],
            "id": [""],
        }

    def test_library_holds_only_what_the_user_sees(self, dirigente, obiettivo, ciclo):
        altrui = factories.IndicatoreFactory(
            obiettivo=factories.ObiettivoFactory(progetto=factories.ProgettoFactory(ciclo=ciclo)), testo="Tasso"
        )
        risposta = self.press(dirigente, obiettivo, "cerca", cerca_indicatore="tasso")
        assert re.findall(r'value="prendi:(\d+)"', risposta.content.decode()) == []
        dati = read_modulo(self.press(dirigente, obiettivo, f"prendi:{altrui.pk}"), "redazione")
        assert "indicatori-1-testo" not in dati
