import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.rimandi import Rimando, read_rimandi
from tests.seeds.fonti import find_dati, read_json

seeds = pytest.mark.seeds
skip_senza_dati = pytest.mark.skipif(not find_dati().is_dir(), reason="the real documents are not in ../shared/dati")

TRONCATE_IN_FONTE = [174, 297, 684, 1788]
"""Lines of the PEG whose description is cut before the number: whoever read the document deduced the link."""


def targets(descrizione: str, lato: str = "U") -> list[str]:
    return [f"{r.lato} {r.numero}/{r.articolo}" for r in read_rimandi(descrizione, lato)]


@pytest.mark.parametrize(
    ("descrizione", "attesi"),
    [
        ("FONDO = VEGG. CAP/E 3641 =", ["E 03641/00"]),
        ("FONDO ==VEGG.CAP.E/3641/1==", ["E 03641/01"]),
        ("FONDO VEGGASI CAP. E 3641", ["E 03641/00"]),
        ("FONDO ===VEDI CAP/E 3641===", ["E 03641/00"]),
        ("FONDO VEGG/E 3641", ["E 03641/00"]),
        ("FONDO vedi capitolo 3641", ["E 03641/00"]),
        ("FONDO == VE GG . C AP./E 3 641 ==", ["E 03641/00"]),
        ("FONDO = VEGG. == CAPP U 31460-31460/1-31 468 ==", ["U 31460/00", "U 31460/01", "U 31468/00"]),
        ("FONDO = VEGG. CAPP. U/30857/1/2/3 - 31451 /1=", ["U 30857/01", "U 30857/02", "U 30857/03", "U 31451/01"]),
        ("FONDO = VEGG. CAP. U/31451, 31452; 31453=", ["U 31451/00", "U 31452/00", "U 31453/00"]),
        ("FONDO = VEGG. CAP. U/31451 31452=", ["U 31451/00", "U 31452/00"]),
        ("FONDO = VEGG. CAP. U/85 =", ["U 00085/00"]),
        ("FONDO = VEGG. CAP/S 31451 =", ["U 31451/00"]),
        ("=VEGG. CAP/E 3641= E =VEGG. CAP/U 31451=", ["E 03641/00", "U 31451/00"]),
        ("=VEGG. CAP/E 3641= ANCORA =VEGG. CAP/E 3641=", ["E 03641/00"]),
        ("FONDO = VEGG. CAP. U/31451 - 31452 - 3", ["U 31451/00", "U 31452/00"]),
        ("FONDO = VEGG. CAP. E/36", []),
        ("FONDO = VEGG. CAP. E/", []),
        ("FONDO ==VE", []),
        ("", []),
        ("PREVEDI CAP/E 3641", []),
        ("VEDI DELIBERA 3641", []),
        ("VEDI 3641", []),
        ("CAP/E 3641", []),
    ],
)
def test_read_rimandi(descrizione, attesi):
    assert targets(descrizione) == attesi


def test_side_that_is_not_said_is_the_opposite_one():
    assert targets("VEGG. CAP. 3641", "U") == ["E 03641/00"]
    assert targets("VEGG. CAP. 31451", "E") == ["U 31451/00"]


def test_words_are_kept():
    assert read_rimandi("FONDO ==VEGG .  CAP/ E 3641/1 ==", "U") == [
        Rimando("E", "03641", "01", "VEGG . CAP/ E 3641/1")
    ]


PEZZI = ["VEGG ", "VE GG", "CAP", ". ", "/", "E", "U", " ", "3641", "-", ",", "/1", "="]


@given(st.text() | st.lists(st.sampled_from(PEZZI)).map("".join))
def test_no_description_is_refused(descrizione):
    for rimando in read_rimandi(descrizione, "E"):
        assert rimando.lato in ("E", "U")
        assert (rimando.numero + rimando.articolo).isdigit()


@pytest.mark.parametrize("frammento", ["VEGG ", "V ", "VEGG. CAP/E 1-", "1 ", "VEGG.=", "V E G G "])
def test_a_long_description_is_read_in_a_moment(frammento):
    inizio = time.perf_counter()
    read_rimandi("VEGG. CAP/U " + frammento * 20_000, "E")
    assert time.perf_counter() - inizio < 5


def each_capitolo_2021():
    for cdr in read_json("peg2021"):
        for prodotto in cdr["prodotti"]:
            yield from (prodotto["budget"] or {"righe": []})["righe"]


@seeds
@skip_senza_dati
def test_every_link_of_the_peg():
    """Of 139 chapters 92 have a link; four were deduced by a person, every other is read exactly, words included."""
    collegamenti = {c["riga"]: c for c in read_json("collegamenti")}
    attesi = {}
    for riga, c in collegamenti.items():
        capitoli = [capitolo.partition("/")[::2] for capitolo in c["capitoli_collegati"]]
        attesi[riga] = [
            Rimando(c["verso"], numero.zfill(5), (articolo or "00").zfill(2), c["rimando"])
            for numero, articolo in capitoli
        ]
    attesi |= {riga: [] for riga in TRONCATE_IN_FONTE}
    letti = {
        r["riga"]: read_rimandi(r["descrizione"], "E" if r["capitolo"] < "20000" else "U")
        for r in each_capitolo_2021()
    }
    assert len(letti) == 139
    assert len(attesi) == 92
    assert [riga for riga, c in collegamenti.items() if c["dedotto"]] == TRONCATE_IN_FONTE
    assert {riga: rimandi for riga, rimandi in letti.items() if rimandi or riga in attesi} == attesi
