"""The acts on the proposal of an objective, and those on all the objectives of a CdR at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from obiettivi.models import Ciclo, Obiettivo
from obiettivi.proposta import CONCORDATO, PASSAGGI, PROPOSTO
from obiettivi.views import get_ciclo
from organizzazione.models import Struttura
from pianoperformance.base.stati import PassaggioRifiutato
from rendicontazione.queries.piano import of_strutture
from rendicontazione.scrittura import strutture_with
from rendicontazione.services.commenti import add_commento, answer_commento, close_commento
from rendicontazione.services.proposta import (
    Esito,
    find_blocchi_of,
    move_obiettivi,
    move_obiettivo,
    passaggi_of,
)
from rendicontazione.views.schede import show_obiettivo

FATTO = {
    PROPOSTO: "Proposta inviata: ora la esamina il controllo di gestione.",
    CONCORDATO: "L'obiettivo è concordato.",
}
IN_BLOCCO = {PROPOSTO: "Invia gli obiettivi scelti", CONCORDATO: "Concorda gli obiettivi scelti"}
RINVIATO = "L'obiettivo è da rivedere: chi ne risponde lo trova fra le cose da fare, con il motivo."


def proposta(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """Do what is asked on an objective; a refusal shows the page as it is now, with what was written."""
    ciclo = get_ciclo(request, ente, anno)
    righe = Obiettivo.objects.visible_to(request.user).select_related("struttura", "progetto__cdr")
    obiettivo = get_object_or_404(righe, pk=pk, ciclo=ciclo)
    obiettivo.ciclo = ciclo
    if request.method == "POST":
        try:
            messages.success(request, _do(request, obiettivo))
        except PassaggioRifiutato as rifiuto:
            messages.error(request, str(rifiuto))
            risposta = show_obiettivo(request, ciclo, obiettivo)
            risposta.status_code = 409
            return risposta
    return redirect(reverse("obiettivo", args=[ente, anno, pk]) + "#proposta")


def _do(request: HttpRequest, obiettivo: Obiettivo) -> str:
    """Do the act of the form and say what was done."""
    dati = request.POST
    testo, campo, quale = dati.get("testo", ""), dati.get("campo", ""), _number(dati.get("commento"))
    match dati.get("atto"):
        case "commenta":
            add_commento(obiettivo, user=request.user, testo=testo, campo=campo)
            return "Commento aggiunto."
        case "rispondi":
            answer_commento(obiettivo, quale, user=request.user, testo=testo)
            return "Risposta aggiunta."
        case "chiudi":
            close_commento(obiettivo, quale, user=request.user)
            return "Commento chiuso."
        case a if a in {p.a for p in PASSAGGI}:
            versione = _number(dati.get("versione"))
            motivo = dati.get("motivo", "")
            move_obiettivo(obiettivo, a, user=request.user, versione=versione, motivo=motivo, campo=campo)
            return FATTO.get(a, RINVIATO)
    raise PassaggioRifiutato("La richiesta non dice che cosa fare: usare i pulsanti della pagina.")


def _number(testo: str | None) -> int:
    return int(testo) if testo and testo.isascii() and testo.isdigit() and len(testo) < 10 else 0


def proposte(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """List the objectives of a CdR with what can be done on each, and do it on those that are chosen."""
    ciclo = get_ciclo(request, ente, anno)
    struttura = get_object_or_404(Struttura.objects.visible_to(request.user), pk=pk, ente=ciclo.ente_id)
    if request.method == "POST":
        versioni = _read_versioni(request, ciclo, struttura)
        a = request.POST.get("atto", "")
        if a in FATTO:
            _say(request, a, move_obiettivi(ciclo, versioni, a, user=request.user))
        return redirect("proposte", ente, anno, pk)
    obiettivi = _obiettivi_of(request, ciclo, struttura)
    proprie = strutture_with(request.user, ciclo.ente_id)
    passaggi = {o.pk: [p for p in passaggi_of(request.user, o, proprie) if not p.serve_motivo] for o in obiettivi}
    blocchi = find_blocchi_of(ciclo, obiettivi)
    contesto = {
        "ciclo": ciclo,
        "struttura": struttura,
        "righe": [(o, passaggi[o.pk], blocchi.get(o.pk, [])) for o in obiettivi],
        "atti": {p.a: IN_BLOCCO[p.a] for o in obiettivi for p in passaggi[o.pk]},
    }
    return render(request, "lavoro/proposte.html", contesto)


def _obiettivi_of(request: HttpRequest, ciclo: Ciclo, struttura: Struttura) -> list[Obiettivo]:
    """The objectives printed under a CdR that the user sees, in the order of the plan."""
    righe = Obiettivo.objects.visible_to(request.user).filter(of_strutture([struttura.pk]), ciclo=ciclo)
    righe = righe.exclude(progetto__isnull=False, progetto__cdr__in=Struttura.objects.exclude(pk=struttura.pk))
    obiettivi = list(righe.select_related("progetto").order_by("progetto__ordine", "progetto__codice", "ordine"))
    for obiettivo in obiettivi:
        obiettivo.ciclo = ciclo
    return obiettivi


def _read_versioni(request: HttpRequest, ciclo: Ciclo, struttura: Struttura) -> dict[int, int]:
    """The objectives ticked on the page, each with the version that the page showed."""
    visibili = {o.pk for o in _obiettivi_of(request, ciclo, struttura)}
    coppie = (voce.partition(":") for voce in request.POST.getlist("obiettivo"))
    versioni = {_number(pk): _number(versione) for pk, _, versione in coppie}
    return {pk: versione for pk, versione in versioni.items() if pk in visibili}


def _say(request: HttpRequest, a: str, esito: Esito) -> None:
    quanti = len(esito.fatti)
    cosa = "inviati" if a == PROPOSTO else "concordati"
    if quanti == 1:
        messages.success(request, f"1 obiettivo {cosa[:-1]}o.")
    elif quanti:
        messages.success(request, f"{quanti} obiettivi {cosa}.")
    elif not esito.rifiuti:
        messages.warning(request, "Non era scelto nessun obiettivo: non è stato fatto niente.")
    for obiettivo, frase in esito.rifiuti:
        messages.error(request, f"{obiettivo.codice}: {frase}")
