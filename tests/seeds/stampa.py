"""Reading back the text of a printed document."""

import io
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from pypdf import PdfReader


def read_pdf(pdf: bytes) -> str:
    """The text of all the pages in the order in which it is drawn, squashed."""
    return squash("\n".join(pagina.extract_text() for pagina in PdfReader(io.BytesIO(pdf)).pages))


def squash(testo: str) -> str:
    """Take away what depends only on where lines end: blanks, soft hyphens, ligatures."""
    return "".join(unicodedata.normalize("NFKC", testo).replace("\u00ad", "").split())


def italian(importo: str | Decimal | None, segno: str = "") -> str:
    """An amount or a percentage as the documents print it; blank when there is none."""
    if importo is None:
        return ""
    return f"{Decimal(importo):,.2f}".translate(str.maketrans(",.", ".,")) + segno


def walk(stampa: str, attesi: Iterable[str], da: int = 0) -> int:
    """Find each text after the one before; return where the last ends."""
    prima = ""
    for atteso in attesi:
        cercato = squash(atteso)
        trovato = stampa.find(cercato, da)
        assert trovato >= 0, f"{atteso!r} manca dopo {prima!r}: …{stampa[da : da + 300]!r}…"
        da, prima = trovato + len(cercato), atteso
    return da
