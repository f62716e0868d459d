"""The approved versions of a plan: approve, read, download, compare, recognise a PDF."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from obiettivi.models import Ciclo, Obiettivo
from obiettivi.views import get_ciclo
from organizzazione.models import ambito_of
from pianoperformance.base.stati import PassaggioRifiutato
from pianoperformance.base.views import FORMATI, download
from rendicontazione import quadro
from rendicontazione.canonico import dump_quadro
from rendicontazione.esportazioni.confronto import build_confronto
from rendicontazione.esportazioni.differenze import build_prospetto
from rendicontazione.esportazioni.variazione import Testata, print_confronto
from rendicontazione.forms_documenti import PIANO, AttoForm, ConfrontoForm, VerificaForm
from rendicontazione.models import Documento
from rendicontazione.queries import build_quadro
from rendicontazione.queries.documenti import codici_visibili, list_documenti, piano_for, storia_of, versione_for
from rendicontazione.scrittura import is_ufficio
from rendicontazione.services.approvazione import approve_piano, find_blocchi, make_versione, print_documento


@require_safe
def documenti(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """List the approved versions, from the newest."""
    ciclo = get_ciclo(request, ente, anno)
    contesto = {
        "ciclo": ciclo,
        "documenti": list_documenti(ciclo, request.user),
        "puo_approvare": is_ufficio(request.user, ciclo.ente_id) and ciclo.stato == Ciclo.Stato.PREPARAZIONE,
        "parziale": codici_visibili(request.user, ciclo) is not None,
    }
    return render(request, "rendicontazione/documenti.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def approva(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Show what would be frozen and what keeps it from being; a POST approves."""
    ciclo = get_ciclo(request, ente, anno)
    if not is_ufficio(request.user, ciclo.ente_id):
        raise Http404("Il piano lo approva il controllo di gestione.")
    form = AttoForm(request.POST or None, initial={"organo": ciclo.ente.get_organo_display()})
    if request.method == "POST" and form.is_valid():
        try:
            attesa = form.cleaned_data["attesa"]
            documento = approve_piano(ciclo, user=request.user, atto=form.get_atto(), attesa=attesa)
        except PassaggioRifiutato as rifiuto:
            form.add_error(None, str(rifiuto))
        else:
            messages.success(request, f"Il piano è approvato: è la versione {documento.versione}.")
            return redirect("documento", ente, anno, documento.versione)
    return render(request, "rendicontazione/approva.html", _what_is_frozen(ciclo) | {"form": form})


def _what_is_frozen(ciclo: Ciclo) -> dict[str, object]:
    versione = make_versione(build_quadro(ciclo))
    aperti = Obiettivo.objects.filter(ciclo=ciclo).exclude(stato=Obiettivo.Stato.CONCORDATO).count()
    return {
        "ciclo": ciclo,
        "chiuso": ciclo.stato != Ciclo.Stato.PREPARAZIONE,
        "impronta": versione.impronta,
        "blocchi": find_blocchi(versione.quadro),
        "obiettivi": sum(1 for _ in versione.quadro.each_obiettivo()),
        "progetti": sum(1 for _ in versione.quadro.each_progetto()),
        "cdr": sum(1 for c in versione.quadro.cdr if c.progetti or c.obiettivi),
        "non_concordati": aperti,
    }


@require_safe
def documento(request: HttpRequest, ente: str, anno: int, versione: int) -> HttpResponse:
    """Show a version; ``?formato=`` downloads its PDF or its canonical JSON, as far as the user sees."""
    ciclo = get_ciclo(request, ente, anno)
    righe = Documento.objects.visible_to(request.user).select_related("ciclo__ente", "utente", "variazione")
    riga = get_object_or_404(righe.defer("pdf"), ciclo=ciclo, versione=versione)
    if "formato" in request.GET:
        return _download(request, riga)
    q = versione_for(request.user, riga)
    contesto = {
        "ciclo": ciclo,
        "documento": riga,
        "quadro": q,
        "centri": [(c, len(c.progetti), len(c.tutti_gli_obiettivi)) for c in q.cdr if c.progetti or c.obiettivi],
        "storia": storia_of(riga),
        "ha_precedente": riga.versione > 1,
    }
    return render(request, "rendicontazione/documento.html", contesto)


