"""The calendar of a year of the performance cycle: the days that the law gives, and the usual ones where it is silent.

Pure code. An ente moves a day when its own differs; a day that is counted from another moves with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

BILANCIO, PROPOSTE, PEG, PIAO, VARIAZIONI = "bilancio", "proposte", "peg", "piao", "variazioni"
SOLO_PIAO = frozenset({PIAO})
INTERNA = "Termine interno dell'ente"


@dataclass(frozen=True, slots=True)
class Regola:
    """A deadline: day and month, in the year that is ``anno`` away from that of the plan, or days after another."""

    codice: str
    denominazione: str
    norma: str
    giorno: int = 0
    mese: int = 0
    anno: int = 0
    dopo: str = ""
    giorni: int = 0


REGOLE = (
    Regola(PROPOSTE, "Invio delle proposte di obiettivo", INTERNA, 15, 12, -1),
    Regola(BILANCIO, "Approvazione del bilancio di previsione", "art. 151, c. 1, TUEL", 31, 12, -1),
    Regola(PEG, "Approvazione del PEG", "art. 169, c. 1, TUEL: 20 giorni dal bilancio", dopo=BILANCIO, giorni=20),
    Regola(
        PIAO,
        "Adozione del PIAO",
        "art. 6 DL 80/2021; se il bilancio è differito, 30 giorni dopo il suo termine (art. 8 DM 132/2022)",
        *(31, 1),
    ),
    Regola("accessibilita", "Obiettivi di accessibilità", "art. 9, c. 7, DL 179/2012", 31, 3),
    Regola("monitoraggio_1", "Monitoraggio al 30 giugno", f"art. 6 D.Lgs. 150/2009; {INTERNA.lower()}", 30, 6),
    Regola("monitoraggio_2", "Monitoraggio al 30 settembre", f"art. 6 D.Lgs. 150/2009; {INTERNA.lower()}", 30, 9),
    Regola(VARIAZIONI, "Variazioni del PEG", "art. 175, c. 9, TUEL", 15, 12),
    Regola("monitoraggio_3", "Rilevazione al 31 dicembre", f"art. 6 D.Lgs. 150/2009; {INTERNA.lower()}", 31, 12),
    Regola(
        "obiettivi_servizio",
        "Relazione sugli obiettivi di servizio",
        "art. 1, c. 449, lett. d-quinquies, L. 232/2016",
        *(31, 5, 1),
    ),
    Regola(
        "relazione",
        "Relazione sulla performance, approvata e validata",
        "art. 10, c. 1, lett. b, D.Lgs. 150/2009",
        *(30, 6, 1),
    ),
)


@dataclass(frozen=True, slots=True)
class Termine:
    """A deadline of a given year; ``predefinita`` is the day it has when the ente does not move it."""

    codice: str
    denominazione: str
    norma: str
    data: datetime.date
    predefinita: datetime.date

    @property
    def spostata(self) -> bool:
        return self.data != self.predefinita


def build_calendario(anno: int, *, piao: bool, spostate: Mapping[str, datetime.date]) -> tuple[Termine, ...]:
    """The deadlines of a year in the order of their days, with those that the ente moved."""
    termini: dict[str, Termine] = {}
    for regola in REGOLE:
        if regola.codice in SOLO_PIAO and not piao:
            continue
        if regola.dopo:
            predefinita = termini[regola.dopo].data + datetime.timedelta(days=regola.giorni)
        else:
            predefinita = datetime.date(anno + regola.anno, regola.mese, regola.giorno)
        data = spostate.get(regola.codice, predefinita)
        termini[regola.codice] = Termine(regola.codice, regola.denominazione, regola.norma, data, predefinita)
    return tuple(sorted(termini.values(), key=lambda t: t.data))
