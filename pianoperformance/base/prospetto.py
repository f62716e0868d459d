"""What every flat report *is*: a title, typed columns and rows. Pure code; ``writers`` turns it into files."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

TipoColonna = Literal["testo", "intero", "numero", "importo", "percentuale", "data", "si_no"]
Cella = str | int | Decimal | datetime.date | bool | None


@dataclass(frozen=True, slots=True)
class Colonna:
    """A column; ``nome`` is for programs, ``titolo`` for people, ``tipo`` says how its values are written."""

    nome: str
    titolo: str
    tipo: TipoColonna = "testo"


@dataclass(frozen=True, slots=True)
class Prospetto:
    """A flat report. A blank cell is None, which is not zero; 12.34 is 12,34 %."""

    titolo: str
    colonne: tuple[Colonna, ...]
    righe: Sequence[tuple[Cella, ...]]
