"""The difference of two Quadri, objective by objective and field by field: a variazione is exactly this. Pure code."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from rendicontazione import quadro

AGGIUNTO, TOLTO, CAMBIATO = "aggiunto", "tolto", "cambiato"


@dataclass(frozen=True, slots=True)
class Campo:
    """A field before and after, as values; ``scarto`` is dopo - prima for amounts, weights and percentages."""

    nome: str
    prima: Any
    dopo: Any

    @property
    def scarto(self) -> Decimal | None:
        if isinstance(self.prima, Decimal) or isinstance(self.dopo, Decimal):
            return (self.dopo or Decimal(0)) - (self.prima or Decimal(0))
        return None


@dataclass(frozen=True, slots=True)
class Differenza:
    """What changed in one thing of the plan: a project, an objective, an indicator, a phase, a quota."""

    azione: str
    genere: str
    cdr: str
    luogo: tuple[str, ...]
    """The codes of what holds it, from the project down, its own last."""
    titolo: str
    campi: tuple[Campo, ...] = ()


@dataclass(frozen=True, slots=True)
class Genere:
    """How one kind of node is compared: its key, its title, its children; every other field is compared as it is."""

    nome: str
    chiave: Callable[[Any], str]
    titolo: Callable[[Any], str]
    figli: tuple[tuple[str, str], ...] = ()
    """Pairs of (field holding the children, kind of the children)."""


GENERI = {
    "cdr": Genere(
        "Centro di responsabilità",
        lambda n: str(n.codice),
        lambda n: str(n.denominazione),
        (("progetti", "progetto"), ("obiettivi", "obiettivo"), ("personale", "personale")),
    ),
    "progetto": Genere(
        "Progetto",
        lambda n: str(n.codice),
        lambda n: str(n.titolo),
        (("obiettivi", "obiettivo"), ("quote", "quota"), ("personale", "personale")),
    ),
    "obiettivo": Genere(
        "Obiettivo",
        lambda n: str(n.codice),
        lambda n: str(n.titolo),
        (("indicatori", "indicatore"), ("fasi", "fase"), ("quote", "quota"), ("personale", "personale")),
    ),
    "indicatore": Genere("Indicatore", lambda n: str(n.codice), lambda n: str(n.testo)),
    "fase": Genere("Fase", lambda n: f"fase {n.ordine}", lambda n: str(n.descrizione)),
    "quota": Genere("Quota di capitolo", lambda n: f"{n.lato} {n.sigla}", lambda n: str(n.descrizione)),
    "personale": Genere("Personale", lambda n: str(n.codice), lambda n: str(n.persona)),
}


def compare_quadri(prima: quadro.Quadro, dopo: quadro.Quadro) -> list[Differenza]:
    """List what is added, removed and changed from one Quadro to another, in the order of the plan."""
    return list(_compare_children("cdr", prima.cdr, dopo.cdr, "", ()))


def _compare_children(
    genere: str, prima: Sequence[Any], dopo: Sequence[Any], cdr: str, luogo: tuple[str, ...]
) -> Iterator[Differenza]:
    tipo = GENERI[genere]
    vecchi = {tipo.chiave(nodo): nodo for nodo in prima}
    nuovi = {tipo.chiave(nodo): nodo for nodo in dopo}
    for chiave in [*nuovi, *(c for c in vecchi if c not in nuovi)]:
        dove = (cdr or chiave, (*luogo, chiave) if cdr else ())
        if chiave not in vecchi:
            yield from _whole(AGGIUNTO, genere, nuovi[chiave], *dove)
        elif chiave not in nuovi:
            yield from _whole(TOLTO, genere, vecchi[chiave], *dove)
        else:
            yield from _compare_nodes(genere, vecchi[chiave], nuovi[chiave], *dove)


def _whole(azione: str, genere: str, nodo: Any, cdr: str, luogo: tuple[str, ...]) -> Iterator[Differenza]:
    """Tell a thing that is only on one side, with all that it holds."""
    tipo = GENERI[genere]
    valori = [(nome, getattr(nodo, nome)) for nome in _scalars(tipo, nodo)]
    campi = tuple(
        Campo(nome, None, valore) if azione == AGGIUNTO else Campo(nome, valore, None)
        for nome, valore in valori
        if valore not in (None, "", (), False, quadro.Strategia())
    )
    yield Differenza(azione, genere, cdr, luogo, tipo.titolo(nodo), campi)
    for campo, figlio in tipo.figli:
        for voce in getattr(nodo, campo):
            yield from _whole(azione, figlio, voce, cdr, (*luogo, GENERI[figlio].chiave(voce)))


def _compare_nodes(genere: str, prima: Any, dopo: Any, cdr: str, luogo: tuple[str, ...]) -> Iterator[Differenza]:
    tipo = GENERI[genere]
    campi = tuple(
        Campo(nome, getattr(prima, nome), getattr(dopo, nome))
        for nome in _scalars(tipo, dopo)
        if getattr(prima, nome) != getattr(dopo, nome)
    )
    if campi:
        yield Differenza(CAMBIATO, genere, cdr, luogo, tipo.titolo(dopo), campi)
    for campo, figlio in tipo.figli:
        yield from _compare_children(figlio, getattr(prima, campo), getattr(dopo, campo), cdr, luogo)


def _scalars(tipo: Genere, nodo: Any) -> list[str]:
    di_figli = {campo for campo, _ in tipo.figli}
    return [campo.name for campo in fields(nodo) if campo.compare and campo.name not in di_figli]


def format_valore(valore: Any) -> str:
    """A value of a field in Italian form, for the before/after page and print."""
    if valore is None or valore == "" or valore == ():
        return ""
    if isinstance(valore, quadro.Atteso):
        return valore.stampato
    if isinstance(valore, quadro.Strategia):
        voci = (valore.indirizzo, valore.obiettivo, valore.azione)
        return " › ".join(voce.denominazione for voce in voci if voce)
    if isinstance(valore, bool):
        return "Sì" if valore else "No"
    if isinstance(valore, Decimal):
        return f"{valore:,.2f}".translate(str.maketrans(",.", ".,"))
    if isinstance(valore, datetime.date):
        return f"{valore:%d/%m/%Y}"
    if isinstance(valore, tuple):
        return "; ".join(_format_part(voce) for voce in valore)
    return str(valore)


def _format_part(voce: Any) -> str:
    return ": ".join(format_valore(parte) for parte in voce) if isinstance(voce, tuple) else format_valore(voce)
