"""How a Quadro is arranged into the tables of the printed page."""

from dataclasses import replace

import pytest

from rendicontazione import quadro as q
from rendicontazione.esportazioni.tabelle import RIGHE_PER_GRUPPO, build_budget, build_parte
from tests.rendicontazione.quadri import FAMIGLIA, cdr, progetto, quota


def test_riepilogo_groups_span_their_lines_and_totals():
    casa = [progetto(f"P{n}", quote=(quota("30000", 10),)) for n in range(2)]
    parte = build_parte(cdr(progetti=(*casa, progetto("P9", FAMIGLIA))))
    primo, secondo = parte.gruppi
    assert parte.livelli == ("indirizzo", "obiettivo", "azione")
    assert (primo.alte_indirizzo, primo.alte_obiettivo, primo.alte_azione) == (3, 3, 3)
    assert [(riga.etichetta, larghezza) for riga, larghezza in primo.totali] == [("Totale Azione", 2)]
    assert (primo.stesso_indirizzo, primo.stesso_obiettivo, primo.stessa_azione) == (False, False, False)
    assert (secondo.alte_indirizzo, secondo.alte_obiettivo, secondo.alte_azione) == (4, 3, 2)
    assert [(riga.etichetta, larghezza) for riga, larghezza in secondo.totali] == [
        ("Totale Azione", 2),
        ("Totale Obiettivo", 3),
        ("Totale Indirizzo", 4),
    ]
    assert (secondo.stesso_indirizzo, secondo.stesso_obiettivo, secondo.stessa_azione) == (True, True, False)


def test_long_group_of_the_riepilogo_repeats_its_labels():
    parte = build_parte(cdr(progetti=tuple(progetto(f"P{n:02d}") for n in range(RIGHE_PER_GRUPPO + 1))))
    primo, secondo = parte.gruppi
    assert (len(primo.righe), primo.totali, len(secondo.righe)) == (RIGHE_PER_GRUPPO, (), 1)
    assert secondo.stessa_azione


def test_riepilogo_without_strategy_or_money_has_only_what_there_is():
    obiettivi = (q.Obiettivo("1", "Uno"), q.Obiettivo("2", "Due"))
    senza = build_parte(cdr(obiettivi=obiettivi))
    assert (senza.livelli, senza.con_importi, [g.totali for g in senza.gruppi]) == ((), False, [()])
    con = build_parte(cdr(obiettivi=(replace(obiettivi[0], quote=(quota("30000", 5),)),)))
    assert (con.livelli, con.con_importi, con.totale.importo) == ((), True, 5)


@pytest.mark.parametrize(
    ("quote", "colonne", "totali"),
    [
        ([("U", "investimento", 1), ("E", "corrente", 2)], ("Entrate Correnti", "Spese Investimenti"), (2, 1)),
        ([("U", "", 1), ("E", "", None)], ("Entrate", "Spese"), (None, 1)),
        ([("U", "", 1), ("U", "corrente", 2)], ("Spese Correnti", "Altre spese"), (2, 1)),
    ],
)
def test_budget_has_the_columns_that_it_needs(quote, colonne, totali):
    budget = build_budget([(quota("1", importo, lato, natura), "") for lato, natura, importo in quote])
    assert (budget.colonne, budget.totali) == (colonne, totali)
