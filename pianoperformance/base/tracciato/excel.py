"""Write the workbook as xlsx: formats, notes and drop-down lists, so that what is typed comes back as it was meant."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pianoperformance.base.tracciato.esportazione import LEGENDA, RIGHE_PRONTE, ColonnaScritta, Pagina
from pianoperformance.base.tracciato.tipi import Cella, TipoCella

FORMATI = {TipoCella.INTERO: "0", TipoCella.NUMERO: "#,##0.00##", TipoCella.DATA: "DD/MM/YYYY"}
LARGHEZZE = {TipoCella.TESTO: 40, TipoCella.INTERO: 8, TipoCella.SI_NO: 10, TipoCella.ELENCO: 30}
LARGHEZZA, LARGHEZZE_LEGENDA = 16, (24, 22, 13, 34, 90, 60)
BIANCO, BLU, GRIGIO = "FFFFFF", "003366", "5A768A"


def write_xlsx(legenda: Sequence[Sequence[str]], pagine: Sequence[Pagina]) -> bytes:
    libro = Workbook(write_only=True)
    _write_legenda(libro, legenda)
    for pagina in pagine:
        _write_pagina(libro, pagina)
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def _write_legenda(libro: Workbook, legenda: Sequence[Sequence[str]]) -> None:
    foglio = libro.create_sheet(LEGENDA)
    for numero, larghezza in enumerate(LARGHEZZE_LEGENDA, 1):
        foglio.column_dimensions[get_column_letter(numero)].width = larghezza
    for riga in legenda:
        celle = [_text(foglio, testo) for testo in riga]
        if len(riga) > 1:
            for cella in celle:
                cella.alignment = Alignment(vertical="top", wrap_text=True)
                cella.font = Font(bold=riga[0] == "Foglio" or not riga[1])
        foglio.append(celle)


def _write_pagina(libro: Workbook, pagina: Pagina) -> None:
    foglio = libro.create_sheet(pagina.nome)
    foglio.freeze_panes = "A2"
    ultima = len(pagina.righe) + RIGHE_PRONTE
    for numero, colonna in enumerate(pagina.colonne, 1):
        lettera = get_column_letter(numero)
        dimensione = foglio.column_dimensions[lettera]
        dimensione.width = max(LARGHEZZE.get(colonna.tipo, LARGHEZZA), len(colonna.nome) + 4)
        dimensione.number_format = FORMATI.get(colonna.tipo, "@")
        if colonna.scelte:
            foglio.data_validations.append(_make_list(colonna, f"{lettera}2:{lettera}{ultima}"))
    foglio.append([_make_header(foglio, colonna) for colonna in pagina.colonne])
    tipi = [colonna.tipo for colonna in pagina.colonne]
    for riga in pagina.righe:
        foglio.append([_make_cell(foglio, valore, tipo) for valore, tipo in zip(riga, tipi, strict=True)])


def _make_list(colonna: ColonnaScritta, zona: str) -> DataValidation:
    elenco = DataValidation("list", formula1=f'"{",".join(colonna.scelte)}"', sqref=zona, allow_blank=True)
    elenco.showErrorMessage = True
    elenco.errorTitle = "Valore non ammesso"
    elenco.error = "Scegliere uno dei valori dell'elenco."
    return elenco


def _make_header(foglio: Any, colonna: ColonnaScritta) -> WriteOnlyCell:
    cella = _text(foglio, colonna.nome)
    cella.font = Font(bold=True, color=BIANCO)
    cella.fill = PatternFill("solid", fgColor=BLU if colonna.obbligatoria else GRIGIO)
    cella.comment = Comment(colonna.nota, "PianoPerformance", width=320, height=110)
    return cella


def _make_cell(foglio: Any, valore: Cella, tipo: TipoCella) -> WriteOnlyCell:
    cella = _text(foglio, valore) if isinstance(valore, str) else WriteOnlyCell(foglio, valore)
    cella.number_format = FORMATI.get(tipo, "@")
    return cella


def _text(foglio: Any, testo: str) -> WriteOnlyCell:
    """A text that stays a text, even when it begins like a formula."""
    cella = WriteOnlyCell(foglio, testo)
    cella.data_type = "s"
    return cella
