"""The order and the codes of rows that were typed without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from obiettivi.models import Indicatore


def number_righe(righe: Sequence[Any]) -> None:
    """Give the rows growing numbers; those that already grow are left as they are."""
    vecchie = [riga for riga in righe if riga.pk is not None]
    crescono = all(a.ordine < b.ordine for a, b in pairwise(vecchie))
    if not crescono or list(righe[: len(vecchie)]) != vecchie:
        vecchie = []
    ultimo = vecchie[-1].ordine if vecchie else 0
    for riga in righe[len(vecchie) :]:
        ultimo += 1
        riga.ordine = ultimo


_NUMERO_FINALE = re.compile(r"^(.*?)(\d+)$", re.DOTALL)


def give_codici(indicatori: Sequence[Indicatore]) -> None:
    """Give the indicators without a code the next after the last, or I1, I2 …"""
    usati = {indicatore.codice for indicatore in indicatori if indicatore.codice}
    for indicatore in indicatori:
        if not indicatore.codice:
            indicatore.codice = next_codice(usati, "I1")
            usati.add(indicatore.codice)


def next_codice(vicini: Iterable[str], primo: str, usati: Iterable[str] = ()) -> str:
    """Return the code after the greatest of ``vicini``, written as it is; ``primo`` when none ends in digits.

    A code that is in ``usati`` is passed over.
    """
    occupati = {*vicini, *usati}
    letti = [letto for codice in sorted(set(vicini)) if (letto := _NUMERO_FINALE.match(codice))]
    letti = letti or [letto for letto in [_NUMERO_FINALE.match(primo)] if letto]
    if primo not in occupati and not set(vicini):
        return primo
    radice, cifre = max(letti, key=lambda letto: int(letto[2])).groups()
    numero = int(cifre) + 1
    while (codice := f"{radice}{numero:0{len(cifre)}d}") in occupati:
        numero += 1
    return codice
