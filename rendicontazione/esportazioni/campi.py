"""The fields of the plan as people call them, and their values as people write them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pianoperformance.base.formati import (
    format_data,
    format_importo,
    format_numero,
    format_percentuale,
    format_si_no,
)
from pianoperformance.base.valori import format_atteso
from rendicontazione import quadro

COMUNI = {
    "titolo": "Titolo",
    "descrizione": "Descrizione",
    "strategia": "Indirizzo strategico di riferimento",
    "dal": "Inizio",
    "al": "Fine",
    "peso": "Peso",
    "nota": "Nota",
}
NOMI: dict[str, dict[str, str]] = {
    "cdr": {
        "denominazione": "Denominazione",
        "tipo": "Tipo di struttura",
        "percorso": "Dipende da",
        "responsabili": "Responsabili",
    },
    "progetto": {"tipo": "Tipo"},
    "obiettivo": {
        "tipologia": "Tipologia",
        "attivita": "Attività",
        "tempi": "Tempi",
        "priorita": "Priorità",
        "missione": "Missione",
        "programma": "Programma",
        "gruppo": "Gruppo della pesatura",
        "responsabile": "Responsabile",
        "contributi": "Strutture che contribuiscono",
        "classificazioni": "Classificazioni",
        "pesatura": "Pesatura",
        "risorse": "Risorse",
        "note": "Note",
    },
    "indicatore": {
        "testo": "Testo",
        "atteso": "Valore previsto",
        "successivi": "Valori previsti degli anni dopo",
        "verso": "Verso",
        "formula": "Formula",
        "baseline": "Valore di partenza",
        "fonte": "Fonte del dato",
        "dimensione": "Dimensione",
    },
    "fase": {"codice": "Codice", "atteso": "Risultato atteso"},
    "quota": {
        "importo": "Importo",
        "stanziamento": "Stanziamento del capitolo",
        "natura": "Natura",
        "quota_parte": "In quota parte",
        "avanzo": "Avanzo vincolato",
    },
    "personale": {
        "persona": "Nome",
        "gruppo": "Gruppo di persone",
        "relazione": "Ruolo in questo impegno",
        "percentuale": "Impegno",
        "unita": "Unità",
    },
}
"""Only these are shown: codes say which thing it is; the state of a proposal and the notes of an import are ours."""

VERSI = {"crescente": "più alto è meglio", "decrescente": "più basso è meglio"}
DECIMALI: dict[str, Callable[[Decimal | None], str]] = {
    "importo": format_importo,
    "stanziamento": format_importo,
    "percentuale": format_percentuale,
}


def name_campo(genere: str, nome: str) -> str:
    """The name of a field, blank when it is not for people."""
    return NOMI[genere].get(nome) or COMUNI.get(nome, "")


def format_campo(nome: str, valore: Any) -> str:
    """A value of a field; a blank one stays blank."""
    if isinstance(valore, bool):
        return format_si_no(valore)
    if isinstance(valore, Decimal):
        return DECIMALI.get(nome, format_numero)(valore)
    if isinstance(valore, datetime.date):
        return format_data(valore)
    if isinstance(valore, quadro.Atteso):
        return valore.stampato or format_atteso(valore)
    if isinstance(valore, quadro.Strategia):
        voci = (valore.indirizzo, valore.obiettivo, valore.azione)
        return " › ".join(voce.denominazione for voce in voci if voce)
    if isinstance(valore, quadro.Responsabile):
        return f"{valore.persona} ({valore.ruolo})"
    if isinstance(valore, tuple):
        return "; ".join(_format_voce(voce) for voce in valore)
    testo = "" if valore is None else str(valore)
    return VERSI.get(testo, testo) if nome == "verso" else testo


def format_coppia(nome: str, prima: Any, dopo: Any) -> tuple[str, str]:
    """Two different values; two targets printed alike also say how they were understood."""
    scritti = format_campo(nome, prima), format_campo(nome, dopo)
    if scritti[0] == scritti[1] and isinstance(prima, quadro.Atteso) and isinstance(dopo, quadro.Atteso):
        return _format_inteso(prima), _format_inteso(dopo)
    return scritti


def format_scarto(nome: str, scarto: Decimal | None) -> str:
    """A difference with its sign."""
    if scarto is None:
        return ""
    segno = "+" if scarto > 0 else "−" if scarto < 0 else ""
    return segno + DECIMALI.get(nome, format_numero)(abs(scarto))


def _format_inteso(atteso: quadro.Atteso) -> str:
    return f"{atteso.stampato} (inteso: {format_atteso(atteso) or 'un testo'})"


def _format_voce(voce: Any) -> str:
    if isinstance(voce, tuple):
        return ": ".join(format_campo("", parte) for parte in voce)
    return format_campo("", voce)
