"""The table of a manager's objectives (seed 001): one weight for several rows, letters in the pesatura matrix.

The columns of results and evaluation (REPORT DEL DIRIGENTE) are left out: they belong to the reporting part, which
will bring its own sheets.
"""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pianoperformance.base.valori import format_numero
from tests.seeds.cartella import Cartella, Riga, make_cartella, number_from_1, slug
from tests.seeds.fonti import read_decimal, read_json

ENTE, ANNO = "comune-tabella", 2017
IN_ANNO = {"ente": ENTE, "anno": ANNO}
STRUTTURA = "01"
CRITERI = ("strategicita", "complessita", "impatto_innovativita", "economicita")


def build_cartella_tabella() -> Cartella:
    tabella = read_json("tabella")
    righe = tabella["righe"]
    etichette = {colonna["chiave"]: colonna["etichetta"] for colonna in tabella["colonne"]}
    dirigenti = sorted({riga["dirigente"] for riga in righe})
    return make_cartella(
        {
            "Enti": [{"codice": ENTE, "denominazione": "Comune della tabella 2017", "tipo": "comune"}],
            "Strutture": [
                {"ente": ENTE, "codice": STRUTTURA, "denominazione": "Settore sociale", "tipo": "settore", "cdr": "SI"}
            ],
            "Persone": [{"ente": ENTE, "codice": slug(nome), "denominazione": nome} for nome in dirigenti],
            "Incarichi": [incarico_of(nome) for nome in dirigenti],
            "Sistemi di valutazione": [IN_ANNO | {"denominazione": f"Sistema di valutazione {ANNO}"}],
            "Criteri di pesatura": [
                IN_ANNO | {"codice": codice, "denominazione": etichette[codice], "ordine": ordine}
                for ordine, codice in number_from_1(CRITERI)
            ],
            "Cicli": [IN_ANNO | {"titolo": "Obiettivi dei dirigenti 2017", "regime": "unificato", "sistema": "SI"}],
            "Obiettivi strategici": list(each_strategico(righe)),
            "Obiettivi": [obiettivo_of(riga, ordine) for ordine, riga in number_from_1(righe)],
            "Pesatura": [
                IN_ANNO | {"obiettivo": riga["codice_ob_operativo"], "criterio": criterio, "livello": riga[criterio]}
                for riga in righe
                for criterio in CRITERI
                if riga[criterio] is not None
            ],
            "Indicatori": [
                indicatore_of(riga, indicatore, ordine)
                for riga in righe
                for ordine, indicatore in number_from_1(riga["indicatori_letti"])
            ],
        }
    )


def incarico_of(nome: str) -> Riga:
    dal = datetime.date(ANNO, 1, 1)
    return {"ente": ENTE, "persona": slug(nome), "ruolo": "dirigente", "struttura": STRUTTURA, "dal": dal}


def each_strategico(righe: list[Any]) -> Iterator[Riga]:
    """The strategic objectives, once each though printed in several rows."""
    testi = {riga["codice_ob_strategico"]: riga["obiettivo_strategico"] for riga in righe}
    for ordine, (codice, testo) in number_from_1(testi.items()):
        yield {"ente": ENTE, "codice": codice, "denominazione": testo, "ordine": ordine}


def obiettivo_of(riga: Any, ordine: int) -> Riga:
    return IN_ANNO | {
        "codice": riga["codice_ob_operativo"],
        "titolo": riga["obiettivo_operativo_collegato"],
        "struttura": STRUTTURA,
        "obiettivo_strategico": riga["codice_ob_strategico"],
        "descrizione": riga["obiettivo_operativo_rivisto"],
        "peso": read_decimal(riga["peso"]),
        "gruppo": gruppo_of(riga["obiettivo_operativo_collegato"]),
        "responsabile": slug(riga["dirigente"]),
        "note": "\n".join(testo for testo in (riga["note"], riga["indicatori_proposti"]) if testo),
        "note_fonte": note_of(riga),
        "ordine": ordine,
    }


def gruppo_of(titolo: str) -> str | None:
    """The objective of which a row is a part: ``1.3) …`` is a part of 1, ``2) …`` stands alone."""
    parte = re.match(r"(\d+)\.\d+\)", titolo)
    return parte[1] if parte else None


def note_of(riga: Any) -> str | None:
    troncati = " e ".join(nome.replace("_", " ") for nome in riga["troncati_a_255"])
    return f"Testo troncato a 255 caratteri nel documento di origine: {troncati}." if troncati else None


def indicatore_of(riga: Any, indicatore: Any, ordine: int) -> Riga:
    """A target found in the prose of ``indicatori proposti``; its kind is stated, for there is no column to read."""
    importo = indicatore["unita"] == "€"
    valore = Decimal(indicatore["valore"])
    return IN_ANNO | {
        "obiettivo": riga["codice_ob_operativo"],
        "codice": str(ordine),
        "testo": indicatore["testo"],
        "valore_atteso": format_numero(valore),
        "tipo": "importo" if importo else "numero",
        "operatore": indicatore["operatore"],
        "valore": valore,
        "unita": indicatore["unita"],
        "ordine": ordine,
    }
