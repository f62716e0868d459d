"""The workbook to fill in, and the plan that goes out and comes back as it was."""

import io
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from budget.services import load_riferimenti
from obiettivi.models import Ciclo, Indicatore, Obiettivo
from pianoperformance.base.tracciato.lettura import read_cartella, read_libro
from rendicontazione.services import import_cartella, write_tracciato
from rendicontazione.tracciati import FOGLI
from tests.libri import ENTE, PIANO, append, change, counts, load, show

pytestmark = pytest.mark.django_db
RIGHE = sum(map(len, PIANO.values()))
QUERY = 50
TITOLO = "=SOMMA(1;2) & “virgolette”\n\n  con  spazi, “virgolette” e <simboli>"


@pytest.fixture
def ciclo():
    """A plan with values in every column that may be hard to bring back."""
    riferimenti = {"missioni": [{"codice": "12", "denominazione": "Diritti sociali"}], "titoli": []}
    riferimenti["missioni"][0]["programmi"] = [{"codice": "01", "denominazione": "Infanzia"}]
    load_riferimenti(riferimenti)
    fogli = change("Obiettivi", 3, titolo=TITOLO, missione="12", programma="01", dal="01/02/2026", priorita="alta")
    fogli = change("Capitoli", 2, fogli, missione="12", programma="01", avanzo="SI", stanziamento="0,00")
    fogli = change("Indicatori", 3, fogli, tipo="si_no", valore="SI", valore_atteso="fatto", baseline="-12345,6789")
    fogli = change("Collegamenti capitoli", 2, fogli, verso_numero="99999")
    fogli = append("Incarichi", fogli, **(PIANO["Incarichi"][0] | {"ruolo": "lettore", "struttura": None}))
    assert show(load(fogli).errori) == []
    # As the pages of the admin save it.
    Obiettivo.objects.filter(codice="OB1").update(titolo="Due righe\r\nscritte in una pagina\tweb\x1f ")
    return Ciclo.objects.get()


@pytest.mark.parametrize("formato", ["xlsx", "ods"])
def test_plan_exported_and_imported_changes_nothing(formato, ciclo):
    esito = import_cartella(read_libro(write_tracciato(formato, ciclo=ciclo)))
    assert (show(esito.errori), esito.differenze) == ([], [])
    assert counts(esito) == (0, 0, RIGHE + 1)


