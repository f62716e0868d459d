"""The import, the workbook and the reference data from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from budget.models import Titolo
from obiettivi.models import Missione, Progetto, Programma
from pianoperformance.base.tracciato.lettura import read_cartella
from tests.libri import ENTE, change, load, make_cartella, make_xlsx

pytestmark = pytest.mark.django_db


def run(*argomenti, **opzioni):
    uscita = io.StringIO()
    call_command(*argomenti, stdout=uscita, no_color=True, **opzioni)
    return uscita.getvalue().splitlines()


@pytest.fixture
def percorso(tmp_path):
    percorso = tmp_path / "piano.xlsx"
    percorso.write_bytes(make_xlsx(make_cartella()))
    return percorso


def test_import_says_what_it_does(percorso):
    righe = run("importa", percorso, prova=True)
    assert righe[0] == "Enti: 1 nuove, 0 cambiate, 0 invariate"
    assert righe[-1] == "Prova riuscita: non è stato salvato niente."
    assert Progetto.objects.count() == 0
    assert run("importa", percorso)[-1] == "Importazione salvata."
    assert Progetto.history.get().history_change_reason == "Importazione di piano.xlsx"
    assert run("importa", percorso)[-1] == "Il file dice quello che è già scritto: non c'era niente da salvare."


def test_import_tells_changes_and_errors(percorso):
    load()
    percorso.write_bytes(make_xlsx(make_cartella(change("Progetti", 2, titolo="Altro"))))
    assert "Cambia: Progetti, riga 2, PG1: titolo «Sportello» → «Altro»" in run("importa", percorso, prova=True)
    percorso.write_bytes(make_xlsx(make_cartella(change("Progetti", 2, tipo="XX"))))
    uscita = io.StringIO()
    with pytest.raises(CommandError, match=r"^Errori: 1\. Non è stato salvato niente\.$"):
        call_command("importa", percorso, stdout=uscita, no_color=True)
    assert uscita.getvalue().splitlines()[-1] == (
        "Errore: foglio Progetti, riga 2, colonna tipo (valore «XX»): Il valore non è tra quelli ammessi, che sono: "
        "PD, PG, Z."
    )


def test_import_of_what_is_not_there_or_not_a_workbook(tmp_path):
    with pytest.raises(CommandError, match=r"^Il file «manca\.xlsx» non esiste\.$"):
        run("importa", "manca.xlsx")
    (tmp_path / "falso.xlsx").write_bytes(b"ente;codice")
    with pytest.raises(CommandError, match=r"^Il file non è un foglio di calcolo xlsx o ods\."):
        run("importa", tmp_path / "falso.xlsx")


@pytest.mark.parametrize("formato", ["xlsx", "ods"])
def test_workbook_blank_and_filled(formato, tmp_path):
    percorso = tmp_path / f"piano.{formato}"
    assert run("tracciato", file=percorso) == [f"Scritto {percorso}."]
    assert len(read_cartella(percorso)["Progetti"]) == 1
    load()
    run("tracciato", file=percorso, ente=ENTE, anno=2026)
    assert read_cartella(percorso)["Progetti"][1][2] == "PG1"


@pytest.mark.parametrize(
    ("opzioni", "frase"),
    [
        ({"file": "x.csv"}, "Il nome del file deve finire con .xlsx oppure con .ods."),
        ({"file": "x.ods", "ente": ENTE}, "Ente e anno vanno indicati tutti e due, oppure nessuno dei due."),
        ({"file": "x.ods", "ente": ENTE, "anno": 1999}, f"Non c'è un piano 1999 dell'ente «{ENTE}»."),
    ],
)
def test_workbook_asked_wrongly(opzioni, frase):
    with pytest.raises(CommandError) as errore:
        run("tracciato", *[f"--{nome}={valore}" for nome, valore in opzioni.items()])
    assert str(errore.value) == frase


def test_reference_data_are_loaded_once_and_corrected():
    prima = "Elenchi della versione 2026-11. Righe nuove o cambiate: missioni 23, programmi 73, titoli 14."
    assert run("riferimenti") == [prima]
    Titolo.objects.filter(lato="U", codice="1").update(denominazione="Altro")
    dopo = "Elenchi della versione 2026-11. Righe nuove o cambiate: missioni 0, programmi 0, titoli 1."
    assert run("riferimenti") == [dopo]
    assert (Missione.objects.count(), Programma.objects.count(), Titolo.objects.count()) == (23, 73, 14)
    assert str(Programma.objects.get(missione__codice="01", codice="10")) == "01.10 - Risorse umane"
    assert str(Titolo.objects.get(lato="U", codice="1")) == "Spesa, titolo 1 - Spese correnti"
