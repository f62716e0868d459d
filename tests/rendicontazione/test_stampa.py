"""The command ``stampa``: what it writes, what it says, what it leaves alone."""

import hashlib
import io

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from rendicontazione.management.commands.stampa import why_not
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def piano():
    """An area of two CdR and a CdR outside it, with a project each; a second year is empty."""
    ciclo = factories.CicloFactory(ente__codice="comune-di-valdorso", ente__denominazione="Comune di Valdorso")
    area = factories.StrutturaFactory(ente=ciclo.ente, codice="A2", cdr=False, denominazione="Area")
    for codice, padre in (("85", area), ("87", area), ("90", None)):
        cdr = factories.StrutturaFactory(
            ente=ciclo.ente, codice=codice, padre=padre, denominazione=f"Servizio {codice}"
        )
        factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice=f"PROGETTO-{codice}")
    factories.CicloFactory(ente=ciclo.ente, anno=2027)
    return ciclo


def print_to(percorso, *opzioni, documento="peg", ente="comune-di-valdorso", anno="2026") -> str:
    uscita = io.StringIO()
    call_command("stampa", documento, "--ente", ente, "--anno", anno, "--file", str(percorso), *opzioni, stdout=uscita)
    return uscita.getvalue()


@pytest.mark.parametrize(
    ("opzioni", "codici"),
    [
        ([], ["85", "87", "90"]),
        (["--cdr", "87"], ["87"]),
        (["--cdr", "85", "--cdr", "90"], ["85", "90"]),
        (["--area", "A2"], ["85", "87"]),
        (["--area", "A2", "--cdr", "90"], ["85", "87", "90"]),
    ],
)
def test_writes_the_parts_that_were_asked(piano, tmp_path, opzioni, codici):
    print_to(tmp_path / "peg.pdf", *opzioni)
    testo = " ".join(pagina.extract_text() for pagina in PdfReader(tmp_path / "peg.pdf").pages)
    assert [codice for codice in ("85", "87", "90") if f"PROGETTO-{codice}" in testo] == codici


def test_says_what_it_wrote_with_its_digest(piano, tmp_path):
    detto = print_to(tmp_path / "peg.pdf")
    assert detto.startswith(f"Allegato PEG scritto in {tmp_path / 'peg.pdf'} (")
    assert hashlib.sha256((tmp_path / "peg.pdf").read_bytes()).hexdigest() in detto
    assert list(tmp_path.iterdir()) == [tmp_path / "peg.pdf"]


@pytest.mark.parametrize(
    ("argomenti", "frase"),
    [
        ({"documento": "piao"}, "Non c'è un documento di nome «piao». Documenti: peg."),
        ({"ente": "altro"}, "Non c'è un ente con codice «altro». Enti presenti: comune-di-valdorso."),
        ({"anno": "2020"}, "Comune di Valdorso non ha un ciclo dell'anno «2020». Anni presenti: 2026, 2027."),
        ({"anno": "ieri"}, "Comune di Valdorso non ha un ciclo dell'anno «ieri». Anni presenti: 2026, 2027."),
        ({"anno": "2027"}, "Non c'è niente da stampare: in questa parte del piano non ci sono obiettivi."),
    ],
)
def test_says_what_is_wrong_and_what_there_is(piano, tmp_path, argomenti, frase):
    with pytest.raises(CommandError) as errore:
        print_to(tmp_path / "peg.pdf", **argomenti)
    assert str(errore.value) == frase
    assert list(tmp_path.iterdir()) == []


def test_unknown_structures_are_named_with_those_that_there_are(piano, tmp_path):
    with pytest.raises(CommandError) as errore:
        print_to(tmp_path / "peg.pdf", "--cdr", "99", "--area", "B1", "--cdr", "85")
    assert str(errore.value) == (
        "Strutture che l'ente non ha: 99, B1. "
        "Strutture presenti: 85 (Servizio 85), 87 (Servizio 87), 90 (Servizio 90), A2 (Area)."
    )


def test_missing_folder_and_folder_in_place_of_the_file_are_told(piano, tmp_path):
    with pytest.raises(CommandError, match=r"Non riesco a scrivere .*: la cartella .*/nessuna non esiste\."):
        print_to(tmp_path / "nessuna" / "peg.pdf")
    with pytest.raises(CommandError, match=r"Non riesco a scrivere .*: è una cartella, serve il nome di un file\."):
        print_to(tmp_path)


def test_other_refusals_of_the_system_are_told(piano, tmp_path):
    with pytest.raises(CommandError, match=r"Non riesco a scrivere .*: il sistema risponde «File name too long»\."):
        print_to(tmp_path / ("a" * 300))
    # Root, who may run the tests, is never refused by a real folder.
    assert why_not(tmp_path / "a", PermissionError()) == f"non ho il permesso di scrivere nella cartella {tmp_path}"


def test_file_that_was_there_stays_when_the_print_fails(piano, tmp_path, settings):
    vecchio = tmp_path / "peg.pdf"
    vecchio.write_bytes(b"prima")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
    with pytest.raises(Exception, match=r"stampe/peg\.(html|css)"):
        print_to(vecchio)
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("peg.pdf", b"prima")]


def test_file_that_was_there_is_replaced(piano, tmp_path):
    (tmp_path / "peg.pdf").write_bytes(b"prima")
    print_to(tmp_path / "peg.pdf", "--cdr", "85")
    assert (tmp_path / "peg.pdf").read_bytes()[:5] == b"%PDF-"