@pytest.mark.parametrize("formato", ["xlsx", "ods"])
def test_plan_survives_libreoffice(formato, ciclo, tmp_path):
    """Exported, saved by LibreOffice in the other format and then in the first: as it was."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice non c'è")
    altro = {"xlsx": "ods", "ods": "xlsx"}[formato]
    (tmp_path / f"piano.{formato}").write_bytes(write_tracciato(formato, ciclo=ciclo))
    convert(tmp_path / f"piano.{formato}", altro, tmp_path / "altro")
    convert(tmp_path / "altro" / f"piano.{altro}", formato, tmp_path / "ancora")
    for percorso in (tmp_path / "altro" / f"piano.{altro}", tmp_path / "ancora" / f"piano.{formato}"):
        esito = import_cartella(read_cartella(percorso))
        assert (show(esito.errori), esito.differenze) == ([], [])
        assert counts(esito) == (0, 0, RIGHE + 1)


def convert(percorso, formato, dove):
    profilo = f"-env:UserInstallation=file://{dove}/profilo"
    comando = ["soffice", profilo, "--headless", "--convert-to", formato, "--outdir", str(dove), str(percorso)]
    subprocess.run(comando, check=True, capture_output=True, timeout=120)  # noqa: S603 -- the office suite itself


def test_texts_come_back_to_the_letter(ciclo):
    for formato in ("xlsx", "ods"):
        intestazione, *righe = read_libro(write_tracciato(formato, ciclo=ciclo))["Obiettivi"]
        [riga] = [riga for riga in righe if riga[intestazione.index("codice")] == "OB2"]
        assert riga[intestazione.index("titolo")] == TITOLO
    assert Obiettivo.objects.get(codice="OB2").titolo == TITOLO


def test_cells_of_an_export_have_the_kind_of_their_column(ciclo):
    libro = load_workbook(io.BytesIO(write_tracciato("xlsx", ciclo=ciclo)))
    capitoli = libro["Capitoli"]
    intestazione = [cella.value for cella in capitoli[1]]
    valori = dict(zip(intestazione, capitoli[2], strict=True))
    assert (valori["numero"].value, valori["numero"].number_format) == ("03641", "@")
    assert (valori["stanziamento"].value, valori["stanziamento"].number_format) == (0, "#,##0.00##")
    assert (valori["anno"].value, valori["avanzo"].value, valori["programma"].value) == (2026, "SI", "01")
    intestazione, *righe = libro["Obiettivi"].iter_rows()
    nomi = [cella.value for cella in intestazione]
    [valori] = [dict(zip(nomi, riga, strict=True)) for riga in righe if riga[nomi.index("codice")].value == "OB2"]
    assert valori["dal"].is_date
    assert (valori["titolo"].data_type, valori["titolo"].value) == ("s", TITOLO)
    assert Indicatore.objects.get(codice="2").tipo == "si_no"


def test_targets_are_written_as_understood_only_where_the_reading_was_corrected(ciclo):
    intestazione, *righe = read_libro(write_tracciato("ods", ciclo=ciclo))["Indicatori"]
    dove = [intestazione.index(n) for n in ("valore_atteso", "tipo", "operatore", "valore", "unita", "verso")]
    assert [[riga[posizione] for posizione in dove] for riga in righe] == [
        ["20", None, None, None, None, None],
        ["fatto", "si_no", "=", "SI", None, "crescente"],
    ]


def test_blank_workbook_explains_itself():
    libro = load_workbook(io.BytesIO(write_tracciato("xlsx")))
    assert libro.sheetnames == ["Legenda", *(foglio.nome for foglio in FOGLI)]
    progetti = libro["Progetti"]
    nomi = ["ente", "anno", "codice", "titolo", "tipo", "cdr", "azione", "descrizione", "ordine", "note_fonte"]
    assert [cella.value for cella in progetti[1]] == nomi
    assert (progetti.freeze_panes, progetti.max_row) == ("A2", 1)
    assert (
        progetti["E1"].comment.text
        == "PD prodotto, PG progetto, Z investimento.\nObbligatoria. Formato: uno dei valori ammessi."
    )
    assert {str(elenco.sqref): elenco.formula1 for elenco in progetti.data_validations.dataValidation} == {
        "E2:E5000": '"PD,PG,Z"'
    }
    assert progetti.column_dimensions["C"].number_format == "@"
    assert [cella.value for cella in libro["Legenda"][5]][:5] == [
        "Foglio",
        "Colonna",
        "Obbligatoria",
        "Formato",
        "Significato",
    ]


def test_legenda_has_a_line_for_each_column():
    righe = read_libro(write_tracciato("ods"))["Legenda"]
    scritte = [(riga[0], riga[1]) for riga in righe if riga[1] not in (None, "Colonna")]
    assert scritte == [(foglio.nome, colonna.nome) for foglio in FOGLI for colonna in foglio.colonne]
    assert all(riga[4] for riga in righe if riga[1])


def test_only_the_plan_asked_for_goes_out(ciclo):
    altro = change("Enti", 2, codice="comune-altro", denominazione="Altro")
    altro = {
        nome: [riga | ({"ente": "comune-altro"} if "ente" in riga else {}) for riga in altro[nome]] for nome in altro
    }
    load(altro)
    load({"Cicli": [PIANO["Cicli"][0] | {"anno": 2027, "sistema": "NO"}]})
    cartella = read_libro(write_tracciato("xlsx", ciclo=ciclo))
    assert [riga[:2] for riga in cartella["Cicli"][1:]] == [[ENTE, 2026]]
    assert {riga[0] for nome, righe in cartella.items() if nome != "Legenda" for riga in righe[1:]} == {ENTE}


def test_export_queries_do_not_grow_with_the_rows(ciclo, django_assert_num_queries):
    ciclo = Ciclo.objects.select_related("ente").get()
    with django_assert_num_queries(QUERY):
        write_tracciato("xlsx", ciclo=ciclo)
    fogli = {
        "Obiettivi": [PIANO["Obiettivi"][0] | {"codice": f"X{numero}"} for numero in range(20)],
        "Indicatori": [PIANO["Indicatori"][0] | {"obiettivo": f"X{numero}"} for numero in range(20)],
    }
    assert load(fogli).salvato
    with django_assert_num_queries(QUERY):
        write_tracciato("xlsx", ciclo=ciclo)
