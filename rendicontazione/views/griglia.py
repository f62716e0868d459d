"""The riepilogo laid out as a table: which cells start on each line and how many lines they span. Pure code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rendicontazione import quadro, riepilogo
from rendicontazione.riepilogo import LIVELLI, Riga

COLONNE_DI_TESTO = 5
"""Indirizzo, Obiettivo, Azione, Codice Progetto, Progetto: a total's label covers those inside its level."""


@dataclass(frozen=True, slots=True)
class Cella:
    """The label of a level of the strategy, written once for all its lines."""

    voce: quadro.Voce | None
    alta: int


@dataclass(frozen=True, slots=True)
class RigaTabella:
    riga: Riga
    celle: tuple[Cella, ...]
    """The labels that start on this line; none on totals."""

    @property
    def totale(self) -> bool:
        return self.riga.livello != riepilogo.PROGETTO

    @property
    def larga(self) -> int:
        """Columns covered by the label of a total."""
        return COLONNE_DI_TESTO - max(_level_of(self.riga), 0)


def lay_out(righe: Sequence[Riga]) -> list[RigaTabella]:
    """Give each line of a riepilogo the labels that start on it."""
    disposte = []
    for i, riga in enumerate(righe):
        celle: list[Cella] = []
        if riga.livello == riepilogo.PROGETTO:
            celle = [
                Cella(getattr(riga.strategia, nome), _height(righe, i, livello))
                for livello, nome in enumerate(LIVELLI)
                if i == 0 or _ends(riga, righe[i - 1], livello)
            ]
        disposte.append(RigaTabella(riga, tuple(celle)))
    return disposte


def _level_of(riga: Riga) -> int:
    """Position of a total's level, from the outermost; -1 for the CdR's."""
    return LIVELLI.index(riga.livello) if riga.livello in LIVELLI else -1


def _prefix(riga: Riga, livello: int) -> list[quadro.Voce | None]:
    return [getattr(riga.strategia, nome) for nome in LIVELLI[: livello + 1]]


def _ends(riga: Riga, altra: Riga, livello: int) -> bool:
    """Whether ``altra`` lies outside the group of that level to which ``riga``, a project's line, belongs."""
    if altra.livello == riepilogo.PROGETTO:
        return _prefix(riga, livello) != _prefix(altra, livello)
    return _level_of(altra) <= livello


def _height(righe: Sequence[Riga], inizio: int, livello: int) -> int:
    seguenti = (j for j in range(inizio + 1, len(righe)) if _ends(righe[inizio], righe[j], livello))
    return next(seguenti, len(righe)) - inizio
