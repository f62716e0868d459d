"""The scan of an xlsx file: a part for each sheet, with the texts kept apart."""

from __future__ import annotations

import posixpath

from pianoperformance.base.tracciato.archivio import ROVINATO
from pianoperformance.base.tracciato.scansione import Bilancio, Lettore, Traccia, read_posizione
from pianoperformance.base.tracciato.tipi import FileNonLeggibile

LIBRO, LEGAMI = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def scan(parti: dict[str, bytes]) -> list[Traccia]:
    libro, legami, testi = _Libro(), _Legami(), _Testi()
    bilancio = Bilancio()
    libro.walk(parti[LIBRO])
    legami.walk(parti.get(LEGAMI, b"<r/>"))
    fogli = {legami.mete.get(legame, ""): nome for nome, legame in libro.fogli}
    for parte in legami.testi:
        testi.walk(parti.get(parte, b"<r/>"))
    tracce = []
    for parte, dati in parti.items():
        if parte in fogli:
            lettore = _Foglio(Traccia(fogli[parte]), testi.lunghezze, bilancio)
            lettore.walk(dati)
            tracce.append(lettore.traccia)
        elif parte not in (LIBRO, LEGAMI, *legami.testi):
            Lettore().walk(dati)
    return tracce


class _Libro(Lettore):
    def __init__(self) -> None:
        self.fogli: list[tuple[str, str]] = []

    def start(self, nome: str, attributi: dict[str, str]) -> None:
        if nome == "sheet":
            legame = next((valore for chiave, valore in attributi.items() if chiave.rpartition(":")[2] == "id"), "")
            self.fogli.append((attributi.get("name", ""), legame))


class _Legami(Lettore):
    """Where each sheet is, as the parser will resolve it."""

    def __init__(self) -> None:
        self.mete: dict[str, str] = {}
        self.testi: list[str] = []

    def start(self, nome: str, attributi: dict[str, str]) -> None:
        if nome == "Relationship":
            meta = attributi.get("Target", "")
            percorso = meta.lstrip("/") if meta.startswith("/") else posixpath.normpath(f"xl/{meta}")
            self.mete[attributi.get("Id", "")] = percorso
            if attributi.get("Type", "").endswith("/sharedStrings"):
                self.testi.append(percorso)


class _Testi(Lettore):
    """How long is each shared text."""

    def __init__(self) -> None:
        self.lunghezze: list[int] = []

    def start(self, nome: str, _attributi: dict[str, str]) -> None:
        if nome == "si":
            self.lunghezze.append(0)

    def text(self, testo: str) -> None:
        if self.lunghezze:
            self.lunghezze[-1] += len(testo)


class _Foglio(Lettore):
    def __init__(self, traccia: Traccia, testi: list[int], bilancio: Bilancio) -> None:
        self.traccia = traccia
        self.testi = testi
        self.bilancio = bilancio
        self.riga = self.colonna = -1
        self.tipo = ""
        self.indice: list[str] | None = None

    def start(self, nome: str, attributi: dict[str, str]) -> None:
        if nome == "c":
            riferimento = attributi.get("r")
            if riferimento:
                self.riga, self.colonna = read_posizione(riferimento)
            else:
                self.colonna += 1
            self.tipo = attributi.get("t", "")
        elif nome in ("v", "is"):
            self.traccia.fill(self.riga, self.colonna)
            self.indice = [] if self.tipo == "s" else None
        elif nome == "f":
            self.traccia.fill(self.riga, self.colonna)
            if self.tipo != "str":
                self.traccia.formule.append((self.riga, self.colonna))
        elif nome == "row":
            self._start_row(attributi.get("r", ""))
        elif nome == "mergeCell":
            prima, _, ultima = attributi.get("ref", "").partition(":")
            self.traccia.merge(read_posizione(prima), read_posizione(ultima or prima))

    def _start_row(self, numero: str) -> None:
        if numero and not (numero.isdecimal() and len(numero) < 8):
            raise FileNonLeggibile(ROVINATO)
        self.riga = int(numero) - 1 if numero else self.riga + 1
        self.colonna = -1

    def text(self, testo: str) -> None:
        if self.indice is not None:
            self.indice.append(testo)

    def end(self, nome: str) -> None:
        if nome == "v" and self.indice is not None:
            numero = "".join(self.indice).strip()
            if numero.isdecimal() and int(numero) < len(self.testi):
                self.bilancio.add(self.testi[int(numero)])
            self.indice = None
