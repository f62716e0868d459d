"""The PEG of 2021 (seed 002): three CdR, 59 projects, the whole chain from the strategy to money and people.

Nothing is mended: the double count, the wrong printed percentages and the lost page go in as they are.
"""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from tests.seeds.cartella import Cartella, Riga, copy_righe, make_cartella, number_from_1, si_no, slug
from tests.seeds.fonti import read_decimal, read_giorno, read_json

ENTE, ANNO = "comune-peg", 2021
IN_ANNO = {"ente": ENTE, "anno": ANNO}
AREA = "A2"
TIPOLOGIE = {
    "Obiettivo di miglioramento": "miglioramento",
    "Obiettivo gestionale ordinario": "ordinario",
    "Obiettivo Prioritario": "prioritario",
}
GRUPPI = {"Assistenti sociali", "Amministrative Poli"}
LATI = {"Entrate Correnti": "E", "Spese Correnti": "U", "Spese Investimenti": "U"}
LIVELLI = {
    "Totale Azione": "azione",
    "Totale Obiettivo": "obiettivo",
    "Totale Indirizzo": "indirizzo",
    "Totale CDR": "cdr",
}
AVANZO = "50"
"""The article of 'applicazione quota avanzo vincolato'."""


def build_cartella_peg(copie: int = 1) -> Cartella:
    """The workbook of the plan; with ``copie`` the plan stands many times in the same ente, with other codes."""
    fogli = build_righe()
    base = {foglio: list(righe) for foglio, righe in fogli.items()}
    for copia in range(2, copie + 1):
        for foglio, righe in copy_righe(base, f"-{copia:02d}").items():
            fogli[foglio] += righe
    return make_cartella(fogli)


def build_righe() -> dict[str, list[Riga]]:
    cdr = read_json("peg2021")
    codici = number_strategia(cdr)
    return {
        "Enti": [{"codice": ENTE, "denominazione": "Comune del PEG 2021", "tipo": "comune"}],
        "Strutture": [struttura_of(c, ordine) for ordine, c in sorted(number_from_1(cdr), key=_area_first)],
        "Persone": list(each_persona(cdr)),
        "Incarichi": [incarico_of(c) for c in cdr],
        "Cicli": [ciclo_of(read_json("peg2021_testata"))],
        "Tipologie": [
            {"ente": ENTE, "codice": codice, "denominazione": nome, "ordine": ordine}
            for ordine, (nome, codice) in number_from_1(TIPOLOGIE.items())
        ],
        **build_strategia(codici),
        "Progetti": [progetto_of(c, p, ordine, codici) for c, p, ordine in each_progetto(cdr)],
        "Obiettivi": [
            obiettivo_of(c, p, o, n) for c, p, _ in each_progetto(cdr) for n, o in number_from_1(p["obiettivi"])
        ],
        "Indicatori": [
            indicatore_of(o, i, ordine)
            for _, p, _ in each_progetto(cdr)
            for o in p["obiettivi"]
            for ordine, i in number_from_1(o["indicatori"])
        ],
        "Fasi": [fase_of(f) for _, p, _ in each_progetto(cdr) for f in p["fasi"]],
        **build_capitoli(cdr),
        "Collegamenti capitoli": list(each_collegamento()),
        "Quote personale": [
            personale_of(p, q, ordine) for _, p, _ in each_progetto(cdr) for ordine, q in number_from_1(p["personale"])
        ],
        "Totali stampati": [t for c in cdr for t in each_stampato(c, codici)],
    }


def each_progetto(cdr: list[Any]) -> Iterator[tuple[Any, Any, int]]:
    """Each CdR, each of its sheets, and the sheet's place in the document."""
    return ((c, p, ordine) for c in cdr for ordine, p in number_from_1(c["prodotti"]))


def _area_first(numerata: tuple[int, Any]) -> bool:
    return numerata[1]["code"] != AREA