def _download(request: HttpRequest, riga: Documento) -> HttpResponse:
    formato, codici = request.GET["formato"], codici_visibili(request.user, riga.ciclo)
    if formato == "pdf":
        contenuto, tipo = print_documento(riga, codici), "application/pdf"
    elif formato == "json":
        testo = riga.quadro if codici is None else dump_quadro(versione_for(request.user, riga))
        contenuto, tipo = testo.encode(), "application/json"
    else:
        raise Http404("Una versione si scarica in PDF o in JSON.")
    estratto = "" if codici is None else "-estratto"
    nome = f"peg-{riga.ciclo.ente.codice}-{riga.ciclo.anno}-v{riga.versione}{estratto}.{formato}"
    return HttpResponse(contenuto, tipo, headers={"Content-Disposition": f'attachment; filename="{nome}"'})


@require_safe
def confronto(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Compare two versions, or one with the working plan, in what the user sees."""
    ciclo = get_ciclo(request, ente, anno)
    versioni = list(list_documenti(ciclo, request.user))
    if not versioni:
        messages.info(request, "Non c'è ancora una versione approvata con cui confrontare il piano.")
        return redirect("documenti", ente, anno)
    usuali = {"da": str(versioni[0].versione), "a": PIANO}
    form = ConfrontoForm(usuali | {k: v for k, v in request.GET.items() if k in usuali}, documenti=versioni)
    lati = form.cleaned_data if form.is_valid() else usuali
    prima, dopo = (_load_lato(request, ciclo, lati[lato]) for lato in ("da", "a"))
    nomi = [dict(form.fields["da"].choices)[lati[lato]] for lato in ("da", "a")]
    testata = Testata(ciclo.ente.denominazione, ciclo.titolo_documento, "Confronto fra versioni", *nomi)
    if "formato" in request.GET:
        return download_confronto(request.GET["formato"], prima, dopo, testata, f"confronto-{ente}-{anno}")
    contesto = {"ciclo": ciclo, "form": form, "confronto": build_confronto(prima, dopo), "formati": ["pdf", *FORMATI]}
    return render(request, "rendicontazione/confronto.html", contesto | {"nomi": nomi})


def _load_lato(request: HttpRequest, ciclo: Ciclo, scelta: str) -> quadro.Quadro:
    if scelta == PIANO:
        return piano_for(request.user, ciclo)
    return versione_for(request.user, Documento.objects.select_related("ciclo").get(ciclo=ciclo, versione=scelta))


def download_confronto(
    formato: str, prima: quadro.Quadro, dopo: quadro.Quadro, testata: Testata, nome: str
) -> HttpResponse:
    """The before and after as a file: PDF, or a flat list."""
    if formato != "pdf":
        return download(build_prospetto(prima, dopo, testata.titolo), formato, nome)
    contenuto = print_confronto(build_confronto(prima, dopo), testata)
    return HttpResponse(
        contenuto, "application/pdf", headers={"Content-Disposition": f'attachment; filename="{nome}.pdf"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verifica(request: HttpRequest) -> HttpResponse:
    """Tell which version of a plan a PDF is, or that it is none."""
    if not (ambito_of(request.user).tutto or ambito_of(request.user).enti):
        raise Http404("La verifica è per chi ha un incarico.")
    form = VerificaForm(request.POST or None, request.FILES or None)
    contesto: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file, somma = form.cleaned_data["file"], hashlib.sha256()
        for blocco in file.chunks():
            somma.update(blocco)
        trovati = Documento.objects.visible_to(request.user).select_related("ciclo__ente").defer("quadro", "pdf")
        trovato = trovati.filter(impronta_pdf=somma.hexdigest()).first()
        contesto |= {"nome": file.name, "impronta": somma.hexdigest(), "trovato": trovato}
        if trovato:
            seguenti = Documento.objects.filter(ciclo=trovato.ciclo, versione__gt=trovato.versione)
            contesto["superata"] = seguenti.exists()
    return render(request, "rendicontazione/verifica.html", contesto)
