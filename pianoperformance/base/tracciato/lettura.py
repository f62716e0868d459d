"""Read a workbook file, or a folder of CSV files, into a ``Cartella``."""

from __future__ import annotations

import csv
import datetime
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from pianoperformance.base.tracciato.archivio import ROVINATO, open_archivio
from pianoperformance.base.tracciato.celle import CELLA_UNITA, FORMULA_SENZA_VALORE
from pianoperformance.base.tracciato.scansione import Traccia, scan_archivio
from pianoperformance.base.tracciato.tipi import Cartella, Cella, FileNonLeggibile

NOME_CSV = re.compile(r"^(?:\d+-)?(?P<foglio>.+)\.csv$")


def read_cartella(percorso: Path) -> Cartella:
    """Read an xlsx or ods file, or a folder of ``<NN>-<sheet>.csv`` files."""
    if percorso.is_dir():
        return read_csv_folder(percorso)
    return read_libro(percorso.read_bytes())


def read_csv_folder(cartella: Path) -> Cartella:
    fogli: Cartella = {}
    for percorso in sorted(cartella.glob("*.csv")):
        nome = NOME_CSV.match(percorso.name)
        if nome is not None:
            with percorso.open(encoding="utf-8-sig", newline="") as righe:
                fogli[nome["foglio"]] = [[cella or None for cella in riga] for riga in csv.reader(righe)]
    if not fogli:
        raise FileNonLeggibile(f"Nella cartella «{cartella.name}» non ci sono file CSV da importare.")
    return fogli


def read_libro(contenuto: bytes) -> Cartella:
    """Read an xlsx or ods file; raise ``FileNonLeggibile`` when it is broken, hostile or too big."""
    archivio = open_archivio(contenuto)
    tracce = scan_archivio(archivio)
    try:
        return _parse(archivio.pack(), tracce)
    except CalamineError as errore:
        raise FileNonLeggibile(ROVINATO) from errore
    except BaseException as errore:
        # A panic of the parser, which is not written in Python, is not an Exception.
        if type(errore).__name__ == "PanicException":
            raise FileNonLeggibile(ROVINATO) from errore
        raise


def _parse(pacco: io.BytesIO, tracce: dict[str, Traccia]) -> Cartella:
    cartella: Cartella = {}
    with CalamineWorkbook.from_filelike(pacco) as libro:
        for nome in libro.sheet_names:
            righe = libro.get_sheet_by_name(nome).to_python(skip_empty_area=False)
            cartella[nome] = [[_read_cella(cella) for cella in riga] for riga in righe]
            if nome in tracce:
                _mark(cartella[nome], tracce[nome])
    return cartella


def _mark(righe: list[list[Cella]], traccia: Traccia) -> None:
    """Write in the cells what the parser does not say of them: the cleaning refuses these texts."""
    larghezza = max(map(len, righe), default=0)
    for riga, colonna in traccia.formule:
        if riga < len(righe) and colonna < larghezza and righe[riga][colonna] is None:
            righe[riga][colonna] = FORMULA_SENZA_VALORE
    for prima_riga, prima_colonna, ultima_riga, ultima_colonna in traccia.unite:
        for riga in range(prima_riga, min(ultima_riga + 1, len(righe))):
            for colonna in range(prima_colonna, min(ultima_colonna + 1, larghezza)):
                if (riga, colonna) != (prima_riga, prima_colonna):
                    righe[riga][colonna] = CELLA_UNITA


def _read_cella(cella: Any) -> Cella:
    """Bring a cell to the types of a ``Cartella``; a float keeps the 15 digits that spreadsheets show."""
    if cella == "":
        return None
    if isinstance(cella, float):
        return int(cella) if cella.is_integer() and abs(cella) < 10**15 else Decimal(f"{cella:.15g}")
    if isinstance(cella, datetime.datetime):
        return cella.date() if cella.time() == datetime.time() else cella.isoformat(sep=" ")
    if isinstance(cella, (datetime.time, datetime.timedelta)):
        return str(cella)
    return cella
