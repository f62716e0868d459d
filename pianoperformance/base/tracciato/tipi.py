"""The plain values that pass between the readers, the engine and whoever shows the outcome."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Cella = str | int | Decimal | bool | datetime.date | None
Cartella = dict[str, list[list[Cella]]]


class TipoCella(StrEnum):
    """What a cell must hold; ``codice`` is text in which Excel must not see numbers or dates."""

    TESTO = "testo"
    CODICE = "codice"
    INTERO = "intero"
    NUMERO = "numero"
    DATA = "data"
    SI_NO = "si_no"
    SCELTA = "scelta"
    ELENCO = "elenco"


class FileNonLeggibile(Exception):  # noqa: N818 -- it is a sentence for the user, not a fault of the program
    """The file as a whole cannot be read; the message is the Italian sentence to show."""


@dataclass(frozen=True, slots=True)
class Errore:
    """Something to mend before the workbook can be saved, and where."""

    foglio: str
    riga: int | None
    colonna: str
    valore: str
    messaggio: str

    @property
    def luogo(self) -> str:
        parti = [f"foglio {self.foglio}"] if self.foglio else []
        parti += [f"riga {self.riga}"] if self.riga else []
        parti += [f"colonna {self.colonna}"] if self.colonna else []
        return ", ".join(parti)


class Avviso(Errore):
    """Something to look at that does not prevent saving."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Differenza:
    """A field of an existing row that the workbook changes."""

    foglio: str
    riga: int
    voce: str
    colonna: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class Novita:
    """A row that the workbook adds."""

    foglio: str
    riga: int
    voce: str


@dataclass(slots=True)
class Conteggio:
    nuove: int = 0
    cambiate: int = 0
    invariate: int = 0


@dataclass(slots=True)
class Esito:
    """What an import did, or would do."""

    conteggi: dict[str, Conteggio] = field(default_factory=dict)
    novita: list[Novita] = field(default_factory=list)
    differenze: list[Differenza] = field(default_factory=list)
    errori: list[Errore] = field(default_factory=list)
    avvisi: list[Avviso] = field(default_factory=list)
    salvato: bool = False

    @property
    def nuove(self) -> int:
        return sum(conteggio.nuove for conteggio in self.conteggi.values())

    @property
    def cambiate(self) -> int:
        return sum(conteggio.cambiate for conteggio in self.conteggi.values())

    @property
    def invariate(self) -> int:
        return sum(conteggio.invariate for conteggio in self.conteggi.values())

    def impronta(self) -> str:
        """A digest of all that would be written: two runs with the same digest do the same."""
        testo = repr((self.novita, self.differenze, self.errori))
        return hashlib.sha256(testo.encode("utf-8", "surrogatepass")).hexdigest()
