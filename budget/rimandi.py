"""The funding links that offices write inside the description of a chapter: "== VEGG. CAP. E/3641/1 ==". Pure code.

An entrata names the spese it pays for, a spesa names the entrata that pays for it. There is no grammar: the words are
abbreviated at will, the side may be missing, and the descriptions come from a program that joins pieces of 30
characters with a blank, so that a blank may stand anywhere, even inside a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ENTRATA, SPESA = "E", "U"
CIFRE_NUMERO, CIFRE_ARTICOLO = 5, 2
CIFRE_SICURE = 4
"""A number that ends the description with fewer digits than these was cut off with it."""


def _spaced(parola: str) -> str:
    """Match a word with blanks anywhere between its letters."""
    return r"\s*".join(parola)


_RIMANDO = re.compile(
    rf"(?<![^\W\d])(?:{_spaced('VEGG')}(?:\s*{_spaced('ASI')})?|{_spaced('VEDI')})[\s.=:/]*"
    rf"(?:{_spaced('CAP')}(?:\s*{_spaced('ITOL')}\s*[OI]|\s*P)?[\s./=]*(?P<lato>[EUS](?![^\W\d]))?|(?P<solo_lato>[EUS]))"
    r"[\s./]*(?P<lista>[0-9][0-9\s/]*(?:[-–,;][\s]*[0-9][0-9\s/]*)*)",
    re.IGNORECASE,
)
_SPESA_DETTA = ("U", "S")


@dataclass(frozen=True, slots=True)
class Rimando:
    """The other end of a link: side, chapter with its leading zeros, article ("00" when none), and the words."""

    lato: str
    numero: str
    articolo: str
    testo: str


def read_rimandi(descrizione: str, lato: str) -> list[Rimando]:
    """Read the links in the description of a chapter of side ``lato``; each once, in the order in which they stand.

    Where the words do not say the side, it is the opposite one. A number cut off by the end of the text is left out.
    """
    rimandi: dict[Rimando, None] = {}
    for trovato in _RIMANDO.finditer(descrizione):
        detto = (trovato["lato"] or trovato["solo_lato"] or "").upper()
        verso = (SPESA if detto in _SPESA_DETTA else ENTRATA) if detto else (ENTRATA if lato == SPESA else SPESA)
        testo = " ".join(trovato[0].split())
        tronco = not descrizione[trovato.end() :].strip()
        for numero, articolo in _each_capitolo(trovato["lista"], tronco=tronco):
            rimandi[Rimando(verso, numero, articolo, testo)] = None
    return list(rimandi)


def _each_capitolo(lista: str, *, tronco: bool) -> list[tuple[str, str]]:
    """Split "30857/1/2 - 31 451" into chapters and articles; ``tronco`` when the text ends with the list."""
    voci = [voce for scritta in re.split(r"[-–,;]", lista) for voce in _join_cifre(scritta)]
    if tronco and len(voci[-1].split("/")[0]) < CIFRE_SICURE:
        voci.pop()
    capitoli: list[tuple[str, str]] = []
    for voce in voci:
        numero, *articoli = voce.rstrip("/").split("/")
        capitoli += [(numero.zfill(CIFRE_NUMERO), a.zfill(CIFRE_ARTICOLO)) for a in articoli or ["00"]]
    return capitoli


def _join_cifre(voce: str) -> list[str]:
    """Take the blanks out of a number; figures too many for one number were several numbers."""
    unita = re.sub(r"\s", "", voce)
    return [unita] if len(unita.split("/")[0]) <= CIFRE_NUMERO else voce.split()
