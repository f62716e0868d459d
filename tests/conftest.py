import pytest

from organizzazione.models import Ente, Ruolo, Struttura, Utente
from tests.factories import IncaricoFactory


@pytest.fixture
def make_utente():
    """Return a function that makes a user who holds one post today."""

    def make(ruolo: Ruolo, ente: Ente, struttura: Struttura | None = None) -> Utente:
        return IncaricoFactory(ruolo=ruolo, ente=ente, struttura=struttura).utente

    return make


@pytest.fixture
def accedi(client, make_utente):
    """Log the test client in with a role; return the client."""

    def login(ruolo: Ruolo, ente: Ente, struttura: Struttura | None = None):
        client.force_login(make_utente(ruolo, ente, struttura))
        return client

    return login
