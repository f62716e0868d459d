"""The sheets of the resources: chapters, their links, quotas of money and of people, printed totals."""

from typing import Any

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale, Titolo, TotaleStampato
from budget.models.capitoli import Lato
from obiettivi.tracciati.ciclo import ANNO, DI_CICLO, NEL_CICLO
from obiettivi.tracciati.piano import MISSIONE, NEL_PROGRAMMA, PROGRAMMA, RIMEDIO
from organizzazione.tracciati import ENTE, ORDINE
from pianoperformance.base.tracciato import Colonna, Foglio, Riferimento, TipoCella
from pianoperformance.base.tracciato.righe import Riga

LATO = Colonna("lato", "E per l'entrata, U per la spesa.", True, scelte=Lato.choices)
NUMERO = Colonna("numero", "Numero del capitolo, con gli zeri iniziali.", True, TipoCella.CODICE)
ARTICOLO = Colonna("articolo", "Articolo, con gli zeri iniziali.", tipo=TipoCella.CODICE)
PROGETTO = Colonna("progetto", "Codice del progetto a cui è assegnata la quota.")
OBIETTIVO = Colonna("obiettivo", "Codice dell'obiettivo a cui è assegnata la quota.")
DEL_CAPITOLO = Riferimento("capitolo", "Capitoli", "ente anno lato numero articolo", se="numero")
DEL_PROGETTO = Riferimento("progetto", "Progetti", "ente anno progetto")
DELL_OBIETTIVO = Riferimento("obiettivo", "Obiettivi", "ente anno obiettivo")

TITOLI = Foglio("Titoli", Titolo, "lato codice", "Il titolo", ignota="Il codice di titolo «{codice}» " + RIMEDIO)


def complete_capitolo(riga: Riga) -> None:
    if riga.valori.get("missione") and not riga.valori.get("programma"):
        riga.refuse("programma", "C'è la missione ma manca il programma: indicarlo, o togliere la missione.")


CAPITOLI = Foglio(
    "Capitoli",
    Capitolo,
    "ente anno lato numero articolo",
    "Il capitolo",
    "I capitoli e gli articoli del bilancio finanziario (art. 169 TUEL).",
    ente="ciclo__ente__codice",
    anno="ciclo__anno",
    riferimenti=(
        *DI_CICLO,
        Riferimento("titolo", "Titoli", "lato titolo"),
        NEL_PROGRAMMA,
        Riferimento("struttura", "Strutture", "ente cdr"),
    ),
    completa=complete_capitolo,
    colonne=(
        ENTE,
        ANNO,
        LATO,
        NUMERO,
        ARTICOLO,
        Colonna("natura", "Corrente o in conto capitale; vuota: corrente."),
        Colonna("titolo", "Codice del titolo di bilancio, per esempio 1."),
        MISSIONE,
        PROGRAMMA,
        Colonna("descrizione", "Descrizione del capitolo.", True),
        Colonna("cdr", "Codice del centro di responsabilità."),
        Colonna("stanziamento", "Stanziamento dell'anno in euro; vuoto se non si conosce: non è zero."),
        Colonna("accertato_impegnato", "Somma accertata (entrata) o impegnata (spesa)."),
        Colonna("riscosso_pagato", "Somma riscossa (entrata) o pagata (spesa)."),
        Colonna("avanzo", "SI se applica avanzo vincolato; vuoto: NO."),
    ),
)

COLLEGAMENTI = Foglio(
    "Collegamenti capitoli",
    CollegamentoCapitolo,
    "ente anno lato numero articolo verso_lato verso_numero verso_articolo",
    "Il collegamento",
    "Quale entrata finanzia quale spesa. Il capitolo collegato può anche mancare: il collegamento resta in attesa.",
    ente="capitolo__ciclo__ente__codice",
    anno="capitolo__ciclo__anno",
    riferimenti=(
        *NEL_CICLO,
        DEL_CAPITOLO,
        Riferimento(
            "collegato",
            "Capitoli",
            "ente anno verso_lato verso_numero verso_articolo",
            se="verso_numero",
            debole=True,
        ),
    ),
    colonne=(
        ENTE,
        ANNO,
        LATO,
        NUMERO,
        ARTICOLO,
        Colonna("verso_lato", "E se il capitolo collegato è di entrata, U se è di spesa.", True),
        Colonna("verso_numero", "Numero del capitolo collegato.", True, TipoCella.CODICE),
        Colonna("verso_articolo", "Articolo del capitolo collegato.", tipo=TipoCella.CODICE),
        Colonna("testo", "Il rimando come scritto nella fonte."),
    ),
)


def require_one(riga: Riga, *colonne: str) -> None:
    """A quota belongs to exactly one of the things it may belong to."""
    piene = [colonna for colonna in colonne if riga.valori.get(colonna)]
    if len(piene) != 1:
        nomi = " o ".join((", ".join(colonne[:-1]), colonne[-1]))
        riga.refuse(
            (piene or colonne)[-1], f"La quota va assegnata a uno solo tra {nomi}: compilare una sola colonna."
        )


def complete_quota_capitolo(riga: Riga) -> None:
    require_one(riga, "progetto", "obiettivo")


