"""The sheets of the strategic tree: indirizzi, obiettivi strategici, azioni."""

from obiettivi.models import Azione, Indirizzo, ObiettivoStrategico
from organizzazione.tracciati import DI_ENTE, ENTE, ORDINE
from pianoperformance.base.tracciato import Colonna, Foglio, Riferimento, TipoCella

CODICE = Colonna("codice", "Codice della voce, come nel documento di programmazione.", True, TipoCella.CODICE)
DENOMINAZIONE = Colonna("denominazione", "Testo della voce.", True)
DURATA = (
    Colonna("descrizione", "Descrizione della voce."),
    Colonna("dal_anno", "Primo anno di validità; vuoto: da sempre."),
    Colonna("al_anno", "Ultimo anno di validità; vuoto: senza fine."),
    ORDINE,
)

INDIRIZZI = Foglio(
    "Indirizzi",
    Indirizzo,
    "ente codice",
    "L'indirizzo strategico",
    "Il primo livello della strategia: linee di mandato, indirizzi strategici.",
    ente="ente__codice",
    ordine_in="ente",
    riferimenti=(DI_ENTE,),
    colonne=(ENTE, CODICE, DENOMINAZIONE, *DURATA),
)

OBIETTIVI_STRATEGICI = Foglio(
    "Obiettivi strategici",
    ObiettivoStrategico,
    "ente codice",
    "L'obiettivo strategico",
    "Il secondo livello della strategia.",
    ente="ente__codice",
    ordine_in="ente indirizzo",
    riferimenti=(DI_ENTE, Riferimento("indirizzo", "Indirizzi", "ente indirizzo")),
    colonne=(
        ENTE,
        CODICE,
        DENOMINAZIONE,
        Colonna("indirizzo", "Codice dell'indirizzo da cui dipende; vuoto se non ce n'è."),
        *DURATA,
    ),
)

AZIONI = Foglio(
    "Azioni",
    Azione,
    "ente codice",
    "L'azione",
    "Il terzo livello della strategia: le azioni a cui si riferiscono i progetti.",
    ente="ente__codice",
    ordine_in="ente obiettivo_strategico",
    riferimenti=(
        DI_ENTE,
        Riferimento("obiettivo_strategico", "Obiettivi strategici", "ente obiettivo_strategico"),
    ),
    colonne=(
        ENTE,
        CODICE,
        DENOMINAZIONE,
        Colonna("obiettivo_strategico", "Codice dell'obiettivo strategico da cui dipende; vuoto se non ce n'è."),
        *DURATA,
    ),
)
