"""The sheet on which an objective is written: every field as the text that stands in its box. Pure code, no Django.

The same form serves what the tables hold, what the reader was shown and what he typed: the three are compared field by
field, so that of two people who write at once the second sees what changed and chooses. A row is known by the key of
its database row, blank while it is new.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass, field

Valore = str | list[str]
Riga = dict[str, str]

CAMPI = (
    *("codice", "titolo", "descrizione", "attivita", "tempi", "dal", "al", "tipologia", "priorita", "missione"),
    *("programma", "obiettivo_strategico", "responsabile", "peso", "peso_nota", "gruppo", "risorse", "note"),
)
MULTIPLI = ("contributi", "classificazioni")
CORREZIONI = ("tipo", "operatore", "letto", "unita")
"""How a printed target was understood, only where it is not as the program reads it."""
DELLA_RIGA = ("id", "posizione", "era")
COLONNE = {
    "indicatori": (
        *("codice", "testo", "valore", *CORREZIONI, "verso", "valore_1", "valore_2", "baseline", "formula", "fonte"),
        *("dimensione", "nota", "peso"),
    ),
    "fasi": ("codice", "descrizione", "risultato_atteso", *CORREZIONI, "dal", "al", "peso", "nota"),
    "capitoli": ("capitolo", "importo", "quota_parte", "descrizione", "nota"),
    "personale": ("persona", "relazione", "percentuale", "unita", "nota"),
}
SEZIONI = tuple(COLONNE)
CON_POSIZIONE = ("indicatori", "fasi")
PRINCIPALE = {
    "indicatori": "testo",
    "fasi": "descrizione",
    "capitoli": "capitolo",
    "personale": "persona",
}
"""The column that tells a row to whoever reads."""


@dataclass
class Foglio:
    campi: dict[str, Valore] = field(default_factory=dict)
    righe: dict[str, list[Riga]] = field(default_factory=lambda: {sezione: [] for sezione in SEZIONI})

    def copy(self) -> Foglio:
        return deepcopy(self)


def dump_foglio(foglio: Foglio) -> str:
    return json.dumps(asdict(foglio), ensure_ascii=False, sort_keys=True)


def load_foglio(testo: str) -> Foglio:
    """Read back a sheet carried by a page; what is not one is an empty sheet, from which everything differs."""
    try:
        letto = json.loads(testo)
        righe = {s: [{k: str(v) for k, v in riga.items()} for riga in letto["righe"].get(s, [])] for s in SEZIONI}
        campi = {str(k): [str(x) for x in v] if isinstance(v, list) else str(v) for k, v in letto["campi"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return Foglio()
    return Foglio(campi, righe)


def clean_testo(testo: str) -> str:
    """A text as a box gives it back: one kind of line break, no blanks around."""
    return testo.replace("\r\n", "\n").replace("\r", "\n").strip()


# -- rows ------------------------------------------------------------------------------------------------------------


def blank_riga(sezione: str, **valori: str) -> Riga:
    return dict.fromkeys((*DELLA_RIGA, *COLONNE[sezione]), "") | valori


def is_blank(sezione: str, riga: Riga) -> bool:
    """Whether nothing was typed in a new row."""
    return not riga["id"] and not any(riga.get(colonna) for colonna in COLONNE[sezione])


def position_of(riga: Riga) -> int | None:
    testo = riga.get("posizione", "")
    return int(testo) if testo.isascii() and testo.isdigit() and len(testo) < 9 else None


def add_riga(foglio: Foglio, sezione: str, **valori: str) -> int:
    """Add a row at the end; return its place."""
    righe = foglio.righe[sezione]
    if sezione in CON_POSIZIONE:
        valori["posizione"] = valori["era"] = str(max((position_of(r) or 0 for r in righe), default=0) + 1)
    righe.append(blank_riga(sezione, **valori))
    return len(righe) - 1


def move_riga(foglio: Foglio, sezione: str, posto: int, passo: int) -> int:
    """Exchange a row with the one before (-1) or after (+1); return its new place."""
    righe, altro = foglio.righe[sezione], posto + passo
    if not (0 <= posto < len(righe) and 0 <= altro < len(righe)):
        return posto
    una, due = righe[posto], righe[altro]
    for colonna in ("posizione", "era"):
        una[colonna], due[colonna] = due[colonna], una[colonna]
    righe[posto], righe[altro] = due, una
    return altro


def sort_righe(foglio: Foglio) -> None:
    """Put the rows in the order of their numbers; of two with the same, the one just given that number goes first.

    Numbers that repeat are pushed on, so that each row has its own.
    """
    for sezione in CON_POSIZIONE:
        righe = foglio.righe[sezione]
        righe.sort(key=_order_of)
        ultima = -1
        for riga in righe:
            posizione = position_of(riga)
            ultima = max(ultima + 1, ultima + 1 if posizione is None else posizione)
            riga["posizione"] = riga["era"] = str(ultima)


def _order_of(riga: Riga) -> tuple[int, int]:
    posizione, era = position_of(riga), position_of({"posizione": riga.get("era", "")})
    if posizione is None:
        return 10**9, 0
    return posizione, 0 if era is None or era == posizione else -1 if posizione < era else 1


# -- two people at once ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Divergenza:
    """A field that someone else changed while it was being written; ``campo`` is blank for a whole row."""

    chiave: str
    sezione: str
    campo: str
    riga: str
    """The row, as its main text tells it."""
    prima: Valore | None
    loro: Valore | None
    mia: Valore | None
    toccata: bool
    """Whether the reader had changed it too."""


def compare_fogli(base: Foglio, loro: Foglio, mio: Foglio) -> list[Divergenza]:
    """Tell what others changed since ``base`` and is not as in ``mio``."""
    trovate = [
        Divergenza(campo, "", campo, "", base.campi.get(campo), valore, mio.campi.get(campo), campo_toccato)
        for campo, valore in loro.campi.items()
        if valore != base.campi.get(campo) and valore != mio.campi.get(campo)
        for campo_toccato in [mio.campi.get(campo) != base.campi.get(campo)]
    ]
    for sezione in SEZIONI:
        trovate += _compare_righe(sezione, *(_by_id(f.righe[sezione]) for f in (base, loro, mio)))
    return trovate


def _by_id(righe: Collection[Riga]) -> dict[str, Riga]:
    return {riga["id"]: riga for riga in righe if riga.get("id")}


def _compare_righe(
    sezione: str, base: dict[str, Riga], loro: dict[str, Riga], mie: dict[str, Riga]
) -> Iterator[Divergenza]:
    principale = PRINCIPALE[sezione]
    for pk in dict.fromkeys((*loro, *base)):
        prima, sua, mia = base.get(pk), loro.get(pk), mie.get(pk)
        nome = next(r for r in (sua, mia, prima) if r is not None)[principale]
        chiave = f"{sezione}.{pk}"
        if sua is None or mia is None:
            if (sua is not None or mia is not None) and not same_riga(sezione, prima, sua):
                testi = [None if r is None else r[principale] for r in (prima, sua, mia)]
                toccata = not same_riga(sezione, prima, mia)
                yield Divergenza(chiave, sezione, "", nome, testi[0], testi[1], testi[2], toccata)
            continue
        for colonna in _compared(sezione):
            vecchio = prima.get(colonna) if prima else None
            if sua.get(colonna) not in (vecchio, mia.get(colonna)):
                valori = (vecchio, sua.get(colonna), mia.get(colonna))
                yield Divergenza(f"{chiave}.{colonna}", sezione, colonna, nome, *valori, valori[2] != vecchio)


def _compared(sezione: str) -> tuple[str, ...]:
    """The number of a phase is printed; elsewhere a position only says the order."""
    return (*COLONNE[sezione], "posizione") if sezione == "fasi" else COLONNE[sezione]


def same_riga(sezione: str, una: Riga | None, altra: Riga | None) -> bool:
    if una is None or altra is None:
        return una is altra
    return all(una.get(c) == altra.get(c) for c in _compared(sezione))


def same_foglio(uno: Foglio, altro: Foglio) -> bool:
    """Whether two sheets of the same objective say the same, rows in the same order."""
    return uno.campi == altro.campi and all(
        [riga["id"] for riga in uno.righe[s]] == [riga["id"] for riga in altro.righe[s]]
        and all(same_riga(s, a, b) for a, b in zip(uno.righe[s], altro.righe[s], strict=True))
        for s in SEZIONI
    )


def take_theirs(mio: Foglio, loro: Foglio, chiavi: Collection[str]) -> Foglio:
    """Return ``mio`` with the given fields and rows as they are in ``loro``; a row they removed goes away."""
    scelto = mio.copy()
    for chiave in chiavi:
        sezione, _, resto = chiave.partition(".")
        if sezione not in SEZIONI:
            if chiave in loro.campi:
                scelto.campi[chiave] = loro.campi[chiave]
            continue
        pk, _, colonna = resto.partition(".")
        righe = scelto.righe[sezione]
        sua = _by_id(loro.righe[sezione]).get(pk)
        mia = _by_id(righe).get(pk)
        if colonna and sua and mia:
            mia[colonna] = sua[colonna]
        elif not colonna and sua is None and mia:
            righe.remove(mia)
        elif not colonna and sua and mia is None:
            righe.append(dict(sua))
    return scelto


def detach_gone(mio: Foglio, loro: Foglio) -> None:
    """Make new the rows that others removed and the reader keeps."""
    for sezione in SEZIONI:
        presenti = _by_id(loro.righe[sezione])
        for riga in mio.righe[sezione]:
            if riga["id"] not in presenti:
                riga["id"] = ""
