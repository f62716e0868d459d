"""What waits for whom: pure values in, sentences with a day and a page out."""

import datetime

import pytest

from obiettivi.scadenze import PROPOSTE, build_calendario
from rendicontazione import lavoro
from rendicontazione.controlli import Rilievo
from rendicontazione.lavoro import Chi, Filo, Obiettivo, Situazione, Struttura, Variazione, Voce, list_lavoro

UFFICIO = Chi(ufficio=True)
DIRIGENTE = Chi(strutture=frozenset({1}))
LETTORE = Chi()
CDR, ALTRO = Struttura(1, "85", "85 - Servizi sociali"), Struttura(2, "87", "87 - Scuola")
PRIMA, DOPO = datetime.date(2025, 10, 1), datetime.date(2026, 2, 20)
ENTRO_PROPOSTE, ENTRO_PEG = datetime.date(2025, 12, 15), datetime.date(2026, 1, 20)


def make_obiettivo(n, stato="bozza", cdr=CDR):
    return Obiettivo(n, f"OB{n}", f"Titolo {n}", stato, cdr, frozenset({cdr.id}))


def make_situazione(*obiettivi, oggi=PRIMA, stato="preparazione", **altro):
    termini = build_calendario(2026, piao=True, spostate={})
    return Situazione(2026, stato, oggi, termini, obiettivi, **altro)


def lists(situazione, chi):
    """Title → things to do."""
    return {gruppo.titolo: gruppo.voci for gruppo in list_lavoro(situazione, chi)}


def test_nothing_waits_for_anybody_in_an_empty_plan_far_from_deadlines():
    assert lists(make_situazione(), UFFICIO) == {}
    assert lists(make_situazione(), DIRIGENTE) == {}


def test_drafts_wait_for_their_structure_one_by_one_while_they_are_few():
    s = make_situazione(*(make_obiettivo(n) for n in (1, 2, 3)), make_obiettivo(4, cdr=ALTRO))
    assert lists(s, DIRIGENTE) == {
        "Obiettivi da scrivere e inviare": [
            Voce(f"OB{n} Titolo {n}", "obiettivo", (n,), "proposta", entro=ENTRO_PROPOSTE) for n in (1, 2, 3)
        ]
    }
    assert lists(s, UFFICIO) == {}


def test_many_drafts_are_one_line_that_opens_them_all():
    s = make_situazione(*(make_obiettivo(n) for n in range(4)))
    voce = Voce("85 - Servizi sociali: 4 obiettivi in bozza", "proposte", (1,), entro=ENTRO_PROPOSTE)
    assert lists(s, DIRIGENTE) == {"Obiettivi da scrivere e inviare": [voce]}


def test_proposals_wait_for_the_office():
    s = make_situazione(make_obiettivo(1, "proposto"), make_obiettivo(2, "concordato"))
    voce = Voce("OB1 Titolo 1", "obiettivo", (1,), "proposta", entro=ENTRO_PEG)
    assert lists(s, UFFICIO) == {"Proposte da esaminare": [voce]}
    assert lists(s, DIRIGENTE) == {}


@pytest.mark.parametrize(("campo", "ancora"), [("titolo", "id_titolo"), ("indicatori", "indicatori"), ("", "")])
def test_returned_objective_opens_at_the_field_of_the_remark(campo, ancora):
    o = make_obiettivo(1, "da_rivedere")
    s = make_situazione(o, fili=(Filo(o, 7, campo, "Manca la fonte.", True),))
    voce = Voce("OB1 Titolo 1: «Manca la fonte.»", "obiettivo_modifica", (1,), ancora, entro=ENTRO_PROPOSTE)
    assert lists(s, DIRIGENTE) == {"Obiettivi da rivedere": [voce]}
    assert lists(s, UFFICIO) == {}


def test_remark_waits_for_the_side_that_did_not_speak_last():
    o = make_obiettivo(1, "proposto")
    dell_ufficio = make_situazione(o, fili=(Filo(o, 7, "", "Perché 20?", True),))
    del_dirigente = make_situazione(o, fili=(Filo(o, 7, "", "Perché no?", False),))
    voce = Voce("OB1 Titolo 1: «Perché 20?»", "obiettivo", (1,), "commento-7")
    assert lists(dell_ufficio, DIRIGENTE) == {"Commenti senza risposta": [voce]}
    assert "Commenti senza risposta" not in lists(dell_ufficio, UFFICIO)
    assert lists(del_dirigente, DIRIGENTE) == {}
    assert len(lists(del_dirigente, UFFICIO)["Commenti senza risposta"]) == 1


def test_remarks_of_other_structures_wait_for_others():
    o = make_obiettivo(1, "proposto", ALTRO)
    assert lists(make_situazione(o, fili=(Filo(o, 7, "", "Perché 20?", True),)), DIRIGENTE) == {}


@pytest.mark.parametrize(("oggi", "attesi"), [(ENTRO_PROPOSTE, 0), (ENTRO_PROPOSTE + datetime.timedelta(1), 2)])
def test_cdr_is_late_from_the_day_after_the_deadline(oggi, attesi):
    s = make_situazione(make_obiettivo(1), make_obiettivo(2, "da_rivedere"), make_obiettivo(3, cdr=ALTRO), oggi=oggi)
    in_ritardo = lists(s, UFFICIO).get("CdR in ritardo", [])
    assert [v.frase for v in in_ritardo] == [
        "85 - Servizi sociali: 2 obiettivi non inviati",
        "87 - Scuola: 1 obiettivo non inviato",
    ][:attesi]


