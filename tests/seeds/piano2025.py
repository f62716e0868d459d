"""The plan of objectives of a consortium (seed 003): areas and services, no projects, no weights, no targets.

Activities, times and indicators are lists in the document: activities and times become lines of a text, indicators
rows without a target. Resources are budget lines, or words. Persons are named by service, without shares.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.seeds.cartella import Cartella, Riga, make_cartella, number_from_1, si_no, slug, slug_persona
from tests.seeds.fonti import read_decimal, read_json

ENTE, ANNO = "azienda-piano", 2025
IN_ANNO = {"ente": ENTE, "anno": ANNO}
RADICE = "AZ"
TIPOLOGIE = {
    "trasversale": "Obiettivo trasversale",
    "innovazione": "Obiettivo di innovazione",
    "consolidamento": "Obiettivo di consolidamento",
    "innovazione-consolidamento": "Obiettivo tra innovazione e consolidamento",
}
LATI = {"spesa": "U", "ricavo": "E"}


@dataclass(frozen=True)
class Obiettivo:
    """An objective of the document with what its place in it says: the structure and a code."""

    struttura: str
    codice: str
    ordine: int
    dati: Any


def build_cartella_piano() -> Cartella:
    piano = read_json("piano2025")
    obiettivi = list(each_obiettivo(piano))
    return make_cartella(
        {
            "Enti": [
                {"codice": ENTE, "denominazione": piano["ente"], "tipo": "azienda", "organo": "assemblea"},
            ],
            "Strutture": [s | {"ordine": ordine} for ordine, s in number_from_1(each_struttura(piano))],
            "Persone": list(each_persona(piano)),
            "Incarichi": list(each_incarico(piano)),
            "Cicli": [ciclo_of(piano)],
            "Tipologie": [
                {"ente": ENTE, "codice": codice, "denominazione": nome, "ordine": ordine}
                for ordine, (codice, nome) in number_from_1(TIPOLOGIE.items())
            ],
            "Obiettivi": [obiettivo_of(o) for o in obiettivi],
            "Indicatori": [
                IN_ANNO | {"obiettivo": o.codice, "codice": str(ordine), "testo": testo, "ordine": ordine}
                for o in obiettivi
                for ordine, testo in number_from_1(o.dati["indicatori"])
            ],
            **build_capitoli(obiettivi),
            "Quote personale": list(each_personale(piano)),
        }
    )


def ciclo_of(piano: Any) -> Riga:
    return IN_ANNO | {
        "titolo": f"{piano['titolo']} {ANNO}",
        "allegato": piano["approvazione"],
        "regime": "piao",
        "premessa": piano["premessa"],
    }


def each_servizio(*aree: Any) -> Iterator[tuple[str, Any]]:
    """Each service that has a table of objectives, with a code made of its area's."""
    for area in aree:
        for numero, servizio in number_from_1(area["servizi"]):
            yield f"{area['numero']}.S{numero}", servizio


def each_struttura(piano: Any) -> Iterator[Riga]:
    """The company, its areas, the services they describe and those that have a table of objectives."""
    generale = piano["performance_organizzativa"]
    destinatari = ", ".join(generale["destinatari"])
    yield struttura_of(RADICE, piano["ente"], "direzione", None, True, f"{generale['definizione']}\n{destinatari}")
    for area in piano["aree"]:
        codice = str(area["numero"])
        testi = [testo for testo in (area["sottotitolo"], area["descrizione"]) if testo]
        yield struttura_of(codice, area["nome"], "area", RADICE, False, "\n".join(testi))
        for numero, descritto in number_from_1(area["servizi_descritti"]):
            sigla = f"{codice}.{descritto['lettera'] or f'D{numero}'}"
            yield struttura_of(sigla, descritto["nome"], "ufficio", codice, False, descritto["descrizione"])
        for sigla, servizio in each_servizio(area):
            yield struttura_of(sigla, servizio["nome"], "servizio", codice, True, None)


def struttura_of(codice: str, nome: str, tipo: str, padre: str | None, cdr: bool, descrizione: str | None) -> Riga:
    return {
        "ente": ENTE,
        "codice": codice,
        "denominazione": nome,
        "tipo": tipo,
        "padre": padre,
        "cdr": si_no(cdr),
        "descrizione": descrizione,
    }


def each_persona(piano: Any) -> Iterator[Riga]:
    """People by whichever order of name and surname comes first; categories of staff are groups."""
    nomi: dict[str, tuple[str, bool]] = {}
    for riga in each_impegno(piano):
        nomi.setdefault(riga["codice"], (riga["nome"], riga["gruppo"]))
    for codice, (nome, gruppo) in sorted(nomi.items()):
        yield {"ente": ENTE, "codice": codice, "denominazione": nome, "gruppo": si_no(gruppo)}


