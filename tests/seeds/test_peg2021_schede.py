"""Every row of the 59 sheets of the PEG 2021, as stored, against the document."""

from collections import Counter
from decimal import Decimal

import pytest

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import Ciclo, Fase, Indicatore, Obiettivo, Progetto, ValoreAtteso
from organizzazione.models import Incarico, Persona, Struttura
from pianoperformance.base.valori import Operatore, Tipo, Verso
from tests.seeds.fonti import read_decimal, read_giorno
from tests.seeds.peg2021 import AREA, ENTE, LATI, normalise_capitolo

pytestmark = [pytest.mark.seeds, pytest.mark.django_db, pytest.mark.usefixtures("esiti")]
STAMPA = ("cdr__ordine", "ordine")
"""The order of the document: by CdR, then by sheet."""


def righe_budget(schede):
    return [(scheda, riga) for _, scheda in schede for riga in (scheda["budget"] or {"righe": []})["righe"]]


def test_cover():
    ciclo = Ciclo.objects.get(ente__codice=ENTE)
    assert (ciclo.anno, ciclo.allegato, ciclo.titolo) == (2021, "ALLEGATO B", "Piano Esecutivo di Gestione 2021")
    assert (ciclo.regime, ciclo.elaborato_il) == ("unificato", read_giorno("12/07/2021"))


def test_cdr_with_their_dirigenti(peg):
    letti = Struttura.objects.filter(ente__codice=ENTE, cdr=True).order_by("ordine")
    assert [(s.codice, s.denominazione) for s in letti] == [(c["code"], c["name"]) for c in peg]
    assert [s.padre and s.padre.codice for s in letti] == [AREA, AREA, None]
    incarichi = Incarico.objects.filter(ente__codice=ENTE, ruolo="dirigente").order_by("struttura__ordine")
    assert list(incarichi.values_list("persona__denominazione", flat=True)) == [c["dirigente"] for c in peg]


def test_progetti(schede):
    letti = Progetto.objects.filter(ciclo__ente__codice=ENTE).order_by(*STAMPA)
    attesi = [
        (
            *(cdr["code"], p["code"], p["title"], p["kind"], p["descrizione"] or ""),
            *(p["indirizzo"], p["obiettivo_strategico"], p["azione"], "\n".join(p["note_fonte"])),
        )
        for cdr, p in schede
    ]
    azione = "azione__denominazione"
    strategia = (f"azione__obiettivo_strategico__{nome}denominazione" for nome in ("indirizzo__", ""))
    colonne = ("cdr__codice", "codice", "titolo", "tipo", "descrizione", *strategia, azione, "note_fonte")
    assert list(letti.values_list(*colonne)) == attesi
    assert Counter(p.tipo for p in letti) == {"PD": 41, "PG": 17, "Z": 1}


def test_obiettivi(schede):
    letti = Obiettivo.objects.filter(ciclo__ente__codice=ENTE).order_by(
        "progetto__cdr__ordine", "progetto__ordine", "ordine"
    )
    attesi = [
        (cdr["code"], p["code"], o["code"], o["titolo"] or "", o["tipo"]) for cdr, p in schede for o in p["obiettivi"]
    ]
    colonne = ("struttura__codice", "progetto__codice", "codice", "titolo", "tipologia__denominazione")
    assert list(letti.values_list(*colonne)) == attesi
    assert Counter(letti.values_list("tipologia__codice", flat=True)) == {
        "miglioramento": 94,
        "ordinario": 23,
        "prioritario": 13,
        None: 1,
    }


def test_indicatori(schede):
    letti = Indicatore.objects.filter(obiettivo__ciclo__ente__codice=ENTE).order_by(
        "obiettivo__progetto__cdr__ordine", "obiettivo__progetto__ordine", "obiettivo__ordine", "ordine"
    )
    attesi = [
        (o["code"], i["code"], i["testo"], i["nota"] or "", 2021, i["valore_previsto"])
        for _, p in schede
        for o in p["obiettivi"]
        for i in o["indicatori"]
    ]
    colonne = ("obiettivo__codice", "codice", "testo", "nota", "valori_attesi__anno", "valori_attesi__stampato")
    assert list(letti.values_list(*colonne)) == attesi
    assert len(attesi) == 261


def expected_of(indicatore):
    """How a printed target is to be understood, by the rules found in the document (kind, operator, figure, day)."""
    testo, stampato = indicatore["testo"], indicatore["valore_previsto"]
    if "/" in stampato:
        return Tipo.DATA, Operatore.ENTRO, None, read_giorno(stampato)
    tipo = Tipo.PERCENTUALE if "%" in testo or "percentual" in testo.lower() else Tipo.NUMERO
    if indicatore["code"] == "O_8723_4_2":
        tipo = Tipo.IMPORTO
    if testo.rstrip(" :").endswith(("> di", "maggiore di")):
        return tipo, Operatore.MAGGIORE, Decimal(stampato), None
    return tipo, Operatore.AL_PIU if testo.startswith("Giorni entro") else Operatore.ALMENO, Decimal(stampato), None


def test_targets_are_understood(schede):
    """75 deadlines and 186 figures; ``> di`` and ``maggiore di`` are strict, as the document writes."""
    attesi = {i["code"]: expected_of(i) for _, p in schede for o in p["obiettivi"] for i in o["indicatori"]}
    letti = ValoreAtteso.objects.filter(indicatore__obiettivo__ciclo__ente__codice=ENTE).select_related("indicatore")
    assert {v.indicatore.codice: (v.indicatore.tipo, v.operatore, v.numero, v.data) for v in letti} == attesi
    assert Counter(tipo for tipo, *_ in attesi.values()) == {
        Tipo.DATA: 75,
        Tipo.NUMERO: 166,
        Tipo.PERCENTUALE: 19,
        Tipo.IMPORTO: 1,
    }
    assert sum(operatore == Operatore.MAGGIORE for _, operatore, *_ in attesi.values()) == 46


