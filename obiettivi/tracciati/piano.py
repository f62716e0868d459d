"""The sheets of projects, objectives and their pesatura."""

from obiettivi.models import Missione, Obiettivo, PesaturaObiettivo, Progetto, Programma
from obiettivi.tracciati.ciclo import ANNO, DI_CICLO, NEL_CICLO
from organizzazione.tracciati import ENTE, ORDINE
from pianoperformance.base.tracciato import Colonna, Foglio, Riferimento, TipoCella

MISSIONE = Colonna("missione", "Codice della missione di bilancio, per esempio 12.", cifre=2)
PROGRAMMA = Colonna("programma", "Codice del programma nella missione, per esempio 01.", cifre=2)
NEL_PROGRAMMA = Riferimento("programma", "Programmi", "missione programma")
RIMEDIO = "non è tra quelli caricati: correggere il codice, o caricare gli elenchi con il comando riferimenti."

MISSIONI = Foglio("Missioni", Missione, "codice", "La missione", ignota="Il codice di missione «{codice}» " + RIMEDIO)
PROGRAMMI = Foglio(
    "Programmi",
    Programma,
    "missione codice",
    "Il programma",
    ignota="Il codice di missione e programma «{codice}» " + RIMEDIO,
    riferimenti=(Riferimento("missione", "Missioni", "missione"),),
)

PROGETTI = Foglio(
    "Progetti",
    Progetto,
    "ente anno codice",
    "Il progetto",
    "Prodotti, progetti e investimenti di ogni centro di responsabilità: una scheda del PEG per riga.",
    ente="ciclo__ente__codice",
    anno="ciclo__anno",
    ordine_in="ente anno cdr",
    riferimenti=(
        *DI_CICLO,
        Riferimento("cdr", "Strutture", "ente cdr"),
        Riferimento("azione", "Azioni", "ente azione"),
    ),
    colonne=(
        ENTE,
        ANNO,
        Colonna("codice", "Codice del progetto nel piano.", True, TipoCella.CODICE),
        Colonna("titolo", "Titolo del progetto.", True),
        Colonna("tipo", "PD prodotto, PG progetto, Z investimento.", True),
        Colonna("cdr", "Codice del centro di responsabilità.", True),
        Colonna("azione", "Codice dell'azione strategica di riferimento."),
        Colonna("descrizione", "Descrizione, come va stampata."),
        Colonna("ordine", "Posizione della scheda nella stampa del CdR; vuota: dopo le altre.", intesa=True),
        Colonna("note_fonte", "Che cosa mancava o non tornava nel documento di origine."),
    ),
)

OBIETTIVI = Foglio(
    "Obiettivi",
    Obiettivo,
    "ente anno codice",
    "L'obiettivo",
    "Gli obiettivi, dentro un progetto oppure direttamente sotto la strategia.",
    ente="ciclo__ente__codice",
    anno="ciclo__anno",
    ordine_in="ente anno struttura progetto",
    riferimenti=(
        *DI_CICLO,
        Riferimento("struttura", "Strutture", "ente struttura"),
        Riferimento("progetto", "Progetti", "ente anno progetto"),
        Riferimento("obiettivo_strategico", "Obiettivi strategici", "ente obiettivo_strategico"),
        Riferimento("tipologia", "Tipologie", "ente tipologia"),
        Riferimento("missione", "Missioni", "missione"),
        NEL_PROGRAMMA,
        Riferimento("responsabile", "Persone", "ente responsabile"),
        Riferimento("contributi", "Strutture", "ente contributi", molti=True),
        Riferimento("classificazioni", "Classificazioni", "ente classificazioni", molti=True),
    ),
    colonne=(
        ENTE,
        ANNO,
        Colonna("codice", "Codice dell'obiettivo nel piano.", True, TipoCella.CODICE),
        Colonna("titolo", "Titolo dell'obiettivo."),
        Colonna("progetto", "Codice del progetto; vuoto se l'obiettivo non è di un progetto."),
        Colonna("struttura", "Codice della struttura che ne risponde.", True),
        Colonna("obiettivo_strategico", "Codice dell'obiettivo strategico, solo se non c'è un progetto."),
        Colonna("tipologia", "Codice della tipologia, come nel foglio Tipologie."),
        Colonna("descrizione", "Descrizione, come va stampata."),
        Colonna("attivita", "Attività previste."),
        Colonna("tempi", "I tempi a parole."),
        Colonna("dal", "Data di inizio."),
        Colonna("al", "Data di fine."),
        Colonna("priorita", "Priorità dell'obiettivo."),
        MISSIONE,
        PROGRAMMA,
        Colonna("peso", "Peso dell'obiettivo."),
        Colonna("gruppo", "Gli obiettivi accorpati nella pesatura hanno lo stesso gruppo.", tipo=TipoCella.CODICE),
        Colonna("responsabile", "Codice della persona responsabile."),
        Colonna("contributi", "Codici delle altre strutture che contribuiscono, separati da punto e virgola."),
        Colonna("classificazioni", "Codici delle classificazioni, separati da punto e virgola."),
        Colonna("risorse", "Risorse descritte a parole."),
        Colonna("note", "Note."),
        Colonna("note_fonte", "Che cosa mancava o non tornava nel documento di origine."),
        ORDINE,
    ),
)

PESATURA = Foglio(
    "Pesatura",
    PesaturaObiettivo,
    "ente anno obiettivo criterio",
    "La pesatura",
    "Il livello di ogni obiettivo per ogni criterio di pesatura.",
    ente="obiettivo__ciclo__ente__codice",
    anno="obiettivo__ciclo__anno",
    riferimenti=(
        *NEL_CICLO,
        Riferimento("obiettivo", "Obiettivi", "ente anno obiettivo"),
        Riferimento("criterio", "Criteri di pesatura", "ente anno criterio"),
    ),
    colonne=(
        ENTE,
        ANNO,
        Colonna("obiettivo", "Codice dell'obiettivo.", True),
        Colonna("criterio", "Codice del criterio di pesatura.", True),
        Colonna("livello", "Livello dato, per esempio A, M o B.", True, TipoCella.CODICE),
    ),
)
