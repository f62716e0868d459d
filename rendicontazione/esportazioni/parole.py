"""Two versions of a text with the words that changed marked, and the long parts that did not left out. Pure code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Pezzi = tuple["Pezzo", ...]
MASSIMO_PAROLE = 3000
"""Longer texts are shown whole: comparing them would take longer than reading them."""
SIMILI = 0.35
"""Below this likeness two texts are simply two texts."""
CONTESTO = 25
"""Words kept on each side of a change."""


@dataclass(frozen=True, slots=True)
class Pezzo:
    testo: str
    cambiato: bool = False


def mark_words(prima: str, dopo: str) -> tuple[Pezzi, Pezzi]:
    """Cut the two texts into pieces, those that differ marked on both sides."""
    vecchie, nuove = _words(prima), _words(dopo)
    if min(len(vecchie), len(nuove)) < 2 or max(len(vecchie), len(nuove)) > MASSIMO_PAROLE:
        return _whole(prima), _whole(dopo)
    confronto = SequenceMatcher(None, [p.rstrip() for p in vecchie], [p.rstrip() for p in nuove], autojunk=False)
    if confronto.ratio() < SIMILI:
        return _whole(prima), _whole(dopo)
    passi = confronto.get_opcodes()
    sinistra = [(vecchie[a:b], passo != "equal") for passo, a, b, _, _ in passi if b > a]
    destra = [(nuove[a:b], passo != "equal") for passo, _, _, a, b in passi if b > a]
    return _join(sinistra), _join(destra)


def _words(testo: str) -> list[str]:
    """Each word and each mark with the blanks after it, so that nothing is lost in joining them."""
    return re.findall(r"^\s+|(?:[\d.,]*\d|\w+|[^\w\s])\s*", testo)


def _whole(testo: str) -> Pezzi:
    return (Pezzo(testo),) if testo else ()


def _join(gruppi: Sequence[tuple[list[str], bool]]) -> Pezzi:
    pezzi = []
    for posto, (parole, cambiato) in enumerate(gruppi):
        scelte = parole if cambiato else _shorten(parole, posto == 0, posto == len(gruppi) - 1)
        pezzi.append(Pezzo("".join(scelte), cambiato))
    return tuple(pezzi)


def _shorten(parole: list[str], primo: bool, ultimo: bool) -> list[str]:
    """Leave out the middle of what did not change, or its far end at the start and at the end of a text."""
    testa, coda = 0 if primo else CONTESTO, 0 if ultimo else CONTESTO
    if len(parole) <= testa + coda + CONTESTO:
        return parole
    return [*parole[:testa], "[…] ", *parole[len(parole) - coda :]]
