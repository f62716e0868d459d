"""A real Chromium against a real server that holds the demo: one of each for a whole module of tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from budget.models import QuotaCapitolo
from obiettivi.models import Ciclo
from rendicontazione.demo import create_utenti

CHROMIUM = Path("/usr/bin/chromium")
ARGOMENTI = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PASSWORD = "prova-di-accesso"


@pytest.fixture(autouse=True)
def _django_db_helper() -> None:
    """In place of pytest-django's own, that would wrap or flush each test: the data are the module's."""


@pytest.fixture(scope="module")
def ciclo(django_db_setup, django_db_blocker) -> Iterator[Ciclo]:
    """The plan of the demo, really committed for the server's threads to see, and taken away at the end."""
    with django_db_blocker.unblock():
        call_command("demo", "--forza", verbosity=0)
        create_utenti(PASSWORD)
        yield Ciclo.objects.select_related("ente").get()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def pagine(ciclo) -> dict[str, str]:
    """The address of each kind of page, by name; of those with a key, one that has all its sections."""
    quota = QuotaCapitolo.objects.filter(
        progetto__ciclo=ciclo, progetto__obiettivi__fasi__isnull=False, progetto__quote_personale__isnull=False
    ).select_related("progetto")[0]
    obiettivo = quota.progetto.obiettivi.filter(indicatori__isnull=False)[0]
    solo = ciclo.obiettivi.filter(progetto=None)[0]
    radice = [ciclo.ente.codice, ciclo.anno]
    pagine = {nome: reverse(nome, args=radice) for nome in ("ciclo", "progetti", "obiettivi", "indicatori")}
    pagine |= {nome: reverse(nome, args=radice) for nome in ("capitoli", "persone", "controlli", "cerca")}
    pagine |= {nome: reverse(nome, args=radice) for nome in ("da_fare", "tavolo", "scadenze", "solleciti")}
    return pagine | {
        "inizio": reverse("inizio"),
        "riepilogo": reverse("riepilogo", args=[*radice, quota.progetto.cdr_id]),
        "proposte": reverse("proposte", args=[*radice, quota.progetto.cdr_id]),
        "progetto": reverse("progetto", args=[*radice, quota.progetto_id]),
        "obiettivo": reverse("obiettivo", args=[*radice, obiettivo.pk]),
        **{nome: reverse(nome, args=[*radice, obiettivo.pk]) for nome in ("obiettivo_modifica", "obiettivo_copia")},
        "obiettivo_nuovo": f"{reverse('obiettivo_nuovo', args=radice)}?progetto={quota.progetto_id}",
        "obiettivo senza progetto": reverse("obiettivo", args=[*radice, solo.pk]),
        "importa": reverse("importa"),
        "elenco filtrato": reverse("obiettivi", args=radice) + "?q=a&mancano=fasi&sort=-codice",
        "elenco vuoto": reverse("progetti", args=radice) + "?q=parolachenoncompare",
        "ricerca": reverse("cerca", args=radice) + "?q=servizi",
        "pagina che non c'è": "/non-esiste/",
    }


@pytest.fixture(scope="module")
def server(pagine) -> Iterator[str]:
    """The address of the server; it starts after every read of ours: Playwright's event loop forbids them."""
    servizio = LiveServer("127.0.0.1:0")
    yield servizio.url
    servizio.stop()


@pytest.fixture(scope="module")
def chromium(server):
    if not CHROMIUM.exists():
        pytest.skip("Chromium (/usr/bin/chromium) non c'è: le prove nel browser hanno bisogno del pacchetto chromium.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGOMENTI)
        yield browser
        browser.close()


@pytest.fixture
def apri(chromium, server):
    """Return a function that opens a page of a new browser, by default logged in as the controllo di gestione.

    ``page.proteste`` collects what the console complains of: refused styles and scripts, failed requests, errors.
    """
    contesti = []

    def open_page(utente: str | None = "controllo", **opzioni):
        contesto = chromium.new_context(base_url=server, **opzioni)
        contesti.append(contesto)
        page = contesto.new_page()
        page.proteste = []
        page.on("console", lambda m: m.type in ("error", "warning") and page.proteste.append(m.text))
        page.on("pageerror", lambda errore: page.proteste.append(str(errore)))
        if utente:
            page.goto(reverse("accedi"))
            page.fill("#id_username", utente)
            page.fill("#id_password", PASSWORD)
            page.click("main button")
        return page

    yield open_page
    for contesto in contesti:
        contesto.close()
