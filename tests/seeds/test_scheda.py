"""The sheet of an objective (seed 000) as stored: targets on phases, weights that make 100."""

from decimal import Decimal

import pytest

from obiettivi.models import Fase, Obiettivo
from pianoperformance.base.valori import Operatore, Tipo
from tests.seeds.fonti import read_giorno
from tests.seeds.scheda import ENTE

pytestmark = [pytest.mark.seeds, pytest.mark.django_db, pytest.mark.usefixtures("esiti")]
ATTESI = [
    (Tipo.NUMERO, Operatore.ALMENO, Decimal(5), None),
    (Tipo.NUMERO, Operatore.ALMENO, Decimal(5), None),
    (Tipo.SI_NO, Operatore.UGUALE, None, True),
    (Tipo.TESTO, "", None, None),
]


@pytest.fixture
def scheda(dati):
    return dati["scheda"]


def test_obiettivo(scheda):
    obiettivo = Obiettivo.objects.get(ciclo__ente__codice=ENTE)
    assert (obiettivo.codice, obiettivo.titolo) == (scheda["codice"], scheda["titolo"])
    assert obiettivo.descrizione == scheda["descrizione"]
    assert (obiettivo.dal, obiettivo.al) == tuple(read_giorno(scheda["durata"][nome]) for nome in ("dal", "al"))
    assert (obiettivo.peso, obiettivo.get_priorita_display()) == (Decimal(33), scheda["priorita"])
    assert obiettivo.tipologia.denominazione == scheda["tipologia"]
    assert (obiettivo.progetto, obiettivo.obiettivo_strategico) == (None, None)


def test_missione_and_programma_are_those_of_the_law(scheda):
    obiettivo = Obiettivo.objects.get(ciclo__ente__codice=ENTE)
    assert (obiettivo.missione.codice, obiettivo.programma.codice) == ("12", "01")
    assert obiettivo.missione.denominazione.upper() == scheda["missione"]["nome"]
    assert obiettivo.programma.missione == obiettivo.missione


def test_fasi_with_their_targets_and_weights(scheda):
    fasi = Fase.objects.filter(obiettivo__ciclo__ente__codice=ENTE).order_by("ordine")
    assert [(f.codice, f.descrizione, f.risultato_atteso, f.dal, f.al, f.peso, f.ordine) for f in fasi] == [
        (
            *(f["codice"], f["descrizione"], f["risultato_atteso"]),
            *(read_giorno(f["inizio"]), read_giorno(f["fine"]), Decimal(f["peso"]), ordine),
        )
        for ordine, f in enumerate(scheda["fasi"], 1)
    ]
    assert sum(f.peso for f in fasi) == 100
    assert [(f.tipo, f.operatore, f.numero, f.si_no) for f in fasi] == ATTESI
    assert [f.unita for f in fasi] == [f["target"]["unita"] or "" for f in scheda["fasi"]]


def test_quadro_holds_the_objective_without_a_project(quadri, scheda):
    [cdr] = quadri[ENTE].cdr
    [obiettivo] = cdr.obiettivi
    assert (cdr.progetti, obiettivo.codice) == ((), scheda["codice"])
    assert [fase.atteso.stampato for fase in obiettivo.fasi] == [f["risultato_atteso"] for f in scheda["fasi"]]
