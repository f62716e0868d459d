"""The pages as people meet them: with a keyboard, with a screen reader, on a telephone, without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
TELEFONO = {"width": 360, "height": 740}


def violations(page):
    """What axe finds on the page, as (rule, elements)."""
    trovate = Axe().run(page, options=WCAG).response["violations"]
    return [(v["id"], [nodo["html"][:200] for nodo in v["nodes"]]) for v in trovate]


def test_one_logs_in_with_the_keyboard_alone(apri, server):
    page = apri(utente=None)
    page.goto(reverse("inizio"))
    page.wait_for_selector("#id_username:focus")
    page.keyboard.type("controllo")
    page.keyboard.press("Tab")
    page.keyboard.type("prova-di-accesso")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}{reverse('inizio')}")
    assert page.proteste == []


def test_first_key_skips_to_the_content(apri, pagine):
    page = apri()
    page.goto(pagine["progetto"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Vai al contenuto"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenuto"


def test_every_page_is_accessible_and_the_console_is_silent(apri, pagine):
    page = apri()
    trovate = {}
    for nome, url in pagine.items():
        page.goto(url)
        trovate[nome] = violations(page)
    assert {nome: cosa for nome, cosa in trovate.items() if cosa} == {}
    # The only complaint is that of the page that is not there.
    assert page.proteste == ["Failed to load resource: the server responded with a status of 404 (Not Found)"]


def test_login_is_accessible(apri):
    page = apri(utente=None)
    page.goto(reverse("accedi"))
    assert violations(page) == []
    page.fill("#id_username", "nessuno")
    page.fill("#id_password", "sbagliata")
    page.click("main button")
    assert violations(page) == []
    assert page.proteste == []


def test_opened_details_are_accessible(apri, pagine):
    page = apri()
    for nome in ("obiettivi", "obiettivo"):
        page.goto(pagine[nome])
        page.click("summary")
        assert page.locator("details[open]").count() == 1
        assert violations(page) == []


def test_no_page_scrolls_sideways_on_a_telephone(apri, pagine):
    page = apri(viewport=TELEFONO)
    larghezze = {}
    for nome, url in pagine.items():
        page.goto(url)
        larghezze[nome] = page.evaluate("document.documentElement.scrollWidth")
    assert {nome: quanto for nome, quanto in larghezze.items() if quanto > TELEFONO["width"]} == {}


def test_tables_scroll_with_the_keyboard_on_a_telephone(apri, pagine):
    page = apri(viewport=TELEFONO)
    page.goto(pagine["riepilogo"])
    tabella = page.locator(".scorre").first
    tabella.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scorre').scrollLeft > 0")


def test_the_plan_is_read_without_javascript(apri, pagine):
    page = apri(java_script_enabled=False)
    page.goto(pagine["obiettivi"])
    tutti = page.locator("tbody tr").count()
    page.click("summary")
    page.select_option("#id_mancano", "fasi")
    page.click("text=Filtra")
    assert 0 < page.locator("tbody tr").count() < tutti
    page.click("thead a >> nth=0")
    assert page.locator("th[aria-sort=ascending]").inner_text().strip() == "Codice"
    codice = page.locator("tbody td a >> nth=0").inner_text()
    page.click("tbody td a >> nth=0")
    assert page.locator("h1 .codice").inner_text() == codice
    page.goto(pagine["ciclo"])
    page.fill("#ricerca", codice.lower())
    page.keyboard.press("Enter")
    assert page.locator("h1 .codice").inner_text() == codice
    page.goto(pagine["riepilogo"])
    with page.expect_download(timeout=120_000) as scaricato:
        page.click("text=Stampa: Allegato PEG", timeout=120_000)
    assert scaricato.value.suggested_filename.startswith("peg-comune-di-montegelso-2026-")
    page.click("text=Esci")
    assert page.locator("h1").inner_text() == "Accedi"


def test_styles_and_fonts_are_really_loaded(apri, pagine):
    page = apri()
    page.goto(pagine["ciclo"])
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Titillium Web\"'))")
    assert page.evaluate("getComputedStyle(document.querySelector('.marchio')).backgroundColor") == "rgb(0, 102, 204)"
