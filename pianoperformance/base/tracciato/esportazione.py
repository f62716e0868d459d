"""The workbook the other way: the sheets as the import wants them, blank or with what is saved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pianoperformance.base.tracciato.celle import write_testo
from pianoperformance.base.tracciato.fogli import Colonna, Foglio
from pianoperformance.base.tracciato.registro import Registro
from pianoperformance.base.tracciato.tipi import Cella, TipoCella

LEGENDA = "Legenda"
RIGHE_PRONTE = 5000
"""How many rows under the data have the formats and the drop-down lists of their column."""
FORMATI = {
    TipoCella.TESTO: "testo",
    TipoCella.CODICE: "codice (formato Testo: gli zeri iniziali restano)",
    TipoCella.INTERO: "numero intero",
    TipoCella.NUMERO: "numero, per esempio 1234,56",
    TipoCella.DATA: "data, per esempio 31/12/2026",
    TipoCella.SI_NO: "SI oppure NO",
    TipoCella.SCELTA: "uno dei valori ammessi",
    TipoCella.ELENCO: "codici separati da punto e virgola",
}
ISTRUZIONI = (
    "Questo file si importa con ciò che contiene: una riga che non c'era si aggiunge, una riga con gli stessi codici "
    "si aggiorna, niente si cancella.",
    "La riga 1 di ogni foglio ha i nomi delle colonne e non va cambiata. Le colonne che non servono si possono "
    "togliere: quei dati restano come sono. Una cella vuota vuol dire valore vuoto.",
    "I fogli si richiamano per codice: l'ente, le strutture, le persone, i progetti e gli obiettivi vanno scritti con "
    "il codice che hanno nel loro foglio.",
)


@dataclass(frozen=True, slots=True)
class ColonnaScritta:
    nome: str
    nota: str
    tipo: TipoCella
    obbligatoria: bool
    scelte: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pagina:
    """A sheet ready to be written in any format."""

    nome: str
    colonne: Sequence[ColonnaScritta]
    righe: Sequence[Sequence[Cella]]


def build_pagine(fogli: Sequence[Foglio], registro: Registro | None = None) -> list[Pagina]:
    """The sheets of the workbook: without a ``registro`` they are blank."""
    return [
        Pagina(
            foglio.nome,
            [_describe(foglio, colonna) for colonna in foglio.colonne],
            [] if registro is None else _rows(foglio, registro),
        )
        for foglio in fogli
    ]


def build_legenda(fogli: Sequence[Foglio]) -> list[list[str]]:
    """The rows of the first sheet, that explains all the others."""
    righe = [[istruzione] for istruzione in ISTRUZIONI]
    righe += [[], ["Foglio", "Colonna", "Obbligatoria", "Formato", "Significato", "Valori ammessi"]]
    for foglio in fogli:
        righe.append([foglio.nome, "", "", "", foglio.scopo])
        for colonna in foglio.colonne:
            ammessi = "; ".join(f"{valore} = {etichetta}" for valore, etichetta in foglio.scelte(colonna))
            obbligatoria = "SI" if colonna.obbligatoria else ""
            formato = FORMATI[foglio.tipo(colonna)]
            righe.append([foglio.nome, colonna.nome, obbligatoria, formato, colonna.significato, ammessi])
    return righe


def _describe(foglio: Foglio, colonna: Colonna) -> ColonnaScritta:
    tipo = foglio.tipo(colonna)
    scelte = ["SI", "NO"] if tipo is TipoCella.SI_NO else [valore for valore, _ in foglio.scelte(colonna)]
    nota = f"{colonna.significato}\n{'Obbligatoria. ' if colonna.obbligatoria else ''}Formato: {FORMATI[tipo]}."
    return ColonnaScritta(colonna.nome, nota, tipo, colonna.obbligatoria, scelte)


def _rows(foglio: Foglio, registro: Registro) -> list[list[Cella]]:
    nomi = [colonna.nome for colonna in foglio.colonne]
    scrittori = [_writer(foglio.tipo(colonna)) for colonna in foglio.colonne]
    righe = []
    for istanza in registro.in_print_order(foglio):
        valori = registro.values_of(foglio, istanza, nomi)
        if foglio.abbrevia is not None:
            foglio.abbrevia(valori)
        righe.append([scrivi(valori[nome]) for nome, scrivi in zip(nomi, scrittori, strict=True)])
    return righe


def _writer(tipo: TipoCella) -> Callable[[Any], Cella]:
    """Figures and dates stay such in their columns, and become text, as it will be read back, in columns of text."""
    if tipo in (TipoCella.INTERO, TipoCella.NUMERO, TipoCella.DATA):
        return _keep
    return _write_text


def _keep(valore: Any) -> Cella:
    return valore if isinstance(valore, (int, Decimal, datetime.date)) else None


def _write_text(valore: Any) -> Cella:
    return write_testo(valore) or None
