import io

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.asserts import assertContains

from organizzazione.models import Ruolo
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def piano():
    """An area with two services, and a service outside it, each with one project of its own code."""
    ciclo = factories.CicloFactory(ente__codice="comune-di-valdorso")
    area = factories.StrutturaFactory(ente=ciclo.ente, codice="A2", cdr=False)
    for codice, padre in (("85", area), ("87", area), ("90", None)):
        cdr = factories.StrutturaFactory(ente=ciclo.ente, codice=codice, padre=padre)
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice=f"PROGETTO-{codice}")
        factories.ObiettivoFactory(progetto=progetto)
    return ciclo


def page(client, ciclo, documento="peg", **filtri):
    return client.get(reverse("stampa", args=[ciclo.ente.codice, ciclo.anno, documento]), filtri)


def printed(risposta):
    """The CdR whose projects are in a printed document."""
    testo = " ".join(pagina.extract_text() for pagina in PdfReader(io.BytesIO(risposta.content)).pages)
    return [codice for codice in ("85", "87", "90") if f"PROGETTO-{codice}" in testo]


@pytest.mark.parametrize(
    ("filtri", "codici", "nome"),
    [
        ({}, ["85", "87", "90"], "peg-comune-di-valdorso-2026.pdf"),
        ({"cdr": "87"}, ["87"], "peg-comune-di-valdorso-2026-87.pdf"),
        ({"cdr": ["85", "90"]}, ["85", "90"], "peg-comune-di-valdorso-2026-85-90.pdf"),
        ({"area": "A2"}, ["85", "87"], "peg-comune-di-valdorso-2026-a2.pdf"),
    ],
)
def test_prints_the_parts_that_were_asked(piano, accedi, filtri, codici, nome):
    risposta = page(accedi(Ruolo.LETTORE, piano.ente), piano, **filtri)
    assert risposta["Content-Type"] == "application/pdf"
    assert risposta["Content-Disposition"] == f'attachment; filename="{nome}"'
    assert printed(risposta) == codici


def test_dirigente_prints_his_own_part_only(piano, accedi):
    client = accedi(Ruolo.DIRIGENTE, piano.ente, piano.ente.strutture.get(codice="87"))
    assert printed(page(client, piano)) == ["87"]
    assert page(client, piano, cdr="85").status_code == 404
    assert page(client, piano, area="A2").status_code == 404


def test_unknown_document_or_structure_is_not_found(piano, accedi):
    client = accedi(Ruolo.LETTORE, piano.ente)
    assert page(client, piano, "piao").status_code == 404
    assert page(client, piano, cdr="XX").status_code == 404


def test_nothing_to_print_says_so(accedi):
    ciclo = factories.CicloFactory()
    client = accedi(Ruolo.LETTORE, ciclo.ente)
    risposta = client.get(reverse("stampa", args=[ciclo.ente.codice, ciclo.anno, "peg"]), follow=True)
    assertContains(risposta, "ancora niente da stampare: in questa parte del piano non ci sono obiettivi.")
