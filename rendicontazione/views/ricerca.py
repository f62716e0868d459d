from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from obiettivi.views import get_ciclo
from rendicontazione.forms import CercaForm
from rendicontazione.queries.ricerca import Ricerca


def cerca(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Search the plan by code or words; the only thing with that very code is opened at once."""
    ciclo = get_ciclo(request, ente, anno)
    form = CercaForm(request.GET)
    testo = form.cleaned_data["q"] if form.is_valid() else ""
    contesto: dict[str, Any] = {"ciclo": ciclo, "ricerca": testo, "gruppi": [], "form": form}
    if testo:
        la_ricerca = Ricerca(ciclo, request.user, testo)
        trovato = la_ricerca.find_exact()
        if trovato:
            return redirect(trovato)
        contesto["gruppi"] = la_ricerca.find()
    return render(request, "rendicontazione/cerca.html", contesto)
