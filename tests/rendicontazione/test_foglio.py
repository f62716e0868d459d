"""The sheet: rows that are added and ordered, and two people who write at once."""

import pytest

from rendicontazione.foglio import (
    Foglio,
    add_riga,
    blank_riga,
    compare_fogli,
    detach_gone,
    dump_foglio,
    load_foglio,
    move_riga,
    same_foglio,
    sort_righe,
    take_theirs,
)


def fasi(*posizioni: tuple[str, str, str]) -> Foglio:
    """A sheet with phases, each given as (text, number as typed, number as it was)."""
    foglio = Foglio()
    foglio.righe["fasi"] = [
        blank_riga("fasi", descrizione=nome, posizione=posizione, era=era) for nome, posizione, era in posizioni
    ]
    return foglio


def order(foglio: Foglio) -> list[tuple[str, str]]:
    return [(riga["descrizione"], riga["posizione"]) for riga in foglio.righe["fasi"]]


@pytest.mark.parametrize(
    ("scritte", "attese"),
    [
        ([("a", "1", "1"), ("b", "2", "2")], [("a", "1"), ("b", "2")]),
        ([("a", "4", "4"), ("b", "6", "6")], [("a", "4"), ("b", "6")]),
        # Two with the same number: the one just given it goes first when it goes up, after when it goes down.
        ([("a", "1", "1"), ("b", "2", "2"), ("c", "1", "3")], [("c", "1"), ("a", "2"), ("b", "3")]),
        ([("a", "2", "1"), ("b", "2", "2"), ("c", "3", "3")], [("b", "2"), ("a", "3"), ("c", "4")]),
        ([("a", "0", "0"), ("b", "0", "0")], [("a", "0"), ("b", "1")]),
        # What is not a number goes to the end.
        ([("a", "", "1"), ("b", "2", "2")], [("b", "2"), ("a", "3")]),
        ([("a", "-1", "1"), ("b", "²", "2"), ("c", "7", "3")], [("c", "7"), ("a", "8"), ("b", "9")]),
    ],
)
def test_rows_go_where_their_numbers_say(scritte, attese):
    foglio = fasi(*scritte)
    sort_righe(foglio)
    assert order(foglio) == attese


def test_added_row_takes_the_next_number():
    foglio = fasi(("a", "4", "4"), ("b", "6", "6"))
    assert add_riga(foglio, "fasi", descrizione="c") == 2
    assert order(foglio) == [("a", "4"), ("b", "6"), ("c", "7")]


@pytest.mark.parametrize(
    ("posto", "passo", "nuovo", "attese"),
    [
        (1, -1, 0, [("b", "4"), ("a", "6")]),
        (0, 1, 1, [("b", "4"), ("a", "6")]),
        (0, -1, 0, [("a", "4"), ("b", "6")]),
        (1, 1, 1, [("a", "4"), ("b", "6")]),
        (9, 1, 9, [("a", "4"), ("b", "6")]),
    ],
)
def test_moved_row_exchanges_its_number(posto, passo, nuovo, attese):
    foglio = fasi(("a", "4", "4"), ("b", "6", "6"))
    assert move_riga(foglio, "fasi", posto, passo) == nuovo
    assert order(foglio) == attese


def sheet(titolo: str = "T", **indicatori: str) -> Foglio:
    """A sheet with a title, and an indicator for each keyword (``i7`` has the key 7)."""
    foglio = Foglio({"titolo": titolo, "note": "n"})
    foglio.righe["indicatori"] = [
        blank_riga("indicatori", id=nome[1:], testo=testo, valore="10") for nome, testo in indicatori.items()
    ]
    return foglio


def told(base: Foglio, loro: Foglio, mio: Foglio) -> list[tuple]:
    return [(d.chiave, d.prima, d.loro, d.mia, d.toccata) for d in compare_fogli(base, loro, mio)]


def test_only_what_others_changed_is_told():
    base, loro, mio = sheet("A", i1="x"), sheet("B", i1="x"), sheet("A", i1="mio")
    assert told(base, loro, mio) == [("titolo", "A", "B", "A", False)]
    assert told(base, base, mio) == []
    assert told(base, loro, sheet("B", i1="x")) == []


def test_field_that_both_changed_is_marked():
    assert told(sheet("A", i1="x"), sheet("B", i1="y"), sheet("C", i1="z")) == [
        ("titolo", "A", "B", "C", True),
        ("indicatori.1.testo", "x", "y", "z", True),
    ]


def test_rows_added_and_removed_by_others_are_told_whole():
    base = sheet(i1="uno", i2="due")
    assert told(base, sheet(i1="uno", i3="tre"), base) == [
        ("indicatori.3", None, "tre", None, False),
        ("indicatori.2", "due", None, "due", False),
    ]
    # Both removed it; I removed what they left; they changed what I removed.
    assert told(base, sheet(i1="uno"), sheet(i1="uno")) == []
    assert told(base, base, sheet(i1="uno")) == []
    assert told(base, sheet(i1="uno", i2="DUE"), sheet(i1="uno")) == [("indicatori.2", "due", "DUE", None, True)]


def test_taking_theirs_takes_only_what_is_chosen():
    base, loro, mio = sheet("A", i1="x", i2="due"), sheet("B", i1="y", i3="tre"), sheet("C", i1="z", i2="due")
    chiavi = [d.chiave for d in compare_fogli(base, loro, mio)]
    assert chiavi == ["titolo", "indicatori.1.testo", "indicatori.3", "indicatori.2"]
    assert take_theirs(mio, loro, chiavi) == loro
    assert take_theirs(mio, loro, []) == mio
    assert take_theirs(mio, loro, ["titolo"]) == sheet("B", i1="z", i2="due")
    assert take_theirs(mio, loro, ["indicatori.2", "indicatori.99", "nulla"]) == sheet("C", i1="z")


def test_row_that_others_removed_and_one_keeps_becomes_new():
    mio = sheet(i1="uno", i2="due")
    detach_gone(mio, sheet(i1="uno"))
    assert [riga["id"] for riga in mio.righe["indicatori"]] == ["1", ""]


def test_order_of_rows_makes_a_sheet_different():
    assert not same_foglio(sheet(i1="x", i2="y"), sheet(i2="y", i1="x"))
    assert same_foglio(sheet(i1="x", i2="y"), sheet(i1="x", i2="y"))


def test_sheet_carried_by_a_page_comes_back_the_same():
    foglio = sheet("«<b>&'\"\n€", i1="x")
    foglio.campi["contributi"] = ["1", "2"]
    assert load_foglio(dump_foglio(foglio)) == foglio


@pytest.mark.parametrize("testo", ["", "null", "[]", "{}", '{"campi": 1, "righe": {}}', '{"campi": {}, "righe": []}'])
def test_what_is_not_a_sheet_is_an_empty_one(testo):
    assert load_foglio(testo) == Foglio()
