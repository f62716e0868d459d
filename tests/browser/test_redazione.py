"""Writing an objective as people do: with the keyboard alone, without JavaScript, two at the same time."""

import pytest
from django.urls import reverse

from obiettivi.models import Obiettivo, Progetto
from tests.browser.test_pagine import TELEFONO, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def indirizzi(ciclo):
    """The addresses of the tests, read before the browser starts: all of structures of the demo's dirigente."""
    radice = [ciclo.ente.codice, ciclo.anno]
    progetto = Progetto.objects.filter(cdr__codice="22").order_by("codice")[0]
    obiettivi = Obiettivo.objects.filter(progetto=progetto, indicatori__isnull=False).distinct().order_by("codice")
    nuovo = f"{reverse('obiettivo_nuovo', args=radice)}?progetto={progetto.pk}"
    modifica = [reverse("obiettivo_modifica", args=[*radice, obiettivo.pk]) for obiettivo in obiettivi[:2]]
    return {"nuovo": nuovo, "modifica": modifica}


def tab_to(page, selettore):
    """Press Tab until the element has the focus."""
    for _ in range(150):
        if page.evaluate("s => document.activeElement.matches(s)", selettore):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Con il tasto Tab non si arriva a {selettore}.")


def write(page, selettore, testo):
    tab_to(page, selettore)
    page.keyboard.type(testo)


def add(page, sezione, campo):
    """Press the button that adds a row, and wait for the focus to be in it."""
    tab_to(page, f"#aggiungi-{sezione}")
    page.keyboard.press("Enter")
    page.wait_for_function("s => document.activeElement.matches(s)", arg=f"#id_{campo}")


def check_scheda(page, titolo):
    """The page of the objective has what was written."""
    assert page.locator("h1").inner_text().endswith(titolo)
    assert page.locator(".indicatori tbody tr td:nth-child(2)").all_inner_texts() == [
        "N. famiglie accolte",
        "Regolamento approvato",
    ]
    assert page.locator(".indicatori tbody tr td:nth-child(3)").all_inner_texts() == ["almeno 60", "30/09/2026"]
    assert page.locator("section:has(h2:text-is('Fasi/Attività')) tbody td:nth-child(2)").all_inner_texts() == [
        "Avviso pubblico"
    ]
    assert page.locator("section:has(h2:text-is('Personale')) tbody td:last-child").all_inner_texts() == ["5,00 %"]


def test_objective_is_written_with_the_keyboard_alone(apri, indirizzi):
    page = apri(utente="dirigente")
    page.goto(indirizzi["nuovo"])
    write(page, "#id_titolo", "Con la tastiera")
    add(page, "indicatori", "indicatori-0-testo")
    page.keyboard.type("N. famiglie accolte")
    write(page, "#id_indicatori-0-valore", "almeno 60")
    page.wait_for_selector("#esito-indicatori-0 >> text=Capito: almeno 60.")
    add(page, "indicatori", "indicatori-1-testo")
    page.keyboard.type("Regolamento approvato")
    write(page, "#id_indicatori-1-valore", "30/09/2026")
    page.wait_for_selector("#esito-indicatori-1 >> text=Capito: entro il 30/09/2026.")
    add(page, "fasi", "fasi-0-descrizione")
    page.keyboard.type("Avviso pubblico")
    write(page, "#id_fasi-0-dal", "01/02/2026")
    write(page, "#id_fasi-0-al", "30/04/2026")
    add(page, "personale", "personale-0-persona")
    page.keyboard.type("1222")
    write(page, "#id_personale-0-percentuale", "5")
    page.wait_for_selector("#esito-personale-0 >> text=Impegnata altrove")
    # What was typed before is still there after rows were added.
    assert page.input_value("#id_titolo") == "Con la tastiera"
    assert page.input_value("#id_indicatori-0-valore") == "almeno 60"
    page.keyboard.press("Enter")
    page.wait_for_selector(".alert-success")
    check_scheda(page, "Con la tastiera")
    assert page.proteste == []


