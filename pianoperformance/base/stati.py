"""States and who may change them: a table of passages and one function that checks it. Pure code.

A refusal is a sentence that says why and, when another could do it, who.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Atto:
    """The act of a body that a passage rests on: organo, numero, data."""

    organo: str = ""
    numero: str = ""
    data: datetime.date | None = None

    @property
    def completo(self) -> bool:
        return bool(self.organo and self.numero and self.data)

    def __str__(self) -> str:
        return f"{self.organo} n. {self.numero} del {self.data:%d/%m/%Y}" if self.completo else ""


@dataclass(frozen=True, slots=True)
class Passaggio:
    """A permitted change of state: what it is called, who may do it and what it needs."""

    da: str
    a: str
    nome: str
    """What the act is called on a button: ``Invia la proposta``."""
    ruoli: frozenset[str]
    serve_motivo: bool = False
    serve_atto: bool = False


class PassaggioRifiutato(Exception):  # noqa: N818 -- an Italian noun: a refusal
    """A change of state that cannot be done; its text is the Italian sentence for the user."""


def find_passaggi(tabella: Iterable[Passaggio], da: str, ruoli: Collection[str]) -> list[Passaggio]:
    """The passages that someone with ``ruoli`` may do from a state, in the order of the table."""
    return [p for p in tabella if p.da == da and p.ruoli.intersection(ruoli)]


def check_passaggio(
    tabella: Iterable[Passaggio],
    da: str,
    a: str,
    ruoli: Collection[str],
    *,
    nomi: Mapping[str, str],
    motivo: str = "",
    atto: Atto | None = None,
) -> Passaggio:
    """Return the passage from ``da`` to ``a``, or raise ``PassaggioRifiutato``.

    ``nomi`` gives the Italian name of each state and each role, for the sentence.
    """
    if da == a:
        raise PassaggioRifiutato(f"È già nello stato «{nomi[a]}»: qualcuno lo ha fatto prima. Ricaricare la pagina.")
    passaggio = next((p for p in tabella if (p.da, p.a) == (da, a)), None)
    if passaggio is None:
        raise PassaggioRifiutato(f"Dallo stato «{nomi[da]}» non si può passare a «{nomi[a]}».")
    if not passaggio.ruoli.intersection(ruoli):
        chi = ", ".join(nomi[ruolo] for ruolo in sorted(passaggio.ruoli))
        raise PassaggioRifiutato(f"Può farlo solo chi ha il ruolo di {chi}.")
    if passaggio.serve_motivo and not motivo.strip():
        raise PassaggioRifiutato(f"Per «{passaggio.nome}» bisogna scrivere il motivo.")
    if passaggio.serve_atto and not (atto and atto.completo):
        raise PassaggioRifiutato(f"Per «{passaggio.nome}» servono organo, numero e data dell'atto.")
    return passaggio
