import pytest

from organizzazione.models import Ruolo
from tests.factories import ProgettoFactory
from tests.gestione import form_data, url_of


@pytest.fixture
def progetto():
    return ProgettoFactory()


@pytest.fixture
def gestore(progetto, accedi):
    return accedi(Ruolo.CONTROLLO, progetto.ciclo.ente)


@pytest.fixture
def change(gestore):
    def send(riga, **cambi):
        indirizzo = url_of(type(riga), "change", riga)
        return gestore.post(indirizzo, form_data(gestore.get(indirizzo), **cambi))

    return send