def test_moved_deadline_moves_who_is_late():
    termini = build_calendario(2026, piao=True, spostate={PROPOSTE: datetime.date(2026, 3, 31)})
    s = Situazione(2026, "preparazione", DOPO, termini, (make_obiettivo(1),))
    assert lavoro.late_cdr(s) == []


BLOCCO = Rilievo("blocco", "obiettivo_senza_titolo", "85", "OB1", "Non ha un titolo.", "obiettivo", 1)
DI_PERSONA = Rilievo("blocco", "persona_oltre_100", "", "Rossi", "Ha il 110 %.", "persona", 3)


def test_office_sees_every_finding_that_blocks():
    s = make_situazione(make_obiettivo(1, "concordato"), blocchi=(BLOCCO, DI_PERSONA), altri_rilievi=2)
    assert lists(s, UFFICIO) == {
        "Rilievi dei controlli": [
            Voce("OB1: Non ha un titolo.", "obiettivo_modifica", (1,), entro=ENTRO_PEG),
            Voce("Rossi: Ha il 110 %.", "controlli", cerca="gravita=blocco", entro=ENTRO_PEG),
            Voce("2 altri rilievi da guardare, che non bloccano", "controlli"),
        ]
    }


def test_structure_sees_the_findings_of_what_it_can_still_write():
    scrivibile = make_situazione(make_obiettivo(1), blocchi=(BLOCCO,))
    inviato = make_situazione(make_obiettivo(1, "proposto"), blocchi=(BLOCCO,))
    assert [v.frase for v in lists(scrivibile, DIRIGENTE)["Rilievi dei controlli"]] == ["OB1: Non ha un titolo."]
    assert lists(inviato, DIRIGENTE) == {}


def test_nothing_of_the_proposal_waits_once_the_plan_is_approved():
    s = make_situazione(
        make_obiettivo(1),
        make_obiettivo(2, "proposto"),
        make_obiettivo(3, "da_rivedere"),
        stato="approvato",
        oggi=DOPO,
    )
    assert lists(s, UFFICIO) == {}
    assert lists(s, DIRIGENTE) == {}


@pytest.mark.parametrize(
    ("stato", "ufficio", "dirigente"),
    [
        ("richiesta", ["Variazione n. 2, «Bando»: chiesta, da aprire o respingere"], []),
        ("bozza", [], ["Variazione n. 2, «Bando»: aperta, da scrivere e proporre"]),
        ("proposta", ["Variazione n. 2, «Bando»: proposta, da portare in approvazione"], []),
    ],
)
def test_variazione_waits_for_who_has_the_next_word(stato, ufficio, dirigente):
    s = make_situazione(stato="approvato", oggi=DOPO, variazioni=(Variazione(2, "Bando", stato, frozenset({1})),))
    assert [v.frase for v in lists(s, UFFICIO).get("Variazioni", [])] == ufficio
    assert [v.frase for v in lists(s, DIRIGENTE).get("Variazioni", [])] == dirigente
    assert lists(s, Chi(strutture=frozenset({9}))) == {}


def test_reader_is_told_what_there_is_to_read():
    s = make_situazione(make_obiettivo(1, "concordato"), make_obiettivo(2))
    voce = Voce("Il piano 2026 è in preparazione: obiettivi concordati 1 su 2", "obiettivi")
    assert lists(s, LETTORE) == {"Da leggere": [voce]}
    variazione = Variazione(1, "Bando", "proposta", frozenset())
    s = make_situazione(stato="approvato", oggi=DOPO, versione=3, variazioni=(variazione,))
    assert lists(s, LETTORE) == {
        "Da leggere": [
            Voce("Il piano 2026 approvato, versione 3", "documenti"),
            Voce("Variazione n. 1 proposta: «Bando»", "variazione", (1,)),
        ]
    }


@pytest.mark.parametrize(
    ("oggi", "stato", "attese"),
    [
        (datetime.date(2025, 11, 14), "preparazione", []),
        (datetime.date(2025, 11, 15), "preparazione", ["proposte"]),
        (datetime.date(2026, 2, 20), "preparazione", ["peg"]),
        (datetime.date(2026, 1, 10), "approvato", ["piao"]),
        (datetime.date(2026, 12, 1), "approvato", ["variazioni", "monitoraggio_3"]),
        (datetime.date(2026, 12, 1), "preparazione", ["peg", "monitoraggio_3"]),
    ],
)
def test_deadlines_are_told_a_month_before_as_long_as_they_can_be_met(oggi, stato, attese):
    voci = lists(make_situazione(oggi=oggi, stato=stato), DIRIGENTE).get("Scadenze vicine", [])
    assert [v.ancora.removeprefix("scadenza-") for v in voci] == attese


def test_no_sentence_depends_on_the_day():
    obiettivi = (make_obiettivo(1), make_obiettivo(2, "da_rivedere"), make_obiettivo(3, "proposto"))
    ieri, oggi = (make_situazione(*obiettivi, oggi=DOPO + datetime.timedelta(n)) for n in (0, 1))
    for chi in (UFFICIO, DIRIGENTE, LETTORE):
        assert lists(ieri, chi) == lists(oggi, chi)


def test_long_texts_are_cut_at_a_word():
    assert lavoro.shorten("una  due\ntre") == "una due tre"
    assert lavoro.shorten("una due tre", 9) == "una due…"
