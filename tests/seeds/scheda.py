"""The sheet of an objective (seed 000): no project, no indicators, the targets stand on the phases.

The document is one sheet without its body: ente and structure are the least that holds it.
"""

from typing import Any

from tests.seeds.cartella import Cartella, Riga, make_cartella, number_from_1
from tests.seeds.fonti import read_decimal, read_giorno, read_json

ENTE, ANNO = "comune-scheda", 2021
IN_ANNO = {"ente": ENTE, "anno": ANNO}
STRUTTURA = "01"
TIPOLOGIA = "miglioramento"


def build_cartella_scheda() -> Cartella:
    scheda = read_json("scheda")
    return make_cartella(
        {
            "Enti": [{"codice": ENTE, "denominazione": "Comune della scheda 2021", "tipo": "comune"}],
            "Strutture": [
                {
                    "ente": ENTE,
                    "codice": STRUTTURA,
                    "denominazione": "Servizi sociali",
                    "tipo": "servizio",
                    "cdr": "SI",
                }
            ],
            "Cicli": [IN_ANNO | {"titolo": "Piano degli obiettivi 2021", "regime": "unificato"}],
            "Tipologie": [{"ente": ENTE, "codice": TIPOLOGIA, "denominazione": scheda["tipologia"]}],
            "Obiettivi": [obiettivo_of(scheda)],
            "Fasi": [fase_of(scheda, fase, ordine) for ordine, fase in number_from_1(scheda["fasi"])],
        }
    )


def obiettivo_of(scheda: Any) -> Riga:
    return IN_ANNO | {
        "codice": scheda["codice"],
        "titolo": scheda["titolo"],
        "struttura": STRUTTURA,
        "tipologia": TIPOLOGIA,
        "descrizione": scheda["descrizione"],
        "dal": read_giorno(scheda["durata"]["dal"]),
        "al": read_giorno(scheda["durata"]["al"]),
        "priorita": scheda["priorita"],
        "missione": scheda["missione"]["codice"],
        "programma": scheda["programma"]["codice"],
        "peso": read_decimal(scheda["peso"]),
    }


def fase_of(scheda: Any, fase: Any, ordine: int) -> Riga:
    """The expected result only as printed: what it means is for the importer to understand."""
    return IN_ANNO | {
        "obiettivo": scheda["codice"],
        "ordine": ordine,
        "codice": fase["codice"],
        "descrizione": fase["descrizione"],
        "risultato_atteso": fase["risultato_atteso"],
        "dal": read_giorno(fase["inizio"]),
        "al": read_giorno(fase["fine"]),
        "peso": read_decimal(fase["peso"]),
    }
