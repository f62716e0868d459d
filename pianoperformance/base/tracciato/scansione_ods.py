"""The scan of an ods file: all the sheets in one part, where a cell or a row may stand for thousands of equal ones."""

from __future__ import annotations

from pianoperformance.base.tracciato.archivio import ROVINATO
from pianoperformance.base.tracciato.scansione import Bilancio, Lettore, Traccia
from pianoperformance.base.tracciato.tipi import FileNonLeggibile

MASSIMO_RIPETIZIONI = 16_777_216


def scan(parti: dict[str, bytes]) -> list[Traccia]:
    lettore = _Contenuto()
    lettore.walk(parti["content.xml"])
    if "META-INF/manifest.xml" in parti:
        Lettore().walk(parti["META-INF/manifest.xml"])
    return lettore.tracce


class _Contenuto(Lettore):
    def __init__(self) -> None:
        self.tracce: list[Traccia] = []
        self.bilancio = Bilancio()
        self.riga = self.colonna = 0
        self.righe_uguali = self.celle_uguali = 1
        self.testo = 0
        self.aperta = False

    def start(self, nome: str, attributi: dict[str, str]) -> None:
        if nome == "table":
            self.tracce.append(Traccia(attributi.get("table:name", "")))
            self.riga = 0
        elif not self.tracce:
            return
        elif nome == "table-row":
            self.colonna, self.righe_uguali = 0, _read_repeat(attributi, "table:number-rows-repeated")
        elif nome in ("table-cell", "covered-table-cell"):
            self.celle_uguali = _read_repeat(attributi, "table:number-columns-repeated")
            self.testo, self.aperta = 0, True
            self._note(attributi)
        elif nome == "p" and self.aperta:
            self._fill()

    def _note(self, attributi: dict[str, str]) -> None:
        traccia = self.tracce[-1]
        if "table:formula" in attributi and "office:value-type" not in attributi:
            self._fill()
            traccia.formule.append((self.riga, self.colonna))
        elif "office:value-type" in attributi:
            self._fill()
        righe = _read_repeat(attributi, "table:number-rows-spanned")
        colonne = _read_repeat(attributi, "table:number-columns-spanned")
        if righe > 1 or colonne > 1:
            traccia.merge((self.riga, self.colonna), (self.riga + righe - 1, self.colonna + colonne - 1))

    def _fill(self) -> None:
        self.tracce[-1].fill(self.riga + self.righe_uguali - 1, self.colonna + self.celle_uguali - 1)

    def text(self, testo: str) -> None:
        self.testo += len(testo)

    def end(self, nome: str) -> None:
        if nome in ("table-cell", "covered-table-cell"):
            self.bilancio.add(self.testo * self.celle_uguali * self.righe_uguali)
            self.colonna += self.celle_uguali
            self.aperta = False
        elif nome == "table-row":
            self.riga += self.righe_uguali


def _read_repeat(attributi: dict[str, str], nome: str) -> int:
    testo = attributi.get(nome, "1")
    if not (testo.isdecimal() and len(testo) < 9 and int(testo) <= MASSIMO_RIPETIZIONI):
        raise FileNonLeggibile(ROVINATO)
    return int(testo)
