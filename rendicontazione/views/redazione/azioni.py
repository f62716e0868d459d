"""What the buttons of the page do to the sheet, before anything is saved; each says what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from obiettivi.models import Indicatore
from rendicontazione.foglio import CON_POSIZIONE, PRINCIPALE, SEZIONI, Foglio, add_riga, move_riga

TITOLI = {
    "indicatori": "Indicatore",
    "fasi": "Fase",
    "capitoli": "Capitolo",
    "personale": "Persona",
}


@dataclass(frozen=True, slots=True)
class Fatto:
    """What a button did: in which section, a sentence, and the element that takes the focus."""

    sezione: str
    frase: str
    fuoco: str


def add(foglio: Foglio, sezione: str, _posto: int) -> Fatto:
    posto = add_riga(foglio, sezione)
    return Fatto(sezione, f"{TITOLI[sezione]} {posto + 1}: riga nuova.", f"{sezione}-{posto}-{PRINCIPALE[sezione]}")


def remove(foglio: Foglio, sezione: str, posto: int) -> Fatto:
    righe = foglio.righe[sezione]
    frase = ""
    if posto < len(righe):
        nome = righe.pop(posto)[PRINCIPALE[sezione]]
        frase = f"{TITOLI[sezione]} {posto + 1} tolto ({nome[:60] or 'vuoto'}): sparisce davvero quando salvi."
    return Fatto(sezione, frase, f"aggiungi-{sezione}")


def move_up(foglio: Foglio, sezione: str, posto: int) -> Fatto:
    return _move(foglio, sezione, posto, -1, "su")


def move_down(foglio: Foglio, sezione: str, posto: int) -> Fatto:
    return _move(foglio, sezione, posto, 1, "giu")


def _move(foglio: Foglio, sezione: str, posto: int, passo: int, verso: str) -> Fatto:
    if sezione not in CON_POSIZIONE:
        return Fatto(sezione, "", "")
    nuovo = move_riga(foglio, sezione, posto, passo)
    # At an end the button that was pressed is off: the other one takes the focus.
    if nuovo == 0 or nuovo == len(foglio.righe[sezione]) - 1:
        verso = "giu" if nuovo == 0 else "su"
    return Fatto(sezione, f"Ora è al posto {nuovo + 1}.", f"{verso}-{sezione}-{nuovo}")


SULLE_RIGHE: dict[str, Callable[[Foglio, str, int], Fatto]] = {
    "aggiungi": add,
    "togli": remove,
    "su": move_up,
    "giu": move_down,
}


def apply_azione(foglio: Foglio, azione: str) -> Fatto | None:
    """Do what a button on rows asks, as ``togli:fasi:2``; None when it is not one of those."""
    nome, _, resto = azione.partition(":")
    sezione, _, posto = resto.partition(":")
    if nome not in SULLE_RIGHE or sezione not in SEZIONI:
        return None
    return SULLE_RIGHE[nome](foglio, sezione, int(posto) if posto.isascii() and posto.isdigit() else 0)


def take_indicatore(foglio: Foglio, indicatore: Indicatore) -> Fatto:
    """Fill a row with an indicator of the library: all but the target, that is this year's to set."""
    colonne = ("testo", "formula", "fonte", "dimensione")
    valori = {colonna: getattr(indicatore, colonna) for colonna in colonne}
    vuote = [n for n, riga in enumerate(foglio.righe["indicatori"]) if not riga["id"] and not riga["testo"]]
    posto = vuote[0] if vuote else add_riga(foglio, "indicatori")
    foglio.righe["indicatori"][posto].update(valori)
    return Fatto("indicatori", "Indicatore ripreso: manca il valore atteso.", f"indicatori-{posto}-valore")
