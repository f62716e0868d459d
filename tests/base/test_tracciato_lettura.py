"""Files that are not workbooks, or that try to blow up whoever opens them, get a sentence."""

import datetime
import io
import struct
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from pianoperformance.base.tracciato import FileNonLeggibile
from pianoperformance.base.tracciato.archivio import ESTRANEO, GONFIO, PROTETTO, ROVINATO, TROPPO_GRANDE
from pianoperformance.base.tracciato.celle import CELLA_UNITA, FORMULA_SENZA_VALORE
from pianoperformance.base.tracciato.lettura import read_cartella, read_libro
from pianoperformance.base.tracciato.scansione import VIETATO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOGLIO = "xl/worksheets/sheet1.xml"
XML = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)
URN = "urn:oasis:names:tc:opendocument:xmlns"
ODS = (
    f'<?xml version="1.0"?><office:document-content xmlns:office="{URN}:office:1.0" xmlns:table="{URN}:table:1.0" '
    f'xmlns:text="{URN}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Persone">{{}}'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)
CELLA = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


def save(libro):
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


@pytest.fixture
def xlsx():
    libro = Workbook()
    libro.active.title = "Persone"
    libro.active.append(["ente", "codice"])
    return save(libro)


def pack(parti, compressione=zipfile.ZIP_DEFLATED):
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w", compressione) as archivio:
        for nome, dati in parti.items():
            archivio.writestr(nome, dati)
    return uscita.getvalue()


def unpack(contenuto):
    with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
        return {nome: archivio.read(nome) for nome in archivio.namelist()}


def replace(xlsx, **parti):
    """The workbook with other parts; ``foglio`` is its sheet."""
    return pack(unpack(xlsx) | {FOGLIO if nome == "foglio" else nome: dati for nome, dati in parti.items()})


def make_ods(corpo):
    manifesto = f'<manifest:manifest xmlns:manifest="{URN}:manifest:1.0"/>'
    tipo = "application/vnd.oasis.opendocument.spreadsheet"
    return pack({"mimetype": tipo, "META-INF/manifest.xml": manifesto, "content.xml": ODS.format(corpo)})


def sentence(contenuto):
    with pytest.raises(FileNonLeggibile) as errore:
        read_libro(contenuto)
    return str(errore.value)


@pytest.mark.parametrize(
    ("contenuto", "frase"),
    [
        (b"", "Il file è vuoto."),
        (b"ente;codice\ncomune;01\n", ESTRANEO),
        (b"%PDF-1.7 ...", ESTRANEO),
        (b"PK\x03\x04 niente di buono", ROVINATO),
        (b"x" * (12 * 1024 * 1024 + 1), TROPPO_GRANDE),
        (
            OLE + b"\0" * 600,
            "Il file è nel vecchio formato .xls: aprirlo con un foglio di calcolo e salvarlo come .xlsx o .ods.",
        ),
        (OLE + "EncryptedPackage".encode("utf-16-le"), PROTETTO),
        (pack({"leggimi.txt": "niente"}), ESTRANEO),
        (pack({"word/document.xml": "<a/>", "[Content_Types].xml": "<a/>"}), ESTRANEO),
        (pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), ESTRANEO),
        (pack({"xl/workbook.xml": "<workbook><sheets>"}), ROVINATO),
    ],
)
def test_what_is_not_a_workbook(contenuto, frase):
    assert sentence(contenuto) == frase


