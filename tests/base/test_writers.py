"""The files are read back with other programs than those that wrote them: openpyxl, calamine, odfpy, LibreOffice."""

import csv
import datetime
import io
import shutil
import subprocess
import zipfile
from decimal import Decimal

import odf.opendocument
import odf.table
import openpyxl
import pytest
import python_calamine
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from pianoperformance.base.prospetto import Colonna, Prospetto
from pianoperformance.base.writers import write_csv, write_ods, write_xlsx

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
COLONNE = (
    Colonna("codice", "Codice"),
    Colonna("anno", "Anno", "intero"),
    Colonna("quantita", "Quantità", "numero"),
    Colonna("importo", "Importo", "importo"),
    Colonna("quota", "Quota", "percentuale"),
    Colonna("giorno", "Giorno", "data"),
    Colonna("attivo", "Attivo", "si_no"),
)
GIORNO = datetime.date(2026, 12, 31)
RIGHE = [
    ("03641", 2026, Decimal("1234.5"), Decimal("1234567.89"), Decimal("12.34"), GIORNO, True),
    ("=1+1", -5, Decimal(1000), Decimal("-0.50"), Decimal(100), None, False),
    (None, None, Decimal("0.125"), Decimal(0), None, datetime.date(1850, 1, 2), None),
]
PROSPETTO = Prospetto("Capitoli", COLONNE, RIGHE)
PERICOLOSI = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "#N/A", '=HYPERLINK("http://x")']


def of_testi(*testi: str) -> Prospetto:
    return Prospetto("Testi", (Colonna("testo", "Testo"),), [(testo,) for testo in testi])


def open_xlsx(*prospetti: Prospetto):
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(prospetti)))


def read_with_calamine(contenuto: bytes) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(contenuto)).get_sheet_by_index(0).to_python()


def test_xlsx_has_real_numbers_and_dates_in_italian_formats():
    foglio = open_xlsx(PROSPETTO)["Capitoli"]
    assert [[cella.value for cella in riga] for riga in foglio.iter_rows()] == [
        ["Codice", "Anno", "Quantità", "Importo", "Quota", "Giorno", "Attivo"],
        ["03641", 2026, 1234.5, 1234567.89, 12.34, datetime.datetime(2026, 12, 31), "Sì"],
        ["=1+1", -5, 1000, -0.5, 100, None, "No"],
        [None, None, 0.125, 0, None, "02/01/1850", None],
    ]
    assert [cella.number_format for cella in foglio[2]] == [
        "General",
        "0",
        "#,##0.00",
        "#,##0.00",
        '0.00" %"',
        "dd/mm/yyyy",
        "General",
    ]
    assert [foglio["C3"].number_format, foglio["C4"].number_format] == ["#,##0", "#,##0.000"]


