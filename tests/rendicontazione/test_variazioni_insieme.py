"""Two people at the same moment on the same variazione: one of them does it, the other is told. Real threads."""

import datetime
import threading

import pytest
from django.db import connection, connections  # noqa: F401 -- read by the mark below

from organizzazione.models import Ruolo, Transizione
from pianoperformance.base.stati import Atto, PassaggioRifiutato
from rendicontazione.models import Documento, Variazione
from rendicontazione.services import variazioni as servizi
from rendicontazione.services.approvazione import approve_piano
from tests import factories

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time: nothing to race."
    ),
    pytest.mark.django_db(transaction=True),
]

ATTO = Atto("Giunta", "12", datetime.date(2026, 2, 3))


@pytest.fixture
def piano():
    valore = factories.ValoreAttesoFactory()
    return valore.indicatore.obiettivo.ciclo


@pytest.fixture
def ufficio(piano, make_utente):
    utente = make_utente(Ruolo.CONTROLLO, piano.ente)
    approve_piano(piano, user=utente, atto=ATTO)
    piano.refresh_from_db()
    return utente


def race(funzione):
    """Run a function twice at once; return how each ended."""
    pronti, esiti = threading.Barrier(2), []

    def run():
        pronti.wait()
        try:
            funzione()
            esiti.append("")
        except PassaggioRifiutato as rifiuto:
            esiti.append(str(rifiuto))
        finally:
            connections.close_all()

    fili = [threading.Thread(target=run) for _ in range(2)]
    for filo in fili:
        filo.start()
    for filo in fili:
        filo.join()
    return sorted(esiti)


def open_one(piano, utente):
    strutture = list(piano.ente.strutture.all())
    return servizi.create_variazione(piano, user=utente, strutture=strutture, oggetto="Prova")


def test_one_cdr_is_opened_once(piano, ufficio):
    struttura = piano.ente.strutture.get()
    assert race(lambda: open_one(piano, ufficio)) == [
        "",
        f"C'è già una variazione aperta, la n. 1, per {struttura}: va conclusa prima.",
    ]
    assert Variazione.objects.count() == 1


def test_double_click_approves_a_variazione_once(piano, ufficio):
    variazione = open_one(piano, ufficio)
    piano.obiettivi.update(titolo="Un altro titolo")
    servizi.propose_variazione(variazione, user=ufficio)
    assert race(lambda: servizi.approve_variazione(variazione, user=ufficio, atto=ATTO)) == [
        "",
        "È già nello stato «Approvata»: qualcuno lo ha fatto prima. Ricaricare la pagina.",
    ]
    assert Documento.objects.count() == 2
    assert Transizione.objects.filter(a="approvata").count() == 1