def struttura_of(c: Any, ordine: int) -> Riga:
    """The two services hang under the area, which is a CdR itself and is printed last."""
    area = c["code"] == AREA
    return {
        "ente": ENTE,
        "codice": c["code"],
        "denominazione": c["name"],
        "tipo": "area" if area else "servizio",
        "padre": None if area else AREA,
        "cdr": "SI",
        "ordine": ordine,
    }


def each_persona(cdr: list[Any]) -> Iterator[Riga]:
    nomi = {c["dirigente"] for c in cdr} | {q["nome"] for _, p, _ in each_progetto(cdr) for q in p["personale"]}
    for nome in sorted(nomi):
        yield {"ente": ENTE, "codice": slug(nome), "denominazione": nome, "gruppo": si_no(nome in GRUPPI)}


def incarico_of(c: Any) -> Riga:
    dal = datetime.date(ANNO, 1, 1)
    return {"ente": ENTE, "persona": slug(c["dirigente"]), "ruolo": "dirigente", "struttura": c["code"], "dal": dal}


def ciclo_of(testata: Any) -> Riga:
    """The cover: allegato, title and date of elaboration, in the order in which they are printed."""
    allegato, titolo, *resto = (riga["testo"] for riga in testata["copertina"])
    elaborato = next(testo for testo in resto if testo.startswith("Elaborazione del "))
    return IN_ANNO | {
        "titolo": titolo,
        "allegato": allegato,
        "regime": "unificato",
        "elaborato_il": read_giorno(elaborato.removeprefix("Elaborazione del ")),
    }


def number_strategia(cdr: list[Any]) -> dict[tuple[str, ...], str]:
    """Codes of the strategy, which the document does not print: 1, 1.2, 1.2.3 by alphabetical order.

    That is the order of the printed riepilogo.
    """
    rami = {(p["indirizzo"], p["obiettivo_strategico"], p["azione"]) for _, p, _ in each_progetto(cdr)}
    codici: dict[tuple[str, ...], str] = {(): ""}
    for profondita in (1, 2, 3):
        contati: dict[str, int] = {}
        for nodo in sorted({ramo[:profondita] for ramo in rami}):
            padre = codici[nodo[:-1]]
            contati[padre] = contati.get(padre, 0) + 1
            codici[nodo] = f"{padre}.{contati[padre]}".strip(".")
    return codici


def build_strategia(codici: dict[tuple[str, ...], str]) -> dict[str, list[Riga]]:
    livelli = (("Indirizzi", None), ("Obiettivi strategici", "indirizzo"), ("Azioni", "obiettivo_strategico"))
    fogli: dict[str, list[Riga]] = {}
    for profondita, (foglio, colonna) in number_from_1(livelli):
        nodi = [nodo for nodo in codici if len(nodo) == profondita]
        fogli[foglio] = [
            {"ente": ENTE, "codice": codici[nodo], "denominazione": nodo[-1], "ordine": ordine}
            | ({colonna: codici[nodo[:-1]]} if colonna else {})
            for ordine, nodo in number_from_1(nodi)
        ]
    return fogli


def progetto_of(c: Any, p: Any, ordine: int, codici: dict[tuple[str, ...], str]) -> Riga:
    return IN_ANNO | {
        "codice": p["code"],
        "titolo": p["title"],
        "tipo": p["kind"],
        "cdr": c["code"],
        "azione": codici[p["indirizzo"], p["obiettivo_strategico"], p["azione"]],
        "descrizione": p["descrizione"],
        "ordine": ordine,
        "note_fonte": "\n".join(p["note_fonte"]) or None,
    }


def obiettivo_of(c: Any, p: Any, o: Any, ordine: int) -> Riga:
    return IN_ANNO | {
        "codice": o["code"],
        "titolo": o["titolo"],
        "progetto": p["code"],
        "struttura": c["code"],
        "tipologia": TIPOLOGIE.get(o["tipo"]),
        "ordine": ordine,
    }


def indicatore_of(o: Any, i: Any, ordine: int) -> Riga:
    return IN_ANNO | {
        "obiettivo": o["code"],
        "codice": i["code"],
        "testo": i["testo"],
        "valore_atteso": i["valore_previsto"],
        "nota": i["nota"],
        "ordine": ordine,
    }


