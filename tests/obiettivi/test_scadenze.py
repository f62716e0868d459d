import datetime

from obiettivi.scadenze import build_calendario


def days(anno=2026, *, piao=True, **spostate):
    return {t.codice: t.data for t in build_calendario(anno, piao=piao, spostate=spostate)}


def test_days_of_the_law_are_the_default():
    assert days() == {
        "proposte": datetime.date(2025, 12, 15),
        "bilancio": datetime.date(2025, 12, 31),
        "peg": datetime.date(2026, 1, 20),
        "piao": datetime.date(2026, 1, 31),
        "accessibilita": datetime.date(2026, 3, 31),
        "monitoraggio_1": datetime.date(2026, 6, 30),
        "monitoraggio_2": datetime.date(2026, 9, 30),
        "variazioni": datetime.date(2026, 12, 15),
        "monitoraggio_3": datetime.date(2026, 12, 31),
        "obiettivi_servizio": datetime.date(2027, 5, 31),
        "relazione": datetime.date(2027, 6, 30),
    }


def test_peg_follows_the_budget_unless_it_is_moved_too():
    bilancio, peg = datetime.date(2026, 3, 15), datetime.date(2026, 5, 1)
    assert days(bilancio=bilancio)["peg"] == datetime.date(2026, 4, 4)
    assert days(bilancio=bilancio, peg=peg)["peg"] == peg


def test_plans_before_the_piao_have_no_deadline_for_it():
    assert "piao" not in days(2021, piao=False)


def test_calendar_is_in_the_order_of_the_days_and_tells_what_was_moved():
    termini = build_calendario(2026, piao=True, spostate={"proposte": datetime.date(2026, 2, 1)})
    assert [t.data for t in termini] == sorted(t.data for t in termini)
    assert [(t.codice, t.predefinita) for t in termini if t.spostata] == [("proposte", datetime.date(2025, 12, 15))]