def test_xlsx_is_ready_for_the_screen_and_for_paper():
    foglio = open_xlsx(PROSPETTO)["Capitoli"]
    assert foglio.freeze_panes == "A2"
    assert foglio.auto_filter.ref == "A1:G4"
    assert foglio.print_title_rows == "$1:$1"
    assert (foglio.page_setup.orientation, foglio.page_setup.fitToWidth, foglio.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert foglio.sheet_properties.pageSetUpPr.fitToPage is True
    assert foglio["A1"].font.bold is True
    assert foglio["A2"].alignment.wrap_text is True
    assert foglio.column_dimensions["D"].width == 16
    assert foglio.oddFooter.right.text == "Pagina &P di &N"


def test_xlsx_gives_long_texts_the_height_they_need():
    foglio = open_xlsx(of_testi("breve", "una\ndue\ntre", "x" * 32_000))["Testi"]
    assert [foglio.row_dimensions[riga].height for riga in (2, 3, 4)] == [None, 45, 409]


def test_xlsx_of_several_reports_has_a_sheet_for_each():
    cartella = open_xlsx(PROSPETTO, of_testi(), Prospetto("capitoli", (Colonna("a", "A"),), [("x",)]))
    assert cartella.sheetnames == ["Capitoli", "Testi", "capitoli (2)"]
    assert cartella["Testi"].auto_filter.ref == "A1:A1"
    assert cartella["capitoli (2)"]["A2"].value == "x"


def test_xlsx_never_holds_a_formula():
    cartella = openpyxl.load_workbook(io.BytesIO(write_xlsx([of_testi(*PERICOLOSI)])))
    celle = [riga[0] for riga in cartella["Testi"].iter_rows(min_row=2)]
    assert [(cella.value, cella.data_type) for cella in celle] == [(testo, "s") for testo in PERICOLOSI]
    assert [cella.quotePrefix for cella in celle] == [testo != "#N/A" for testo in PERICOLOSI]


def test_xlsx_title_that_looks_like_a_formula_is_text():
    cartella = open_xlsx(Prospetto("=A1", (Colonna("a", "=1+1"),), []))
    assert [cartella["=A1"]["A1"].value, cartella["=A1"]["A1"].data_type] == ["=1+1", "s"]


def test_xlsx_drops_the_characters_that_xml_forbids():
    assert open_xlsx(of_testi("a\x00\x0b\ud800\uffffb"))["Testi"]["A2"].value == "ab"


@pytest.mark.parametrize("carattere", ["x", "\U0001f600"])
def test_xlsx_cuts_what_a_cell_cannot_hold_and_says_so(carattere):
    letto = open_xlsx(of_testi(carattere * 40_000))["Testi"]["A2"].value
    assert letto.endswith(" … (testo troncato)")
    assert letto.startswith(carattere * 16_000)
    assert 32_765 <= len(letto.encode("utf-16-le")) // 2 <= 32_767


def test_xlsx_keeps_a_text_as_long_as_a_cell():
    assert open_xlsx(of_testi("x" * 32_767))["Testi"]["A2"].value == "x" * 32_767


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_same_input_gives_the_same_bytes(write):
    with time_machine.travel("2026-01-01 10:00"):
        prima = write([PROSPETTO])
    with time_machine.travel("2027-05-05 12:34"):
        assert write([PROSPETTO]) == prima
    with zipfile.ZipFile(io.BytesIO(prima)) as archivio:
        assert {voce.date_time for voce in archivio.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_row_of_the_wrong_length_is_a_mistake_of_ours(write):
    with pytest.raises(ValueError, match="zip"):
        write([Prospetto("P", COLONNE, [("a",)])])


def test_ods_has_typed_cells():
    assert read_with_calamine(write_ods([PROSPETTO])) == [
        ["Codice", "Anno", "Quantità", "Importo", "Quota", "Giorno", "Attivo"],
        ["03641", 2026, 1234.5, 1234567.89, 12.34, GIORNO, "Sì"],
        ["=1+1", -5, 1000, -0.5, 100, "", "No"],
        ["", "", 0.125, 0, "", datetime.date(1850, 1, 2), ""],
    ]


def test_ods_opens_with_another_library():
    documento = odf.opendocument.load(io.BytesIO(write_ods([PROSPETTO, of_testi(*PERICOLOSI)])))
    fogli = documento.getElementsByType(odf.table.Table)
    assert [foglio.getAttribute("name") for foglio in fogli] == ["Capitoli", "Testi"]
    celle = documento.getElementsByType(odf.table.TableCell)
    assert {cella.getAttribute("formula") for cella in celle} == {None}
    assert [str(cella) for cella in fogli[0].getElementsByType(odf.table.TableCell)][7:14] == [
        "03641",
        "2026",
        "1.234,5",
        "1.234.567,89",
        "12,34 %",
        "31/12/2026",
        "Sì",
    ]
    filtri = documento.getElementsByType(odf.table.DatabaseRange)
    assert [filtro.getAttribute("targetrangeaddress") for filtro in filtri] == [
        "'Capitoli'.A1:'Capitoli'.G4",
        "'Testi'.A1:'Testi'.A9",
    ]


def test_ods_begins_with_its_type_in_clear():
    """The first entry of an OpenDocument is not compressed: from it other programs know what the file is."""
    assert write_ods([PROSPETTO])[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


TESTI = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=40)


@settings(max_examples=50, deadline=None)
@given(st.lists(TESTI | st.sampled_from(PERICOLOSI), min_size=1, max_size=8))
def test_every_text_comes_back_from_xlsx(testi):
    assert read_texts(write_xlsx, testi) == [testo.replace("\r", "\n") for testo in testi]


@settings(max_examples=50, deadline=None)
@given(st.lists(TESTI | st.sampled_from(["a  b", "  a ", "<&>", "a\nb", *PERICOLOSI[:5]]), min_size=1, max_size=8))
def test_every_text_comes_back_from_ods(testi):
    assert read_texts(write_ods, testi) == testi


def read_texts(write, testi: list[str]) -> list[str]:
    prospetto = Prospetto("P", (Colonna("n", "N", "intero"), Colonna("t", "T")), [(1, testo) for testo in testi])
    return [riga[1] for riga in read_with_calamine(write([prospetto]))[1:]]


def test_csv():
    assert (
        write_csv(PROSPETTO)
        == (
            "\ufeffCodice;Anno;Quantità;Importo;Quota;Giorno;Attivo\r\n"
            "03641;2026;1.234,5;1.234.567,89;12,34 %;31/12/2026;Sì\r\n"
            "'=1+1;-5;1.000;-0,50;100,00 %;;No\r\n"
            ";;0,125;0,00;;02/01/1850;\r\n"
        ).encode()
    )


def test_csv_quotes_and_disarms_texts():
    testi = ['a;b "c"\nd', "-5", "-5,50", "ok\x00", *PERICOLOSI]
    righe = list(csv.reader(io.StringIO(write_csv(of_testi(*testi)).decode("utf-8-sig")), delimiter=";"))
    assert [riga[0] for riga in righe[1:]] == [
        'a;b "c"\nd',
        "-5",
        "-5,50",
        "ok",
        *(testo if testo == "#N/A" else f"'{testo}" for testo in PERICOLOSI),
    ]


def test_csv_title_that_looks_like_a_formula_is_disarmed():
    assert write_csv(Prospetto("P", (Colonna("a", "=1+1"),), [])) == "\ufeff'=1+1\r\n".encode()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_nothing(tmp_path):
    """A real spreadsheet opens both files, and writes out the texts as they are and the numbers as numbers."""
    prospetto = Prospetto(
        "P", (Colonna("t", "T"), Colonna("n", "N", "importo")), [(t, Decimal(2)) for t in PERICOLOSI]
    )
    for nome, write in (("a.xlsx", write_xlsx), ("b.ods", write_ods)):
        (tmp_path / nome).write_bytes(write([prospetto]))
    profilo = f"-env:UserInstallation={(tmp_path / 'profilo').as_uri()}"
    file_scritti = [tmp_path / "a.xlsx", tmp_path / "b.ods"]
    comando = [SOFFICE, profilo, "--headless", "--convert-to", "csv", "--outdir", tmp_path, *file_scritti]
    subprocess.run(comando, check=True, capture_output=True, timeout=180)  # noqa: S603 -- our own files
    for nome, tabulazione in (("a.csv", "\t"), ("b.csv", " ")):
        with (tmp_path / nome).open(encoding="utf-8", newline="") as file:
            righe = list(csv.reader(file))
        assert [riga[0] for riga in righe[1:]] == [testo.replace("\t", tabulazione) for testo in PERICOLOSI]
        assert {Decimal(riga[1].replace(",", ".")) for riga in righe[1:]} == {2}
