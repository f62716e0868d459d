"""Walk the XML of a workbook once, before any parser: refuse what would blow up, note formulas and merged cells.

The parser fills the rectangle around the outermost cells, repeats shared text at each use and says nothing of merged
cells in ods: all this is measured here, on what was really unpacked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from pianoperformance.base.tracciato.archivio import GONFIO, ROVINATO, Archivio
from pianoperformance.base.tracciato.righe import MASSIMO_RIGHE
from pianoperformance.base.tracciato.tipi import FileNonLeggibile

MASSIMO_COLONNE = 100
MASSIMO_CELLE = 10_000_000
MASSIMO_TESTO = 200_000_000
RIFERIMENTO = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
VIETATO = (
    "Il file contiene istruzioni XML non ammesse: aprirlo con un foglio di calcolo, salvarlo di nuovo e riprovare."
)

Posizione = tuple[int, int]
"""Row and column, from 0."""


@dataclass(slots=True)
class Traccia:
    """What was noted of a sheet."""

    nome: str
    formule: list[Posizione] = field(default_factory=list)
    """Cells whose formula may have no saved result."""
    unite: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged ranges: first row and column, last row and column."""
    area_unita: int = 0
    righe: int = 0
    colonne: int = 0

    def fill(self, riga: int, colonna: int) -> None:
        """Note that a cell is not empty."""
        if riga > MASSIMO_RIGHE:
            raise FileNonLeggibile(
                f"Il foglio «{self.nome}» ha dati oltre la riga {MASSIMO_RIGHE + 1:_}, che è l'ultima ammessa: "
                "dividere il file in più parti, o cancellare ciò che sta in fondo.".replace("_", ".")
            )
        if colonna >= MASSIMO_COLONNE:
            raise FileNonLeggibile(
                f"Il foglio «{self.nome}» ha dati oltre la colonna {MASSIMO_COLONNE}: cancellare ciò che sta a destra "
                "delle colonne previste."
            )
        self.righe = max(self.righe, riga + 1)
        self.colonne = max(self.colonne, colonna + 1)

    def merge(self, prima: Posizione, ultima: Posizione) -> None:
        """Note a merged range; ranges do not overlap, so that they cannot be more than the cells."""
        righe = min(ultima[0], MASSIMO_RIGHE) - prima[0] + 1
        colonne = min(ultima[1], MASSIMO_COLONNE) - prima[1] + 1
        self.area_unita += max(righe, 1) * max(colonne, 1)
        if self.area_unita > MASSIMO_CELLE:
            raise FileNonLeggibile(GONFIO)
        self.unite.append((*prima, *ultima))


@dataclass(slots=True)
class Bilancio:
    """How much text the parser will make of the file."""

    testo: int = 0

    def add(self, caratteri: int) -> None:
        self.testo += caratteri
        if self.testo > MASSIMO_TESTO:
            raise FileNonLeggibile(GONFIO)


class Lettore:
    """Handles the events of one XML part; the base refuses DTDs and does nothing else."""

    def start(self, nome: str, attributi: dict[str, str]) -> None:
        """An element begins; ``nome`` has no prefix."""

    def end(self, nome: str) -> None:
        """An element ends."""

    def text(self, testo: str) -> None:
        """Some text, perhaps not all."""

    def walk(self, dati: bytes) -> None:
        # Whatever the part declares: so that this and the parser cannot read two different things.
        parser = expat.ParserCreate("UTF-8")
        parser.StartElementHandler = lambda nome, attributi: self.start(nome.rpartition(":")[2], attributi)
        parser.EndElementHandler = lambda nome: self.end(nome.rpartition(":")[2])
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        parser.buffer_text = True
        try:
            parser.Parse(dati, True)
        except (expat.ExpatError, ValueError, LookupError) as errore:
            raise FileNonLeggibile(ROVINATO) from errore

    def refuse(self, *_dettagli: object) -> None:
        raise FileNonLeggibile(VIETATO)


def scan_archivio(archivio: Archivio) -> dict[str, Traccia]:
    """Return the notes on each sheet, by name, or refuse the file."""
    from pianoperformance.base.tracciato import scansione_ods, scansione_xlsx

    modulo = scansione_ods if archivio.ods else scansione_xlsx
    tracce: list[Traccia] = modulo.scan(archivio.parti)
    if sum(traccia.righe * traccia.colonne for traccia in tracce) > MASSIMO_CELLE:
        raise FileNonLeggibile(GONFIO)
    return {traccia.nome: traccia for traccia in tracce}


def read_posizione(riferimento: str) -> Posizione:
    """Turn ``B3`` into (2, 1)."""
    letto = RIFERIMENTO.match(riferimento)
    if letto is None:
        raise FileNonLeggibile(ROVINATO)
    colonna = 0
    for lettera in letto[1]:
        colonna = colonna * 26 + ord(lettera) - ord("A") + 1
    return int(letto[2]) - 1, colonna - 1
