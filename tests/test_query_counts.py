"""Each page in a number of queries that does not depend on how many rows it shows: one literal for each, at 1 and 3.

A dirigente takes one query more than the controllo di gestione, on every page: the structures below his own.
"""

import pytest
from django.urls import reverse

from organizzazione.models import Ruolo
from tests import factories

pytestmark = pytest.mark.django_db


def fill(ciclo, cdr, righe):
    """Give a CdR ``righe`` projects, each with as many objectives, indicators, phases, chapters and people."""
    for _ in range(righe):
        azione = factories.AzioneFactory(ente=ciclo.ente, obiettivo_strategico__indirizzo__ente=ciclo.ente)
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, azione=azione)
        for _ in range(righe):
            obiettivo = factories.ObiettivoFactory(
                progetto=progetto, tipologia=factories.TipologiaObiettivoFactory(ente=ciclo.ente)
            )
            for _ in range(righe):
                factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
                factories.FaseFactory(obiettivo=obiettivo)
            factories.QuotaCapitoloFactory(progetto=None, obiettivo=obiettivo, capitolo__ciclo=ciclo)
            factories.QuotaPersonaleFactory(progetto=None, obiettivo=obiettivo, ciclo=ciclo, persona__ente=ciclo.ente)
        factories.QuotaCapitoloFactory(progetto=progetto, capitolo__struttura=cdr)
        factories.QuotaPersonaleFactory(progetto=progetto)


PAGINE = {
    "inizio": 29,
    "ciclo": 12,
    "riepilogo": 19,
    "progetto": 19,
    "obiettivo": 25,
    "obiettivo_modifica": 30,
    "obiettivo_copia": 9,
    "obiettivo_nuovo": 7,
    "progetti": 7,
    "obiettivi": 8,
    "indicatori": 9,
    "capitoli": 7,
    "persone": 6,
    "controlli": 22,
    "cerca": 16,
    "da_fare": 26,
    "tavolo": 25,
    "scadenze": 5,
    "proposte": 21,
}


IN_PIU = {
    "inizio": 3,
    "da_fare": 3,
    "tavolo": 2,
    "obiettivo": 3,
    "proposte": 2,
    "obiettivo_modifica": 2,
    "obiettivo_copia": 2,
    "obiettivo_nuovo": 2,
}
"""What a dirigente takes more where one query is not all: the structures that he writes, and the checks of his own."""


@pytest.mark.parametrize("righe", [1, 3])
@pytest.mark.parametrize("ruolo", [Ruolo.CONTROLLO, Ruolo.DIRIGENTE])
@pytest.mark.parametrize("nome", PAGINE)
def test_pages_take_a_constant_number_of_queries(nome, ruolo, righe, accedi, django_assert_num_queries):
    ciclo = factories.CicloFactory()
    cdr = factories.StrutturaFactory(ente=ciclo.ente)
    fill(ciclo, cdr, righe)
    chiavi = {
        "riepilogo": [cdr.pk],
        "proposte": [cdr.pk],
        "progetto": [ciclo.progetti.first().pk],
        **{nome: [ciclo.obiettivi.first().pk] for nome in ("obiettivo", "obiettivo_modifica", "obiettivo_copia")},
    }
    argomenti = [] if nome == "inizio" else [ciclo.ente.codice, ciclo.anno, *chiavi.get(nome, [])]
    client = accedi(ruolo, ciclo.ente, cdr if ruolo == Ruolo.DIRIGENTE else None)
    in_piu = IN_PIU.get(nome, 1) if ruolo == Ruolo.DIRIGENTE else 0
    with django_assert_num_queries(PAGINE[nome] + in_piu):
        risposta = client.get(reverse(nome, args=argomenti), {"q": "a"} if nome == "cerca" else {})
    assert risposta.status_code == 200