def each_impegno(piano: Any) -> Iterator[dict[str, Any]]:
    """Whoever the document names: everybody, the heads of an area, its staff table, the people of a service."""
    tutti = piano["performance_organizzativa"]["personale_coinvolto"]
    yield {"struttura": RADICE, "codice": slug(tutti), "nome": tutti, "gruppo": True}
    for area in piano["aree"]:
        struttura = str(area["numero"])
        for nome, ruolo in ((area["direttore"], "Direttore"), tuple(area["responsabile"].values())[::-1]):
            yield {"struttura": struttura, "relazione": ruolo} | _persona(nome)
        yield from each_categoria(struttura, area["risorse_umane"])
    for struttura, servizio in each_servizio(*piano["aree"]):
        *primi, ultimo = servizio["personale_coinvolto"]
        yield from ({"struttura": struttura} | _persona(nome) for nome in primi)
        # The note follows the last name in the document, as the end of the list.
        yield {"struttura": struttura, "nota": servizio["personale_note"]} | _persona(ultimo)


def _persona(nome: str) -> dict[str, Any]:
    return {"codice": slug_persona(nome), "nome": nome, "gruppo": False}


def each_categoria(struttura: str, risorse: Any) -> Iterator[dict[str, Any]]:
    """The lines of a staff table; the footnote of a line is the one with the same number of stars."""
    note = {nota[: len(nota) - len(nota.lstrip("*"))]: nota for nota in risorse["note"]}
    for riga in risorse["righe"]:
        yield {
            "struttura": struttura,
            "codice": slug(riga["categoria"]),
            "nome": riga["categoria"],
            "gruppo": True,
            "unita": riga["unita"],
            "nota": note.get(riga["richiamo"]),
        }


def each_personale(piano: Any) -> Iterator[Riga]:
    for ordine, riga in number_from_1(each_impegno(piano)):
        scelte = {nome: riga.get(nome) for nome in ("struttura", "relazione", "unita", "nota")}
        yield IN_ANNO | scelte | {"persona": riga["codice"], "percentuale": None, "ordine": ordine}


def each_incarico(piano: Any) -> Iterator[Riga]:
    """The director over the company; the heads of the areas, as EQ when the document says so."""
    yield incarico_of(piano["aree"][0]["direttore"], "dirigente", RADICE)
    for area in piano["aree"]:
        capo = area["responsabile"]
        yield incarico_of(capo["nome"], "eq" if "EQ" in capo["ruolo"] else "referente", str(area["numero"]))


def incarico_of(nome: str, ruolo: str, struttura: str) -> Riga:
    dal = datetime.date(ANNO, 1, 1)
    return {"ente": ENTE, "persona": slug_persona(nome), "ruolo": ruolo, "struttura": struttura, "dal": dal}


def each_obiettivo(piano: Any) -> Iterator[Obiettivo]:
    """The objectives in document order, with codes made of the structure and a number: the document has none."""
    gruppi = [(RADICE, piano["performance_organizzativa"])]
    gruppi += each_servizio(*piano["aree"])
    for struttura, gruppo in gruppi:
        for ordine, dati in number_from_1(gruppo["obiettivi"]):
            yield Obiettivo(struttura, f"{struttura}.{ordine}", ordine, dati)


def obiettivo_of(o: Obiettivo) -> Riga:
    return IN_ANNO | {
        "codice": o.codice,
        "titolo": o.dati["titolo"],
        "struttura": o.struttura,
        "tipologia": o.dati["kind"],
        "descrizione": o.dati["descrizione"],
        "attivita": "\n".join(o.dati["attivita"]),
        "tempi": "\n".join(o.dati["tempi"]),
        "risorse": o.dati["risorse"]["testo"],
        "note_fonte": o.dati["note"],
        "ordine": o.ordine,
    }


def build_capitoli(obiettivi: list[Obiettivo]) -> dict[str, list[Riga]]:
    """The chapters by their first name; a line that gives another name keeps it in its quota."""
    capitoli: dict[tuple[str, str, str], Riga] = {}
    quote: list[Riga] = []
    for o in obiettivi:
        usati: set[tuple[str, str, str]] = set()
        for ordine, linea in number_from_1(o.dati["risorse"]["budget"]):
            chiave = capitolo_of(linea, usati)
            usati.add(chiave)
            nomi = IN_ANNO | dict(zip(("lato", "numero", "articolo"), chiave, strict=True))
            nome = linea["denominazione"] or f"Capitoli {linea['capitolo']}"
            noto = capitoli.setdefault(chiave, nomi | {"descrizione": nome})
            quote.append(
                nomi
                | {"obiettivo": o.codice, "importo": read_decimal(linea["importo"])}
                | {"quota_parte": si_no(linea["quota_parte"]), "nota": linea["nota"], "ordine": ordine}
                | {"descrizione": nome if nome != noto["descrizione"] else None}
            )
    return {"Capitoli": list(capitoli.values()), "Quote capitoli": quote}


def capitolo_of(linea: Any, usati: set[tuple[str, str, str]]) -> tuple[str, str, str]:
    """The chapter of a line; one that the same objective names twice, for two things, gets an article of its own."""
    numero, _, articolo = linea["capitolo"].partition("/")
    chiave = (LATI[linea["tipo"]], numero, articolo)
    return chiave if chiave not in usati else (*chiave[:2], "bis")
