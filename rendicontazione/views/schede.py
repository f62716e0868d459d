"""The scheda of a project and that of an objective, both read from the Quadro of their CdR."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from obiettivi.models import Ciclo, Obiettivo, Progetto
from obiettivi.views import get_ciclo
from pianoperformance.base.valori import format_atteso
from rendicontazione.esportazioni import tabelle
from rendicontazione.queries import build_quadro
from rendicontazione.riepilogo import sum_or_none
from rendicontazione.scrittura import is_scrittore, why_not_edit_obiettivo
from rendicontazione.views.riquadro import build_riquadro

OBIETTIVO = "rendicontazione/obiettivo.html"


def fte_of(personale: tabelle.Personale | None) -> Decimal | None:
    """Full-time equivalents of the people of a scheda; None when none is stated."""
    return sum_or_none(quota.fte for quota, _ in personale.righe) if personale else None


def progetto(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """Show the scheda of a project with all its sections, in the order of the allegato."""
    ciclo = get_ciclo(request, ente, anno)
    riga = get_object_or_404(Progetto.objects.visible_to(request.user).select_related("cdr"), pk=pk, ciclo=ciclo)
    cdr = next(iter(build_quadro(ciclo, strutture=[riga.cdr_id]).cdr))
    posto, il_progetto = next((i, p) for i, p in enumerate(cdr.progetti) if p.id == pk)
    scheda = tabelle.build_scheda_progetto(il_progetto)
    contesto = {
        "ciclo": ciclo,
        "struttura": riga.cdr,
        "cdr": cdr,
        "progetto": il_progetto,
        "scheda": scheda,
        "fte": fte_of(scheda.personale),
        "scrive": is_scrittore(request.user, ciclo.ente_id),
        "precedente": cdr.progetti[posto - 1] if posto else None,
        "successivo": cdr.progetti[posto + 1] if posto + 1 < len(cdr.progetti) else None,
    }
    return render(request, "rendicontazione/progetto.html", contesto)


def obiettivo(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """Show all that is known of an objective, whether it belongs to a project or stands alone."""
    ciclo = get_ciclo(request, ente, anno)
    righe = Obiettivo.objects.visible_to(request.user).select_related("struttura", "progetto__cdr")
    riga = get_object_or_404(righe, pk=pk, ciclo=ciclo)
    return show_obiettivo(request, ciclo, riga)


def show_obiettivo(
    request: HttpRequest, ciclo: Ciclo, riga: Obiettivo, template: str = OBIETTIVO, **altro: str
) -> HttpResponse:
    """Show the scheda of an objective, by itself or under what another page has to say."""
    struttura = riga.progetto.cdr if riga.progetto else riga.struttura
    riga.ciclo = ciclo
    q = build_quadro(ciclo, strutture=[struttura.pk])
    trovati = (o for _, o in q.each_obiettivo() if o.id == riga.pk)
    scheda = tabelle.build_scheda_obiettivo(next(trovati))
    contesto = {
        "ciclo": ciclo,
        "struttura": struttura,
        "riga": riga,
        "obiettivo": scheda.obiettivo,
        "scheda": scheda,
        "intesi": [(i, format_atteso(i.atteso) if i.atteso else "") for i in scheda.obiettivo.indicatori],
        "fte": fte_of(scheda.personale),
        "riquadro": build_riquadro(request, riga, q),
        "copiabile": is_scrittore(request.user, ciclo.ente_id),
        "scrivibile": not why_not_edit_obiettivo(request.user, riga),
        **altro,
    }
    return render(request, template, contesto)
