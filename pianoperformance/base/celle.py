"""What the writers of xlsx, ods and csv share: clean cells, sheet names, widths, reproducible archives. Pure code."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

from pianoperformance.base.formati import format_data, format_importo, format_numero, format_percentuale, format_si_no
from pianoperformance.base.prospetto import Prospetto, TipoColonna

Valore = str | Decimal | datetime.date | None
"""A cell ready to be written: yes and no are words, blank text is None, every number is a ``Decimal``."""

PRIMO_ANNO_EXCEL = 1901
MAX_NOME_FOGLIO = 31
LARGHEZZE = (9, 60)
ALLINEAMENTI: dict[TipoColonna, str] = dict.fromkeys(("intero", "numero", "importo", "percentuale"), "right")
ALLINEAMENTI |= {"data": "center", "si_no": "center"}
"""How the title of a column stands over its values."""
_RIGHE_MISURATE = 300
_VIETATI_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_VIETATI_NOME = re.compile(r"[\[\]:*?/\\\s]+")
_INIZI_DI_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SOLO_NUMERO = re.compile(r"-?[0-9][0-9.,]*")


def to_valore(cella: object) -> Valore:
    """Make a cell of a ``Prospetto`` ready to be written."""
    if isinstance(cella, bool):
        return format_si_no(cella)
    if isinstance(cella, int | float | Decimal):
        numero = Decimal(str(cella))
        return numero if numero.is_finite() else str(cella)
    if isinstance(cella, datetime.datetime):
        return cella.date()
    if cella is None or isinstance(cella, datetime.date):
        return cella
    return clean_testo(str(cella)) or None


def clean_testo(testo: str) -> str:
    """Remove what no spreadsheet may hold: control characters and lone surrogates; new lines become ``\\n``."""
    return _VIETATI_XML.sub("", testo.replace("\r\n", "\n").replace("\r", "\n"))


def looks_like_formula(testo: str) -> bool:
    """Whether a spreadsheet that reads this text could run it; a plain negative number it could not."""
    return testo.startswith(_INIZI_DI_FORMULA) and _SOLO_NUMERO.fullmatch(testo) is None


def count_decimali(numero: Decimal, tipo: TipoColonna) -> int:
    """How many decimals to show: two for amounts and percentages, otherwise none, or two to four as needed."""
    if tipo in ("importo", "percentuale"):
        return 2
    decimali = -int(numero.normalize().as_tuple().exponent)
    return 0 if decimali <= 0 else min(max(decimali, 2), 4)


def format_numero_di(numero: Decimal, tipo: TipoColonna) -> str:
    """Write a number in Italian form as its column wants it; years and codes bear no mark of thousands."""
    if tipo == "percentuale":
        return format_percentuale(numero)
    scritto = format_importo(numero) if tipo == "importo" else format_numero(numero)
    return scritto.replace(".", "") if tipo == "intero" else scritto


def make_nomi(titoli: Iterable[str]) -> list[str]:
    """Turn titles into sheet names that Excel and LibreOffice accept: 31 characters, no ``[]:*?/\\``, no two alike."""
    nomi: list[str] = []
    presi = {"history", "cronologia"}
    for titolo in titoli:
        base = _VIETATI_NOME.sub(" ", clean_testo(titolo)).strip(" '")[:MAX_NOME_FOGLIO].strip(" '") or "Foglio"
        nome, volta = base, 1
        while nome.casefold() in presi:
            volta += 1
            coda = f" ({volta})"
            nome = base[: MAX_NOME_FOGLIO - len(coda)].rstrip() + coda
        presi.add(nome.casefold())
        nomi.append(nome)
    return nomi


def measure_larghezze(prospetto: Prospetto) -> list[int]:
    """Choose the width of each column, in characters, from its title and its first rows."""
    minima, massima = LARGHEZZE
    larghezze = [max((len(parola) for parola in c.titolo.split()), default=0) + 3 for c in prospetto.colonne]
    for riga in islice(prospetto.righe, _RIGHE_MISURATE):
        larghezze = [max(lunga, _measure(to_valore(cella))) for lunga, cella in zip(larghezze, riga, strict=True)]
    return [min(max(larghezza, minima), massima) for larghezza in larghezze]


def count_righe(riga: Iterable[object], larghezze: Iterable[int]) -> int:
    """How many lines of text a row needs: the tallest of its cells, wrapped at the width of their columns.

    A width is counted in figures, and letters are a little narrower.
    """
    return max(
        (
            sum(len(linea) * 5 // (larghezza * 6) + 1 for linea in cella.split("\n"))
            for cella, larghezza in zip(riga, larghezze, strict=True)
            if isinstance(cella, str)
        ),
        default=1,
    )


def _measure(valore: Valore) -> int:
    if isinstance(valore, str):
        return max(len(riga) for riga in valore.split("\n")) + 2
    if isinstance(valore, Decimal):
        return len(format_importo(valore)) + 4
    return len(format_data(valore)) + 2


def fixed_entry(nome: str, compressione: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """Describe an entry of a zip that is the same whenever and wherever it is written."""
    voce = zipfile.ZipInfo(nome, date_time=(1980, 1, 1, 0, 0, 0))
    voce.compress_type, voce.create_system, voce.external_attr = compressione, 3, 0o644 << 16
    return voce
