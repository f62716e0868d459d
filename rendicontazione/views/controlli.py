"""What does not hold together in the part of a plan that the user sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budget.models import Capitolo
from obiettivi.models import Ciclo
from obiettivi.queries import load_gravita
from obiettivi.views import get_ciclo
from organizzazione.models import Persona
from pianoperformance.base.prospetto import Colonna, Prospetto
from pianoperformance.base.views import FORMATI, download
from rendicontazione.controlli import Rilievo, check_quadro
from rendicontazione.forms import GRAVITA, RilieviForm
from rendicontazione.queries import quadro_for

RILIEVI_PER_PAGINA = 50
PAGINE = {"cdr": "riepilogo", "progetto": "progetto", "obiettivo": "obiettivo"}
"""The page of the row that a finding speaks of; chapters and people have a line in their list instead."""
COLONNE = tuple(
    Colonna(nome, titolo, "testo")
    for nome, titolo in (("gravita", "Gravità"), ("cdr", "CdR"), ("luogo", "Dove"), ("frase", "Che cosa"))
)


@dataclass(frozen=True, slots=True)
class Voce:
    """A finding on the page, with the address of what it speaks of (blank when it has none)."""

    rilievo: Rilievo
    gravita: str
    url: str


def controlli(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """List the findings of the checks, the gravest first; ``?formato=`` downloads those that are filtered."""
    ciclo = get_ciclo(request, ente, anno)
    quadro = quadro_for(request.user, ciclo)
    tutti = check_quadro(quadro, load_gravita(ciclo.ente_id))
    form = RilieviForm(request.GET, cdr=[cdr.codice for cdr in quadro.cdr])
    rilievi = form.choose(tutti)
    if "formato" in request.GET:
        righe = tuple((GRAVITA[r.gravita], r.cdr, r.luogo, r.frase) for r in rilievi)
        nome = f"controlli-{ente}-{anno}"
        return download(Prospetto("Controlli", COLONNE, righe), request.GET["formato"], nome)
    pagina = Paginator(rilievi, RILIEVI_PER_PAGINA).get_page(request.GET.get("page"))
    quanti = Counter(r.gravita for r in tutti)
    contesto = {
        "ciclo": ciclo,
        "quadro": quadro,
        "form": form,
        "pagina": pagina,
        "voci": _with_links(ciclo, pagina.object_list),
        "quanti": [(nome, gravita, quanti[gravita]) for gravita, nome in GRAVITA.items()],
        "tutti": len(tutti),
        "formati": FORMATI,
    }
    return render(request, "rendicontazione/controlli.html", contesto)


def _with_links(ciclo: Ciclo, rilievi: Sequence[Rilievo]) -> list[Voce]:
    """Add to each finding the address of its row; the codes of chapters and people are read in two queries."""
    radice = [ciclo.ente.codice, ciclo.anno]
    chiavi = {tipo: {r.id for r in rilievi if r.tipo == tipo} for tipo in ("capitolo", "persona")}
    codici = {
        "capitolo": dict(Capitolo.objects.filter(pk__in=chiavi["capitolo"]).values_list("pk", "numero")),
        "persona": dict(Persona.objects.filter(pk__in=chiavi["persona"]).values_list("pk", "codice")),
    }
    elenchi = {"capitolo": reverse("capitoli", args=radice), "persona": reverse("persone", args=radice)}

    def url(rilievo: Rilievo) -> str:
        if rilievo.tipo in PAGINE and rilievo.id:
            return reverse(PAGINE[rilievo.tipo], args=[*radice, rilievo.id])
        codice = codici.get(rilievo.tipo, {}).get(rilievo.id)
        return f"{elenchi[rilievo.tipo]}?q={codice}" if codice else ""

    return [Voce(rilievo, GRAVITA[rilievo.gravita], url(rilievo)) for rilievo in rilievi]
