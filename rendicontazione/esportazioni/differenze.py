"""Two Quadri side by side as a flat list, and what the other forms of the comparison start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pianoperformance.base.prospetto import Colonna, Prospetto
from rendicontazione import quadro
from rendicontazione.confronto import AGGIUNTO, CAMBIATO, GENERI, TOLTO, Differenza, compare_quadri
from rendicontazione.esportazioni.campi import format_coppia, name_campo

NOMI = {
    "cdr": "Centro di responsabilità",
    "progetto": "Progetto",
    "obiettivo": "Obiettivo",
    "indicatore": "Indicatore",
    "fase": "Fase",
    "quota": "Capitolo",
    "personale": "Persona",
}
AZIONI = {AGGIUNTO: "nuovo", TOLTO: "tolto", CAMBIATO: "modificato"}
Nodi = dict[tuple[str, str, tuple[str, ...]], Any]
"""The things of a Quadro by kind, CdR and place, as the differences name them."""


def list_differenze(prima: quadro.Quadro, dopo: quadro.Quadro) -> list[Differenza]:
    """The differences with only the fields that are for people."""
    differenze = compare_quadri(prima, dopo)
    tenute = [replace(d, campi=tuple(c for c in d.campi if name_campo(d.genere, c.nome))) for d in differenze]
    return [d for d in tenute if d.azione != CAMBIATO or d.campi]


def index_nodi(q: quadro.Quadro) -> Nodi:
    return {chiave: nodo for cdr in q.cdr for chiave, nodo in walk_nodi("cdr", cdr, cdr.codice, ())}


def walk_nodi(
    genere: str, nodo: Any, cdr: str, luogo: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str, tuple[str, ...]], Any]]:
    yield (genere, cdr, luogo), nodo
    for campo, figlio in GENERI[genere].figli:
        for voce in getattr(nodo, campo):
            yield from walk_nodi(figlio, voce, cdr, (*luogo, GENERI[figlio].chiave(voce)))


def build_prospetto(prima: quadro.Quadro, dopo: quadro.Quadro, titolo: str) -> Prospetto:
    """The same as a flat list, for a spreadsheet."""
    nodi = {**index_nodi(prima), **index_nodi(dopo)}
    righe = [
        (d.cdr, *_codici(d, nodi), NOMI[d.genere], d.luogo[-1] if d.luogo else d.cdr, AZIONI[d.azione], *valori)
        for d in list_differenze(prima, dopo)
        for valori in _each_valore(d)
    ]
    titoli = ("CdR", "Progetto", "Obiettivo", "Che cosa", "Codice", "Modifica", "Campo", "Prima", "Dopo")
    colonne = [Colonna(nome.lower().replace(" ", "_"), nome) for nome in titoli]
    return Prospetto(titolo, (*colonne, Colonna("differenza", "Differenza", "numero")), righe)


def _each_valore(d: Differenza) -> Iterator[tuple[str, str, str, Decimal | None]]:
    for c in d.campi:
        yield name_campo(d.genere, c.nome), *format_coppia(c.nome, c.prima, c.dopo), c.scarto
    if not d.campi:
        yield "", "", "", None


def _codici(d: Differenza, nodi: Nodi) -> tuple[str, str]:
    """The codes of the project and of the objective that hold a thing, or that it is."""
    passi = [d.luogo[: n + 1] for n in range(len(d.luogo))]
    trovati = {
        genere: luogo[-1] for luogo in passi for genere in ("progetto", "obiettivo") if (genere, d.cdr, luogo) in nodi
    }
    return trovati.get("progetto", ""), trovati.get("obiettivo", "")
