"""The documents enter through the importer whole, and a second time change nothing."""

import datetime

import pytest
from openpyxl import load_workbook

from tests.seeds.conftest import import_libro
from tests.seeds.peg2021 import build_cartella_peg

pytestmark = [pytest.mark.seeds, pytest.mark.django_db]

RIGHE = {
    "peg2021": {
        "Enti": 1,
        "Strutture": 3,
        "Persone": 60,
        "Incarichi": 3,
        "Cicli": 1,
        "Tipologie": 3,
        "Indirizzi": 3,
        "Obiettivi strategici": 7,
        "Azioni": 13,
        "Progetti": 59,
        "Obiettivi": 131,
        "Indicatori": 261,
        "Fasi": 49,
        "Capitoli": 126,
        "Collegamenti capitoli": 132,
        "Quote capitoli": 139,
        "Quote personale": 298,
        "Totali stampati": 112,
    },
    "scheda": {"Enti": 1, "Strutture": 1, "Cicli": 1, "Tipologie": 1, "Obiettivi": 1, "Fasi": 4},
    "tabella": {
        "Enti": 1,
        "Strutture": 1,
        "Persone": 1,
        "Incarichi": 1,
        "Sistemi di valutazione": 1,
        "Criteri di pesatura": 4,
        "Cicli": 1,
        "Obiettivi strategici": 6,
        "Obiettivi": 8,
        "Pesatura": 20,
        "Indicatori": 12,
    },
    "piano2025": {
        "Enti": 1,
        "Strutture": 19,
        "Persone": 40,
        "Incarichi": 7,
        "Cicli": 1,
        "Tipologie": 4,
        "Obiettivi": 32,
        "Indicatori": 108,
        "Capitoli": 40,
        "Quote capitoli": 55,
        "Quote personale": 70,
    },
}


@pytest.mark.parametrize("nome", RIGHE)
def test_import_makes_every_row(esiti, nome):
    esito = esiti[nome]
    assert esito.errori == []
    assert {foglio: conto.nuove for foglio, conto in esito.conteggi.items() if conto.nuove} == RIGHE[nome]
    assert (esito.cambiate, esito.invariate, esito.salvato) == (0, 0, True)


@pytest.mark.parametrize("nome", RIGHE)
def test_second_import_changes_nothing(esiti, libri, nome):
    esito = import_libro(libri[nome])
    assert esito.errori == []
    assert (esito.nuove, esito.cambiate, esito.differenze) == (0, 0, [])
    assert {foglio: conto.invariate for foglio, conto in esito.conteggi.items() if conto.invariate} == RIGHE[nome]


def test_workbook_holds_codes_as_text_dates_as_dates_and_figures_as_numbers(libri):
    libro = load_workbook(libri["peg2021"], read_only=True)

    def types(foglio: str) -> dict[str, set[type]]:
        intestazioni, *righe = libro[foglio].iter_rows(values_only=True)
        colonne = zip(intestazioni, zip(*righe, strict=True), strict=True)
        return {nome: {type(valore) for valore in valori if valore is not None} for nome, valori in colonne}

    assert {nome: types("Quote capitoli")[nome] for nome in ("numero", "articolo")} == {
        "numero": {str},
        "articolo": {str},
    }
    assert types("Quote capitoli")["importo"] <= {int, float}
    assert types("Quote personale")["percentuale"] <= {int, float}
    assert types("Fasi")["dal"] == types("Fasi")["al"] == {datetime.datetime}
    assert types("Indicatori")["valore_atteso"] == {str}


def test_copies_of_the_plan_have_codes_of_their_own(dati):
    cartella = build_cartella_peg(copie=20)
    assert {foglio: len(righe) - 1 for foglio, righe in cartella.items() if foglio in ("Progetti", "Indicatori")} == {
        "Progetti": 1180,
        "Indicatori": 5220,
    }
    for foglio, chiave in (("Progetti", 3), ("Obiettivi", 3), ("Persone", 2), ("Strutture", 2)):
        righe = cartella[foglio][1:]
        assert len({tuple(riga[:chiave]) for riga in righe}) == len(righe)
