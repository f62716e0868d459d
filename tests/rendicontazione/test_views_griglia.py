from rendicontazione import quadro, riepilogo
from rendicontazione.views.griglia import lay_out


def voce(nome):
    return quadro.Voce(nome, nome) if nome else None


def progetto(*nomi):
    return riepilogo.Riga(riepilogo.PROGETTO, quadro.Strategia(*(voce(nome) for nome in nomi)))


def totale(livello):
    return riepilogo.Riga(livello, quadro.Strategia())


def spans(righe):
    """For each line, its labels as (name, height); for totals, how many columns the label covers."""
    return [
        r.larga if r.totale else [(c.voce.denominazione if c.voce else "", c.alta) for c in r.celle]
        for r in lay_out(righe)
    ]


def test_each_label_spans_the_lines_of_its_group_down_to_its_total():
    righe = [
        progetto("I", "O", "A"),
        progetto("I", "O", "A"),
        totale(riepilogo.AZIONE),
        progetto("I", "O", "B"),
        totale(riepilogo.AZIONE),
        totale(riepilogo.OBIETTIVO),
        progetto("I", "P", "C"),
        totale(riepilogo.AZIONE),
        totale(riepilogo.OBIETTIVO),
        totale(riepilogo.INDIRIZZO),
        totale(riepilogo.CDR),
    ]
    assert spans(righe) == [[("I", 9), ("O", 5), ("A", 2)], [], 3, [("B", 1)], 3, 4, [("P", 2), ("C", 1)], 3, 4, 5, 5]


def test_same_name_under_another_parent_is_another_group():
    righe = [progetto("I", "O", "A"), progetto("J", "O", "A")]
    assert spans(righe) == [[("I", 1), ("O", 1), ("A", 1)], [("J", 1), ("O", 1), ("A", 1)]]


def test_missing_levels_leave_one_blank_cell_for_all_their_lines():
    righe = [progetto("", "", ""), progetto("", "", ""), progetto("I", "", ""), totale("indirizzo"), totale("cdr")]
    assert spans(righe) == [[("", 2), ("", 2), ("", 2)], [], [("I", 1), ("", 1), ("", 1)], 5, 5]
