"""Numbers, dates and yes/no, read from what people type and written in Italian form. Pure code.

Reading is strict about the whole text ("12 utenti" is not a number) and returns None instead of guessing.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal

MESI = (
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
)
_MIGLIAIA = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"
CIFRE = rf"(?:{_MIGLIAIA}(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)?)"
"""The digits of a number: a dot followed by three digits separates thousands, as in 1.200; otherwise decimals."""

DATA_RE = re.compile(
    r"(?<![0-9])(?:"
    r"(?P<giorno>[0-9]{1,2})\s?[/.-]\s?(?P<mese>[0-9]{1,2})\s?[/.-]\s?(?P<anno>[0-9]{4}|[0-9]{2})"
    r"|(?P<anno_iso>[0-9]{4})-(?P<mese_iso>[0-9]{2})-(?P<giorno_iso>[0-9]{2})(?:[ T]00:00(?::00)?)?"
    r"|(?P<giorno_esteso>[0-9]{1,2})[°º]?\s+(?P<mese_esteso>[a-z]{3,9})\.?\s+(?P<anno_esteso>[0-9]{4})"
    r")(?![0-9])",
    re.IGNORECASE,
)
"""A date as documents write it, alone or inside a sentence; it may still be no day of the calendar."""

_NUMERO = re.compile(
    rf"\s*(?:€|euro\b|eur\b)?\s*(?P<segno>[-+−]?)(?P<cifre>{CIFRE})\s*(?:€|%|euro|eur|per\s+cento)?\s*", re.IGNORECASE
)
_SI = frozenset({"si", "sì", "sí", "si'", "s", "vero", "true", "1", "x"})
_NO = frozenset({"no", "n", "falso", "false", "0"})
_ALL_ITALIANA = str.maketrans(",.", ".,")
_CONTESTO = Context(prec=2000, rounding=ROUND_HALF_UP)


def read_numero(testo: str) -> Decimal | None:
    """Read "1.234,56", "1234.56", "€ 1.200,00", "12 %"; "1.200" is twelve hundred, as Italian documents write it."""
    letto = _NUMERO.fullmatch(testo)
    if letto is None:
        return None
    cifre = letto["cifre"]
    if "," in cifre or re.fullmatch(_MIGLIAIA, cifre):
        cifre = cifre.replace(".", "").replace(",", ".")
    return Decimal(cifre if letto["segno"] in ("", "+") else f"-{cifre}")


def read_data(testo: str) -> datetime.date | None:
    """Read "30/09/2021", "2021-09-30", "31.12.2021", "31/12/21" or "31 dicembre 2017"."""
    letta = DATA_RE.fullmatch(testo.strip())
    return None if letta is None else date_of(letta)


def date_of(letta: re.Match[str]) -> datetime.date | None:
    """Turn a match of ``DATA_RE`` into a date; None when the calendar has no such day."""
    giorno = letta["giorno"] or letta["giorno_iso"] or letta["giorno_esteso"]
    anno = letta["anno"] or letta["anno_iso"] or letta["anno_esteso"]
    mese = _read_mese(letta["mese_esteso"]) if letta["mese_esteso"] else int(letta["mese"] or letta["mese_iso"])
    try:
        return datetime.date(int(anno) + (2000 if len(anno) == 2 else 0), mese, int(giorno))
    except ValueError:
        return None


def _read_mese(nome: str) -> int:
    """Return the number of a month given by name or abbreviation; 0, which is no month, when unknown."""
    return next((numero for numero, mese in enumerate(MESI, 1) if mese.startswith(nome.lower())), 0)


def read_si_no(testo: str) -> bool | None:
    """Read "SI", "Sì", "NO", "Vero", "X", "1"…; None when it says neither yes nor no."""
    parola = testo.strip().casefold()
    return True if parola in _SI else False if parola in _NO else None


def format_numero(valore: Decimal | int | None, decimali: int | None = None) -> str:
    """Write "1.234,56"; without ``decimali`` as many decimals as the value has. None is blank, which is not zero."""
    if valore is None:
        return ""
    numero = Decimal(valore)
    if decimali is not None:
        numero = numero.quantize(Decimal(1).scaleb(-decimali), context=_CONTESTO)
    testo = f"{abs(numero) if numero == 0 else numero:,f}"
    if decimali is None and "." in testo:
        testo = testo.rstrip("0").rstrip(".")
    return testo.translate(_ALL_ITALIANA)


def format_importo(valore: Decimal | int | None) -> str:
    """Write an amount of euros without the sign: "1.234,56"."""
    return format_numero(valore, 2)


def format_percentuale(valore: Decimal | int | None) -> str:
    """Write "12,34 %"."""
    return "" if valore is None else f"{format_numero(valore, 2)} %"


def format_data(valore: datetime.date | None) -> str:
    """Write "31/12/2021"."""
    return "" if valore is None else f"{valore.day:02}/{valore.month:02}/{valore.year:04}"


def format_si_no(valore: bool | None) -> str:
    """Write "Sì" or "No"."""
    return "" if valore is None else "Sì" if valore else "No"
