"""Writing an objective: a new one, one that is there, a copy of another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from obiettivi.models import Ciclo, Obiettivo, Progetto
from obiettivi.views import get_ciclo
from organizzazione.models import Struttura
from rendicontazione.foglio import Foglio
from rendicontazione.queries.redazione import Originale, foglio_of, load_originale, search_obiettivi
from rendicontazione.scrittura import editable_strutture, why_not_edit, why_not_edit_obiettivo
from rendicontazione.services.ordine import next_codice
from rendicontazione.views.redazione.copia import copy_foglio, list_destinazioni
from rendicontazione.views.redazione.pagina import Pagina
from rendicontazione.views.schede import show_obiettivo

DI_OBIETTIVO = ("ciclo__ente", "struttura", "progetto__cdr", "responsabile")


def modifica(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """Write an objective; whoever may not reads why, over its scheda."""
    ciclo = get_ciclo(request, ente, anno)
    righe = Obiettivo.objects.visible_to(request.user).select_related(*DI_OBIETTIVO)
    obiettivo = get_object_or_404(righe, pk=pk, ciclo=ciclo)
    motivo = why_not_edit_obiettivo(request.user, obiettivo)
    if motivo and request.method != "POST":
        return show_obiettivo(request, ciclo, obiettivo, motivo=motivo, template="redazione/non_modificabile.html")
    pagina = Pagina(request, ciclo, load_originale(obiettivo))
    pagina.motivo = motivo
    return pagina.answer()


def nuovo(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Write a new objective of ``?progetto=`` or of ``?cdr=``; ``?da=`` is one to start from."""
    ciclo = get_ciclo(request, ente, anno)
    obiettivo = _new_obiettivo(request, ciclo)
    if obiettivo is None:
        return _ask_place(request, ciclo)
    motivo = why_not_edit(request.user, ciclo, obiettivo.struttura)
    if motivo and request.method != "POST":
        contesto = {"ciclo": ciclo, "riga": obiettivo, "motivo": motivo}
        return render(request, "redazione/non_creabile.html", contesto)
    modello = _get_modello(request, ciclo)
    pagina = Pagina(request, ciclo, Originale(obiettivo), _start(obiettivo, modello))
    pagina.motivo = motivo
    pagina.altro |= {"modello": modello, **_search_models(request, ciclo)}
    return pagina.answer()


def copia(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """Choose where a copy of an objective goes; it is then written as a new one, and nothing is saved until then."""
    ciclo = get_ciclo(request, ente, anno)
    righe = Obiettivo.objects.visible_to(request.user).select_related(*DI_OBIETTIVO)
    obiettivo = get_object_or_404(righe, pk=pk, ciclo=ciclo)
    contesto = {"ciclo": ciclo, "riga": obiettivo, "destinazioni": list_destinazioni(request.user, ciclo)}
    return render(request, "redazione/copia.html", contesto)


def _key(request: HttpRequest, nome: str) -> int:
    """A key given in the address; 0, that no row has, when it is not one."""
    testo = request.GET.get(nome, "")
    return int(testo) if testo.isascii() and testo.isdigit() and len(testo) < 18 else 0


def _new_obiettivo(request: HttpRequest, ciclo: Ciclo) -> Obiettivo | None:
    if "progetto" in request.GET:
        progetti = Progetto.objects.visible_to(request.user).select_related("cdr")
        progetto = get_object_or_404(progetti, pk=_key(request, "progetto"), ciclo=ciclo)
        return Obiettivo(ciclo=ciclo, progetto=progetto, struttura=progetto.cdr)
    if "cdr" in request.GET:
        strutture = Struttura.objects.visible_to(request.user).filter(ente=ciclo.ente_id)
        return Obiettivo(ciclo=ciclo, struttura=get_object_or_404(strutture, pk=_key(request, "cdr")))
    return None


def _get_modello(request: HttpRequest, ciclo: Ciclo) -> Obiettivo | None:
    if "da" not in request.GET:
        return None
    modelli = Obiettivo.objects.visible_to(request.user).select_related(*DI_OBIETTIVO)
    return get_object_or_404(modelli, pk=_key(request, "da"), ciclo__ente=ciclo.ente_id)


def _start(obiettivo: Obiettivo, modello: Obiettivo | None) -> Foglio:
    """The sheet of a new objective: blank, or copied; with the next code of its project or structure."""
    foglio = copy_foglio(load_originale(modello), obiettivo) if modello else foglio_of(Originale(obiettivo))
    vicini = Obiettivo.objects.filter(ciclo=obiettivo.ciclo_id, struttura=obiettivo.struttura_id)
    if obiettivo.progetto_id:
        vicini = vicini.filter(progetto=obiettivo.progetto_id)
    radice = (
        obiettivo.progetto.codice if obiettivo.progetto else f"{obiettivo.ciclo.anno}_{obiettivo.struttura.codice}"
    )
    tutti = set(Obiettivo.objects.filter(ciclo=obiettivo.ciclo_id).values_list("codice", flat=True))
    foglio.campi["codice"] = next_codice(vicini.values_list("codice", flat=True), f"{radice}_1", tutti)
    return foglio


def _search_models(request: HttpRequest, ciclo: Ciclo) -> dict[str, Any]:
    testo = request.GET.get("q", "").strip()[:200]
    return {"cercato_modello": testo, "modelli": search_obiettivi(request.user, ciclo, testo) if testo else []}


def _ask_place(request: HttpRequest, ciclo: Ciclo) -> HttpResponse:
    """Ask of which project or structure the new objective is."""
    if request.method == "POST":
        return redirect(request.path)
    strutture = editable_strutture(request.user, ciclo)
    contesto = {
        "ciclo": ciclo,
        "progetti": Progetto.objects.visible_to(request.user).filter(ciclo=ciclo, cdr__in=strutture),
        "strutture": Struttura.objects.visible_to(request.user).filter(pk__in=strutture).order_by("ordine", "codice"),
    }
    return render(request, "redazione/dove.html", contesto)
