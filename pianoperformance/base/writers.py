"""Files from flat reports: xlsx, ods, csv. Text never becomes a formula; the same input gives the same bytes."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pianoperformance.base.celle import (
    ALLINEAMENTI,
    PRIMO_ANNO_EXCEL,
    Valore,
    clean_testo,
    count_decimali,
    count_righe,
    fixed_entry,
    format_numero_di,
    looks_like_formula,
    make_nomi,
    measure_larghezze,
    to_valore,
)
from pianoperformance.base.formati import format_data
from pianoperformance.base.ods import write_ods
from pianoperformance.base.prospetto import Colonna, Prospetto, TipoColonna

__all__ = ["write_csv", "write_ods", "write_xlsx"]

MAX_TESTO_XLSX = 32_767
TRONCATO = " … (testo troncato)"
DATA_FISSA = datetime.datetime(2000, 1, 1)
FORMATO_DATA = "dd/mm/yyyy"
FORMATO_PERCENTUALE = '0.00" %"'
FORMATI_NUMERO = {0: "#,##0", 2: "#,##0.00", 3: "#,##0.000", 4: "#,##0.0000"}
ALTEZZA_RIGA, MAX_ALTEZZA = 15, 409
_ORA_DI_SCRITTURA = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write_xlsx(prospetti: Sequence[Prospetto]) -> bytes:
    """Write a workbook with one sheet for each report: header that stays in sight, filters, ready to be printed."""
    cartella = Workbook(write_only=True)
    cartella.properties.creator = "PianoPerformance"
    cartella.properties.created = DATA_FISSA
    for nome, prospetto in zip(make_nomi(p.titolo for p in prospetti), prospetti, strict=True):
        _write_foglio(cartella.create_sheet(nome), prospetto)
    contenuto = io.BytesIO()
    cartella.save(contenuto)
    return _freeze_xlsx(contenuto)


def _write_foglio(foglio: Worksheet, prospetto: Prospetto) -> None:
    larghezze = measure_larghezze(prospetto)
    _set_page(foglio, prospetto, larghezze)
    stili = _Stili(foglio)
    foglio.append([stili.intestazione(colonna) for colonna in prospetto.colonne])
    tipi = [colonna.tipo for colonna in prospetto.colonne]
    for numero, riga in enumerate(prospetto.righe, 2):
        if (righe := count_righe(riga, larghezze)) > 1:
            # Excel finds the height of wrapped text by itself, LibreOffice does not.
            foglio.row_dimensions[numero].height = min(righe * ALTEZZA_RIGA, MAX_ALTEZZA)
        foglio.append(stili.cella(valore, tipo) for valore, tipo in zip(riga, tipi, strict=True))
        foglio.row_dimensions.pop(numero, None)


def _set_page(foglio: Worksheet, prospetto: Prospetto, larghezze: list[int]) -> None:
    """What must be said of a sheet before its rows: panes, filters, widths, paper."""
    foglio.freeze_panes = "A2"
    ultima = get_column_letter(max(len(prospetto.colonne), 1))
    foglio.auto_filter.ref = f"A1:{ultima}{len(prospetto.righe) + 1}"
    for numero, larghezza in enumerate(larghezze, 1):
        foglio.column_dimensions[get_column_letter(numero)].width = larghezza
    foglio.page_setup.orientation = "landscape"
    foglio.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    foglio.page_setup.fitToWidth, foglio.page_setup.fitToHeight = 1, 0
    foglio.sheet_properties.pageSetUpPr.fitToPage = True
    foglio.print_title_rows = "1:1"
    foglio.oddHeader.left.text = clean_testo(prospetto.titolo)[:100].replace("&", "&&")
    foglio.oddFooter.right.text = "Pagina &P di &N"


class _Stili:
    """One cell for each style, used again for every value: the sheet writes each cell before it asks for the next."""

    def __init__(self, foglio: Worksheet) -> None:
        self.foglio = foglio
        self.modelli: dict[str, WriteOnlyCell] = {}

    def intestazione(self, colonna: Colonna) -> WriteOnlyCell:
        cella = WriteOnlyCell(self.foglio)
        cella.font, cella.fill = Font(bold=True), PatternFill("solid", fgColor="E6ECF2")
        cella.alignment = Alignment(ALLINEAMENTI.get(colonna.tipo), "center", wrap_text=True)
        return _set_testo(cella, clean_testo(colonna.titolo))

    def cella(self, grezzo: object, tipo: TipoColonna) -> WriteOnlyCell | None:
        valore = _for_excel(to_valore(grezzo))
        if valore is None:
            return None
        if isinstance(valore, str):
            return _set_testo(self._modello("formula" if looks_like_formula(valore) else "testo"), valore)
        cella = self._modello(_number_format(valore, tipo))
        cella.value = valore
        return cella

    def _modello(self, stile: str) -> WriteOnlyCell:
        if stile not in self.modelli:
            self.modelli[stile] = cella = WriteOnlyCell(self.foglio)
            testuale = stile in ("testo", "formula")
            cella.alignment = Alignment("center" if stile == FORMATO_DATA else None, "top", wrap_text=testuale)
            # Excel keeps such a text a text even after someone has edited the cell.
            cella.quotePrefix = stile == "formula"
            if not testuale:
                cella.number_format = stile
        return self.modelli[stile]


def _number_format(valore: Decimal | datetime.date, tipo: TipoColonna) -> str:
    if isinstance(valore, datetime.date):
        return FORMATO_DATA
    if tipo == "percentuale":
        return FORMATO_PERCENTUALE
    decimali = count_decimali(valore, tipo)
    return "0" if tipo == "intero" and decimali == 0 else FORMATI_NUMERO[decimali]


def _for_excel(valore: Valore) -> Valore:
    """Excel has no days before 1900, and miscounts those of 1900: they are written as text."""
    if isinstance(valore, datetime.date) and valore.year < PRIMO_ANNO_EXCEL:
        return format_data(valore)
    return valore


def _set_testo(cella: WriteOnlyCell, testo: str) -> WriteOnlyCell:
    cella.value = _cut_testo(testo)
    cella.data_type = "s"
    return cella


def _cut_testo(testo: str) -> str:
    """Cut a text at what a cell of Excel can hold, which is counted in UTF-16 units, and say so."""
    if len(testo) * 2 <= MAX_TESTO_XLSX:
        return testo
    codificato = testo.encode("utf-16-le")
    if len(codificato) // 2 <= MAX_TESTO_XLSX:
        return testo
    return codificato[: (MAX_TESTO_XLSX - len(TRONCATO)) * 2].decode("utf-16-le", "ignore") + TRONCATO


def _freeze_xlsx(contenuto: io.BytesIO) -> bytes:
    """Take the hour of writing out of a workbook, so that the same input gives the same bytes."""
    fissato = io.BytesIO()
    with zipfile.ZipFile(contenuto) as origine, zipfile.ZipFile(fissato, "w") as copia:
        for voce in origine.infolist():
            dati = origine.read(voce)
            if voce.filename == "docProps/core.xml":
                dati = _ORA_DI_SCRITTURA.sub(rb"\g<1>" + DATA_FISSA.isoformat().encode() + b"Z", dati)
            copia.writestr(fixed_entry(voce.filename), dati)
    return fissato.getvalue()


def write_csv(prospetto: Prospetto) -> bytes:
    """Write a csv that opens rightly in an Italian Excel: UTF-8 with its mark, semicolons, 1.234,56 and 31/12/2026."""
    testo = io.StringIO()
    scrittore = csv.writer(testo, delimiter=";", lineterminator="\r\n")
    scrittore.writerows(_each_riga_csv(prospetto))
    return testo.getvalue().encode("utf-8-sig")


def _each_riga_csv(prospetto: Prospetto) -> Iterator[list[str]]:
    yield [_format_csv(colonna.titolo, "testo") for colonna in prospetto.colonne]
    tipi = [colonna.tipo for colonna in prospetto.colonne]
    for riga in prospetto.righe:
        yield [_format_csv(to_valore(cella), tipo) for cella, tipo in zip(riga, tipi, strict=True)]


def _format_csv(valore: Valore, tipo: TipoColonna) -> str:
    """Only a text can be dangerous: an apostrophe keeps it from being run as a formula."""
    if isinstance(valore, str):
        testo = clean_testo(valore)
        return f"'{testo}" if looks_like_formula(testo) else testo
    if isinstance(valore, Decimal):
        return format_numero_di(valore, tipo)
    return format_data(valore)
