"""Read a workbook file, or a folder of CSV files, into a ``Cartella``."""

from __future__ import annotations

import csv
import datetime
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

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
        raise FileNonLeggibile(f"Nella cartella «{percorso_breve(cartella)}» non ci sono file CSV da importare.")
    return fogli


def percorso_breve(percorso: Path) -> str:
    return percorso.name or str(percorso)


def read_libro(contenuto: bytes) -> Cartella:
    libro = CalamineWorkbook.from_filelike(io.BytesIO(contenuto))
    cartella: Cartella = {}
    for nome in libro.sheet_names:
        righe = libro.get_sheet_by_name(nome).to_python(skip_empty_area=False)
        cartella[nome] = [[_read_cella(cella) for cella in riga] for riga in righe]
    return cartella


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
