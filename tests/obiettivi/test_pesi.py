from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obiettivi.pesi import Matrice, Operatore, Voce, close_to, points_of, weigh

D = Decimal
LIVELLI = {"A": D(3), "M": D(2), "B": D(1)}
CRITERI = ("strategicita", "complessita", "impatto", "economicita")
MATRICE = Matrice(LIVELLI, dict.fromkeys(CRITERI))


def make_voce(codice, livello, gruppo=""):
    return Voce(codice, gruppo or codice, dict.fromkeys(CRITERI, livello) if livello else {})


@pytest.mark.parametrize(
    ("operatore", "pesi", "attesi"),
    [
        (Operatore.SOMMA, (None, None), D(5)),
        (Operatore.SOMMA_PESATA, (D(2), D("0.5")), D(7)),
        (Operatore.PRODOTTO, (None, None), D(6)),
    ],
)
def test_points_of_follow_the_operator(operatore, pesi, attesi):
    matrice = Matrice(LIVELLI, dict(zip("xy", pesi, strict=True)), operatore)
    assert points_of({"x": "A", "y": "M"}, matrice) == attesi


@pytest.mark.parametrize("livelli", [{}, {"x": "A"}, {"x": "A", "y": "Z"}])
def test_points_of_missing_or_unknown_level_is_not_zero(livelli):
    assert points_of(livelli, Matrice(LIVELLI, {"x": None, "y": None})) is None


def test_weigh_reproduces_the_real_table():
    """Objectives 1.1-1.5 merged in one, beside 2 (levels not printed: M), 3 and 4: every A A A A weighs 27 of 100."""
    voci = [make_voce(f"1.{n}", "A", "1") for n in range(1, 6)]
    voci += [make_voce("2", "M"), make_voce("3", "A"), make_voce("4", "A")]
    pesi = weigh(voci, MATRICE)
    assert [(p.gruppo, p.punti, p.intero) for p in pesi] == [
        ("1", D(12), 27),
        ("2", D(8), 19),
        ("3", D(12), 27),
        ("4", D(12), 27),
    ]
    assert pesi[0].codici == ("1.1", "1.2", "1.3", "1.4", "1.5")
    assert pesi[0].spiegazione == "12 punti su 44 = 27,27 per cento."


def test_weigh_waits_for_every_group():
    pesi = weigh([make_voce("1", "A"), make_voce("2", "")], MATRICE)
    assert [(p.punti, p.esatto, p.intero) for p in pesi] == [(D(12), None, None), (None, None, None)]
    assert pesi[1].spiegazione == "Manca il livello di almeno un criterio: il peso non si può calcolare."


def test_weigh_keeps_the_declared_weight_beside():
    (peso,) = weigh([Voce("1", "1", dict.fromkeys(CRITERI, "B"), D(33))], MATRICE)
    assert (peso.intero, peso.dichiarato) == (100, D(33))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=40))
def test_close_to_sums_to_100_and_moves_no_share_by_one(punti):
    quote = [D(100) * p / sum(punti) for p in punti]
    interi = close_to(quote)
    assert sum(interi) == 100
    assert all(abs(intero - quota) < 1 for intero, quota in zip(interi, quote, strict=True))


@given(st.lists(st.integers(1, 500), min_size=1, max_size=20), st.integers(2, 9))
def test_weigh_is_unchanged_when_levels_are_scaled(punti, fattore):
    def integers(scala):
        livelli = {str(p): D(p * scala) for p in punti}
        voci = [Voce(str(n), str(n), {"x": str(p)}) for n, p in enumerate(punti)]
        return [p.intero for p in weigh(voci, Matrice(livelli, {"x": None}))]

    assert integers(1) == integers(fattore)


def test_close_to_refuses_shares_of_another_total():
    with pytest.raises(ValueError, match="Le quote non sommano a 100"):
        close_to([D(50), D(20)])
