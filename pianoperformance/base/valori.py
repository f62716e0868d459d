"""Typed values of targets and results: read from what documents print, written in Italian form. Pure code.

A target is a kind, an operator, a value and a unit; what the document printed is always kept beside it. What the
words say wins; where they say only a number, the rules are:

- a planned count, percentage or amount is met when it is reached or exceeded: ``ALMENO``, ``CRESCENTE``. The equality
  of a bare number would call a failure every plan that did better;
- where less is better (days to wait, delays) it is a ceiling: ``AL_PIU``, ``DECRESCENTE``; so is a bare zero, for
  "at least none" would ask for nothing;
- "> di" is strict, as the document says, even where its author may have meant "at least";
- a date is a deadline: ``ENTRO``; the ``verso`` of dates, yes/no and texts means nothing.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

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
from pianoperformance.base.frasi import (
    Quantita,
    find_clausola,
    find_quantita,
    is_almeno_uno,
    is_decrescente,
    is_importo,
    is_percentuale,
    read_operatore_finale,
    read_unita,
    squeeze,
)

__all__ = [
    "SCELTE_OPERATORE",
    "SCELTE_TIPO",
    "SCELTE_VERSO",
    "Atteso",
    "Operatore",
    "Tipo",
    "Verso",
    "format_atteso",
    "format_data",
    "format_importo",
    "format_numero",
    "format_percentuale",
    "format_si_no",
    "read_atteso",
    "read_data",
    "read_numero",
    "read_si_no",
]


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

TETTI = (Operatore.MINORE, Operatore.AL_PIU)
_DETTO: dict[str, str] = {
    Operatore.UGUALE: "uguale a",
    Operatore.MAGGIORE: "maggiore di",
    Operatore.ALMENO: "almeno",
    Operatore.MINORE: "minore di",
    Operatore.AL_PIU: "al più",
}
_SEGNI: dict[str, str] = {Tipo.PERCENTUALE: "%", Tipo.IMPORTO: "€"}
_ENTRO = re.compile(r"^(?:entro|al)?\s*(?:il\b|l['’])?\s*", re.IGNORECASE)
_ENTRO_FINALE = re.compile(r"\bentro\s+(?:e\s+non\s+oltre\s+)?(?:il\s+|l['’]\s?)?([^;:()]{6,30}?)\.?$", re.IGNORECASE)
_SI_NO_FINALE = re.compile(r"(?:^|[\s:(])s[iìí]'?\s?/\s?no\s?\)?\s?\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Atteso:
    """A target as understood; exactly one of ``numero``, ``data``, ``si_no`` is set, or none for ``testo``.

    "At least one of a list" has 1 as its number.
    """

    tipo: Tipo
    operatore: Operatore | None = None
    numero: Decimal | None = None
    data: datetime.date | None = None
    si_no: bool | None = None
    unita: str = ""
    verso: Verso = Verso.CRESCENTE
    stampato: str = ""


class SimileAtteso(Protocol):
    """What ``format_atteso`` needs of a target: an ``Atteso``, or a value of the Quadro."""

    @property
    def tipo(self) -> str: ...
    @property
    def operatore(self) -> str | None: ...
    @property
    def numero(self) -> Decimal | None: ...
    @property
    def data(self) -> datetime.date | None: ...
    @property
    def si_no(self) -> bool | None: ...
    @property
    def unita(self) -> str: ...


def read_atteso(testo: str, stampato: str) -> Atteso:
    """Understand the target printed for an indicator; the printed text is kept whatever comes of it.

    ``testo`` is the indicator, which says what the number means; empty when the target says all (a phase).
    """
    indicatore, valore = squeeze(testo), squeeze(stampato)
    letto = _read_secco(indicatore, valore) or _read_frase(valore) or Atteso(Tipo.TESTO)
    return replace(letto, stampato=stampato)


def _read_secco(testo: str, valore: str) -> Atteso | None:
    """Read a value that stands alone: a date, a number, a yes or no."""
    if scadenza := read_data(_ENTRO.sub("", valore)):
        return Atteso(Tipo.DATA, Operatore.ENTRO, data=scadenza)
    numero = read_numero(valore)
    if numero is not None:
        segno = "%" if "%" in valore else "€" if re.search("€|eur", valore, re.IGNORECASE) else ""
        return _read_numero_atteso(testo, Quantita(numero, segno=segno))
    risposta = read_si_no(valore) if len(valore) > 1 else None
    return None if risposta is None else Atteso(Tipo.SI_NO, Operatore.UGUALE, si_no=risposta)


def _read_frase(frase: str) -> Atteso | None:
    """Read a target in words, as in "Minimo 5 utenti" or "Avviso pubblicato: SI/NO"."""
    if _SI_NO_FINALE.search(frase):
        return Atteso(Tipo.SI_NO, Operatore.UGUALE, si_no=True)
    if is_almeno_uno(frase):
        return Atteso(Tipo.ALMENO_UNO, Operatore.ALMENO, numero=Decimal(1))
    if quantita := find_quantita(frase):
        return _read_numero_atteso("", quantita)
    scadenza = _ENTRO_FINALE.search(frase)
    data = read_data(scadenza[1]) if scadenza else None
    return Atteso(Tipo.DATA, Operatore.ENTRO, data=data) if data else None


def _read_numero_atteso(testo: str, quantita: Quantita) -> Atteso:
    """Join a number with what its indicator says of it."""
    clausola = find_clausola(testo, quantita.numero) or Quantita(quantita.numero)
    tipo = _tipo_of(testo, quantita.segno or clausola.segno)
    detto = quantita.operatore or read_operatore_finale(testo) or clausola.operatore
    meno_e_meglio = is_decrescente(testo) or quantita.numero == 0
    operatore = Operatore(detto) if detto else Operatore.AL_PIU if meno_e_meglio else Operatore.ALMENO
    decrescente = operatore in TETTI or (operatore is Operatore.UGUALE and meno_e_meglio)
    return Atteso(
        tipo,
        operatore,
        numero=quantita.numero,
        unita=(quantita.unita or read_unita(testo) or clausola.unita) if tipo is Tipo.NUMERO else "",
        verso=Verso.DECRESCENTE if decrescente else Verso.CRESCENTE,
    )


def _tipo_of(testo: str, segno: str) -> Tipo:
    if segno == "%" or (not segno and is_percentuale(testo)):
        return Tipo.PERCENTUALE
    return Tipo.IMPORTO if segno == "€" or is_importo(testo) else Tipo.NUMERO


def format_atteso(atteso: SimileAtteso) -> str:
    """Write a target as understood: "almeno 5 utenti", "maggiore di 30 %", "entro il 31/12/2021"; blank for a text.

    ``read_atteso`` reads it back the same. What the document printed is ``stampato``: who prints chooses that first.
    """
    if atteso.si_no is not None:
        return format_si_no(atteso.si_no)
    if atteso.data is not None:
        return ("entro il " if atteso.operatore == Operatore.ENTRO else "") + format_data(atteso.data)
    if atteso.numero is None:
        return ""
    if atteso.tipo == Tipo.ALMENO_UNO:
        return "almeno uno di un elenco"
    segno = _SEGNI.get(atteso.tipo, atteso.unita)
    numero = format_importo(atteso.numero) if atteso.tipo == Tipo.IMPORTO else format_numero(atteso.numero)
    parti = (_DETTO.get(atteso.operatore or "", ""), numero, segno)
    return " ".join(parte for parte in parti if parte)
