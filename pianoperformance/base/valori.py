"""Typed values of targets and results: read from what documents print, written in Italian form. Pure code.

A target is a kind, an operator, a value and a unit; what the document printed is always kept beside it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Tipo(StrEnum):
    """What kind of thing an indicator measures."""

    NUMERO = "numero"
    PERCENTUALE = "percentuale"
    IMPORTO = "importo"
    DATA = "data"
    SI_NO = "si_no"
    ALMENO_UNO = "almeno_uno"
    TESTO = "testo"


class Operatore(StrEnum):
    """How the result is compared with the target; ``>`` and ``<`` are strict, as the document says."""

    UGUALE = "="
    MAGGIORE = ">"
    ALMENO = ">="
    MINORE = "<"
    AL_PIU = "<="
    ENTRO = "entro"


class Verso(StrEnum):
    """Whether more is better."""

    CRESCENTE = "crescente"
    DECRESCENTE = "decrescente"


SCELTE_TIPO = (
    (Tipo.NUMERO, "Numero"),
    (Tipo.PERCENTUALE, "Percentuale"),
    (Tipo.IMPORTO, "Importo in euro"),
    (Tipo.DATA, "Data"),
    (Tipo.SI_NO, "Sì / No"),
    (Tipo.ALMENO_UNO, "Almeno uno di un elenco"),
    (Tipo.TESTO, "Testo"),
)
SCELTE_OPERATORE = (
    (Operatore.UGUALE, "uguale a (=)"),
    (Operatore.MAGGIORE, "maggiore di (>)"),
    (Operatore.ALMENO, "almeno (≥)"),
    (Operatore.MINORE, "minore di (<)"),
    (Operatore.AL_PIU, "al più (≤)"),
    (Operatore.ENTRO, "entro il"),
)
SCELTE_VERSO = ((Verso.CRESCENTE, "Più è alto, meglio è"), (Verso.DECRESCENTE, "Più è basso, meglio è"))


@dataclass(frozen=True, slots=True)
class Atteso:
    """A target as understood; exactly one of ``numero``, ``data``, ``si_no`` is set, or none for ``testo``."""

    tipo: Tipo
    operatore: Operatore | None = None
    numero: Decimal | None = None
    data: datetime.date | None = None
    si_no: bool | None = None
    unita: str = ""
    verso: Verso = Verso.CRESCENTE
    stampato: str = ""
