import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianoperformance.base.formati import (
    format_data,
    format_importo,
    format_numero,
    format_percentuale,
    format_si_no,
    read_data,
    read_numero,
    read_si_no,
)


@pytest.mark.parametrize(
    ("testo", "atteso"),
    [
        ("1.234,56", Decimal("1234.56")),
        ("1234.56", Decimal("1234.56")),
        ("1234,56", Decimal("1234.56")),
        ("1.200", Decimal(1200)),
        ("1.234.567", Decimal(1234567)),
        ("0.125", Decimal("0.125")),
        ("1234.567", Decimal("1234.567")),
        ("36.0", Decimal(36)),
        ("€ 1.200,00", Decimal(1200)),
        ("€ 140.000€", Decimal(140000)),
        ("1.200 euro", Decimal(1200)),
        ("\xa012\xa0%\n", Decimal(12)),
        ("-5", Decimal(-5)),
        ("−5,5", Decimal("-5.5")),
        ("+3", Decimal(3)),
        ("0", Decimal(0)),
    ],
)
def test_read_numero(testo, atteso):
    assert read_numero(testo) == atteso


@pytest.mark.parametrize(
    "testo",
    ["", " ", "abc", "12 utenti", "1.23.456", "1,2,3", "1,234.56", "1e5", "٣", "--5", "5,", "30/09/2021", "NaN"],
)
def test_read_numero_of_something_else_is_none(testo):
    assert read_numero(testo) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_numero_survives_writing_and_reading(numero):
    assert read_numero(format_numero(numero)) == numero


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_importo_survives_writing_and_reading(centesimi):
    importo = Decimal(centesimi) / 100
    assert read_numero(format_importo(importo)) == importo


@pytest.mark.parametrize(
    ("testo", "atteso"),
    [
        ("30/09/2021", datetime.date(2021, 9, 30)),
        ("2021-09-30", datetime.date(2021, 9, 30)),
        ("2021-09-30 00:00:00", datetime.date(2021, 9, 30)),
        ("31.12.2021", datetime.date(2021, 12, 31)),
        ("31-12-2021", datetime.date(2021, 12, 31)),
        ("1/2/21", datetime.date(2021, 2, 1)),
        (" 31 dicembre 2017 ", datetime.date(2017, 12, 31)),
        ("1° Gennaio 2022", datetime.date(2022, 1, 1)),
        ("3 set. 2022", datetime.date(2022, 9, 3)),
    ],
)
def test_read_data(testo, atteso):
    assert read_data(testo) == atteso


@pytest.mark.parametrize(
    "testo",
    ["", "29/02/2021", "31/13/2021", "31/12", "31 brumaio 2021", "entro il 31/12/2021", "31/12/20211", "00/00/0000"],
)
def test_read_data_of_something_else_is_none(testo):
    assert read_data(testo) is None


@given(st.dates())
def test_data_survives_writing_and_reading(giorno):
    assert read_data(format_data(giorno)) == giorno
    assert read_data(giorno.isoformat()) == giorno


@pytest.mark.parametrize("testo", ["SI", "Sì", " si ", "sí", "si'", "S", "VERO", "true", "1", "x"])
def test_read_si(testo):
    assert read_si_no(testo) is True


@pytest.mark.parametrize("testo", ["NO", "no ", "n", "Falso", "false", "0"])
def test_read_no(testo):
    assert read_si_no(testo) is False


@pytest.mark.parametrize("testo", ["", "forse", "SI/NO", "2"])
def test_read_si_no_of_something_else_is_none(testo):
    assert read_si_no(testo) is None


@pytest.mark.parametrize(
    ("numero", "decimali", "atteso"),
    [
        (Decimal("36.0000"), None, "36"),
        (Decimal("1234.5600"), None, "1.234,56"),
        (Decimal("1E+4"), None, "10.000"),
        (18000000, None, "18.000.000"),
        (Decimal(100), None, "100"),
        (Decimal("2.345"), 2, "2,35"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.001"), 2, "0,00"),
        (Decimal("-1234.5"), 2, "-1.234,50"),
        (Decimal("12345678901234567890123456789012.345"), 2, "12.345.678.901.234.567.890.123.456.789.012,35"),
        (None, None, ""),
        (None, 2, ""),
    ],
)
def test_format_numero(numero, decimali, atteso):
    assert format_numero(numero, decimali) == atteso


def test_format_importo():
    assert [format_importo(v) for v in (Decimal("1234.5"), Decimal(0), None)] == ["1.234,50", "0,00", ""]


def test_format_percentuale():
    assert [format_percentuale(v) for v in (Decimal("12.336"), Decimal(100), None)] == ["12,34 %", "100,00 %", ""]


def test_format_data():
    assert [format_data(v) for v in (datetime.date(2021, 2, 1), datetime.date(33, 4, 3), None)] == [
        "01/02/2021",
        "03/04/0033",
        "",
    ]


def test_format_si_no():
    assert [format_si_no(v) for v in (True, False, None)] == ["Sì", "No", ""]
