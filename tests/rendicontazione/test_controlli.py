"""Each check has a case that triggers it and one that does not."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from rendicontazione import quadro
from rendicontazione.controlli import CATALOGO, check_quadro

D = Decimal
INDICATORE = quadro.Indicatore("I1", "N. incontri", quadro.Atteso("numero", ">=", D(5), stampato="5"))
OBIETTIVO = quadro.Obiettivo("OB1", "Ridurre le attese", indicatori=(INDICATORE,))
STRATEGIA = quadro.Strategia(azione=quadro.Voce("A", "Azione"))
PROGETTO = quadro.Progetto("P1", "Sportello", "Progetto", strategia=STRATEGIA, obiettivi=(OBIETTIVO,))
RESPONSABILE = quadro.Responsabile("Cognome Nome", "Dirigente")
CDR = quadro.Cdr("85", "SERVIZIO", "Servizio", responsabili=(RESPONSABILE,), progetti=(PROGETTO,))
PIANO = quadro.Quadro(quadro.Ente("prova", "Comune di Prova", "comune"), 2026, "PEG 2026", cdr=(CDR,))


def with_progetto(**campi):
    return replace(PIANO, cdr=(replace(CDR, progetti=(replace(PROGETTO, **campi),)),))


def with_obiettivo(**campi):
    return with_progetto(obiettivi=(replace(OBIETTIVO, **campi),))


def with_indicatore(**campi):
    return with_obiettivo(indicatori=(replace(INDICATORE, **campi),))


def quota(lato="U", numero="30000", importo="100", **campi):
    return quadro.QuotaCapitolo(
        lato, numero, "00", "corrente", "DESCRIZIONE", D(importo) if importo else None, **campi
    )


def two_projects(prima, seconda):
    altro = replace(PROGETTO, codice="P2", obiettivi=(replace(OBIETTIVO, codice="OB2"),), quote=(seconda,))
    return replace(PIANO, cdr=(replace(CDR, progetti=(replace(PROGETTO, quote=(prima,)), altro)),))


def with_link(entrata, spesa, *, risolto=True):
    legame = quadro.Collegamento("E", "03000", "00", "U", "30000", "00", risolto)
    quote = (quota("E", "03000", entrata), *((quota(importo=spesa),) if spesa else ()))
    return replace(with_progetto(quote=quote), collegamenti=(legame,))


def people(*percentuali):
    quote = tuple(
        quadro.QuotaPersonale("M1", "Cognome Nome", False, "Dipendente", D(p) if p else None) for p in percentuali
    )
    return with_progetto(personale=quote)


COMPLETO = replace(
    INDICATORE,
    fonte="Registro",
    baseline=D(4),
    atteso=quadro.Atteso("numero", ">=", D(5), unita="incontri", stampato="5"),
)
CLASSI = tuple(("PIAO 2.2", codice) for codice in ("SEMPL", "DIGIT", "ACCESS-F", "PARI"))


def piao(**campi):
    """A plan under the PIAO with all that it asks for."""
    campi = {"indicatori": (COMPLETO,), "classi": CLASSI, **campi}
    return replace(with_obiettivo(**campi), regime="piao")


def same_title_elsewhere():
    altro = replace(PROGETTO, codice="P2", obiettivi=(replace(OBIETTIVO, codice="OB2", titolo="ridurre  LE attese"),))
    return replace(PIANO, cdr=(CDR, replace(CDR, codice="87", progetti=(altro,))))


def weights(*pesi, classi=()):
    """The objectives of one responsible, with the given weights; the last one bears the given classifications."""
    obiettivi = [
        replace(OBIETTIVO, codice=f"OB{n}", titolo=f"Titolo {n}", peso=peso, responsabile="Cognome Nome")
        for n, peso in enumerate(pesi)
    ]
    return with_progetto(obiettivi=(*obiettivi[:-1], replace(obiettivi[-1], classi=classi)))


def phase(**campi):
    return quadro.Fase(1, "F1", "OB1", "Avvio", **campi)


def day(mese, giorno, anno=2026):
    return datetime.date(anno, mese, giorno)


def found(piano):
    return [(r.gravita, r.controllo) for r in check_quadro(piano)]


def test_check_quadro_sound_plan_has_no_findings():
    assert check_quadro(PIANO) == []


@pytest.mark.parametrize(
    ("piano", "atteso"),
    [
        (replace(PIANO, cdr=(replace(CDR, responsabili=()),)), ("avviso", "cdr_senza_responsabile")),
        (with_progetto(obiettivi=()), ("avviso", "progetto_senza_obiettivi")),
        (with_progetto(note_fonte="manca la prima pagina"), ("avviso", "nota_importazione")),
        (with_obiettivo(titolo=" "), ("blocco", "obiettivo_senza_titolo")),
        (with_obiettivo(titolo="x" * 255), ("suggerimento", "titolo_forse_tagliato")),
        (with_obiettivo(indicatori=()), ("blocco", "obiettivo_senza_misura")),
        (with_indicatore(atteso=None), ("avviso", "indicatore_senza_valore")),
        (
            with_indicatore(atteso=quadro.Atteso("data", "entro", data=day(1, 31, 2027), stampato="31/01/2027")),
            ("avviso", "valore_fuori_anno"),
        ),
        (with_indicatore(peso=D(60)), ("blocco", "pesi_non_100")),
        (with_obiettivo(fasi=(phase(peso=D(100)), phase())), ("blocco", "pesi_non_100")),
        (with_obiettivo(fasi=(phase(dal=day(11, 1), al=day(2, 1, 2027)),)), ("avviso", "fase_fuori_anno")),
        (with_obiettivo(al=day(6, 30), fasi=(phase(al=day(7, 1)),)), ("avviso", "fase_fuori_obiettivo")),
        (two_projects(quota(), quota()), ("avviso", "capitolo_ripetuto")),
        (
            two_projects(quota(stanziamento=D(150)), quota(stanziamento=D(150))),
            ("blocco", "quote_oltre_stanziamento"),
        ),
        (with_link("100", "90"), ("avviso", "collegamento_non_pareggia")),
        (with_link("100", None, risolto=False), ("avviso", "collegamento_a_vuoto")),
        (people("60", "50"), ("blocco", "persona_oltre_100")),
        (people("60"), ("avviso", "persona_sotto_100")),
        (
            with_indicatore(atteso=quadro.Atteso("si_no", "=", si_no=True, stampato="SÌ")),
            ("suggerimento", "solo_si_no"),
        ),
        (with_indicatore(baseline=D(5)), ("suggerimento", "valore_non_migliora")),
        (with_indicatore(baseline=D(5), verso="decrescente"), ("suggerimento", "valore_non_migliora")),
        (piao(indicatori=(INDICATORE,)), ("suggerimento", "indicatore_incompleto")),
        (piao(codice="C" * 101), ("suggerimento", "codice_troppo_lungo")),
        (piao(classi=CLASSI[1:]), ("avviso", "tipo_piao_mancante")),
        (same_title_elsewhere(), ("suggerimento", "stesso_testo")),
        (weights(D(60)), ("avviso", "pesi_responsabile")),
        (weights(D(25), D(25), D(25), D(25)), ("suggerimento", "pesi_uguali")),
        (weights(D(71), D(29), classi=(("Obblighi", "ART-4BIS"),)), ("avviso", "art_4bis_sotto_30")),
        (
            replace(PIANO, totali_stampati=(quadro.TotaleStampato("85", "cdr", "85", D(9), D(100), 3),)),
            ("avviso", "totale_stampato"),
        ),
    ],
)
def test_check_quadro_fault_is_found(piano, atteso):
    assert found(piano) == [atteso]


@pytest.mark.parametrize(
    "piano",
    [
        with_obiettivo(indicatori=(), fasi=(phase(),)),
        with_indicatore(atteso=quadro.Atteso("data", "entro", data=day(12, 31), stampato="31/12/2026")),
        with_indicatore(peso=D(100)),
        with_obiettivo(fasi=(phase(peso=D(40)), phase(peso=D(60)))),
        with_obiettivo(dal=day(1, 1), al=day(12, 31), fasi=(phase(dal=day(1, 1), al=day(12, 31)),)),
        two_projects(quota(), quota(importo="99")),
        two_projects(quota(importo=None), quota(importo=None)),
        two_projects(quota(stanziamento=D(200)), quota(stanziamento=D(200))),
        with_link("100", "100"),
        people("60", "40"),
        people(None),
        with_indicatore(baseline=D(4)),
        with_indicatore(baseline=D(6), verso="decrescente"),
        with_indicatore(baseline=D(5), atteso=quadro.Atteso("numero", "=", D(5), stampato="5")),
        piao(),
        replace(piao(classi=()), ente=quadro.Ente("azienda", "Azienda", "azienda")),
        weights(D(60), D(40)),
        weights(D(30), D(30), D(40)),
        weights(D(70), D(30), classi=(("Obblighi", "ART-4BIS"),)),
        replace(PIANO, totali_stampati=(quadro.TotaleStampato("85", "cdr", "85", None, None, 3),)),
    ],
)
def test_check_quadro_what_holds_is_not_found(piano):
    assert found(piano) == []


def test_check_quadro_project_without_azione_only_where_azioni_are_used():
    senza = replace(PROGETTO, codice="P2", strategia=quadro.Strategia(), obiettivi=(replace(OBIETTIVO, codice="O2"),))
    assert found(replace(PIANO, cdr=(replace(CDR, progetti=(PROGETTO, senza)),))) == [
        ("avviso", "progetto_senza_azione")
    ]
    assert found(replace(PIANO, cdr=(replace(CDR, progetti=(senza,)),))) == []


def test_check_quadro_partial_plan_says_nothing_of_whole_ente_sums():
    assert found(replace(people("60", "50"), parziale=True)) == []
    assert found(replace(two_projects(quota(), quota()), parziale=True)) == []
    assert found(replace(with_link("100", "90"), parziale=True)) == []


def test_check_quadro_gravest_first_with_a_sentence_and_a_place():
    rilievi = check_quadro(replace(people("60", "50"), cdr=(replace(people("60", "50").cdr[0], responsabili=()),)))
    assert [(r.luogo, r.frase) for r in rilievi] == [
        ("Cognome Nome", "Le quote di impegno sommano a 110,00 %: più del 100 % del tempo di lavoro."),
        (
            "85 - SERVIZIO",
            "Il centro di responsabilità non ha un responsabile nell'anno: aggiungere l'incarico.",
        ),
    ]


def test_check_quadro_severity_is_the_ente_s_to_choose():
    piano = people("60")
    assert [r.gravita for r in check_quadro(piano, {"persona_sotto_100": "blocco"})] == ["blocco"]
    assert check_quadro(piano, {"persona_sotto_100": "spento"}) == []


def test_catalogo_names_every_check_that_can_be_found():
    import inspect
    import re

    from rendicontazione.controlli import piano, qualita, risorse

    codici = set()
    for modulo in (piano, qualita, risorse):
        codici |= set(re.findall(r'"([a-z_0-9]+)"', inspect.getsource(modulo))) & set(CATALOGO)
    assert codici == set(CATALOGO)
