"""Write the workbook as ods, the format of LibreOffice, with the same notes and drop-down lists as the xlsx."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from pianoperformance.base.tracciato.esportazione import LEGENDA, RIGHE_PRONTE, ColonnaScritta, Pagina
from pianoperformance.base.tracciato.tipi import Cella, TipoCella

MIME = "application/vnd.oasis.opendocument.spreadsheet"
URN = "urn:oasis:names:tc:opendocument:xmlns"
SPAZI = " ".join(
    f'xmlns:{breve}="{URN}:{lungo}:1.0"'
    for breve, lungo in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("config", "config"),
    )
)
MANIFESTO = (
    f'<manifest:manifest xmlns:manifest="{URN}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
INIZIO = '<?xml version="1.0" encoding="UTF-8"?>\n'
STILI = (
    '<number:text-style style:name="nt"><number:text-content/></number:text-style>'
    '<number:number-style style:name="ni"><number:number number:min-integer-digits="1"/></number:number-style>'
    '<number:number-style style:name="nn"><number:number number:decimal-places="4" number:min-decimal-places="2"'
    ' number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    '<number:date-style style:name="nd"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    + "".join(
        f'<style:style style:name="c{sigla}" style:family="table-cell" style:data-style-name="n{sigla}"/>'
        for sigla in "tind"
    )
    + "".join(
        f'<style:style style:name="{nome}" style:family="table-cell">'
        f'<style:table-cell-properties fo:background-color="#{fondo}"/>'
        '<style:text-properties fo:font-weight="bold" fo:color="#ffffff"/></style:style>'
        for nome, fondo in (("obbligatoria", "003366"), ("facoltativa", "5a768a"))
    )
    + "".join(
        f'<style:style style:name="w{larghezza}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{larghezza}mm"/></style:style>'
        for larghezza in (20, 35, 80)
    )
)
SIGLE = {TipoCella.INTERO: "ci", TipoCella.NUMERO: "cn", TipoCella.DATA: "cd"}
LARGHEZZE = {TipoCella.TESTO: 80, TipoCella.INTERO: 20, TipoCella.SI_NO: 20}


def write_ods(legenda: Sequence[Sequence[str]], pagine: Sequence[Pagina]) -> bytes:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w", zipfile.ZIP_DEFLATED) as archivio:
        archivio.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        archivio.writestr("META-INF/manifest.xml", INIZIO + MANIFESTO)
        archivio.writestr("settings.xml", INIZIO + "".join(_settings(pagine)))
        with archivio.open("content.xml", "w", force_zip64=True) as contenuto:
            for pezzo in _content(legenda, pagine):
                contenuto.write(pezzo.encode())
    return uscita.getvalue()


def _content(legenda: Sequence[Sequence[str]], pagine: Sequence[Pagina]) -> Iterator[str]:
    yield f'{INIZIO}<office:document-content {SPAZI} office:version="1.3">'
    yield f"<office:automatic-styles>{STILI}</office:automatic-styles><office:body><office:spreadsheet>"
    yield "<table:content-validations>"
    for pagina in pagine:
        yield from (_validation(pagina, colonna) for colonna in pagina.colonne if colonna.scelte)
    yield f'</table:content-validations><table:table table:name="{LEGENDA}">'
    for riga in legenda:
        yield f"<table:table-row>{''.join(_cell(testo, 'ct') for testo in riga) or '<table:table-cell/>'}"
        yield "</table:table-row>"
    yield "</table:table>"
    for pagina in pagine:
        yield from _table(pagina)
    yield "</office:spreadsheet></office:body></office:document-content>"


def _name_of(pagina: Pagina, colonna: ColonnaScritta) -> str:
    return f"{pagina.nome}-{colonna.nome}".replace(" ", "-")


def _validation(pagina: Pagina, colonna: ColonnaScritta) -> str:
    elenco = ";".join(f'"{scelta}"' for scelta in colonna.scelte)
    condizione = quoteattr(f"of:cell-content-is-in-list({elenco})")
    return (
        f'<table:content-validation table:name="{_name_of(pagina, colonna)}" table:condition={condizione} '
        'table:allow-empty-cell="true" table:display-list="unsorted"><table:error-message table:display="true" '
        'table:message-type="stop" table:title="Valore non ammesso"><text:p>Scegliere uno dei valori dell\'elenco.'
        "</text:p></table:error-message></table:content-validation>"
    )


def _table(pagina: Pagina) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(pagina.nome)}>"
    stili = [SIGLE.get(colonna.tipo, "ct") for colonna in pagina.colonne]
    elenchi = [_name_of(pagina, colonna) if colonna.scelte else "" for colonna in pagina.colonne]
    for colonna, stile in zip(pagina.colonne, stili, strict=True):
        larghezza = LARGHEZZE.get(colonna.tipo, 35)
        yield f'<table:table-column table:style-name="w{larghezza}" table:default-cell-style-name="{stile}"/>'
    yield f"<table:table-row>{''.join(_header(colonna) for colonna in pagina.colonne)}</table:table-row>"
    for riga in pagina.righe:
        celle = (_cell(valore, stile, nome) for valore, stile, nome in zip(riga, stili, elenchi, strict=True))
        yield f"<table:table-row>{''.join(celle)}</table:table-row>"
    vuote = "".join(_cell(None, stile, nome) for stile, nome in zip(stili, elenchi, strict=True))
    yield f'<table:table-row table:number-rows-repeated="{RIGHE_PRONTE}">{vuote}</table:table-row></table:table>'


def _header(colonna: ColonnaScritta) -> str:
    stile = "obbligatoria" if colonna.obbligatoria else "facoltativa"
    nota = "".join(f"<text:p>{escape(riga)}</text:p>" for riga in colonna.nota.splitlines())
    return (
        f'<table:table-cell table:style-name="{stile}" office:value-type="string">'
        f"<office:annotation>{nota}</office:annotation><text:p>{escape(colonna.nome)}</text:p></table:table-cell>"
    )


def _cell(valore: Cella, stile: str, elenco: str = "") -> str:
    comune = f'table:style-name="{stile}"' + (f' table:content-validation-name="{elenco}"' if elenco else "")
    if valore is None:
        return f"<table:table-cell {comune}/>"
    if isinstance(valore, (int, Decimal)):
        return f'<table:table-cell {comune} office:value-type="float" office:value="{valore:f}"/>'
    if isinstance(valore, datetime.date):
        return f'<table:table-cell {comune} office:value-type="date" office:date-value="{valore:%Y-%m-%d}"/>'
    testo = "".join(f"<text:p>{_escape_blanks(riga)}</text:p>" for riga in valore.split("\n"))
    return f'<table:table-cell {comune} office:value-type="string">{testo}</table:table-cell>'


def _escape_blanks(testo: str) -> str:
    """Runs of blanks would be read as one."""
    return escape(testo).replace("  ", " <text:s/>")


def _settings(pagine: Sequence[Pagina]) -> Iterator[str]:
    """The first row of each sheet stays in sight."""
    yield f'<office:document-settings {SPAZI} office:version="1.3"><office:settings>'
    yield '<config:config-item-set config:name="ooo:view-settings" xmlns:ooo="http://openoffice.org/2004/office">'
    yield '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
    yield '<config:config-item-map-named config:name="Tables">'
    for pagina in pagine:
        yield f"<config:config-item-map-entry config:name={quoteattr(pagina.nome)}>"
        for nome, tipo, valore in (
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("PositionBottom", "int", 1),
        ):
            yield f'<config:config-item config:name="{nome}" config:type="{tipo}">{valore}</config:config-item>'
        yield "</config:config-item-map-entry>"
    yield "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
    yield "</config:config-item-set></office:settings></office:document-settings>"
