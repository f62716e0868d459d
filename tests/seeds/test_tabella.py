"""The table of a manager's objectives (seed 001) as stored: merged weights, pesatura, targets out of prose."""

from decimal import Decimal

import pytest

from obiettivi.models import CriterioPesatura, Indicatore, Obiettivo, ObiettivoStrategico, PesaturaObiettivo
from organizzazione.models import Incarico
from tests.seeds.tabella import CRITERI, ENTE

pytestmark = [pytest.mark.seeds, pytest.mark.django_db, pytest.mark.usefixtures("esiti")]


@pytest.fixture
def righe(dati):
    return dati["tabella"]["righe"]


@pytest.fixture
def obiettivi():
    return Obiettivo.objects.filter(ciclo__ente__codice=ENTE).order_by("ordine")


def test_obiettivi(righe, obiettivi):
    colonne = (
        *("codice", "titolo", "descrizione", "peso", "responsabile__denominazione", "obiettivo_strategico__codice"),
        *("obiettivo_strategico__denominazione", "note"),
    )
    assert list(obiettivi.values_list(*colonne)) == [
        (
            *(r["codice_ob_operativo"], r["obiettivo_operativo_collegato"], r["obiettivo_operativo_rivisto"] or ""),
            *(Decimal(r["peso"]) if r["peso"] else None, r["dirigente"], r["codice_ob_strategico"]),
            *(r["obiettivo_strategico"], r["indicatori_proposti"]),
        )
        for r in righe
    ]
    assert len(righe) == 8


def test_merged_objectives_share_their_group(obiettivi):
    assert list(obiettivi.values_list("gruppo", "peso")) == [
        ("1", Decimal(27)),
        ("1", Decimal(27)),
        ("", None),
        ("1", None),
        ("1", Decimal(27)),
        ("", Decimal(27)),
        ("1", Decimal(27)),
        ("", Decimal(27)),
    ]


def test_strategic_objectives_stand_once(righe):
    letti = ObiettivoStrategico.objects.filter(ente__codice=ENTE).order_by("ordine")
    attesi = {r["codice_ob_strategico"]: r["obiettivo_strategico"] for r in righe}
    assert dict(letti.values_list("codice", "denominazione")) == attesi
    assert len(attesi) == 6


def test_pesatura(dati, righe, obiettivi):
    etichette = {c["chiave"]: c["etichetta"] for c in dati["tabella"]["colonne"]}
    criteri = CriterioPesatura.objects.filter(sistema__ente__codice=ENTE).order_by("ordine")
    assert [(c.codice, c.denominazione) for c in criteri] == [(c, etichette[c]) for c in CRITERI]
    assert criteri[0].sistema.cicli.get().obiettivi.count() == 8
    letti = PesaturaObiettivo.objects.filter(obiettivo__in=obiettivi).order_by("obiettivo__ordine", "criterio__ordine")
    assert list(letti.values_list("obiettivo__codice", "criterio__codice", "livello")) == [
        (r["codice_ob_operativo"], criterio, r[criterio]) for r in righe for criterio in CRITERI if r[criterio]
    ]
    assert letti.count() == 20


def test_indicatori(righe):
    letti = Indicatore.objects.filter(obiettivo__ciclo__ente__codice=ENTE).order_by("obiettivo__ordine", "ordine")
    attese = [
        (
            *(r["codice_ob_operativo"], str(ordine), i["testo"], "importo" if i["unita"] == "€" else "numero"),
            *(i["operatore"], Decimal(i["valore"]), i["unita"], 2017),
        )
        for r in righe
        for ordine, i in enumerate(r["indicatori_letti"], 1)
    ]
    colonne = (
        *("obiettivo__codice", "codice", "testo", "tipo", "valori_attesi__operatore", "valori_attesi__numero"),
        *("unita", "valori_attesi__anno"),
    )
    assert list(letti.values_list(*colonne)) == attese


def test_cut_texts_are_noted(righe, obiettivi):
    troncati = [len(r["troncati_a_255"]) for r in righe]
    assert sum(troncati) == 12
    assert [bool(o.note_fonte) for o in obiettivi] == [bool(numero) for numero in troncati]


def test_dirigente(righe):
    incarico = Incarico.objects.get(ente__codice=ENTE)
    assert (incarico.ruolo, {incarico.persona.denominazione}) == ("dirigente", {r["dirigente"] for r in righe})
