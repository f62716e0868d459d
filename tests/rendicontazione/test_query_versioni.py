"""The pages of versions and variazioni in a number of queries that does not depend on how much the plan holds."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from obiettivi.models import Ciclo
from organizzazione.models import Ruolo
from rendicontazione.canonico import dump_quadro
from rendicontazione.models import Documento, Variazione
from rendicontazione.queries import build_quadro
from rendicontazione.services.istantanea import take_istantanea
from tests import factories
from tests.test_query_counts import fill

pytestmark = pytest.mark.django_db

# name of the page → queries of the controllo di gestione, of a dirigente
PAGINE = {
    "documenti": (7, 8),
    "documento": (8, 9),
    "confronto": (24, 25),
    "variazioni": (8, 10),
    "variazione": (34, 37),
    "variazione_nuova": (7, 9),
    "approva": (19, None),
}


@pytest.fixture
def piano(request):
    """A plan of the asked size, then changed; its version and an open variazione are as many as its rows."""
    ciclo = factories.CicloFactory(stato="approvato")
    cdr = factories.StrutturaFactory(ente=ciclo.ente)
    fill(ciclo, cdr, request.param)
    for versione in range(1, request.param + 1):
        quadro = dump_quadro(build_quadro(ciclo))
        documento = Documento.objects.create(
            ciclo=ciclo, versione=versione, organo="Giunta", numero="1", data="2026-01-31", quadro=quadro
        )
        variazione = Variazione.objects.create(
            ciclo=ciclo, numero=versione, oggetto="Prova", base=documento, stato="respinta", esito_motivo="No"
        )
        variazione.strutture.set([cdr])
    Variazione.objects.filter(pk=variazione.pk).update(
        stato="bozza", istantanea=take_istantanea(ciclo, [cdr.pk]), proposta=quadro
    )
    ciclo.obiettivi.update(titolo="Un altro titolo")
    # Asked once a process.
    ContentType.objects.get_for_models(Ciclo, Variazione)
    return ciclo


@pytest.mark.parametrize("piano", [1, 3], indirect=True)
@pytest.mark.parametrize("posto", [Ruolo.CONTROLLO, Ruolo.DIRIGENTE])
@pytest.mark.parametrize("nome", PAGINE)
def test_pages_take_a_constant_number_of_queries(nome, posto, piano, accedi, django_assert_num_queries):
    quante = PAGINE[nome][posto == Ruolo.DIRIGENTE]
    if quante is None:
        return
    client = accedi(posto, piano.ente, piano.ente.strutture.get() if posto == Ruolo.DIRIGENTE else None)
    ultima = {"documento": [piano.documenti.count()], "variazione": [piano.variazioni.count()]}.get(nome, [])
    with django_assert_num_queries(quante):
        risposta = client.get(reverse(nome, args=[piano.ente.codice, piano.anno, *ultima]))
    assert risposta.status_code == 200
