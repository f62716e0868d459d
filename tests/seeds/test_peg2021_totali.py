"""Totals, percentages and sums of the PEG 2021 as computed from its rows, against those the document prints."""

from collections import defaultdict
from decimal import Decimal

import pytest

from rendicontazione.quadro import SPESA, sum_importi, totals_by_colonna
from rendicontazione.riepilogo import build_riepilogo
from tests.seeds.fonti import read_decimal
from tests.seeds.peg2021 import ENTE, each_stampato, number_strategia

pytestmark = [pytest.mark.seeds, pytest.mark.django_db]

TOTALI = {
    "85": {
        "Entrate Correnti": Decimal("5440174.29"),
        "Spese Correnti": Decimal("8822128.07"),
        "Spese Investimenti": Decimal("600000.00"),
    },
    "87": {"Entrate Correnti": Decimal("4566593.58"), "Spese Correnti": Decimal("9267473.26")},
    "A2": {},
}
TOTALI_CDR = {"85": Decimal("9422128.07"), "87": Decimal("9267473.26"), "A2": None}
TOTALE_ENTE = Decimal("18689601.33")

RIGHE_DI_TROPPO = {1529, 1537}
"""'Totale Obiettivo' printed blank after the first two azioni of the same obiettivo."""
SENZA_TOTALE = ("87", "obiettivo", "3.1")
"""The obiettivo that has no 'Totale Obiettivo' at all, after line 1564."""
STAMPATI_DIVERSI = {
    # (cdr, livello, voce): (line, printed importo, printed percentuale, computed importo, computed percentuale)
    ("85", "obiettivo", "1.2"): (47, "9173761.03", "100.00", "9173761.03", "97.36"),
    ("85", "indirizzo", "1"): (48, "9173761.03", "100.00", "9173761.03", "97.36"),
    ("85", "obiettivo", "2.1"): (59, "248367.04", None, "248367.04", "2.64"),
    ("85", "indirizzo", "2"): (60, "248367.04", None, "248367.04", "2.64"),
    ("87", "obiettivo", "1.1"): (1526, "500000.00", None, "500000.00", "5.40"),
    ("87", "progetto", "2021_PD_8745"): (1532, "0.00", "0.00", None, None),
    ("87", "progetto", "2021_PD_8730"): (1541, "0.00", "0.00", None, None),
    ("87", "obiettivo", "1.2"): (1550, "5752360.74", "67.72", "5752360.74", "62.07"),
    ("87", "indirizzo", "1"): (1551, "6252360.74", "67.72", "6252360.74", "67.47"),
    ("87", "obiettivo", "2.1"): (1560, "3015112.52", "32.28", "3015112.52", "32.53"),
    ("87", "indirizzo", "2"): (1561, "3015112.52", "32.28", "3015112.52", "32.53"),
}


@pytest.fixture
def quadro(quadri):
    return quadri[ENTE]


@pytest.fixture
def stampate(peg):
    """The lines of each printed riepilogo from top to bottom: (livello, voce, importo, percentuale, line)."""
    codici = number_strategia(peg)
    return {
        c["code"]: sorted(
            (
                (t["livello"], t["voce"] or c["code"], t["importo"], t["percentuale"], t["riga"])
                for t in each_stampato(c, codici)
            ),
            key=lambda riga: riga[-1],
        )
        for c in peg
    }


def righe_of(quadro, cdr):
    """The lines of our riepilogo, each with the code of what it is about."""

    def voce(riga):
        livello = getattr(riga.strategia, riga.livello, None)
        return riga.codice or (livello.codice if livello else cdr.codice)

    return [(voce(riga), riga) for riga in build_riepilogo(cdr, quadro.totali_stampati)]


def test_cdr_and_sheets_in_the_order_of_the_document(quadro, peg):
    assert [(c.codice, [p.codice for p in c.progetti]) for c in quadro.cdr] == [
        (c["code"], [p["code"] for p in c["prodotti"]]) for c in peg
    ]


def test_totals_of_each_budget_table(quadro, schede):
    """The 29 tables tie in every column, to the cent."""
    attesi = {p["code"]: p["budget"]["totali"] for _, p in schede if p["budget"]}
    letti = {p.codice: totals_by_colonna(p.quote) for _, p in quadro.each_progetto() if p.quote}
    assert letti == {p: {c: Decimal(v) for c, v in totali.items()} for p, totali in attesi.items()}
    assert [list(totali) for totali in letti.values()] == [list(totali) for totali in attesi.values()]
    assert len(letti) == 29


def test_totals_of_each_cdr(quadro):
    quote = {cdr.codice: [q for p in cdr.progetti for q in p.tutte_le_quote] for cdr in quadro.cdr}
    assert {codice: totals_by_colonna(righe) for codice, righe in quote.items()} == TOTALI
    assert {codice: sum_importi(righe, lato=SPESA) for codice, righe in quote.items()} == TOTALI_CDR
    assert sum_importi([q for righe in quote.values() for q in righe], lato=SPESA) == TOTALE_ENTE