def test_truncated_file(xlsx):
    assert {sentence(xlsx[:quanto]) for quanto in (4, 30, len(xlsx) // 2, len(xlsx) - 10)} == {ROVINATO}


def test_damaged_content(xlsx):
    inizio = xlsx.index(FOGLIO.encode()) + len(FOGLIO) + 20
    assert sentence(xlsx[:inizio] + bytes(40) + xlsx[inizio + 40 :]) == ROVINATO


def test_encrypted_zip(xlsx):
    """The flag alone: the content does not matter, for it is not read."""
    dove = xlsx.index(b"PK\x01\x02") + 8
    assert sentence(xlsx[:dove] + struct.pack("<H", 1) + xlsx[dove + 2 :]) == PROTETTO


def test_encrypted_ods():
    parti = unpack(make_ods(""))
    parti["META-INF/manifest.xml"] = b"<m><manifest:encryption-data/></m>"
    assert sentence(pack(parti)) == PROTETTO


def test_part_given_twice(xlsx):
    uscita = io.BytesIO(xlsx)
    with zipfile.ZipFile(uscita, "a") as archivio, pytest.warns(UserWarning, match="Duplicate name"):
        archivio.writestr(FOGLIO, "<altro/>")
    assert sentence(uscita.getvalue()) == ROVINATO


def test_zip_bomb_is_not_opened(xlsx):
    assert sentence(replace(xlsx, foglio=b" " * (101 * 1024 * 1024))) == GONFIO
    assert sentence(replace(xlsx, foglio=b" " * (2 * 1024 * 1024))) == GONFIO


def test_zip_bomb_that_lies_on_its_size(xlsx):
    """The size declared is small: only so much is unpacked, and the checksum tells the rest."""
    grande = replace(xlsx, foglio=b" " * (50 * 1024 * 1024))
    falso = grande.replace(struct.pack("<I", 50 * 1024 * 1024), struct.pack("<I", 5000))
    assert sentence(falso) == ROVINATO


@pytest.mark.parametrize(
    "inizio",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE r SYSTEM "http://example.org/r.dtd">',
        '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused_in_every_part(inizio, xlsx):
    for parte in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", FOGLIO, "xl/styles.xml"):
        assert sentence(replace(xlsx, **{parte: f"{inizio}<r/>"})) == VIETATO


@pytest.mark.parametrize("codifica", ["utf-16", "iso-8859-1", "gbk"])
def test_part_in_another_encoding(codifica, xlsx):
    corpo = XML.format('<row r="1"><c r="A1" t="inlineStr"><is><t>perché</t></is></c></row>')
    parte = corpo.replace('"1.0"', f'"1.0" encoding="{codifica}"').encode(codifica)
    assert sentence(replace(xlsx, foglio=parte)) == ROVINATO


def test_rows_and_columns_far_away(xlsx):
    lontana = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    assert sentence(replace(xlsx, foglio=XML.format(lontana.format(1048576, "A")))) == (
        "Il foglio «Persone» ha dati oltre la riga 60.001, che è l'ultima ammessa: dividere il file in più parti, o "
        "cancellare ciò che sta in fondo."
    )
    assert sentence(replace(xlsx, foglio=XML.format(lontana.format(1, "XFD")))) == (
        "Il foglio «Persone» ha dati oltre la colonna 100: cancellare ciò che sta a destra delle colonne previste."
    )


def test_two_hundred_thousand_rows_without_positions(xlsx):
    righe = "".join(f"<row><c><v>{numero}</v></c></row>" for numero in range(200_000))
    frase = sentence(replace(xlsx, foglio=XML.format(righe)))
    assert frase.startswith("Il foglio «Persone» ha dati oltre la riga 60.001")


def test_repeated_cells_of_an_ods():
    riga = "<table:table-row{}>{}</table:table-row>"
    righe = riga.format(' table:number-rows-repeated="200000"', CELLA.format(""))
    assert sentence(make_ods(righe)).startswith("Il foglio «Persone» ha dati oltre la riga 60.001")
    colonne = riga.format("", CELLA.format(' table:number-columns-repeated="16384"'))
    assert sentence(make_ods(colonne)).startswith("Il foglio «Persone» ha dati oltre la colonna 100")
    vuote = riga.format(
        ' table:number-rows-repeated="1048575"', '<table:table-cell table:number-columns-repeated="9"/>'
    )
    assert read_libro(make_ods(riga.format("", CELLA.format("")) + vuote)) == {"Persone": [["x"]]}
    assert sentence(make_ods(riga.format(' table:number-rows-repeated="molte"', ""))) == ROVINATO


def test_shared_text_used_again_and_again(xlsx):
    libro = Workbook()
    for _ in range(7000):
        libro.active.append(["a" * 32_000])
    assert sentence(save(libro)) == GONFIO


def test_styled_but_empty_cells_far_away_do_no_harm(xlsx):
    lontana = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read_libro(replace(xlsx, foglio=XML.format(lontana))) == {"Persone": [[1]]}


def test_values_keep_their_kind():
    libro = Workbook()
    foglio = libro.active
    foglio.title = "Persone"
    foglio.append(["03641", 85, 12.5, 0.1 + 0.2, True, datetime.date(2026, 12, 31), None, "=1+1", "fine"])
    foglio.append([datetime.datetime(2026, 1, 1, 8, 30), datetime.time(8, 30), "una\nriga", 18000000.0])
    foglio["H1"].data_type = "s"
    assert read_libro(save(libro)) == {
        "Persone": [
            ["03641", 85, Decimal("12.5"), Decimal("0.3"), True, datetime.date(2026, 12, 31), None, "=1+1", "fine"],
            ["2026-01-01 08:30:00", "08:30:00", "una\nriga", 18000000, None, None, None, None, None],
        ]
    }


def test_formula_without_a_result_and_merged_cells_are_marked():
    libro = Workbook()
    foglio = libro.active
    for riga in (["a", "=1+1", "c"], ["d", "e", "f"], ["g", None, "i"]):
        foglio.append(riga)
    foglio.merge_cells("A2:B3")
    assert read_libro(save(libro)) == {
        "Sheet": [
            ["a", FORMULA_SENZA_VALORE, "c"],
            ["d", CELLA_UNITA, "f"],
            [CELLA_UNITA, CELLA_UNITA, "i"],
        ]
    }


def test_merged_and_uncalculated_cells_of_an_ods():
    corpo = (
        '<table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1" '
        'office:value-type="string"><text:p>a</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1"/></table:table-row>'
        f"<table:table-row><table:covered-table-cell/>{CELLA.format('')}</table:table-row>"
    )
    assert read_libro(make_ods(corpo)) == {"Persone": [["a", FORMULA_SENZA_VALORE], [CELLA_UNITA, "x"]]}


def test_formula_with_an_empty_text_as_result(xlsx):
    corpo = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><v>2</v></c></row>'
    assert read_libro(replace(xlsx, foglio=XML.format(corpo))) == {"Persone": [[1, None, 2]]}


def test_folder_of_csv(tmp_path):
    (tmp_path / "01-Enti.csv").write_text("\ufeffcodice,denominazione\nx,\n", encoding="utf-8")
    (tmp_path / "02-Quote capitoli.csv").write_text('ente\n"una\nriga"\n', encoding="utf-8")
    assert read_cartella(tmp_path) == {
        "Enti": [["codice", "denominazione"], ["x", None]],
        "Quote capitoli": [["ente"], ["una\nriga"]],
    }


def test_folder_without_csv(tmp_path):
    with pytest.raises(FileNonLeggibile) as errore:
        read_cartella(tmp_path)
    assert str(errore.value) == f"Nella cartella «{tmp_path.name}» non ci sono file CSV da importare."
