import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianoperformance.base.celle import (
    clean_testo,
    count_decimali,
    count_righe,
    looks_like_formula,
    make_nomi,
    measure_larghezze,
    to_valore,
)
from pianoperformance.base.prospetto import Colonna, Prospetto


@pytest.mark.parametrize(
    ("cella", "valore"),
    [
        (None, None),
        ("", None),
        ("\x00", None),
        ("03641", "03641"),
        (True, "Sì"),
        (False, "No"),
        (0, Decimal(0)),
        (0.1, Decimal("0.1")),
        (Decimal("1.50"), Decimal("1.50")),
        (Decimal("NaN"), "NaN"),
        (datetime.date(2026, 1, 2), datetime.date(2026, 1, 2)),
        (datetime.datetime(2026, 1, 2, 15), datetime.date(2026, 1, 2)),
        (["a"], "['a']"),
    ],
)
def test_to_valore(cella, valore):
    assert to_valore(cella) == valore


def test_clean_testo():
    assert clean_testo("a\x00b\x1f\x7f\ud800\uffff\r\nc\rd\te\u00e0\U0001f600") == "ab\nc\nd\te\u00e0\U0001f600"


@pytest.mark.parametrize("testo", ["=1", "+39 02", "-x", "@A1", "\tx", "\rx", "\nx", "＝1", "-1+1", "--5", "-"])
def test_looks_like_formula(testo):
    assert looks_like_formula(testo) is True


@pytest.mark.parametrize("testo", ["", "a=1", "-5", "-1.234,56", "1", " =1", "'=1"])
def test_looks_like_no_formula(testo):
    assert looks_like_formula(testo) is False


@pytest.mark.parametrize(
    ("numero", "tipo", "decimali"),
    [
        ("5", "numero", 0),
        ("5.00", "numero", 0),
        ("1E+3", "numero", 0),
        ("5.1", "numero", 2),
        ("5.125", "intero", 3),
        ("5.12345", "numero", 4),
        ("5", "importo", 2),
        ("5.125", "percentuale", 2),
    ],
)
def test_count_decimali(numero, tipo, decimali):
    assert count_decimali(Decimal(numero), tipo) == decimali


def test_make_nomi():
    lungo = "Obiettivi del servizio politiche sociali"
    assert make_nomi(["A/B: [x]?", "", "'Citato'", "History", lungo, lungo.upper(), lungo, " \n "]) == [
        "A B x",
        "Foglio",
        "Citato",
        "History (2)",
        "Obiettivi del servizio politich",
        "OBIETTIVI DEL SERVIZIO POLI (2)",
        "Obiettivi del servizio poli (3)",
        "Foglio (2)",
    ]


@given(st.lists(st.text() | st.sampled_from(["a" * 40, "A" * 40, "History", "'"])))
def test_sheet_names_are_legal_and_unlike(titoli):
    nomi = make_nomi(titoli)
    assert len({nome.casefold() for nome in nomi}) == len(titoli)
    for nome in nomi:
        assert 1 <= len(nome) <= 31
        assert not set(nome) & set("[]:*?/\\\n")
        assert not nome.startswith("'")
        assert not nome.endswith("'")


def test_measure_larghezze():
    colonne = (Colonna("a", "A"), Colonna("b", "Descrizione lunga"), Colonna("c", "C"), Colonna("d", "D", "importo"))
    righe = [("x", "y", "z" * 100, Decimal("1234567.5")), ("x", "riga\npiù lunga di quindici", None, None)]
    assert measure_larghezze(Prospetto("P", colonne, righe)) == [9, 23, 60, 16]


def test_count_righe():
    assert count_righe(("a\nb", None, 5), (9, 9, 9)) == 2
    assert count_righe(("a" * 30, "b"), (9, 9)) == 3
    assert count_righe((5, None), (9, 9)) == 1
