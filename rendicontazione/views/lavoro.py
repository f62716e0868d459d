"""What waits for the user: on the home, on a page for each ciclo, and on the board of the ufficio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig

from obiettivi.models import Ciclo, Obiettivo
from obiettivi.views import get_ciclo
from pianoperformance.base.tables import to_prospetto
from pianoperformance.base.views import FORMATI, download
from rendicontazione import lavoro
from rendicontazione.queries.lavoro import load_lavoro
from rendicontazione.queries.tavolo import load_tavolo
from rendicontazione.scrittura import is_ufficio
from rendicontazione.services.indirizzi import url_of
from rendicontazione.tables import TavoloTable

MOSTRATE = 10
"""How many things of a kind are shown before one has to ask for the rest."""


@dataclass(frozen=True, slots=True)
class VoceDaFare:
    voce: lavoro.Voce
    url: str
    scaduta: bool


@dataclass(frozen=True, slots=True)
class GruppoDaFare:
    titolo: str
    quante: int
    prime: list[VoceDaFare]
    altre: list[VoceDaFare]


def da_fare(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """What waits for the user in a ciclo."""
    ciclo = get_ciclo(request, ente, anno)
    return render(request, "lavoro/da_fare.html", {"ciclo": ciclo, "gruppi": build_da_fare(request, ciclo)})


def build_da_fare(request: HttpRequest, ciclo: Ciclo) -> list[GruppoDaFare]:
    """What waits for the user, with the address of each thing."""
    oggi = timezone.localdate()
    gruppi = []
    for gruppo in load_lavoro(request.user, ciclo):
        voci = [VoceDaFare(v, url_of(ciclo, v), bool(v.entro and v.entro < oggi)) for v in gruppo.voci]
        gruppi.append(GruppoDaFare(gruppo.titolo, len(voci), voci[:MOSTRATE], voci[MOSTRATE:]))
    return gruppi


def choose_ciclo(cicli: Sequence[Ciclo]) -> Ciclo | None:
    """The ciclo on which there is most to do now: in preparation before the others, then the newest."""
    preparazione = [c for c in cicli if c.stato == Ciclo.Stato.PREPARAZIONE]
    return max(preparazione or cicli, key=lambda c: c.anno, default=None)


def tavolo(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """The board: where each CdR that the user sees is with its proposals; ``?formato=`` downloads it."""
    ciclo = get_ciclo(request, ente, anno)
    il_tavolo = load_tavolo(request.user, ciclo)
    tabella = TavoloTable(il_tavolo.righe, empty_text="In questo piano non c'è ancora niente che puoi vedere.")
    tabella.ciclo = ciclo
    RequestConfig(request, paginate={"per_page": len(il_tavolo.righe) or 1}).configure(tabella)
    if "formato" in request.GET:
        nome = f"tavolo-{ente}-{anno}"
        return download(to_prospetto(tabella, f"Tavolo {anno}"), request.GET["formato"], nome)
    contesto = {
        "ciclo": ciclo,
        "tavolo": il_tavolo,
        "totali": [(stato, nome, il_tavolo.sum_of(stato)) for stato, nome in Obiettivo.Stato.choices],
        "table": tabella,
        "titolo": "il tavolo",
        "formati": FORMATI,
        "ufficio": is_ufficio(request.user, ciclo.ente_id),
    }
    return render(request, "lavoro/tavolo.html", contesto)