def fase_of(f: Any) -> Riga:
    return IN_ANNO | {
        "obiettivo": f["codice_obiettivo"],
        "ordine": f["ordine"],
        "descrizione": f["descrizione"],
        "dal": read_giorno(f["inizio"]),
        "al": read_giorno(f["fine"]),
        "nota": f["nota"],
    }


def build_capitoli(cdr: list[Any]) -> dict[str, list[Riga]]:
    """The chapters with the first description found; a sheet that prints another keeps it in its quota."""
    capitoli: dict[tuple[str, str, str], Riga] = {}
    quote: list[Riga] = []
    for _, p, _ in each_progetto(cdr):
        for ordine, r in number_from_1((p["budget"] or {"righe": []})["righe"]):
            [(colonna, importo)] = r["importi"].items()
            capitolo = capitolo_of(r, colonna)
            noto = capitoli.setdefault((capitolo["lato"], r["capitolo"], r["articolo"]), capitolo)
            quote.append(
                IN_ANNO
                | {"progetto": p["code"]}
                | {nome: capitolo[nome] for nome in ("lato", "numero", "articolo")}
                | {"importo": read_decimal(importo)}
                | {"descrizione": r["descrizione"] if r["descrizione"] != noto["descrizione"] else None}
                | {"ordine": ordine}
            )
    return {"Capitoli": list(capitoli.values()), "Quote capitoli": quote}


def capitolo_of(r: Any, colonna: str) -> Riga:
    return IN_ANNO | {
        "lato": LATI[colonna],
        "numero": r["capitolo"],
        "articolo": r["articolo"],
        "natura": "investimento" if colonna == "Spese Investimenti" else "corrente",
        "descrizione": r["descrizione"],
        "stanziamento": None,
        "avanzo": si_no(r["articolo"] == AVANZO),
    }


def each_collegamento() -> Iterator[Riga]:
    """The funding links; the same link, printed in more than one sheet, counts once."""
    visti = set()
    for c in read_json("collegamenti"):
        for verso in c["capitoli_collegati"]:
            numero, articolo = normalise_capitolo(verso)
            chiave = (c["lato"], c["capitolo"], c["articolo"], c["verso"], numero, articolo)
            if chiave not in visti:
                visti.add(chiave)
                nomi = ("lato", "numero", "articolo", "verso_lato", "verso_numero", "verso_articolo")
                yield IN_ANNO | dict(zip(nomi, chiave, strict=True)) | {"testo": c["rimando"]}


def normalise_capitolo(citato: str) -> tuple[str, str]:
    """Chapter and article as the tables print them: ``3641/1`` → 03641, 01."""
    numero, articolo = re.fullmatch(r"(\d{1,5})(?:/(\d{1,2}))?", citato).groups("0")
    return f"{numero:0>5}", f"{articolo:0>2}"


def personale_of(p: Any, q: Any, ordine: int) -> Riga:
    return IN_ANNO | {
        "progetto": p["code"],
        "persona": slug(q["nome"]),
        "relazione": q["relazione"],
        "percentuale": read_decimal(q["percentuale"]),
        "ordine": ordine,
    }


def each_stampato(c: Any, codici: dict[tuple[str, ...], str]) -> Iterator[Riga]:
    """The figures printed in the riepilogo of a CdR: the lines of the projects and the totals, blank ones too."""
    for r in c["riepilogo"]:
        yield stampato_of(c, "progetto", r["codice"], r["budget"], r)
    for t in c["totali"]:
        nodo = tuple(t[nome] for nome in ("indirizzo", "obiettivo", "azione") if t.get(nome))
        livello = LIVELLI[t["label"]]
        yield stampato_of(c, livello, None if livello == "cdr" else codici[nodo], t["importo"], t)


def stampato_of(c: Any, livello: str, voce: str | None, importo: str | None, r: Any) -> Riga:
    return IN_ANNO | {
        "cdr": c["code"],
        "livello": livello,
        "voce": voce,
        "importo": read_decimal(importo),
        "percentuale": read_decimal(r["percent"]),
        "riga": r["riga"],
    }
