"""OpenDocument spreadsheets from flat reports, written as XML.

Written here and not with odfpy, which builds the whole tree of objects: for ten thousand rows it takes ten times the
time and the memory.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import get_args
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from pianoperformance.base.celle import (
    ALLINEAMENTI,
    clean_testo,
    count_decimali,
    fixed_entry,
    format_numero_di,
    make_nomi,
    measure_larghezze,
    to_valore,
)
from pianoperformance.base.formati import format_data
from pianoperformance.base.prospetto import Prospetto, TipoColonna

TIPO_MIME = "application/vnd.oasis.opendocument.spreadsheet"
CM_PER_CARATTERE = Decimal("0.2")
_NAMESPACES = " ".join(
    f'xmlns:{prefisso}="urn:oasis:names:tc:opendocument:xmlns:{nome}:1.0"'
    for prefisso, nome in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "config": "config",
        "meta": "meta",
        "fo": "xsl-fo-compatible",
    }.items()
)
_SPAZI = re.compile(r"^ +| {2,}| +$")


def write_ods(prospetti: Sequence[Prospetto]) -> bytes:
    """Write a workbook with one sheet for each report, typed cells and Italian formats, ready to be printed."""
    nomi = make_nomi(prospetto.titolo for prospetto in prospetti)
    contenuto = io.BytesIO()
    with zipfile.ZipFile(contenuto, "w") as archivio:
        archivio.writestr(fixed_entry("mimetype", zipfile.ZIP_STORED), TIPO_MIME)
        archivio.writestr(fixed_entry("META-INF/manifest.xml"), _MANIFESTO)
        archivio.writestr(
            fixed_entry("meta.xml"),
            _document("meta", "<office:meta><meta:generator>PianoPerformance</meta:generator></office:meta>"),
        )
        archivio.writestr(fixed_entry("styles.xml"), _document("styles", _PAGINA))
        archivio.writestr(fixed_entry("settings.xml"), _document("settings", _settings(nomi)))
        with archivio.open(fixed_entry("content.xml"), "w") as voce:
            for pezzo in _each_pezzo(nomi, prospetti):
                voce.write(pezzo.encode())
    return contenuto.getvalue()


def _document(nome: str, corpo: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-{nome} {_NAMESPACES} office:version="1.3">'
        f"{corpo}</office:document-{nome}>"
    )


def _each_pezzo(nomi: list[str], prospetti: Sequence[Prospetto]) -> Iterator[str]:
    """The content of the document, piece by piece."""
    larghezze = [measure_larghezze(prospetto) for prospetto in prospetti]
    inizio, fine = _document("content", "\0").split("\0")
    yield inizio + f"<office:automatic-styles>{_STILI}"
    for larghezza in sorted({larghezza for di_foglio in larghezze for larghezza in di_foglio}):
        yield (
            f'<style:style style:name="co{larghezza}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{larghezza * CM_PER_CARATTERE}cm"/></style:style>'
        )
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for nome, prospetto, di_foglio in zip(nomi, prospetti, larghezze, strict=True):
        yield from _each_riga(nome, prospetto, di_foglio)
    yield "<table:database-ranges>"
    for numero, (nome, prospetto) in enumerate(zip(nomi, prospetti, strict=True), 1):
        yield _filtro(numero, nome, prospetto)
    yield "</table:database-ranges></office:spreadsheet></office:body>" + fine


def _each_riga(nome: str, prospetto: Prospetto, larghezze: list[int]) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(nome)} table:style-name="foglio">'
    yield "".join(f'<table:table-column table:style-name="co{larghezza}"/>' for larghezza in larghezze)
    titoli = "".join(_cella_testo(clean_testo(c.titolo), f"titolo-{c.tipo}") for c in prospetto.colonne)
    yield f"<table:table-header-rows><table:table-row>{titoli}</table:table-row></table:table-header-rows>"
    tipi = [colonna.tipo for colonna in prospetto.colonne]
    for riga in prospetto.righe:
        celle = "".join(_cella(valore, tipo) for valore, tipo in zip(riga, tipi, strict=True))
        yield f"<table:table-row>{celle}</table:table-row>"
    yield "</table:table>"


def _cella(grezzo: object, tipo: TipoColonna) -> str:
    valore = to_valore(grezzo)
    if valore is None:
        return "<table:table-cell/>"
    if isinstance(valore, str):
        return _cella_testo(valore, "testo")
    if isinstance(valore, datetime.date):
        return (
            f'<table:table-cell table:style-name="data" office:value-type="date" office:date-value="{valore}">'
            f"<text:p>{format_data(valore)}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell table:style-name="{_stile(valore, tipo)}" office:value-type="float" '
        f'office:value="{valore:f}"><text:p>{format_numero_di(valore, tipo)}</text:p></table:table-cell>'
    )


def _stile(numero: Decimal, tipo: TipoColonna) -> str:
    if tipo == "percentuale":
        return "percentuale"
    decimali = count_decimali(numero, tipo)
    return "intero" if tipo == "intero" and decimali == 0 else f"numero{decimali}"


def _cella_testo(testo: str, stile: str) -> str:
    """A cell of text: a paragraph for each line; runs of blanks are marked, for XML would lose them.

    A tab becomes a blank: the cells of LibreOffice drop it.
    """
    righe = (_SPAZI.sub(_mark_spazi, escape(riga)) for riga in testo.replace("\t", " ").split("\n"))
    paragrafi = "".join(f"<text:p>{riga}</text:p>" for riga in righe)
    return f'<table:table-cell table:style-name="{stile}" office:value-type="string">{paragrafi}</table:table-cell>'


def _mark_spazi(spazi: re.Match[str]) -> str:
    return f'<text:s text:c="{len(spazi[0])}"/>'


def _filtro(numero: int, nome: str, prospetto: Prospetto) -> str:
    citato = "'" + nome.replace("'", "''") + "'"
    ultima = f"{get_column_letter(max(len(prospetto.colonne), 1))}{len(prospetto.righe) + 1}"
    area = quoteattr(f"{citato}.A1:{citato}.{ultima}")
    return (
        f'<table:database-range table:name="filtro{numero}" table:target-range-address={area} '
        'table:display-filter-buttons="true"/>'
    )


def _settings(nomi: list[str]) -> str:
    """Keep the first row of each sheet in sight."""
    voci = (
        ("VerticalSplitMode", "short", 2),
        ("VerticalSplitPosition", "int", 1),
        ("ActiveSplitRange", "short", 2),
        ("PositionBottom", "int", 1),
    )
    blocco = "".join(
        f'<config:config-item config:name="{n}" config:type="{t}">{v}</config:config-item>' for n, t, v in voci
    )
    fogli = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(nome)}>{blocco}</config:config-item-map-entry>"
        for nome in nomi
    )
    return (
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{fogli}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
    )


def _numero(nome: str, decimali: int, *, migliaia: bool = True, coda: str = "") -> str:
    """A format of number and the style of the cells that bear it."""
    return (
        f'<number:number-style style:name="f-{nome}" number:language="it" number:country="IT"><number:number '
        f'number:decimal-places="{decimali}" number:min-decimal-places="{decimali}" number:min-integer-digits="1" '
        f'number:grouping="{str(migliaia).lower()}"/><number:text>{coda}</number:text></number:number-style>'
        f"{_stile_cella(nome, allineamento='end')}"
    )


def _stile_cella(nome: str, *, formato: bool = True, allineamento: str = "", titolo: bool = False) -> str:
    """The style of a cell: text at the top, wrapped; ``allineamento`` is start, center or end."""
    attributo = f' style:data-style-name="f-{nome}"' if formato else ""
    sfondo = ' fo:background-color="#e6ecf2"' if titolo else ""
    paragrafo = f'<style:paragraph-properties fo:text-align="{allineamento}"/>' if allineamento else ""
    grassetto = '<style:text-properties fo:font-weight="bold"/>' if titolo else ""
    return (
        f'<style:style style:name="{nome}" style:family="table-cell"{attributo}><style:table-cell-properties '
        f'style:vertical-align="top" style:text-align-source="fix" fo:wrap-option="wrap"{sfondo}/>'
        f"{paragrafo}{grassetto}</style:style>"
    )


_FINE = {"right": "end", "center": "center", "": "start"}
_STILI = (
    '<style:style style:name="foglio" style:family="table" style:master-page-name="Default">'
    '<style:table-properties table:display="true"/></style:style>'
    '<number:date-style style:name="f-data" number:language="it" number:country="IT"><number:day number:style="long"/>'
    '<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>'
    + _numero("intero", 0, migliaia=False)
    + "".join(_numero(f"numero{decimali}", decimali) for decimali in (0, 2, 3, 4))
    + _numero("percentuale", 2, migliaia=False, coda=" %")
    + _stile_cella("data", allineamento="center")
    + _stile_cella("testo", formato=False, allineamento="start")
    + "".join(
        _stile_cella(f"titolo-{tipo}", formato=False, allineamento=_FINE[ALLINEAMENTI.get(tipo, "")], titolo=True)
        for tipo in get_args(TipoColonna)
    )
)
_PAGINA = (
    '<office:automatic-styles><style:page-layout style:name="pagina"><style:page-layout-properties '
    'style:print-orientation="landscape" fo:page-width="29.7cm" fo:page-height="21cm" fo:margin="1.5cm" '
    'style:scale-to-X="1" style:scale-to-Y="0"/>'
    '<style:header-style><style:header-footer-properties fo:min-height="0.6cm"/></style:header-style>'
    '<style:footer-style><style:header-footer-properties fo:min-height="0.6cm"/></style:footer-style>'
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Default" style:page-layout-name="pagina"><style:header><text:p><text:sheet-name/>'
    "</text:p></style:header><style:footer><text:p>Pagina <text:page-number/> di <text:page-count/></text:p>"
    "</style:footer></style:master-page></office:master-styles>"
)
_MANIFESTO = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TIPO_MIME}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{nome}.xml" manifest:media-type="text/xml"/>'
        for nome in ("content", "styles", "meta", "settings")
    )
    + "</manifest:manifest>"
)