QUOTE_CAPITOLI = Foglio(
    "Quote capitoli",
    QuotaCapitolo,
    "ente anno progetto obiettivo lato numero articolo",
    "La quota",
    "La parte di ogni capitolo assegnata a un progetto oppure a un obiettivo.",
    ente="capitolo__ciclo__ente__codice",
    anno="capitolo__ciclo__anno",
    ordine_in="ente anno progetto obiettivo",
    riferimenti=(*NEL_CICLO, DEL_CAPITOLO, DEL_PROGETTO, DELL_OBIETTIVO),
    completa=complete_quota_capitolo,
    colonne=(
        ENTE,
        ANNO,
        PROGETTO,
        OBIETTIVO,
        LATO,
        NUMERO,
        ARTICOLO,
        Colonna("importo", "Importo in euro; vuoto se non è indicato: non è zero."),
        Colonna("quota_parte", "SI se il documento dice solo “in quota parte”; vuoto: NO."),
        Colonna("descrizione", "Descrizione in questa scheda, solo se diversa da quella del capitolo."),
        Colonna("nota", "Nota."),
        ORDINE,
    ),
)


def complete_quota_personale(riga: Riga) -> None:
    require_one(riga, "progetto", "obiettivo", "struttura")


QUOTE_PERSONALE = Foglio(
    "Quote personale",
    QuotaPersonale,
    "ente anno progetto obiettivo struttura persona",
    "La quota",
    "La parte del lavoro di ogni persona assegnata a un progetto, a un obiettivo o a una struttura.",
    ente="ciclo__ente__codice",
    anno="ciclo__anno",
    ordine_in="ente anno progetto obiettivo struttura",
    riferimenti=(
        *DI_CICLO,
        Riferimento("persona", "Persone", "ente persona"),
        DEL_PROGETTO,
        DELL_OBIETTIVO,
        Riferimento("struttura", "Strutture", "ente struttura"),
    ),
    completa=complete_quota_personale,
    colonne=(
        ENTE,
        ANNO,
        PROGETTO,
        OBIETTIVO,
        Colonna("struttura", "Codice della struttura a cui è assegnata la quota."),
        Colonna("persona", "Codice della persona.", True),
        Colonna("relazione", "Ruolo in questo impegno, per esempio Posizione organizzativa."),
        Colonna("percentuale", "Percentuale del tempo di lavoro: 12,5 vuol dire 12,5 %.", percento=True),
        Colonna("unita", "Numero di addetti, per i gruppi."),
        Colonna("nota", "Nota."),
        ORDINE,
    ),
)

VOCI = {
    TotaleStampato.Livello.PROGETTO: "progetto",
    TotaleStampato.Livello.AZIONE: "azione",
    TotaleStampato.Livello.OBIETTIVO: "obiettivo_strategico",
    TotaleStampato.Livello.INDIRIZZO: "indirizzo",
}


def complete_totale(riga: Riga) -> None:
    """The code in ``voce`` is of what the level says; a total of the CdR has none."""
    campo, voce = VOCI.get(riga.valori["livello"]), riga.valori.get("voce") or ""
    if bool(campo) != bool(voce):
        riga.refuse("voce", "Va indicato il codice della voce, tranne che per il totale del CdR, in cui resta vuoto.")
    riga.valori |= {f"voce_{nome}": voce if nome == campo else "" for nome in VOCI.values()}


def show_totale(totale: TotaleStampato) -> dict[str, Any]:
    campo = VOCI.get(TotaleStampato.Livello(totale.livello))
    voce = getattr(totale, campo) if campo else None
    return {"voce": voce.codice if voce else ""}


TOTALI = Foglio(
    "Totali stampati",
    TotaleStampato,
    "ente anno cdr livello voce riga",
    "Il totale",
    "I totali scritti nel documento di origine: servono solo al confronto con quelli calcolati.",
    ente="ciclo__ente__codice",
    anno="ciclo__anno",
    riferimenti=(
        *DI_CICLO,
        Riferimento("cdr", "Strutture", "ente cdr"),
        Riferimento("progetto", "Progetti", "ente anno voce_progetto", cella="voce"),
        Riferimento("azione", "Azioni", "ente voce_azione", cella="voce"),
        Riferimento("obiettivo_strategico", "Obiettivi strategici", "ente voce_obiettivo_strategico", cella="voce"),
        Riferimento("indirizzo", "Indirizzi", "ente voce_indirizzo", cella="voce"),
    ),
    completa=complete_totale,
    mostra=show_totale,
    colonne=(
        ENTE,
        ANNO,
        Colonna("cdr", "Codice del centro di responsabilità.", True),
        Colonna("livello", "Di che cosa è il totale.", True),
        Colonna("voce", "Codice del progetto, dell'azione, dell'obiettivo strategico o dell'indirizzo."),
        Colonna("importo", "Importo stampato."),
        Colonna("percentuale", "Percentuale stampata: 12,5 vuol dire 12,5 %.", percento=True),
        Colonna("riga", "Riga del documento di origine."),
    ),
)

FOGLI = (CAPITOLI, COLLEGAMENTI, QUOTE_CAPITOLI, QUOTE_PERSONALE, TOTALI)
ELENCHI = (TITOLI,)
