"""The prints of a ciclo: each document of ``ESPORTAZIONI``, of what the user sees, whole or of some CdR."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify

from obiettivi.models import Ciclo
from obiettivi.views import get_ciclo
from organizzazione.models import Struttura
from organizzazione.models.ambito import descendants_of
from rendicontazione.esportazioni import find_esportazione
from rendicontazione.queries import quadro_for


def stampa(request: HttpRequest, ente: str, anno: int, documento: str) -> HttpResponse:
    """Print a document of the CdR asked for with ``?cdr=`` or ``?area=``, or of all that the user sees."""
    ciclo = get_ciclo(request, ente, anno)
    esportazione = find_esportazione(documento)
    if esportazione is None or "pdf" not in esportazione.formati:
        raise Http404("Non c'è un documento con questo nome.")
    quadro = quadro_for(request.user, ciclo, strutture=_asked(request, ciclo))
    if not any(cdr.progetti or cdr.obiettivi for cdr in quadro.cdr):
        messages.warning(
            request, "Non c'è ancora niente da stampare: in questa parte del piano non ci sono obiettivi."
        )
        return redirect("ciclo", ente, anno)
    parti = [documento, ente, str(anno), *request.GET.getlist("cdr"), *request.GET.getlist("area")]
    nome = f"{slugify('-'.join(parti))[:120]}.pdf"
    intestazioni = {"Content-Disposition": f'attachment; filename="{nome}"'}
    return HttpResponse(esportazione.funzione(quadro), "application/pdf", headers=intestazioni)


def _asked(request: HttpRequest, ciclo: Ciclo) -> Collection[int] | None:
    """Return the keys of the structures asked for, None for all; 404 when one is not there or not visible."""
    cdr, aree = set(request.GET.getlist("cdr")), set(request.GET.getlist("area"))
    if not cdr and not aree:
        return None
    visibili = Struttura.objects.visible_to(request.user).filter(ente=ciclo.ente_id, codice__in=cdr | aree)
    chiavi = dict(visibili.values_list("codice", "pk"))
    if cdr | aree != set(chiavi):
        raise Http404("Non c'è una struttura con questo codice.")
    return {chiavi[codice] for codice in cdr} | descendants_of([chiavi[codice] for codice in aree])
