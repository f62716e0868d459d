"""A whole plan goes in, is told apart from what is saved, and leaves its history."""

import datetime
from decimal import Decimal

import pytest

from budget.models import Capitolo, CollegamentoCapitolo, QuotaPersonale, TotaleStampato
from obiettivi.models import Ciclo, Indicatore, Obiettivo, Progetto, ValoreAtteso
from organizzazione.models import Ente, Incarico, Struttura
from rendicontazione.tracciati import FOGLI
from tests.factories import UtenteFactory
from tests.libri import PIANO, append, change, counts, load, only, show

pytestmark = pytest.mark.django_db
RIGHE = sum(map(len, PIANO.values()))
QUERY_NUOVE, QUERY_UGUALI, QUERY_CAMBIATE = 41, 21, 36


def test_plan_covers_every_sheet():
    assert list(PIANO) == [foglio.nome for foglio in FOGLI]


def test_new_plan_is_saved_whole():
    esito = load()
    assert show(esito.errori) == []
    assert (counts(esito), esito.salvato) == ((RIGHE, 0, 0), True)
    obiettivo = Obiettivo.objects.get(codice="OB1")
    assert (obiettivo.ciclo.anno, obiettivo.struttura.codice, obiettivo.progetto.azione.codice) == (2026, "01", "AZ1")
    assert (obiettivo.peso, obiettivo.responsabile.codice) == (Decimal(40), "0012")
    assert [s.codice for s in obiettivo.contributi.all()] == ["02"]
    assert sorted(c.codice for c in obiettivo.classificazioni.all()) == ["DIG", "PNRR"]
    assert Struttura.objects.get(codice="01").padre.codice == "A"
    assert Incarico.objects.get().dal == datetime.date(2024, 1, 1)
    assert Ciclo.objects.get().sistema_valutazione.anno == 2026
    assert Capitolo.objects.get(lato="U").stanziamento == Decimal("900.50")
    assert CollegamentoCapitolo.objects.get().collegato.numero == "30857"
    assert QuotaPersonale.objects.get(persona__codice="G1").struttura.codice == "02"
    assert TotaleStampato.objects.get(livello="progetto").progetto.codice == "PG1"


def test_targets_are_understood_and_kept_as_printed():
    load()
    primo, secondo = Indicatore.objects.order_by("codice")
    assert (primo.tipo, primo.verso, primo.unita) == ("numero", "crescente", "utenti")
    assert secondo.tipo == "data"
    attesi = ValoreAtteso.objects.order_by("indicatore__codice", "anno")
    assert list(attesi.values_list("anno", "operatore", "numero", "data", "stampato")) == [
        (2026, ">=", Decimal(20), None, "20"),
        (2027, ">=", Decimal(30), None, "30"),
        (2026, "entro", None, datetime.date(2026, 9, 30), "30/09/2026"),
    ]
    fase = Obiettivo.objects.get(codice="OB1").fasi.get(ordine=2)
    assert (fase.tipo, fase.operatore, fase.numero, fase.unita) == ("numero", ">=", Decimal(5), "utenti")


def test_same_file_twice_changes_nothing():
    load()
    storie = Obiettivo.history.count(), ValoreAtteso.history.count(), Capitolo.history.count()
    esito = load()
    assert (counts(esito), esito.differenze, esito.novita) == ((0, 0, RIGHE), [], [])
    assert (Obiettivo.history.count(), ValoreAtteso.history.count(), Capitolo.history.count()) == storie


def test_rehearsal_says_the_same_and_saves_nothing():
    prova = load(prova=True)
    assert (counts(prova), prova.salvato, Ente.objects.count()) == ((RIGHE, 0, 0), False, 0)
    assert load().impronta() == prova.impronta()


def test_changed_fields_are_told_from_old_to_new():
    load()
    fogli = change("Obiettivi", 2, peso="35,5", contributi=None, tipologia=None)
    fogli = change("Indicatori", 2, fogli, valore_atteso="25")
    esito = load(fogli)
    assert [(d.foglio, d.riga, d.voce, d.colonna, d.prima, d.dopo) for d in esito.differenze] == [
        ("Obiettivi", 2, "OB1", "tipologia", "M", ""),
        ("Obiettivi", 2, "OB1", "peso", "40", "35,5"),
        ("Obiettivi", 2, "OB1", "contributi", "02", ""),
        ("Indicatori", 2, "OB1 · 1", "valore_atteso", "20", "25"),
        ("Indicatori", 2, "OB1 · 1", "valore", "20", "25"),
    ]
    obiettivo = Obiettivo.objects.get(codice="OB1")
    assert (obiettivo.peso, obiettivo.tipologia, obiettivo.contributi.count()) == (Decimal("35.50"), None, 0)
    assert ValoreAtteso.objects.get(indicatore__codice="1", anno=2026).numero == 25
    assert counts(load(fogli)) == (0, 0, RIGHE)


