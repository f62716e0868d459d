"""The reminders as they would be sent, and the button that sends them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from obiettivi.models import Ciclo
from obiettivi.views import get_ciclo
from rendicontazione.scrittura import is_ufficio
from rendicontazione.services.solleciti import prepare_solleciti, send_solleciti


def solleciti(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Show the ufficio what each person would be written; POST sends what was not sent yet."""
    ciclo = get_ciclo(request, ente, anno)
    if not is_ufficio(request.user, ciclo.ente_id):
        raise Http404
    if request.method == "POST":
        _send(request, ciclo)
        return redirect("solleciti", ente, anno)
    return render(request, "lavoro/solleciti.html", {"ciclo": ciclo, "giro": prepare_solleciti(ciclo)})


def _send(request: HttpRequest, ciclo: Ciclo) -> None:
    try:
        esito = send_solleciti(ciclo)
    except OSError as errore:
        messages.error(
            request, f"Il server di posta non risponde ({errore}): chi non compare fra gli inviati aspetta."
        )
        return
    quanti = len(esito.inviate)
    if quanti:
        messages.success(request, "1 sollecito inviato." if quanti == 1 else f"{quanti} solleciti inviati.")
    elif not esito.errori:
        messages.warning(request, "Non c'era niente di nuovo da inviare.")
    for utente, frase in esito.errori:
        messages.error(request, f"{utente.get_full_name() or utente}: {frase}.")
