"""The real documents, written as workbooks and loaded through the importer once for the whole folder.

The tables are shared and rolled back at the end: the tests of this folder read, and leave them as they found them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from obiettivi.models import Ciclo
from rendicontazione import quadro
from rendicontazione.queries import build_quadro
from rendicontazione.services import Esito, import_cartella, read_cartella
from tests.seeds.__main__ import write_seeds
from tests.seeds.fonti import find_dati, read_json


@pytest.fixture(scope="session")
def dati() -> dict[str, Any]:
    """The documents as extracted, to compare with what the database and the prints say of them."""
    if not find_dati().is_dir():
        pytest.skip(f"mancano i documenti reali in {find_dati()}")
    nomi = ("peg2021", "peg2021_testata", "collegamenti", "scheda", "tabella", "piano2025")
    return {nome: read_json(nome) for nome in nomi}


@pytest.fixture(scope="session")
def peg(dati) -> list[Any]:
    return dati["peg2021"]


@pytest.fixture(scope="session")
def schede(peg) -> list[tuple[Any, Any]]:
    """Each CdR of the PEG with each of its sheets, in the order of the document."""
    return [(cdr, scheda) for cdr in peg for scheda in cdr["prodotti"]]


@pytest.fixture(scope="session")
def libri(dati, tmp_path_factory) -> dict[str, Path]:
    return {percorso.stem: percorso for percorso in write_seeds(tmp_path_factory.mktemp("seeds"))}


@pytest.fixture(scope="package")
def esiti(libri, django_db_setup, django_db_blocker) -> Iterator[dict[str, Esito]]:
    """What the importer says of each workbook; the rows stay for the tests of the folder."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("riferimenti", verbosity=0)
        yield {nome: import_libro(percorso) for nome, percorso in libri.items()}
        transaction.set_rollback(True)


def import_libro(percorso: Path) -> Esito:
    return import_cartella(read_cartella(percorso))


@pytest.fixture(scope="package")
def quadri(esiti) -> dict[str, quadro.Quadro]:
    """The Quadro of each document, by ente."""
    return {ciclo.ente.codice: build_quadro(ciclo) for ciclo in Ciclo.objects.select_related("ente")}
