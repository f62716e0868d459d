"""The calendar of a year: read by everybody, moved by the ufficio."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from obiettivi.views import get_ciclo
from rendicontazione.forms_lavoro import ScadenzeForm
from rendicontazione.queries.lavoro import load_calendario
from rendicontazione.scrittura import is_ufficio
from rendicontazione.services.scadenze import save_scadenze


def scadenze(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Show the deadlines of a ciclo and let the ufficio move them."""
    ciclo = get_ciclo(request, ente, anno)
    ufficio = is_ufficio(request.user, ciclo.ente_id)
    if request.method == "POST" and not ufficio:
        raise Http404
    termini = load_calendario(ciclo)
    form = ScadenzeForm(request.POST or None, anno=anno, termini=termini)
    if request.method == "POST" and form.is_valid():
        save_scadenze(ciclo, user=request.user, date=form.changed())
        messages.success(request, "Scadenze salvate.")
        return redirect("scadenze", ente, anno)
    contesto = {"ciclo": ciclo, "termini": termini, "form": form, "ufficio": ufficio, "oggi": timezone.localdate()}
    return render(request, "lavoro/scadenze.html", contesto)
