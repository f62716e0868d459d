"""The proposal of an objective as two people make it, without JavaScript; the boxes that open are accessible."""

import pytest

from tests.browser.test_pagine import TELEFONO, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_proposal_is_sent_and_returned_to_its_field_without_javascript(apri):
    dirigente, ufficio = (apri(utente=chi, java_script_enabled=False) for chi in ("dirigente", "controllo"))
    dirigente.click("section.da-fare a:has-text('obiettivi in bozza') >> nth=0")
    codice = dirigente.locator("tbody tr:has(input[checked]) a >> nth=0").inner_text()
    dirigente.click("button:has-text('Invia gli obiettivi scelti')")
    assert dirigente.locator(f"tr:has-text('{codice}') .stato").inner_text() == "Proposto"
    ufficio.reload()
    ufficio.click("section.da-fare a:has-text('da esaminare') >> nth=0")
    ufficio.click(f"tbody a:text-is('{codice}')")
    ufficio.click("summary:has-text('Rinvia con un motivo')")
    ufficio.select_option("#rinvio-campo", "descrizione")
    ufficio.fill("#rinvio-motivo", "Dire a chi serve.")
    ufficio.click("button:has-text('Rinvia con un motivo')")
    assert ufficio.locator("#proposta-titolo .stato").inner_text() == "Da rivedere"
    dirigente.click("text=PianoPerformance >> nth=0")
    dirigente.click("section.da-fare a:has-text('Dire a chi serve.')")
    assert dirigente.url.endswith("/modifica/#id_descrizione")
    assert dirigente.locator("#id_descrizione").count() == 1


def test_boxes_of_the_proposal_are_accessible(apri, pagine):
    page = apri(viewport=TELEFONO)
    page.goto(pagine["obiettivo"])
    page.click("summary:has-text('Scrivi un commento')")
    page.fill("#commento-testo", "Chi raccoglie il dato?")
    page.click("button:has-text('Aggiungi il commento')")
    for riassunto in ("Rispondi", "Scrivi un commento"):
        page.click(f"#proposta summary:has-text('{riassunto}') >> nth=0")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEFONO["width"]
    assert page.proteste == []
