"""The documents that a Quadro can be printed as: a new one is a module here and a line in ``ESPORTAZIONI``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rendicontazione import quadro
from rendicontazione.esportazioni import peg


@dataclass(frozen=True, slots=True)
class Esportazione:
    """A document: ``funzione`` turns a Quadro, already limited to what is to be printed, into the file's bytes."""

    slug: str
    titolo: str
    formati: tuple[str, ...]
    funzione: Callable[[quadro.Quadro], bytes]


ESPORTAZIONI = (Esportazione("peg", "Allegato PEG", ("pdf",), peg.print_peg),)


def find_esportazione(slug: str) -> Esportazione | None:
    """The document with this slug, or None when there is none."""
    return next((esportazione for esportazione in ESPORTAZIONI if esportazione.slug == slug), None)
