"""The faults of the real documents come out as findings, and nothing else does."""

from collections import Counter

import pytest

from rendicontazione.controlli import AVVISO, BLOCCO, SUGGERIMENTO, check_quadro
from tests.seeds import peg2021, piano2025, scheda, tabella

pytestmark = [pytest.mark.seeds, pytest.mark.django_db]


@pytest.fixture(scope="package")
def rilievi(quadri):
    return {ente: check_quadro(quadro) for ente, quadro in quadri.items()}


@pytest.fixture
def del_peg(rilievi):
    """Return a function that gives the findings of one check on the PEG of 2021."""
    return lambda controllo: [r for r in rilievi[peg2021.ENTE] if r.controllo == controllo]


def counts_of(rilievi) -> dict[tuple[str, str], int]:
    return dict(Counter((r.gravita, r.controllo) for r in rilievi))


def test_findings_on_the_peg(rilievi):
    assert counts_of(rilievi[peg2021.ENTE]) == {
        (BLOCCO, "obiettivo_senza_titolo"): 1,
        (AVVISO, "nota_importazione"): 4,
        (AVVISO, "progetto_senza_obiettivi"): 1,
        (AVVISO, "capitolo_ripetuto"): 1,
        (AVVISO, "collegamento_a_vuoto"): 13,
        (AVVISO, "collegamento_non_pareggia"): 7,
        (AVVISO, "persona_sotto_100"): 3,
        (AVVISO, "totale_stampato"): 11,
        (SUGGERIMENTO, "titolo_forse_tagliato"): 1,
        (SUGGERIMENTO, "capitolo_ripetuto"): 1,
        (SUGGERIMENTO, "stesso_testo"): 8,
    }


def test_chapter_counted_twice(del_peg):
    doppio, incerto = del_peg("capitolo_ripetuto")
    assert (doppio.gravita, doppio.cdr, doppio.luogo) == (AVVISO, "85", "Capitolo U 40086/02")
    assert doppio.frase == (
        "Lo stesso importo di 300.000,00 € è ripetuto in 2021_PD_8716, Z_23101: forse è contato più volte."
    )
    assert (incerto.gravita, incerto.luogo) == (SUGGERIMENTO, "Capitolo E 03993/00")


def test_printed_percentages_that_are_wrong(del_peg):
    trovati = [(r.cdr, r.frase) for r in del_peg("totale_stampato")]
    assert Counter(cdr for cdr, _ in trovati) == {"85": 4, "87": 7}
    assert (
        "85",
        "Il documento importato stampa 9.173.761,03 €, 100,00 %; dagli importi risulta 9.173.761,03 €, 97,36 %.",
    ) in trovati
    assert (
        "87",
        "Il documento importato stampa 6.252.360,74 €, 67,72 %; dagli importi risulta 6.252.360,74 €, 67,47 %.",
    ) in trovati


def test_links_to_chapters_that_are_not_in_the_plan(del_peg):
    """Twelve revenues name 27 spending chapters or articles that are absent, one spending names an absent revenue."""
    trovati = {r.luogo: r.frase for r in del_peg("collegamento_a_vuoto")}
    assert {luogo: frase.count("/") for luogo, frase in trovati.items()} == {
        f"Capitolo {capitolo}": mancanti
        for capitolo, mancanti in (
            *(("E 03425/00", 3), ("E 03439/00", 4), ("E 03520/00", 2), ("E 03540/00", 1), ("E 03621/00", 1)),
            *(("E 03625/00", 2), ("E 03641/01", 5), ("E 03651/00", 1), ("E 03848/00", 2), ("E 03852/00", 4)),
            *(("E 05731/00", 1), ("E 08430/00", 1), ("U 31507/00", 1)),
        )
    }
    assert trovati["Capitolo U 31507/00"] == "La descrizione rimanda a capitoli che non sono nel piano: E 03527/00."


def test_links_that_do_not_balance(del_peg):
    inizi = {r.luogo: r.frase.split(" (")[0] for r in del_peg("collegamento_non_pareggia")}
    assert inizi == {
        f"Capitolo E {capitolo}": f"L'entrata di {entrata} € non pareggia la spesa collegata di {spesa} €"
        for capitolo, entrata, spesa in (
            ("03443/00", "1.560.000,00", "1.652.560,90"),
            ("03463/00", "199.003,00", "221.605,88"),
            ("03534/00", "233.681,64", "308.991,34"),
            ("03641/01", "140.033,52", "116.163,27"),
            ("03651/00", "140.000,00", "217.374,98"),
            ("03655/00", "183.976,00", "183.975,99"),
            ("03848/00", "50.000,00", "83.230,79"),
        )
    }


def test_people_below_100(del_peg):
    frase = "Le quote di impegno sommano a {} %: meno del 100 % del tempo di lavoro."
    assert sorted(r.frase for r in del_peg("persona_sotto_100")) == [
        frase.format(somma) for somma in ("15,00", "27,00", "5,00")
    ]


def test_lost_page_and_damaged_tables(del_peg):
    assert [r.luogo.split()[0] for r in del_peg("nota_importazione")] == [
        "2021_PG_8523",
        "2021_PD_8944",
        "2021_PG_8747",
        "2021_PD_A204",
    ]
    assert [r.luogo for r in del_peg("obiettivo_senza_titolo")] == ["2021_OB_A204_6"]
    assert [r.luogo.split()[0] for r in del_peg("progetto_senza_obiettivi")] == ["Z_23101"]
    assert [r.luogo.split()[0] for r in del_peg("titolo_forse_tagliato")] == ["2021_OB_8516_5"]


def test_findings_on_the_plan_of_the_consortium(rilievi):
    """No target anywhere; two budgets that stand whole in two objectives."""
    trovati = rilievi[piano2025.ENTE]
    conti = counts_of(trovati)
    assert conti[AVVISO, "indicatore_senza_valore"] == 108
    assert [r.luogo for r in trovati if r.controllo == "capitolo_ripetuto"] == [
        "Capitolo U 46",
        "Capitolo U 57",
        "Capitolo E 28",
    ]


@pytest.mark.parametrize("ente", [scheda.ENTE, tabella.ENTE])
def test_nothing_blocks_the_other_documents(rilievi, ente):
    assert [r for r in rilievi[ente] if r.gravita == BLOCCO] == []
