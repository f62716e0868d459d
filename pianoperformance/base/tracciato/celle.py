"""One cell at a time: from what a spreadsheet holds to the value a column wants, or a sentence that says why not."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from pianoperformance.base.formati import format_data, read_data, read_numero, read_si_no
from pianoperformance.base.tracciato.tipi import Cella, TipoCella

MASSIMO_CARATTERI = 32_767
_ERRORI_DI_FORMULA = re.compile(
    r"#(?:REF|DIV/0|N/A|N/D|NAME|NOME|NULL|NULLO|NUM|VALUE|VALORE|RIF)[!?]?", re.IGNORECASE
)
FORMULA_SENZA_VALORE = "#SENZA-VALORE!"
CELLA_UNITA = "#CELLA-UNITA!"
"""Texts that the reader of workbooks writes in cells whose value is not there to be read."""
SPIEGAZIONI = {
    FORMULA_SENZA_VALORE: (
        "La cella contiene una formula senza risultato: aprire il file con un foglio di calcolo, salvarlo di nuovo e "
        "riprovare, oppure scrivere il valore al posto della formula."
    ),
    CELLA_UNITA: "La cella è unita ad altre: separare le celle unite e scrivere il valore in ognuna.",
}
_NON_STAMPABILI = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPAZI = re.compile(r"\s+")
_A_CAPO = re.compile(r"\r\n?|\x0b|\u2028|\u2029|_x000D_\n?")
_SEPARATORI = re.compile(r"[;\n]")


class CellaNonValida(ValueError):  # noqa: N818 -- a sentence for the user
    """The cell does not hold what the column wants."""


def normalizza(testo: Any) -> str:
    """Reduce a name to what matters: no case, accents, blanks or punctuation."""
    scomposto = unicodedata.normalize("NFKD", str(testo))
    return "".join(lettera for lettera in scomposto.casefold() if lettera.isalnum())


def is_vuota(valore: Cella) -> bool:
    return valore is None or (isinstance(valore, str) and not valore.strip())


def show_cella(valore: Any) -> str:
    """Write a value as a person would read it in the cell, for sentences and previews."""
    if valore is None:
        return ""
    if isinstance(valore, bool):
        return "SI" if valore else "NO"
    if isinstance(valore, datetime.date):
        return format_data(valore)
    if isinstance(valore, Decimal):
        testo = f"{valore:f}"
        return (testo.rstrip("0").rstrip(".") if "." in testo else testo).replace(".", ",")
    if isinstance(valore, tuple):
        return "; ".join(valore)
    return str(valore)


def differs(prima: Any, dopo: Any) -> bool:
    """Whether a value changes; a text that only cannot be written in a cell to the letter is the same text."""
    return bool(prima != dopo) and not (isinstance(prima, str) and write_testo(prima) == dopo)


def write_testo(valore: Any) -> str:
    """A value as the text of a cell, without what files of spreadsheets cannot hold."""
    return clean_testo(_NON_STAMPABILI.sub("", show_cella(valore)))


def clean_cella(tipo: TipoCella, valore: Cella, scelte: Sequence[tuple[str, str]] = ()) -> Any:
    """Return the value of a cell that is not blank; raise ``CellaNonValida`` with what to do."""
    if isinstance(valore, str):
        _check_testo(valore)
    if tipo is TipoCella.SCELTA:
        return _clean_scelta(valore, scelte)
    return _PULITORI[tipo](valore)


def _check_testo(testo: str) -> None:
    if testo in SPIEGAZIONI:
        raise CellaNonValida(SPIEGAZIONI[testo])
    if _ERRORI_DI_FORMULA.fullmatch(testo.strip()):
        raise CellaNonValida("La cella contiene l'errore di una formula: correggere la formula o scrivere il valore.")
    if len(testo) > MASSIMO_CARATTERI:
        raise CellaNonValida(f"Il testo ha più di {MASSIMO_CARATTERI:_} caratteri: va accorciato.".replace("_", "."))
    if _NON_STAMPABILI.search(testo):
        raise CellaNonValida("Il testo contiene caratteri non stampabili: cancellare la cella e riscriverla a mano.")


def clean_testo(valore: Cella) -> str:
    """A text as it is kept: spreadsheets do not agree on line ends and lose tabs."""
    testo = _A_CAPO.sub("\n", show_cella(valore)).replace("\t", " ")
    return unicodedata.normalize("NFC", testo).strip()


def _clean_codice(valore: Cella) -> str:
    if isinstance(valore, datetime.date):
        raise CellaNonValida(
            "La cella contiene una data, ma qui va un codice: forse il foglio di calcolo ha trasformato il codice in "
            "data. Dare alla cella il formato Testo e riscrivere il codice."
        )
    if isinstance(valore, bool):
        raise CellaNonValida("La cella contiene VERO o FALSO, ma qui va un codice: dare alla cella il formato Testo.")
    return _SPAZI.sub(" ", clean_testo(valore))


def _clean_numero(valore: Cella) -> Decimal:
    if isinstance(valore, (bool, datetime.date)):
        letto = None
    else:
        letto = read_numero(valore) if isinstance(valore, str) else Decimal(valore or 0)
    if letto is None or not letto.is_finite():
        raise CellaNonValida("Qui va un numero, per esempio 1.234,56 oppure 1234,56.")
    return letto


def _clean_intero(valore: Cella) -> int:
    try:
        letto = _clean_numero(valore)
    except CellaNonValida:
        letto = None
    if letto is None or letto != letto.to_integral_value() or abs(letto) > 10**9:
        raise CellaNonValida("Qui va un numero intero, per esempio 12.")
    return int(letto)


def _clean_data(valore: Cella) -> datetime.date:
    letta = valore if isinstance(valore, datetime.date) else read_data(valore) if isinstance(valore, str) else None
    if letta is None:
        raise CellaNonValida("Qui va una data che esista nel calendario, per esempio 31/12/2026.")
    return letta


def _clean_si_no(valore: Cella) -> bool:
    letto = valore if isinstance(valore, bool) else read_si_no(show_cella(valore))
    if letto is None:
        raise CellaNonValida("Qui va SI oppure NO.")
    return letto


def _clean_elenco(valore: Cella) -> tuple[str, ...]:
    parti = _SEPARATORI.split(clean_testo(valore)) if isinstance(valore, str) else [valore]
    codici = {_clean_codice(parte) for parte in parti if not is_vuota(parte)}
    return tuple(sorted(codici))


def _clean_scelta(valore: Cella, scelte: Sequence[tuple[str, str]]) -> str:
    """Take the value or its label, however written; symbols such as ``>=`` only as they are."""
    testo = _clean_codice(valore)
    ammesse = {scelta: scelta for scelta, _ in scelte}
    if testo in ammesse:
        return testo
    for scelta, etichetta in scelte:
        if normalizza(testo) and normalizza(testo) in (normalizza(scelta), normalizza(etichetta)):
            return scelta
    raise CellaNonValida(f"Il valore non è tra quelli ammessi, che sono: {', '.join(ammesse)}.")


_PULITORI: dict[TipoCella, Callable[[Cella], Any]] = {
    TipoCella.TESTO: clean_testo,
    TipoCella.CODICE: _clean_codice,
    TipoCella.INTERO: _clean_intero,
    TipoCella.NUMERO: _clean_numero,
    TipoCella.DATA: _clean_data,
    TipoCella.SI_NO: _clean_si_no,
    TipoCella.ELENCO: _clean_elenco,
}
