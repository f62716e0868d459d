from dataclasses import replace
from decimal import Decimal

from rendicontazione import quadro
from rendicontazione.versioni import narrow_quadro, replace_cdr


def make_cdr(codice, importo=100):
    quota = quadro.QuotaCapitolo("U", f"300{codice}", "00", "corrente", "SPESE", Decimal(importo))
    progetto = quadro.Progetto(f"P{codice}", "Sportello", "Progetto", quote=(quota,))
    return quadro.Cdr(codice, f"SERVIZIO {codice}", "Servizio", progetti=(progetto,))


def link(codice, verso="E1"):
    return quadro.Collegamento("U", f"300{codice}", "00", "E", verso, "", risolto=True)


def total(codice):
    return quadro.TotaleStampato(codice, "cdr", codice, Decimal(100), None)


PIANO = quadro.Quadro(
    quadro.Ente("prova", "Comune di Prova", "comune"),
    2026,
    "PEG 2026",
    cdr=(make_cdr("85"), make_cdr("90")),
    collegamenti=(link("85"), link("90")),
    totali_stampati=(total("85"), total("90")),
)


def test_narrow_quadro_keeps_what_concerns_the_cdr():
    atteso = replace(
        PIANO, cdr=(make_cdr("90"),), collegamenti=(link("90"),), totali_stampati=(total("90"),), parziale=True
    )
    assert narrow_quadro(PIANO, {"90"}) == atteso


def test_narrow_quadro_to_everything_is_the_whole():
    assert narrow_quadro(PIANO, {"85", "90"}) == PIANO


def test_replace_cdr_changes_only_the_given_ones():
    attuale = replace(
        PIANO,
        titolo="Un altro titolo",
        cdr=(make_cdr("85", 150), make_cdr("90", 999)),
        collegamenti=(link("85", "E2"), link("90", "E9")),
    )
    atteso = replace(PIANO, cdr=(make_cdr("85", 150), make_cdr("90")), collegamenti=(link("85", "E2"), link("90")))
    assert replace_cdr(PIANO, attuale, {"85"}) == atteso


def test_replace_cdr_adds_and_takes_away():
    attuale = replace(PIANO, cdr=(make_cdr("80"), make_cdr("85")))
    codici = lambda *scelti: [c.codice for c in replace_cdr(PIANO, attuale, set(scelti)).cdr]  # noqa: E731
    assert (codici("80"), codici("90"), codici("80", "90"), codici()) == (
        ["80", "85", "90"],
        ["85"],
        ["80", "85"],
        ["85", "90"],
    )
