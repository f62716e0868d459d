import datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from obiettivi.models import Scadenza
from organizzazione.models import Ruolo
from pianoperformance.base.stati import PassaggioRifiutato
from rendicontazione.queries.lavoro import load_calendario
from rendicontazione.services.scadenze import save_scadenze
from tests import factories
from tests.pagine import read_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def ciclo():
    return factories.CicloFactory()


@pytest.fixture
def ufficio(ciclo, accedi):
    return accedi(Ruolo.CONTROLLO, ciclo.ente)


def url(ciclo):
    return reverse("scadenze", args=[ciclo.ente.codice, ciclo.anno])


def shown(ciclo, **date):
    """What the page posts: every day as it is shown, but for those that are changed."""
    return {t.codice: f"{t.data:%d/%m/%Y}" for t in load_calendario(ciclo)} | date


def saved():
    return list(Scadenza.objects.values_list("codice", "data").order_by("codice"))


def test_shows_the_days_with_their_norm(ciclo, ufficio):
    righe = read_tables(ufficio.get(url(ciclo)))[0]
    assert righe[0] == ["Giorno", "Scadenza", "Norma"]
    giorni = [(riga[0][:10], riga[1]) for riga in righe[1:]]
    assert giorni == [(f"{t.data:%d/%m/%Y}", t.denominazione) for t in load_calendario(ciclo)]
    assert "art. 175, c. 9, TUEL" in [riga[2] for riga in righe]


def test_saving_without_changes_keeps_nothing(ciclo, ufficio):
    assertRedirects(ufficio.post(url(ciclo), shown(ciclo)), url(ciclo))
    assert saved() == []


def test_moved_day_is_kept_and_told(ciclo, ufficio):
    ufficio.post(url(ciclo), shown(ciclo, proposte="31/01/2026"))
    assert saved() == [("proposte", datetime.date(2026, 1, 31))]
    assertContains(ufficio.get(url(ciclo)), "Spostata dall'ente: sarebbe il 15/12/2025.")
    assert Scadenza.history.count() == 1


def test_day_that_is_counted_from_another_follows_it(ciclo, ufficio):
    ufficio.post(url(ciclo), shown(ciclo, bilancio="15/03/2026"))
    assert saved() == [("bilancio", datetime.date(2026, 3, 15))]
    assert {t.codice: t.data for t in load_calendario(ciclo)}["peg"] == datetime.date(2026, 4, 4)


@pytest.mark.parametrize("scritto", ["", "15/12/2025", "2025-12-15"])
def test_blank_or_default_day_goes_back(ciclo, ufficio, scritto):
    Scadenza.objects.create(ciclo=ciclo, codice="proposte", data=datetime.date(2026, 1, 31))
    ufficio.post(url(ciclo), shown(ciclo, proposte=scritto))
    assert saved() == []


@pytest.mark.parametrize(
    ("scritto", "frase"),
    [
        ("31/02/2026", "Questa non è una data: scriverla come 31/01/2026."),
        ("domani", "Questa non è una data: scriverla come 31/01/2026."),
        ("01/01/2206", "Una scadenza del piano 2026 cade fra il 2025 e il 2028: correggere."),
    ],
)
def test_wrong_day_saves_nothing_and_says_why(ciclo, ufficio, scritto, frase):
    risposta = ufficio.post(url(ciclo), shown(ciclo, proposte=scritto, peg="01/02/2026"))
    assertContains(risposta, frase)
    assertContains(risposta, f'value="{scritto}"')
    assert saved() == []


@pytest.mark.parametrize("ruolo", [Ruolo.DIRIGENTE, Ruolo.OIV])
def test_others_read_only(ciclo, accedi, ruolo):
    struttura = factories.StrutturaFactory(ente=ciclo.ente) if ruolo == Ruolo.DIRIGENTE else None
    client = accedi(ruolo, ciclo.ente, struttura)
    assertNotContains(client.get(url(ciclo)), "Salva le scadenze")
    assert client.post(url(ciclo), shown(ciclo, proposte="31/01/2026")).status_code == 404
    assert saved() == []


def test_service_refuses_who_is_not_of_the_office(ciclo, make_utente):
    with pytest.raises(PassaggioRifiutato, match="Le scadenze le cambia solo"):
        save_scadenze(ciclo, user=make_utente(Ruolo.LETTORE, ciclo.ente), date={"peg": None})
