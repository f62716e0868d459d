"""The scheda of a project and that of an objective, both read from the Quadro of their CdR."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from obiettivi.models import Obiettivo, Progetto
from obiettivi.views import get_ciclo
from pianoperformance.base.valori import format_atteso
from rendicontazione.esportazioni import tabelle
from rendicontazione.queries import build_quadro
from rendicontazione.riepilogo import sum_or_none


def fte_of(personale: tabelle.Personale | None) -> Decimal | None:
    """Full-time equivalents of the people of a scheda; None when no percentage is stated."""
    percentuale = sum_or_none(quota.percentuale for quota, _ in personale.righe) if personale else None
    return None if percentuale is None else percentuale / 100


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
        "precedente": cdr.progetti[posto - 1] if posto else None,
        "successivo": cdr.progetti[posto + 1] if posto + 1 < len(cdr.progetti) else None,
    }
    return render(request, "rendicontazione/progetto.html", contesto)


def obiettivo(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """Show all that is known of an objective, whether it belongs to a project or stands alone."""
    ciclo = get_ciclo(request, ente, anno)
    righe = Obiettivo.objects.visible_to(request.user).select_related("struttura", "progetto__cdr")
    riga = get_object_or_404(righe, pk=pk, ciclo=ciclo)
    struttura = riga.progetto.cdr if riga.progetto else riga.struttura
    trovati = (o for _, o in build_quadro(ciclo, strutture=[struttura.pk]).each_obiettivo() if o.id == pk)
    scheda = tabelle.build_scheda_obiettivo(next(trovati))
    contesto = {
        "ciclo": ciclo,
        "struttura": struttura,
        "riga": riga,
        "obiettivo": scheda.obiettivo,
        "scheda": scheda,
        "intesi": [(i, format_atteso(i.atteso) if i.atteso else "") for i in scheda.obiettivo.indicatori],
        "fte": fte_of(scheda.personale),
    }
    return render(request, "rendicontazione/obiettivo.html", contesto)
