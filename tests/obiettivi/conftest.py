import pytest

from organizzazione.models import Ruolo
from tests.factories import ObiettivoFactory
from tests.gestione import form_data, url_of


@pytest.fixture
def obiettivo():
    return ObiettivoFactory()


@pytest.fixture
def gestore(obiettivo, accedi):
    return accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente)


@pytest.fixture
def change(gestore):
    """Open a page of a row, change some fields and send it back."""

    def send(riga, **cambi):
        indirizzo = url_of(type(riga), "change", riga)
        return gestore.post(indirizzo, form_data(gestore.get(indirizzo), **cambi))

    return send
