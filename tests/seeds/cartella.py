"""Help to make a Cartella, the in-memory workbook: sheet name → rows, the first being the headers."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Riga = dict[str, Any]
Cartella = dict[str, list[list[Any]]]

# The columns that hold codes, by sheet: what a copy of a plan must change to stand beside the first.
CODICI = {
    "Strutture": ("codice", "padre"),
    "Persone": ("codice",),
    "Incarichi": ("persona", "struttura"),
    "Progetti": ("codice", "cdr"),
    "Obiettivi": ("codice", "progetto", "struttura"),
    "Indicatori": ("obiettivo", "codice"),
    "Fasi": ("obiettivo",),
    "Capitoli": ("numero",),
    "Collegamenti capitoli": ("numero", "verso_numero"),
    "Quote capitoli": ("progetto", "numero"),
    "Quote personale": ("progetto", "persona"),
    "Totali stampati": ("cdr",),
}


def make_cartella(fogli: dict[str, list[Riga]]) -> Cartella:
    """Turn rows given by column name into sheets; a sheet without rows is left out."""
    return {nome: make_foglio(righe) for nome, righe in fogli.items() if righe}


def make_foglio(righe: list[Riga]) -> list[list[Any]]:
    colonne = list(dict.fromkeys(colonna for riga in righe for colonna in riga))
    return [colonne, *([riga.get(colonna) for colonna in colonne] for riga in righe)]


def copy_righe(fogli: dict[str, list[Riga]], suffisso: str) -> dict[str, list[Riga]]:
    """The same rows with other codes: another area of the same ente, that shares its strategy."""

    def copy(foglio: str, riga: Riga) -> Riga:
        codici = CODICI[foglio]
        if foglio == "Totali stampati" and riga["livello"] == "progetto":
            codici += ("voce",)
        return riga | {nome: riga[nome] + suffisso for nome in codici if riga.get(nome)}

    return {foglio: [copy(foglio, riga) for riga in fogli[foglio]] for foglio in CODICI if foglio in fogli}


def write_cartella(cartella: Cartella, percorso: Path) -> None:
    """Write the workbook with codes as text, dates as dates and figures as numbers."""
    libro = Workbook()
    libro.remove(libro.active)
    for nome, righe in cartella.items():
        foglio = libro.create_sheet(nome)
        for riga in righe:
            foglio.append(riga)
    libro.save(percorso)


def slug(testo: str) -> str:
    """A code made of a name: lower case letters and digits, with hyphens."""
    ascii_ = unicodedata.normalize("NFKD", testo).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")[:40]


def slug_persona(nome: str) -> str:
    """The code of a person whose name and surname may come in either order."""
    return "-".join(sorted(slug(nome).split("-")))[:40]


def si_no(valore: bool) -> str:
    return "SI" if valore else "NO"


def number_from_1(righe: Iterable[Any]) -> enumerate:
    return enumerate(righe, 1)
