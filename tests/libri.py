"""A small plan as a workbook, with a row or two in every sheet, and help to change it and to write it as a file."""

import copy
import datetime
import io
from typing import Any

from openpyxl import Workbook

from pianoperformance.base.tracciato import Cartella, Errore, Esito
from rendicontazione.services import import_cartella

ENTE, ANNO = "comune-di-prova", 2026
Fogli = dict[str, list[dict[str, Any]]]

_E = {"ente": ENTE}
_A = {"ente": ENTE, "anno": ANNO}
PIANO: Fogli = {
    "Enti": [{"codice": ENTE, "denominazione": "Comune di Prova", "tipo": "comune", "dipendenti": 120}],
    "Strutture": [
        {**_E, "codice": "02", "denominazione": "Servizio Scuola", "tipo": "servizio", "padre": "A", "cdr": "SI"},
        {**_E, "codice": "01", "denominazione": "Servizio Sociale", "tipo": "servizio", "padre": "A", "cdr": "SI"},
        {**_E, "codice": "A", "denominazione": "Area Persona", "tipo": "area", "padre": None, "cdr": "NO"},
    ],
    "Persone": [
        {**_E, "codice": "0012", "denominazione": "Neri Anna", "gruppo": "NO", "ore_settimanali": 36},
        {**_E, "codice": "G1", "denominazione": "Educatrici", "gruppo": "SI", "ore_settimanali": None},
    ],
    "Incarichi": [
        {**_E, "persona": "0012", "ruolo": "dirigente", "struttura": "01", "dal": datetime.date(2024, 1, 1)},
    ],
    "Sistemi di valutazione": [{**_A, "denominazione": "SMVP"}],
    "Criteri di pesatura": [{**_A, "codice": "S", "denominazione": "Strategicità", "peso": 50}],
    "Cicli": [{**_A, "titolo": "PEG 2026", "sistema": "SI", "elaborato_il": datetime.date(2026, 1, 15)}],
    "Tipologie": [{**_E, "codice": "M", "denominazione": "Obiettivo di miglioramento"}],
    "Classificazioni": [
        {**_E, "famiglia": "PNRR", "codice": "PNRR", "denominazione": "Finanziato dal PNRR"},
        {**_E, "famiglia": "PIAO", "codice": "DIG", "denominazione": "Digitalizzazione"},
    ],
    "Indirizzi": [{**_E, "codice": "I1", "denominazione": "Una città per tutti"}],
    "Obiettivi strategici": [{**_E, "codice": "OS1", "denominazione": "Inclusione", "indirizzo": "I1"}],
    "Azioni": [{**_E, "codice": "AZ1", "denominazione": "Servizi vicini", "obiettivo_strategico": "OS1"}],
    "Progetti": [{**_A, "codice": "PG1", "titolo": "Sportello", "tipo": "PG", "cdr": "01", "azione": "AZ1"}],
    "Obiettivi": [
        {
            **_A,
            "codice": "OB1",
            "titolo": "Aprire lo sportello",
            "progetto": "PG1",
            "struttura": "01",
            "tipologia": "M",
            "peso": 40,
            "responsabile": "0012",
            "contributi": "02",
            "classificazioni": "PNRR; DIG",
        },
        {**_A, "codice": "OB2", "titolo": "Formare le educatrici", "struttura": "02", "obiettivo_strategico": "OS1"},
    ],
    "Pesatura": [{**_A, "obiettivo": "OB1", "criterio": "S", "livello": "A"}],
    "Indicatori": [
        {
            **_A,
            "obiettivo": "OB1",
            "codice": "1",
            "testo": "N. utenti",
            "valore_atteso": "20",
            "valore_atteso_1": "30",
        },
        {**_A, "obiettivo": "OB1", "codice": "2", "testo": "Apertura entro il", "valore_atteso": "30/09/2026"},
    ],
    "Fasi": [
        {**_A, "obiettivo": "OB1", "ordine": 1, "descrizione": "Bando", "dal": datetime.date(2026, 1, 1), "al": None},
        {**_A, "obiettivo": "OB1", "ordine": 2, "descrizione": "Avvio", "risultato_atteso": "Minimo 5 utenti"},
    ],
    "Capitoli": [
        {**_A, "lato": "E", "numero": "03641", "articolo": "00", "descrizione": "Contributo", "stanziamento": 1000},
        {**_A, "lato": "U", "numero": "30857", "articolo": "00", "descrizione": "Servizi", "stanziamento": 900.5},
    ],
    "Collegamenti capitoli": [
        {
            **_A,
            "lato": "E",
            "numero": "03641",
            "articolo": "00",
            "verso_lato": "U",
            "verso_numero": "30857",
            "verso_articolo": "00",
        },
    ],
    "Quote capitoli": [
        {**_A, "progetto": "PG1", "lato": "U", "numero": "30857", "articolo": "00", "importo": 900.5},
    ],
    "Quote personale": [
        {**_A, "progetto": "PG1", "obiettivo": None, "struttura": None, "persona": "0012", "percentuale": 60},
        {**_A, "progetto": None, "obiettivo": None, "struttura": "02", "persona": "G1", "percentuale": 100},
    ],
    "Totali stampati": [
        {**_A, "cdr": "01", "livello": "progetto", "voce": "PG1", "importo": 900.5},
        {**_A, "cdr": "01", "livello": "cdr", "voce": None, "importo": 900.5, "percentuale": 100},
    ],
}


def change(foglio: str, numero: int, fogli: Fogli = PIANO, **valori: Any) -> Fogli:
    """A copy of the plan with other values in a row; ``numero`` is the row's in the sheet, the first being 2."""
    fogli = copy.deepcopy(fogli)
    fogli[foglio][numero - 2] |= valori
    return fogli


def append(foglio: str, fogli: Fogli = PIANO, **valori: Any) -> Fogli:
    """A copy of the plan with one more row at the end of a sheet."""
    fogli = copy.deepcopy(fogli)
    fogli[foglio].append(valori)
    return fogli


def only(*nomi: str, fogli: Fogli = PIANO) -> Fogli:
    return {nome: copy.deepcopy(fogli[nome]) for nome in nomi}


def make_cartella(fogli: Fogli = PIANO) -> Cartella:
    cartella: Cartella = {}
    for nome, righe in fogli.items():
        colonne = list(dict.fromkeys(colonna for riga in righe for colonna in riga))
        cartella[nome] = [list(colonne), *([riga.get(colonna) for colonna in colonne] for riga in righe)]
    return cartella


def make_xlsx(cartella: Cartella) -> bytes:
    libro = Workbook()
    libro.remove(libro.active)
    for nome, righe in cartella.items():
        foglio = libro.create_sheet(nome)
        for riga in righe:
            foglio.append(riga)
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def load(fogli: Fogli = PIANO, **opzioni: Any) -> Esito:
    return import_cartella(make_cartella(fogli), **opzioni)


def show(errori: list[Errore]) -> list[tuple[str, int | None, str, str]]:
    """Errors or warnings as (sheet, row, column, sentence), to be compared."""
    return [(errore.foglio, errore.riga, errore.colonna, errore.messaggio) for errore in errori]


def counts(esito: Esito) -> tuple[int, int, int]:
    return esito.nuove, esito.cambiate, esito.invariate
