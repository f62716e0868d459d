"""The sheets of the organisation: enti, structures, people, posts."""

from organizzazione.models import Ente, Incarico, Persona, Ruolo, Struttura
from pianoperformance.base.tracciato import Colonna, Foglio, Riferimento, TipoCella

ENTE = Colonna("ente", "Codice dell'ente, come nel foglio Enti.", obbligatoria=True)
DI_ENTE = Riferimento("ente", "Enti", "ente")
NELL_ENTE = Riferimento("", "Enti", "ente")
ORDINE = Colonna("ordine", "Posizione nell'elenco; vuota: dopo le altre.", intesa=True)

ENTI = Foglio(
    "Enti",
    Ente,
    "codice",
    "L'ente",
    "Gli enti. Un ente nuovo si aggiunge solo dalla riga di comando o da chi amministra l'installazione.",
    ignota="L'ente «{codice}» non esiste, oppure non è tra quelli di cui si cura il piano: correggere il codice.",
    ente="codice",
    colonne=(
        Colonna("codice", "Nome breve dell'ente: lettere minuscole, cifre e trattini.", True, TipoCella.CODICE),
        Colonna("denominazione", "Nome per esteso.", True),
        Colonna("tipo", "Che ente è.", True),
        Colonna("codice_ipa", "Codice dell'ente su IndicePA.", tipo=TipoCella.CODICE),
        Colonna("codice_fiscale", "Codice fiscale, con gli zeri iniziali.", tipo=TipoCella.CODICE),
        Colonna("sede", "Indirizzo della sede."),
        Colonna("organo", "Organo che approva il piano; vuoto: giunta."),
        Colonna("dipendenti", "Numero di dipendenti al 31/12."),
        Colonna("abitanti", "Numero di abitanti."),
    ),
)

STRUTTURE = Foglio(
    "Strutture",
    Struttura,
    "ente codice",
    "La struttura",
    "L'organigramma: direzioni, aree, servizi, uffici; quali sono centri di responsabilità (CdR).",
    ente="ente__codice",
    ordine_in="ente padre",
    riferimenti=(DI_ENTE, Riferimento("padre", "Strutture", "ente padre")),
    colonne=(
        ENTE,
        Colonna("codice", "Codice della struttura, con gli zeri iniziali.", True, TipoCella.CODICE),
        Colonna("denominazione", "Nome della struttura.", True),
        Colonna("tipo", "Livello della struttura.", True),
        Colonna("padre", "Codice della struttura da cui dipende; vuoto se non dipende da altre."),
        Colonna("cdr", "SI se è un centro di responsabilità: riceve obiettivi e dotazioni nel PEG."),
        Colonna("descrizione", "Funzioni e compiti."),
        Colonna("valida_dal", "Primo giorno di esistenza."),
        Colonna("valida_al", "Ultimo giorno di esistenza."),
        ORDINE,
    ),
)

PERSONE = Foglio(
    "Persone",
    Persona,
    "ente codice",
    "La persona",
    "Le persone, e i gruppi che il piano tratta come una persona sola.",
    ente="ente__codice",
    riferimenti=(DI_ENTE,),
    colonne=(
        ENTE,
        Colonna("codice", "Matricola o altro codice che non cambia.", True, TipoCella.CODICE),
        Colonna("denominazione", "Cognome e nome, o nome del gruppo.", True),
        Colonna("gruppo", "SI se è un gruppo di persone; vuoto: NO."),
        Colonna("ore_settimanali", "Ore di lavoro alla settimana."),
    ),
)

INCARICHI = Foglio(
    "Incarichi",
    Incarico,
    "ente persona ruolo struttura dal",
    "L'incarico",
    "Chi dirige, chi è referente, chi cura il piano: da quando e fino a quando.",
    ente="ente__codice",
    filtro={"persona__isnull": False},
    riferimenti=(
        DI_ENTE,
        Riferimento("persona", "Persone", "ente persona"),
        Riferimento("struttura", "Strutture", "ente struttura"),
    ),
    colonne=(
        ENTE,
        Colonna("persona", "Codice della persona.", True),
        Colonna("ruolo", "Che cosa fa.", True, scelte=Ruolo.choices),
        Colonna("struttura", "Codice della struttura; vuoto se l'incarico vale per tutto l'ente."),
        Colonna("dal", "Primo giorno dell'incarico.", True),
        Colonna("al", "Ultimo giorno; vuoto se è in corso."),
        Colonna("atto", "Estremi dell'atto di nomina."),
    ),
)

FOGLI = (ENTI, STRUTTURE, PERSONE, INCARICHI)