def test_riepilogo_has_the_printed_lines_in_the_printed_order(quadro, stampate):
    for cdr in quadro.cdr:
        attese = [
            (livello, voce, None if (cdr.codice, livello, voce) in STAMPATI_DIVERSI and not importo else importo)
            for livello, voce, importo, _, riga in stampate[cdr.codice]
            if riga not in RIGHE_DI_TROPPO
        ]
        if cdr.codice == SENZA_TOTALE[0]:
            azione = attese.index(("azione", "3.1.1", None))
            attese.insert(azione + 1, (*SENZA_TOTALE[1:], None))
        assert [(riga.livello, voce, riga.importo) for voce, riga in righe_of(quadro, cdr)] == attese


def test_riepilogo_titles_and_strategy(quadro, peg):
    for cdr, stampato in zip(quadro.cdr, peg, strict=True):
        righe = [riga for _, riga in righe_of(quadro, cdr) if riga.livello == "progetto"]
        lette = [
            (
                *(r.strategia.indirizzo.denominazione, r.strategia.obiettivo.denominazione),
                *(r.strategia.azione.denominazione, r.codice, r.titolo),
            )
            for r in righe
        ]
        nomi = ("indirizzo", "obiettivo", "azione", "codice", "progetto")
        assert lette == [tuple(r[nome] for nome in nomi) for r in stampato["riepilogo"]]


def test_percentages_differ_from_the_printed_only_where_the_source_is_wrong(quadro, stampate):
    for cdr in quadro.cdr:
        attese = {
            (livello, voce): percentuale
            for livello, voce, _, percentuale, _ in stampate[cdr.codice]
            if (cdr.codice, livello, voce) not in STAMPATI_DIVERSI
        }
        lette = {(riga.livello, voce): riga.percentuale for voce, riga in righe_of(quadro, cdr)}
        assert {chiave: lette[chiave] for chiave in attese} == attese


def test_printed_figures_that_are_wrong_are_flagged_and_no_other(quadro):
    trovati = {
        (cdr.codice, riga.livello, voce): (
            riga.stampato.riga,
            *(riga.stampato.importo, riga.stampato.percentuale, riga.importo, riga.percentuale),
        )
        for cdr in quadro.cdr
        for voce, riga in righe_of(quadro, cdr)
        if riga.stampato
    }
    assert trovati == {
        chiave: (riga, *(read_decimal(valore) for valore in valori))
        for chiave, (riga, *valori) in STAMPATI_DIVERSI.items()
    }


def test_every_printed_total_is_kept(quadro, peg):
    codici = number_strategia(peg)
    attesi = [
        (t["cdr"], t["livello"], t["voce"] or t["cdr"], t["importo"], t["percentuale"], t["riga"])
        for c in peg
        for t in each_stampato(c, codici)
    ]
    letti = [(t.cdr, t.livello, t.voce, t.importo, t.percentuale, t.riga) for t in quadro.totali_stampati]
    assert sorted(letti, key=lambda t: t[-1]) == sorted(attesi, key=lambda t: t[-1])
    assert len([t for t in letti if t[1] != "progetto"]) == 53


def test_people_sum_to_100_over_the_whole_ente_but_three(quadro):
    somme = defaultdict(Decimal)
    for _, progetto in quadro.each_progetto():
        for quota in progetto.personale:
            somme[quota.codice] += quota.percentuale
    valori = sorted(somme.values())
    assert valori == [Decimal(5), Decimal(15), Decimal(27), *[Decimal(100)] * 57]
    assert sum(valori) / 100 == Decimal("57.47")


def test_chapters_in_more_than_one_project(quadro):
    usi = defaultdict(dict)
    for _, progetto in quadro.each_progetto():
        for quota in progetto.quote:
            usi[quota.numero, quota.articolo][progetto.codice[-4:]] = str(quota.importo)
    assert {"/".join(capitolo): quote for capitolo, quote in usi.items() if len(quote) > 1} == {
        "03513/00": {"8504": "3000.00", "8901": "15000.00"},
        "03993/00": {"8724": "1000.00", "8728": "1000.00"},
        "04010/00": {"8722": "30000.00", "8725": "103000.00", "8944": "50000.00"},
        "29850/00": {"8725": "21000.00", "8944": "120000.00"},
        "31406/00": {"8906": "20000.00", "8908": "96000.00"},
        "31416/00": {"8721": "30000.00", "8722": "520000.00", "8944": "100000.00"},
        "31420/00": {"8725": "446221.90", "8944": "213778.10"},
        "31421/00": {"8722": "30000.00", "8725": "103000.00", "8944": "50000.00"},
        "32328/00": {"8504": "3000.00", "8901": "15000.00"},
        "40086/02": {"8716": "300000.00", "3101": "300000.00"},
    }


def test_blank_is_not_zero(quadro):
    senza = [p.codice for _, p in quadro.each_progetto() if sum_importi(p.tutte_le_quote, lato=SPESA) is None]
    assert len(senza) == 31
    solo_entrate = {p.codice for _, p in quadro.each_progetto() if p.quote} & set(senza)
    assert solo_entrate == {"2021_PD_8733"}
