"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

BLOCCO, AVVISO, SUGGERIMENTO, SPENTO = "blocco", "avviso", "suggerimento", "spento"


@dataclass(frozen=True, slots=True)
class Rilievo:
    """A finding: how grave, which check, where (a CdR's code and a place to read), and a sentence.

    ``tipo`` and ``id`` point at the row it speaks of: a progetto, obiettivo, persona, capitolo or cdr.
    """

    gravita: str
    controllo: str
    cdr: str
    luogo: str
    frase: str
    tipo: str = ""
    id: int = 0


def euro(importo: Decimal | None) -> str:
    """An amount in Italian form, ``1.234,56 €``, or a word when it is blank."""
    if importo is None:
        return "nessun importo"
    return f"{importo:,.2f} €".translate(str.maketrans(",.", ".,"))


def percento(valore: Decimal | None) -> str:
    """A percentage in Italian form, ``12,34 %``, or a word when it is blank."""
    return "nessuna percentuale" if valore is None else f"{valore:.2f} %".replace(".", ",")