def test_history_tells_who_imported_and_what():
    utente = UtenteFactory(is_superuser=True)
    load(user=utente, nome="piano.xlsx")
    load(change("Obiettivi", 2, contributi="01; 02"), user=utente, nome="piano corretto.xlsx")
    storia = Obiettivo.objects.get(codice="OB1").history.order_by("history_id")
    assert list(storia.values_list("history_type", "history_user", "history_change_reason")) == [
        ("+", utente.pk, "Importazione di piano.xlsx"),
        ("~", utente.pk, "Importazione di piano.xlsx"),
        ("~", utente.pk, "Importazione di piano corretto.xlsx"),
    ]
    contributi = [sorted(c.struttura.codice for c in versione.contributi.all()) for versione in storia]
    assert contributi == [[], ["02"], ["01", "02"]]
    assert Progetto.history.count() == 1


def test_blank_target_is_taken_away_with_its_history():
    load()
    load(change("Indicatori", 2, valore_atteso_1=None), nome="meno.xlsx")
    assert list(ValoreAtteso.objects.filter(indicatore__codice="1").values_list("anno", flat=True)) == [2026]
    tolto = ValoreAtteso.history.filter(history_type="-").get()
    assert (tolto.anno, tolto.history_change_reason) == (2027, "Importazione di meno.xlsx")


def test_absent_column_leaves_the_field_and_blank_cell_empties_it():
    load()
    progetti = [{k: v for k, v in riga.items() if k != "azione"} for riga in PIANO["Progetti"]]
    assert counts(load({"Progetti": progetti})) == (0, 0, 1)
    assert counts(load(only("Progetti", fogli=change("Progetti", 2, azione=None)))) == (0, 1, 0)
    assert Progetto.objects.get().azione is None


def test_blank_order_is_the_next_for_a_new_row_and_kept_for_an_old_one():
    load()
    fogli = append("Progetti", **(PIANO["Progetti"][0] | {"codice": "PG2", "ordine": 7}))
    fogli = append("Progetti", fogli, **(PIANO["Progetti"][0] | {"codice": "PG3"}))
    load(fogli)
    assert list(Progetto.objects.order_by("codice").values_list("codice", "ordine")) == [
        ("PG1", 1),
        ("PG2", 7),
        ("PG3", 8),
    ]
    assert counts(load(fogli))[:2] == (0, 0)


def test_row_taken_from_the_file_stays_in_the_plan():
    load()
    fogli = only("Progetti")
    fogli["Progetti"][0]["codice"] = "PG9"
    assert counts(load(fogli)) == (1, 0, 0)
    assert Progetto.objects.count() == 2


def test_link_waits_for_its_chapter_and_finds_it_later():
    fogli = change("Collegamenti capitoli", 2, verso_numero="30858")
    frase = "Il capitolo «U 30858 00» non esiste né nel foglio Capitoli né nel piano 2026."
    frase += " Il collegamento resta in attesa."
    esito = load(fogli)
    assert show(esito.avvisi) == [("Collegamenti capitoli", 2, "verso_numero", frase)]
    assert (esito.salvato, CollegamentoCapitolo.objects.get().collegato) == (True, None)
    arrivato = PIANO["Capitoli"][1] | {"numero": "30858"}
    esito = load({"Capitoli": [arrivato]})
    frase = "Il collegamento Cap. 03641 Art. 00 → U 30858 00 era in attesa di questo capitolo: ora lo trova."
    assert show(esito.avvisi) == [("Capitoli", None, "", frase)]
    assert CollegamentoCapitolo.objects.get().collegato.numero == "30858"
    assert counts(load(append("Capitoli", fogli, **arrivato)))[:2] == (0, 0)


@pytest.mark.parametrize("copie", [1, 30])
def test_queries_do_not_grow_with_the_rows(copie, django_assert_num_queries):
    righe = [PIANO["Progetti"][0] | {"codice": f"PG{numero}"} for numero in range(copie)]
    obiettivi = [
        PIANO["Obiettivi"][0] | {"codice": f"OB{numero}", "progetto": f"PG{numero}"} for numero in range(copie)
    ]
    indicatori = [PIANO["Indicatori"][0] | {"obiettivo": f"OB{numero}"} for numero in range(copie)]
    load({nome: righe for nome, righe in PIANO.items() if nome in list(PIANO)[:12]})
    fogli = {"Progetti": righe, "Obiettivi": obiettivi, "Indicatori": indicatori}
    with django_assert_num_queries(QUERY_NUOVE):
        load(fogli)
    with django_assert_num_queries(QUERY_UGUALI):
        load(fogli)
    cambiati = {
        "Obiettivi": [riga | {"titolo": "Altro", "contributi": "01"} for riga in obiettivi],
        "Indicatori": [riga | {"valore_atteso": "21"} for riga in indicatori],
    }
    with django_assert_num_queries(QUERY_CAMBIATE):
        load(cambiati)
