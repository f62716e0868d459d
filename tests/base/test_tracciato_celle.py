"""A cell becomes what its column wants, or a sentence says why not."""

import contextlib
import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianoperformance.base.tracciato import TipoCella
from pianoperformance.base.tracciato.celle import (
    CELLA_UNITA,
    FORMULA_SENZA_VALORE,
    SPIEGAZIONI,
    CellaNonValida,
    clean_cella,
    differs,
    is_vuota,
    normalizza,
    show_cella,
)

SCELTE = [("PD", "Prodotto"), (">=", "almeno (≥)"), ("si_no", "Sì / No")]
FORMULA = "La cella contiene l'errore di una formula: correggere la formula o scrivere il valore."
CONTROLLO = "Il testo contiene caratteri non stampabili: cancellare la cella e riscriverla a mano."
DATA_NEL_CODICE = (
    "La cella contiene una data, ma qui va un codice: forse il foglio di calcolo ha trasformato il codice in data. "
    "Dare alla cella il formato Testo e riscrivere il codice."
)


@pytest.mark.parametrize(
    ("tipo", "cella", "atteso"),
    [
        ("testo", "  due\r\nrighe ", "due\nrighe"),
        ("testo", "una_x000D_\nriga", "una\nriga"),
        ("testo", "una\ttabulazione", "una tabulazione"),
        ("testo", 20, "20"),
        ("testo", Decimal("1234.50"), "1234,5"),
        ("testo", datetime.date(2026, 12, 31), "31/12/2026"),
        ("testo", True, "SI"),
        ("testo", "perche\u0301", "perché"),
        ("codice", "03641", "03641"),
        ("codice", 85, "85"),
        ("codice", Decimal("8.1"), "8,1"),
        ("codice", " PG\u00a01\n", "PG 1"),
        ("intero", "2.026", 2026),
        ("intero", Decimal("12.0"), 12),
        ("numero", "1.234,56", Decimal("1234.56")),
        ("numero", "€ 1.200,00", Decimal(1200)),
        ("numero", "12,5 %", Decimal("12.5")),
        ("numero", 3, Decimal(3)),
        ("data", "31/12/2026", datetime.date(2026, 12, 31)),
        ("data", datetime.date(2026, 1, 2), datetime.date(2026, 1, 2)),
        ("si_no", "Sì", True),
        ("si_no", 0, False),
        ("si_no", False, False),
        ("elenco", "B; A;;B", ("A", "B")),
        ("elenco", 85, ("85",)),
        ("scelta", "pd", "PD"),
        ("scelta", "prodotto", "PD"),
        ("scelta", ">=", ">="),
        ("scelta", "Si/No", "si_no"),
    ],
)
def test_clean(tipo, cella, atteso):
    assert clean_cella(TipoCella(tipo), cella, SCELTE) == atteso


@pytest.mark.parametrize(
    ("tipo", "cella", "frase"),
    [
        ("testo", "#REF!", FORMULA),
        ("numero", "#N/D", FORMULA),
        ("testo", "a\x00b", CONTROLLO),
        ("testo", "a\ud800b", CONTROLLO),
        ("testo", "a" * 32_768, "Il testo ha più di 32.767 caratteri: va accorciato."),
        ("numero", FORMULA_SENZA_VALORE, SPIEGAZIONI[FORMULA_SENZA_VALORE]),
        ("codice", CELLA_UNITA, SPIEGAZIONI[CELLA_UNITA]),
        ("codice", datetime.date(2026, 2, 1), DATA_NEL_CODICE),
        (
            "codice",
            True,
            "La cella contiene VERO o FALSO, ma qui va un codice: dare alla cella il formato Testo.",
        ),
        ("intero", "1,5", "Qui va un numero intero, per esempio 12."),
        ("intero", 10**12, "Qui va un numero intero, per esempio 12."),
        ("intero", datetime.date(2026, 1, 1), "Qui va un numero intero, per esempio 12."),
        ("numero", "dodici", "Qui va un numero, per esempio 1.234,56 oppure 1234,56."),
        ("numero", True, "Qui va un numero, per esempio 1.234,56 oppure 1234,56."),
        ("data", "30/02/2026", "Qui va una data che esista nel calendario, per esempio 31/12/2026."),
        ("data", 46022, "Qui va una data che esista nel calendario, per esempio 31/12/2026."),
        ("si_no", "forse", "Qui va SI oppure NO."),
        ("scelta", "XX", "Il valore non è tra quelli ammessi, che sono: PD, >=, si_no."),
        ("scelta", "≥", "Il valore non è tra quelli ammessi, che sono: PD, >=, si_no."),
    ],
)
def test_refuse(tipo, cella, frase):
    with pytest.raises(CellaNonValida) as errore:
        clean_cella(TipoCella(tipo), cella, SCELTE)
    assert str(errore.value) == frase


@pytest.mark.parametrize(
    ("cella", "vuota"), [(None, True), (" \n\u00a0", True), ("", True), (0, False), (False, False)]
)
def test_vuota(cella, vuota):
    assert is_vuota(cella) is vuota


def test_same_text_with_other_line_ends_does_not_differ():
    assert [differs("a\r\nb\x01\t", "a\nb"), differs("a", "b"), differs("", ""), differs(Decimal("1.0"), 1)] == [
        False,
        True,
        False,
        False,
    ]


def test_normalizza():
    assert {normalizza(nome) for nome in ("Priorità", "PRIORITA *", "pri orita", "priorita_")} == {"priorita"}


CELLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.dates(),
    st.text(),
    st.text(alphabet="0123456789.,/-€% ;\n#"),
)


@given(st.sampled_from(TipoCella), CELLE)
def test_any_cell_gives_a_value_or_a_sentence(tipo, cella):
    if is_vuota(cella):
        return
    with contextlib.suppress(CellaNonValida):
        valore = clean_cella(tipo, cella, SCELTE)
        assert isinstance(valore, (str, int, Decimal, datetime.date, bool, tuple))
        assert not (isinstance(valore, str) and any(ord(lettera) < 32 and lettera not in "\n\t" for lettera in valore))


@given(st.sampled_from(TipoCella), CELLE)
def test_what_is_shown_reads_back_the_same(tipo, cella):
    """An export writes what was read, and importing it again changes nothing."""
    if is_vuota(cella):
        return
    try:
        valore = clean_cella(tipo, cella, SCELTE)
    except CellaNonValida:
        return
    mostrato = show_cella(valore)
    if mostrato and len(mostrato) < 2000:
        assert clean_cella(tipo, mostrato, SCELTE) == valore


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_numbers_survive_as_text(numero):
    assert clean_cella(TipoCella.NUMERO, show_cella(numero)) == numero


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_dates_survive_as_text(giorno):
    assert clean_cella(TipoCella.DATA, show_cella(giorno)) == giorno
