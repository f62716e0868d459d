"""The workbook from the browser: send it, see what it would do, confirm; and download it blank or filled."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from obiettivi.models import Ciclo
from organizzazione.models import Utente
from organizzazione.rules import gestisce
from pianoperformance.base.tracciato import FileNonLeggibile
from pianoperformance.base.views import FORMATI
from rendicontazione.forms import ImportaForm
from rendicontazione.models import Importazione
from rendicontazione.services import Applicazione, apply_importazione, prepare_importazione, write_tracciato

ESITI = {
    Applicazione.FATTA: (messages.SUCCESS, "L'importazione è stata salvata."),
    Applicazione.GIA_FATTA: (messages.INFO, "L'importazione era già stata salvata: non è stato cambiato altro."),
    Applicazione.CAMBIATA: (
        messages.WARNING,
        "Dopo l'anteprima i dati del piano sono cambiati: non è stato salvato niente. Controlla la nuova anteprima "
        "qui sotto e conferma di nuovo.",
    ),
}


def _require_gestione(user: Utente) -> None:
    """For whoever does not run the data of an ente, these pages are not there."""
    if not gestisce.test(user):
        raise Http404("L'importazione è riservata ad amministratori e controllo di gestione.")


@require_http_methods(["GET", "HEAD", "POST"])
def importa(request: HttpRequest) -> HttpResponse:
    """Receive a workbook and show what it would change."""
    _require_gestione(request.user)
    form = ImportaForm(request.POST, request.FILES) if request.method == "POST" else ImportaForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            importazione = prepare_importazione(user=request.user, nome=file.name, contenuto=file.read())
        except FileNonLeggibile as errore:
            form.add_error("file", str(errore))
        else:
            return redirect("importazione", importazione.pk)
    return render(request, "rendicontazione/importa.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def importazione(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the preview of a workbook; a POST confirms it."""
    _require_gestione(request.user)
    riga = get_object_or_404(Importazione.objects.visible_to(request.user).defer("contenuto"), pk=pk)
    if request.method == "POST":
        messages.add_message(request, *ESITI[apply_importazione(riga, user=request.user)])
        return redirect("importazione", pk)
    return render(request, "rendicontazione/importazione.html", {"importazione": riga, "esito": riga.esito})


@require_safe
def tracciato(request: HttpRequest, formato: str) -> HttpResponse:
    """Download the workbook to fill in: blank, or with the plan of ``?ente=`` and ``?anno=``."""
    _require_gestione(request.user)
    ente, anno = request.GET.get("ente", ""), request.GET.get("anno", "")
    ciclo = _find_ciclo(request.user, ente, anno) if ente or anno else None
    nome = f"piano-{ciclo.ente.codice}-{ciclo.anno}.{formato}" if ciclo else f"tracciato.{formato}"
    contenuto = write_tracciato(formato, ciclo=ciclo, user=request.user)
    return HttpResponse(
        contenuto, FORMATI[formato][0], headers={"Content-Disposition": f'attachment; filename="{nome}"'}
    )


def _find_ciclo(user: Utente, ente: str, anno: str) -> Ciclo:
    visibili = Ciclo.objects.visible_to(user).select_related("ente")
    ciclo = get_object_or_404(visibili, ente__codice=ente, anno=int(anno) if anno.isdecimal() else 0)
    if not gestisce.test(user, ciclo.ente):
        raise Http404("Il piano si scarica intero solo da chi lo cura.")
    return ciclo
