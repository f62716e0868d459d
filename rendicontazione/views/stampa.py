"""The prints of a ciclo: each document of ``ESPORTAZIONI``, of what the user sees, whole or of some CdR."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify

from obiettivi.models import Ciclo
from obiettivi.views import get_ciclo
from organizzazione.models import Struttura
from organizzazione.models.ambito import descendants_of
from rendicontazione.esportazioni import find_esportazione
from rendicontazione.models import Documento
from rendicontazione.queries import quadro_for
from rendicontazione.queries.documenti import codici_visibili
from rendicontazione.services.approvazione import print_documento


def stampa(request: HttpRequest, ente: str, anno: int, documento: str) -> HttpResponse:
    """Print a document of the CdR asked for with ``?cdr=`` or ``?area=``, or of all that the user sees.

    With ``?versione=`` it is that approved version, as it was frozen.
    """
    ciclo = get_ciclo(request, ente, anno)
    esportazione = find_esportazione(documento)
    if esportazione is None or "pdf" not in esportazione.formati:
        raise Http404("Non c'è un documento con questo nome.")
    if "versione" in request.GET:
        return _send(request, _print_versione(request, ciclo), ciclo, documento)
    quadro = quadro_for(request.user, ciclo, strutture=_asked(request, ciclo))
    if not any(cdr.progetti or cdr.obiettivi for cdr in quadro.cdr):
        messages.warning(
            request, "Non c'è ancora niente da stampare: in questa parte del piano non ci sono obiettivi."
        )
        return redirect("ciclo", ente, anno)
    return _send(request, esportazione.funzione(quadro), ciclo, documento)


def _send(request: HttpRequest, contenuto: bytes, ciclo: Ciclo, documento: str) -> HttpResponse:
    chiesti = [request.GET.getlist(nome) for nome in ("versione", "cdr", "area")]
    parti = [documento, ciclo.ente.codice, str(ciclo.anno), *(parte for parti in chiesti for parte in parti)]
    nome = f"{slugify('-'.join(parti))[:120]}.pdf"
    return HttpResponse(
        contenuto, "application/pdf", headers={"Content-Disposition": f'attachment; filename="{nome}"'}
    )


def _print_versione(request: HttpRequest, ciclo: Ciclo) -> bytes:
    numero = request.GET["versione"]
    righe = Documento.objects.visible_to(request.user).filter(ciclo=ciclo)
    riga = get_object_or_404(righe, versione=int(numero) if numero.isdecimal() else 0)
    chiesti, codici = _asked(request, ciclo), codici_visibili(request.user, ciclo)
    if chiesti is not None:
        scelti = Struttura.objects.filter(pk__in=chiesti).values_list("codice", flat=True)
        codici = frozenset(scelti) if codici is None else codici.intersection(scelti)
    return print_documento(riga, codici)


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
