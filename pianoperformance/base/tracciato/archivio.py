"""Open the zip that an xlsx or ods file is, trusting nothing of what it declares.

What is read here, measured, is packed again for the parser: it never sees the bytes of the user.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from pianoperformance.base.tracciato.tipi import FileNonLeggibile

MEGA = 1024 * 1024
MASSIMO_FILE = 12 * MEGA
MASSIMO_APERTO = 100 * MEGA
MASSIMO_RAPPORTO = 250
"""How many times a part may be bigger than in the zip; sheets of figures reach 30."""
MASSIMO_PARTI = 2000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PASSWORD_OLE = "EncryptedPackage".encode("utf-16-le")
TIPO_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
PARTI_ODS = frozenset({"mimetype", "content.xml", "META-INF/manifest.xml"})

PERDUTI = {re.compile(rb"<text:tab(?: [^<>]*)?/>"): b"&#9;", re.compile(rb"<text:line-break ?/>"): b"&#10;"}
"""Elements that the parser drops, joining the words around them, and the characters they stand for."""

ROVINATO = "Il file è incompleto o rovinato: aprirlo con un foglio di calcolo, salvarlo di nuovo e riprovare."
PROTETTO = "Il file è protetto da una password: toglierla con il foglio di calcolo, salvare e riprovare."
TROPPO_GRANDE = f"Il file supera {MASSIMO_FILE // MEGA} MB: dividerlo in più file e importarli uno dopo l'altro."
GONFIO = "Il file, una volta aperto, è troppo grande: dividerlo in più file e importarli uno dopo l'altro."
ESTRANEO = (
    "Il file non è un foglio di calcolo xlsx o ods. Se è un altro formato (csv, xls, html), aprirlo con un foglio di "
    "calcolo e salvarlo come .xlsx o .ods."
)


@dataclass(frozen=True, slots=True)
class Archivio:
    """The parts of a workbook that matter, by name."""

    parti: dict[str, bytes]
    ods: bool

    def pack(self) -> io.BytesIO:
        pacco = io.BytesIO()
        with zipfile.ZipFile(pacco, "w", zipfile.ZIP_STORED) as nuovo:
            for nome, dati in self.parti.items():
                nuovo.writestr(nome, dati)
        pacco.seek(0)
        return pacco


def open_archivio(contenuto: bytes) -> Archivio:
    """Return the parts of an xlsx or ods file; raise ``FileNonLeggibile`` with the sentence for whoever sent it."""
    if not contenuto:
        raise FileNonLeggibile("Il file è vuoto.")
    if len(contenuto) > MASSIMO_FILE:
        raise FileNonLeggibile(TROPPO_GRANDE)
    if contenuto.startswith(OLE):
        raise FileNonLeggibile(_explain_ole(contenuto))
    if not contenuto.startswith(b"PK"):
        raise FileNonLeggibile(ESTRANEO)
    try:
        with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
            return _read_parti(archivio)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as errore:
        raise FileNonLeggibile(ROVINATO) from errore
    except RuntimeError as errore:  # how zipfile asks for a password
        raise FileNonLeggibile(PROTETTO) from errore


def _explain_ole(contenuto: bytes) -> str:
    if PASSWORD_OLE in contenuto:
        return PROTETTO
    return "Il file è nel vecchio formato .xls: aprirlo con un foglio di calcolo e salvarlo come .xlsx o .ods."


def _read_parti(archivio: zipfile.ZipFile) -> Archivio:
    voci = archivio.infolist()
    nomi = {voce.filename for voce in voci}
    if len(voci) > MASSIMO_PARTI or len(nomi) != len(voci):
        raise FileNonLeggibile(ROVINATO)
    if any(voce.flag_bits & 0x1 for voce in voci):
        raise FileNonLeggibile(PROTETTO)
    ods = "content.xml" in nomi
    if not ods and "xl/workbook.xml" not in nomi:
        raise FileNonLeggibile(ESTRANEO)
    utili = [voce for voce in voci if (voce.filename in PARTI_ODS if ods else _is_part_of_xlsx(voce.filename))]
    _check_sizes(utili)
    parti = {voce.filename: archivio.read(voce) for voce in utili}
    if ods:
        _check_ods(parti)
        for elemento, carattere in PERDUTI.items():
            parti["content.xml"] = elemento.sub(carattere, parti["content.xml"])
    return Archivio(parti, ods)


def _is_part_of_xlsx(nome: str) -> bool:
    return nome.endswith((".xml", ".rels")) and nome.startswith(("xl/", "_rels/", "[Content_Types]"))


def _check_sizes(voci: list[zipfile.ZipInfo]) -> None:
    if sum(voce.file_size for voce in voci) > MASSIMO_APERTO:
        raise FileNonLeggibile(GONFIO)
    for voce in voci:
        if voce.file_size > MEGA and voce.file_size > voce.compress_size * MASSIMO_RAPPORTO:
            raise FileNonLeggibile(GONFIO)


def _check_ods(parti: dict[str, bytes]) -> None:
    if parti.get("mimetype", b"").strip() != TIPO_ODS:
        raise FileNonLeggibile(ESTRANEO)
    if b"encryption-data" in parti.get("META-INF/manifest.xml", b""):
        raise FileNonLeggibile(PROTETTO)
