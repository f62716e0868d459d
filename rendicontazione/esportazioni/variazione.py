"""The before and after of a variazione as PDF, to be attached to the delibera: same look as the allegato."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.template.loader import render_to_string

from pianoperformance.base.pdf import render_pdf
from rendicontazione.esportazioni.confronto import Confronto


@dataclass(frozen=True, slots=True)
class Testata:
    """What the cover says: what is compared and, of a variazione, why and with which act."""

    ente: str
    piano: str
    titolo: str
    prima: str
    """The version from which one starts, with its act and digest."""
    dopo: str
    stato: str = ""
    oggetto: str = ""
    motivo: str = ""
    norme: str = ""
    data: datetime.date | None = None


def print_confronto(confronto: Confronto, testata: Testata) -> bytes:
    """Print what changes, CdR by CdR, with the totals in front."""
    css = render_to_string("stampe/peg.css") + render_to_string("stampe/variazione.css")
    html = render_to_string("stampe/variazione.html", {"confronto": confronto, "testata": testata})
    titolo = f"{testata.titolo} – {testata.piano} – {testata.ente}"
    return render_pdf(html, css=css, titolo=titolo, autore=testata.ente, creato=testata.data)
