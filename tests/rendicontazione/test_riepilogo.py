from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rendicontazione import quadro
from rendicontazione.riepilogo import build_riepilogo, percent_of, sum_or_none

D = Decimal
importi = st.decimals(min_value=0, max_value=10**9, places=2)


def make_progetto(codice, *voci, spesa=None, entrata=None):
    """A project under the given indirizzo, obiettivo and azione codes (empty: missing level)."""
    livelli = [quadro.Voce(v, v.upper()) if v else None for v in voci]
    quote = []
    if spesa is not None:
        quote.append(quadro.QuotaCapitolo("U", "30000", "00", "corrente", "SPESE", D(spesa)))
    if entrata is not None:
        quote.append(quadro.QuotaCapitolo("E", "03000", "00", "corrente", "ENTRATE", D(entrata)))
    return quadro.Progetto(
        codice, f"Titolo {codice}", "Progetto", strategia=quadro.Strategia(*livelli), quote=tuple(quote)
    )


def make_cdr(*progetti):
    return quadro.Cdr("85", "SERVIZIO", "Servizio", progetti=progetti)


def shape(righe):
    return [(r.livello, r.codice, r.importo, r.percentuale) for r in righe]


def test_build_riepilogo_totals_follow_each_group():
    cdr = make_cdr(
        make_progetto("P2", "i1", "o1", "a1", spesa="300"),
        make_progetto("P1", "i1", "o1", "a1", spesa="100"),
        make_progetto("P3", "i1", "o2", "a2", spesa="600"),
    )
    assert shape(build_riepilogo(cdr)) == [
        ("progetto", "P1", D(100), D("10.00")),
        ("progetto", "P2", D(300), D("30.00")),
        ("azione", "", D(400), D("40.00")),
        ("obiettivo", "", D(400), D("40.00")),
        ("progetto", "P3", D(600), D("60.00")),
        ("azione", "", D(600), D("60.00")),
        ("obiettivo", "", D(600), D("60.00")),
        ("indirizzo", "", D(1000), D("100.00")),
        ("cdr", "", D(1000), D("100.00")),
    ]


def test_build_riepilogo_blank_is_not_zero_and_revenue_does_not_count():
    cdr = make_cdr(make_progetto("P1", "i", "o", "a", entrata="250"), make_progetto("P2", "i", "o", "b", spesa="0"))
    assert shape(build_riepilogo(cdr)) == [
        ("progetto", "P1", None, None),
        ("azione", "", None, None),
        ("progetto", "P2", D(0), None),
        ("azione", "", D(0), None),
        ("obiettivo", "", D(0), None),
        ("indirizzo", "", D(0), None),
        ("cdr", "", D(0), None),
    ]


def test_build_riepilogo_missing_levels_have_no_total():
    cdr = make_cdr(make_progetto("P1", "", "o", "", spesa="5"), make_progetto("P2", "", "", "", spesa="5"))
    assert shape(build_riepilogo(cdr)) == [
        ("progetto", "P2", D(5), D("50.00")),
        ("progetto", "P1", D(5), D("50.00")),
        ("obiettivo", "", D(5), D("50.00")),
        ("cdr", "", D(10), D("100.00")),
    ]


def test_build_riepilogo_objective_without_project_is_a_line():
    quota = quadro.QuotaCapitolo("U", "2", "", "corrente", "PERSONALE", D(245000))
    cdr = quadro.Cdr("1", "AREA", "Area", obiettivi=(quadro.Obiettivo("1.1", "Segretariato", quote=(quota,), id=7),))
    righe = build_riepilogo(cdr)
    assert [(r.livello, r.tipo, r.id, r.codice, r.importo) for r in righe] == [
        ("progetto", "obiettivo", 7, "1.1", D(245000)),
        ("cdr", "", 0, "", D(245000)),
    ]


@pytest.mark.parametrize(
    ("importo", "percentuale", "differs"),
    [(D(400), D("40.00"), False), (D(400), D("100.00"), True), (None, None, True)],
)
def test_build_riepilogo_printed_total_is_kept_only_when_it_differs(importo, percentuale, differs):
    cdr = make_cdr(
        make_progetto("P1", "i", "o", "a", spesa="400"),
        make_progetto("P2", "i", "o", "b", spesa="600"),
    )
    stampato = quadro.TotaleStampato("85", "azione", "a", importo, percentuale, 47)
    altro_cdr = quadro.TotaleStampato("87", "azione", "b", D(1), D(1), 48)
    righe = build_riepilogo(cdr, [stampato, altro_cdr])
    assert [r.stampato for r in righe if r.livello == "azione"] == [stampato if differs else None, None]


def test_build_riepilogo_of_empty_cdr_is_its_blank_total():
    assert shape(build_riepilogo(make_cdr())) == [("cdr", "", None, None)]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), importi), max_size=12))
def test_build_riepilogo_every_level_sums_to_the_cdr(voci):
    cdr = make_cdr(*(make_progetto(f"P{n}", i, i + o, i + o, spesa=v) for n, (i, o, v) in enumerate(voci)))
    righe = build_riepilogo(cdr)
    totale = righe[-1].importo
    for livello in ("progetto", "azione", "obiettivo", "indirizzo"):
        assert sum_or_none(r.importo for r in righe if r.livello == livello) == totale


@given(importi, importi.filter(bool))
def test_percent_of_is_within_half_a_cent_of_the_share(importo, totale):
    assert abs(percent_of(importo, totale) - importo * 100 / totale) <= D("0.005")
