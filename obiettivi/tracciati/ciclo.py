"""The sheets of the cycle of a year, of its SMVP (art. 7, D.Lgs. 150/2009) and of what classifies objectives."""

from typing import Any

from obiettivi.models import Ciclo, Classificazione, CriterioPesatura, SistemaValutazione, TipologiaObiettivo
from organizzazione.tracciati import DI_ENTE, ENTE, NELL_ENTE, ORDINE
from pianoperformance.base.tracciato import Colonna, Foglio, Riferimento, TipoCella
from pianoperformance.base.tracciato.righe import Riga

ANNO = Colonna("anno", "Anno del piano, per esempio 2026.", obbligatoria=True, tipo=TipoCella.INTERO)
DI_CICLO = (NELL_ENTE, Riferimento("ciclo", "Cicli", "ente anno"))
NEL_CICLO = (NELL_ENTE, Riferimento("", "Cicli", "ente anno"))

ULTIMO_ANNO_UNIFICATO = 2021

SISTEMI = Foglio(
    "Sistemi di valutazione",
    SistemaValutazione,
    "ente anno",
    "Il sistema di valutazione",
    "Il sistema di misurazione e valutazione (SMVP) di ogni anno.",
    ente="ente__codice",
    anno="anno",
    riferimenti=(DI_ENTE,),
    colonne=(ENTE, ANNO, Colonna("denominazione", "Nome del sistema di valutazione.", True)),
)

CRITERI = Foglio(
    "Criteri di pesatura",
    CriterioPesatura,
    "ente anno codice",
    "Il criterio di pesatura",
    "I criteri con cui il sistema di valutazione dell'anno pesa gli obiettivi.",
    ente="sistema__ente__codice",
    anno="sistema__anno",
    ordine_in="ente anno",
    riferimenti=(NELL_ENTE, Riferimento("sistema", "Sistemi di valutazione", "ente anno")),
    colonne=(
        ENTE,
        ANNO,
        Colonna("codice", "Codice breve del criterio.", True, TipoCella.CODICE),
        Colonna("denominazione", "Nome del criterio, per esempio Strategicità.", True),
        Colonna("peso", "Peso del criterio."),
        ORDINE,
    ),
)


def complete_ciclo(riga: Riga) -> None:
    """The regime follows from the year (DPR 81/2022); ``sistema`` points to the system of the same year."""
    valori = riga.valori
    if not valori.get("regime", "-"):
        unificato = valori["anno"] <= ULTIMO_ANNO_UNIFICATO
        valori["regime"] = str(Ciclo.Regime.UNIFICATO if unificato else Ciclo.Regime.PIAO)
    if "sistema" in valori:
        valori["sistema"] = bool(valori["sistema"])
        valori["anno_sistema"] = valori["anno"] if valori["sistema"] else None


def show_ciclo(ciclo: Ciclo) -> dict[str, Any]:
    return {"sistema": ciclo.sistema_valutazione_id is not None}


CICLI = Foglio(
    "Cicli",
    Ciclo,
    "ente anno",
    "Il ciclo",
    "Il ciclo della performance di ogni anno, con ciò che va in copertina. Si importa finché è in preparazione.",
    ignota="Il ciclo {codice} non esiste, né nel foglio Cicli né tra quelli dell'ente: aggiungerlo nel foglio Cicli.",
    ente="ente__codice",
    anno="anno",
    riferimenti=(
        DI_ENTE,
        Riferimento("sistema_valutazione", "Sistemi di valutazione", "ente anno_sistema", cella="sistema"),
    ),
    completa=complete_ciclo,
    mostra=show_ciclo,
    colonne=(
        ENTE,
        ANNO,
        Colonna("titolo", "Titolo del documento in copertina; vuoto: Piano esecutivo di gestione e anno."),
        Colonna("allegato", "Per esempio: Allegato B."),
        Colonna("regime", "Regime del piano; vuoto: unificato fino al 2021, poi PEG e PIAO separati.", intesa=True),
        Colonna("elaborato_il", "Data di elaborazione stampata in copertina."),
        Colonna("premessa", "Testo prima delle schede."),
        Colonna("sistema", "SI se usa il sistema di valutazione dello stesso anno; vuoto: NO.", tipo=TipoCella.SI_NO),
    ),
)

TIPOLOGIE = Foglio(
    "Tipologie",
    TipologiaObiettivo,
    "ente codice",
    "La tipologia",
    "Le tipologie di obiettivo, come le chiama l'ente.",
    ente="ente__codice",
    ordine_in="ente",
    riferimenti=(DI_ENTE,),
    colonne=(
        ENTE,
        Colonna("codice", "Codice breve della tipologia.", True, TipoCella.CODICE),
        Colonna("denominazione", "Come appare nel piano, per esempio Obiettivo di miglioramento.", True),
        ORDINE,
    ),
)

CLASSIFICAZIONI = Foglio(
    "Classificazioni",
    Classificazione,
    "ente codice",
    "La classificazione",
    "Le etichette degli obiettivi, per famiglie: PIAO 2.2, anticorruzione, pari opportunità, PNRR…",
    ente="ente__codice",
    riferimenti=(DI_ENTE,),
    colonne=(
        ENTE,
        Colonna("famiglia", "Famiglia dell'etichetta, per esempio PNRR.", True),
        Colonna("codice", "Codice breve dell'etichetta.", True, TipoCella.CODICE),
        Colonna("denominazione", "Nome dell'etichetta.", True),
    ),
)