def test_fasi(schede):
    letti = Fase.objects.filter(obiettivo__ciclo__ente__codice=ENTE).order_by(
        "obiettivo__progetto__cdr__ordine", "obiettivo__progetto__ordine", "ordine"
    )
    attesi = [
        (
            f["codice_obiettivo"],
            f["ordine"],
            f["descrizione"],
            read_giorno(f["inizio"]),
            read_giorno(f["fine"]),
            f["nota"] or "",
        )
        for _, p in schede
        for f in p["fasi"]
    ]
    assert list(letti.values_list("obiettivo__codice", "ordine", "descrizione", "dal", "al", "nota")) == attesi
    assert len(attesi) == 49


def test_quote_capitoli(schede):
    letti = QuotaCapitolo.objects.filter(progetto__ciclo__ente__codice=ENTE).order_by(
        "progetto__cdr__ordine", "progetto__ordine", "ordine"
    )
    attesi = []
    for p, r in righe_budget(schede):
        [(colonna, importo)] = r["importi"].items()
        natura = "investimento" if colonna == "Spese Investimenti" else "corrente"
        attesi.append(
            (p["code"], LATI[colonna], r["capitolo"], r["articolo"], natura, r["descrizione"], Decimal(importo))
        )
    lette = [
        (
            *(q.progetto.codice, q.capitolo.lato, q.capitolo.numero, q.capitolo.articolo, q.capitolo.natura),
            *(q.descrizione or q.capitolo.descrizione, q.importo),
        )
        for q in letti.select_related("progetto", "capitolo")
    ]
    assert lette == attesi
    assert Counter((lato, natura) for _, lato, _, _, natura, _, _ in lette) == {
        ("E", "corrente"): 45,
        ("U", "corrente"): 92,
        ("U", "investimento"): 2,
    }


def test_capitoli(schede):
    letti = Capitolo.objects.filter(ciclo__ente__codice=ENTE)
    assert set(letti.values_list("numero", "articolo")) == {
        (r["capitolo"], r["articolo"]) for _, r in righe_budget(schede)
    }
    assert (letti.count(), len(set(letti.values_list("numero", flat=True)))) == (126, 113)
    assert {c.lato for c in letti if c.numero < "20000"} == {"E"}
    assert {c.lato for c in letti if c.numero >= "20000"} == {"U"}
    assert sorted(letti.filter(avanzo=True).values_list("numero", "articolo")) == [
        ("31458", "50"),
        ("31464", "50"),
        ("31674", "50"),
        ("31884", "50"),
    ]
    assert set(letti.values_list("stanziamento", flat=True)) == {None}


def test_collegamenti_with_their_missing_ends(dati, schede):
    presenti = {(LATI[c], r["capitolo"], r["articolo"]) for _, r in righe_budget(schede) for c in r["importi"]}
    attesi = set()
    for c in dati["collegamenti"]:
        for citato in c["capitoli_collegati"]:
            verso = (c["verso"], *normalise_capitolo(citato))
            attesi.add((c["lato"], c["capitolo"], c["articolo"], *verso, verso in presenti))
    letti = CollegamentoCapitolo.objects.filter(capitolo__ciclo__ente__codice=ENTE).select_related("capitolo")
    lette = [
        (
            *(c.capitolo.lato, c.capitolo.numero, c.capitolo.articolo),
            *(c.verso_lato, c.verso_numero, c.verso_articolo, c.collegato is not None),
        )
        for c in letti
    ]
    assert sorted(lette) == sorted(attesi)


def test_quote_personale(schede):
    letti = QuotaPersonale.objects.filter(ciclo__ente__codice=ENTE).order_by(
        "progetto__cdr__ordine", "progetto__ordine", "ordine"
    )
    attesi = [
        (p["code"], q["nome"], q["relazione"], read_decimal(q["percentuale"]), 2021)
        for _, p in schede
        for q in p["personale"]
    ]
    colonne = ("progetto__codice", "persona__denominazione", "relazione", "percentuale", "ciclo__anno")
    assert list(letti.values_list(*colonne)) == attesi
    assert Counter(letti.values_list("relazione", flat=True)) == {
        "Dirigente": 57,
        "Posizione Organizzativa": 78,
        "Dipendente a tempo indeterminato/determinato": 150,
        "Incarico professionale": 13,
    }


def test_persone_and_groups(schede):
    letti = Persona.objects.filter(ente__codice=ENTE)
    nomi = {q["nome"] for _, p in schede for q in p["personale"]}
    assert set(letti.values_list("denominazione", flat=True)) == nomi
    assert letti.count() == 60
    gruppi = Counter(letti.filter(gruppo=True).values_list("quote__progetto__codice", flat=True))
    assert (letti.filter(gruppo=True).count(), len(gruppi)) == (2, 11)


def test_days_within_which_are_better_when_fewer():
    letti = Indicatore.objects.filter(obiettivo__ciclo__ente__codice=ENTE, verso=Verso.DECRESCENTE)
    assert sorted(letti.values_list("codice", flat=True)) == ["M_85PA_2_1", "M_87PA_2_1"]
