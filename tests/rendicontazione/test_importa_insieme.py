"""Two people, or one who presses twice, import at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from obiettivi.models import Progetto
from rendicontazione.services.importazione import Applicazione, apply_importazione, prepare_importazione
from tests.factories import UtenteFactory
from tests.libri import PIANO, append, load, make_cartella, make_xlsx

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("solo con PostgreSQL più scritture corrono insieme")


def together(*azioni):
    """Run the actions in threads that start at the same moment; return what they gave."""
    partenza = Barrier(len(azioni))

    def run(azione):
        partenza.wait()
        try:
            return azione()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(azioni)) as esecutore:
        return list(esecutore.map(run, azioni))


def test_confirmation_given_twice_at_once_applies_once():
    utente = UtenteFactory(is_superuser=True)
    contenuto = make_xlsx(make_cartella())
    importazione = prepare_importazione(user=utente, nome="piano.xlsx", contenuto=contenuto)
    confirm = lambda: apply_importazione(importazione, user=utente)  # noqa: E731 -- two of the same
    assert set(together(confirm, confirm)) == {Applicazione.FATTA, Applicazione.GIA_FATTA}
    assert Progetto.history.count() == 1


def test_two_files_with_the_same_new_row_do_not_clash():
    load()
    fogli = append("Progetti", **(PIANO["Progetti"][0] | {"codice": "PG2"}))
    esiti = together(lambda: load(fogli), lambda: load(fogli))
    assert sorted((esito.salvato, esito.nuove) for esito in esiti) == [(True, 0), (True, 1)]
    assert Progetto.objects.filter(codice="PG2").count() == 1