def test_objective_is_written_without_javascript(apri, indirizzi):
    page = apri(utente="dirigente", java_script_enabled=False)
    page.goto(indirizzi["nuovo"])
    page.fill("#id_titolo", "Senza script")
    page.click("#aggiungi-indicatori")
    assert page.input_value("#id_titolo") == "Senza script"
    page.fill("#id_indicatori-0-testo", "Regolamento approvato")
    page.fill("#id_indicatori-0-valore", "30/09/2026")
    page.click("#aggiungi-indicatori")
    assert page.locator("#esito-indicatori-0 .esito").inner_text() == "Capito: entro il 30/09/2026."
    page.fill("#id_indicatori-1-testo", "N. famiglie accolte")
    page.fill("#id_indicatori-1-valore", "almeno 60")
    page.fill("#id_indicatori-1-posizione", "1")
    page.click("#aggiungi-fasi")
    assert page.input_value("#id_indicatori-0-testo") == "N. famiglie accolte"
    page.fill("#id_fasi-0-descrizione", "Avviso pubblico")
    page.click("#aggiungi-personale")
    page.fill("#id_personale-0-persona", "1222")
    page.fill("#id_personale-0-percentuale", "molto")
    page.click(".barra button[value=salva]")
    assert page.locator("#errori li").all_inner_texts() == [
        "Persona 1: Percentuale del suo tempo. «molto» non è un numero: scriverlo con le cifre, per esempio 1.234,56."
    ]
    page.fill("#id_personale-0-percentuale", "5")
    page.click("button[value=verifica]")
    assert page.locator("#esito-personale-0 .esito").inner_text().startswith("Impegnata altrove")
    page.click(".barra button[value=salva]")
    check_scheda(page, "Senza script")


def test_rows_are_moved_and_taken_away_in_place(apri, indirizzi):
    page = apri(utente="dirigente")
    page.goto(indirizzi["modifica"][0])
    primo, secondo = (page.input_value(f"#id_indicatori-{n}-testo") for n in (0, 1))
    page.fill("#id_titolo", "Non ancora salvato")
    page.click("#giu-indicatori-0")
    page.wait_for_function("t => document.querySelector('#id_indicatori-0-testo').value === t", arg=secondo)
    assert page.input_value("#id_indicatori-1-testo") == primo
    quanti = page.locator("#indicatori fieldset.riga").count()
    page.click("#indicatori-0 >> text=Togli")
    page.wait_for_selector("#fatto >> text=sparisce davvero quando salvi")
    assert page.locator("#indicatori fieldset.riga").count() == quanti - 1
    assert page.input_value("#id_titolo") == "Non ancora salvato"
    assert page.proteste == []


def test_two_sessions_collide_and_nobody_loses_anything(apri, indirizzi):
    uno, due = apri(utente="dirigente"), apri(utente="eq")
    for page in (uno, due):
        page.goto(indirizzi["modifica"][1])
    uno.fill("#id_titolo", "Scritto dal dirigente")
    uno.fill("#id_note", "Nota del dirigente") if uno.is_visible("#id_note") else uno.fill(
        "#id_tempi", "Dal dirigente"
    )
    uno.click("text=Salva e continua")
    uno.wait_for_selector(".alert-success")
    due.fill("#id_titolo", "Scritto dalla EQ")
    due.fill("#id_attivita", "Attività della EQ")
    due.click(".barra button[value=salva]")
    due.wait_for_selector(".divergenze")
    assert violations(due) == []
    titolo = due.locator(".divergenza:has(legend:text-is('Titolo'))")
    assert "Scritto dal dirigente" in titolo.inner_text()
    assert titolo.locator("input[value=mia]").is_checked()
    assert due.input_value("#id_titolo") == "Scritto dalla EQ"
    titolo.locator("input[value=loro]").check()
    due.click("text=Salva con queste scelte")
    due.wait_for_selector(".alert-success")
    assert due.locator("h1").inner_text().endswith("Scritto dal dirigente")
    assert due.locator("text=Attività della EQ").count() == 1
    assert [*uno.proteste, *due.proteste] == []


def test_page_is_accessible_open_wrong_and_on_a_telephone(apri, indirizzi):
    page = apri(utente="dirigente", viewport=TELEFONO)
    page.goto(indirizzi["modifica"][0])
    for summary in page.locator("main summary").all():
        if summary.is_visible() and not summary.evaluate("s => s.parentElement.open"):
            summary.click()
    page.click("#aggiungi-capitoli")
    page.wait_for_selector("#capitoli-0")
    page.fill("#cerca-indicatore", "a")
    page.click("button[value=cerca]")
    page.wait_for_selector(".trovati-libreria")
    assert violations(page) == []
    page.fill("#id_al", "mai")
    page.click(".barra button[value=salva]")
    page.wait_for_selector("#errori")
    assert violations(page) == []
    assert page.evaluate("document.activeElement.id") == "errori"
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEFONO["width"]
    page.click("#errori a")
    assert page.evaluate("document.activeElement.id") == "id_al"
    assert page.proteste == []


def test_rows_stay_when_the_session_ends(apri, indirizzi):
    page = apri(utente="dirigente")
    page.goto(indirizzi["modifica"][0])
    page.context.clear_cookies(name="sessionid")
    quante = page.locator("#indicatori fieldset.riga").count()
    page.click("#aggiungi-indicatori")
    page.wait_for_selector("#accesso-scaduto:visible")
    assert page.locator("#indicatori fieldset.riga").count() == quante
