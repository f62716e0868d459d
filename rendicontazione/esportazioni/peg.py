"""The Allegato PEG (art. 169 TUEL) as PDF: cover, index, and for each CdR its riepilogo and its schede."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from pianoperformance.base.pdf import render_pdf
from rendicontazione import quadro
from rendicontazione.esportazioni.tabelle import build_parte


@dataclass(frozen=True, slots=True)
class Estremi:
    """What a print says of the approved version that it is: its number, its act, the digest of the whole plan."""

    versione: int
    atto: str
    impronta: str


def print_peg(q: quadro.Quadro, *, estremi: Estremi | None = None) -> bytes:
    """Print the Allegato PEG of the CdR that the Quadro holds; an approved version says which one it is."""
    autore = q.ente.denominazione
    titolo = f"{q.titolo} – {autore}"
    css = render_to_string("stampe/peg.css")
    return render_pdf(render_peg(q, estremi), css=css, titolo=titolo, autore=autore, creato=q.elaborato_il)


def render_peg(q: quadro.Quadro, estremi: Estremi | None = None) -> str:
    """The HTML of the Allegato PEG."""
    parti = [build_parte(cdr, q.totali_stampati) for cdr in q.cdr if cdr.progetti or cdr.obiettivi or cdr.personale]
    return render_to_string("stampe/peg.html", {"quadro": q, "parti": parti, "area": find_area(q), "estremi": estremi})


def find_area(q: quadro.Quadro) -> str:
    """The name of the structure that all the CdR belong to, blank when they have more than one above."""
    aree = {cdr.percorso[0] if cdr.percorso else cdr.denominazione for cdr in q.cdr}
    una = len(aree) == 1 and any(cdr.percorso for cdr in q.cdr)
    return aree.pop() if una and q.ente.denominazione not in aree else ""
