"""The pages from which one starts: the cicli of the user, a ciclo, the riepilogo of a CdR."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from obiettivi.models import Ciclo, Obiettivo, Progetto
from obiettivi.views import get_ciclo
from organizzazione.models import Ruolo, Struttura, ambito_of
from organizzazione.queries import load_incarichi
from rendicontazione.esportazioni import ESPORTAZIONI, tabelle
from rendicontazione.queries import build_quadro
from rendicontazione.queries.conteggi import count_by_ciclo, load_conteggi, sum_conteggi
from rendicontazione.riepilogo import build_riepilogo
from rendicontazione.scrittura import is_scrittore
from rendicontazione.views.griglia import lay_out
from rendicontazione.views.lavoro import build_da_fare, choose_ciclo
from rendicontazione.views.schede import fte_of

COSA_PUO = {
    Ruolo.AMMINISTRATORE: "gestisci le utenze, gli incarichi e tutti i dati dell'ente, carichi e stampi il piano",
    Ruolo.CONTROLLO: "raccogli le proposte, le concordi o le rinvii, carichi il piano, lo controlli e lo stampi",
    Ruolo.DIRIGENTE: "scrivi e proponi gli obiettivi delle strutture di cui rispondi, li controlli e li stampi",
    Ruolo.EQ: "scrivi e proponi gli obiettivi delle strutture di cui rispondi, li controlli e li stampi",
    Ruolo.REFERENTE: "scrivi e proponi gli obiettivi delle strutture che segui, li controlli e li stampi",
    Ruolo.OIV: "leggi il piano di tutto l'ente con i suoi indicatori e le sue risorse, e lo stampi",
    Ruolo.LETTORE: "leggi e stampi il piano, senza modificarlo",
}


def inizio(request: HttpRequest) -> HttpResponse:
    """List what waits for the user and the cicli that he sees, and say what his posts let him do."""
    cicli = Ciclo.objects.visible_to(request.user).select_related("ente").order_by("ente__denominazione", "-anno")
    progetti = count_by_ciclo(Progetto.objects.visible_to(request.user))
    obiettivi = count_by_ciclo(Obiettivo.objects.visible_to(request.user))
    in_lavoro = choose_ciclo(cicli)
    contesto = {
        "cicli": [(ciclo, progetti.get(ciclo.pk, 0), obiettivi.get(ciclo.pk, 0)) for ciclo in cicli],
        "in_lavoro": in_lavoro,
        "gruppi": build_da_fare(request, in_lavoro) if in_lavoro else [],
        "incarichi": [(incarico, COSA_PUO[Ruolo(incarico.ruolo)]) for incarico in load_incarichi(request.user)],
        "tutto": ambito_of(request.user).tutto,
    }
    return render(request, "rendicontazione/inizio.html", contesto)


def ciclo(request: HttpRequest, ente: str, anno: int) -> HttpResponse:
    """Show a ciclo: its state, what each CdR has in it, what can be done next."""
    il_ciclo = get_ciclo(request, ente, anno)
    conteggi = load_conteggi(il_ciclo, request.user)
    ambito = ambito_of(request.user)
    contesto = {
        "ciclo": il_ciclo,
        "conteggi": conteggi,
        "totale": sum_conteggi(conteggi),
        "esportazioni": ESPORTAZIONI,
        "parziale": not ambito.tutto and il_ciclo.ente_id not in ambito.enti_interi,
    }
    return render(request, "rendicontazione/ciclo.html", contesto)


def riepilogo(request: HttpRequest, ente: str, anno: int, pk: int) -> HttpResponse:
    """Show the riepilogo of a CdR with the columns, groups and totals of the allegato."""
    il_ciclo = get_ciclo(request, ente, anno)
    struttura = get_object_or_404(Struttura.objects.visible_to(request.user), pk=pk, ente=il_ciclo.ente_id)
    quadro = build_quadro(il_ciclo, strutture=[struttura.pk])
    cdr = next(iter(quadro.cdr), None)
    righe = build_riepilogo(cdr, quadro.totali_stampati) if cdr else []
    personale = tabelle.build_personale([(quota, "") for quota in cdr.personale]) if cdr else None
    contesto = {
        "ciclo": il_ciclo,
        "struttura": struttura,
        "cdr": cdr,
        "righe": lay_out(righe) if len(righe) > 1 else [],
        "personale": personale,
        "fte": fte_of(personale),
        "diverse": sum(riga.stampato is not None for riga in righe),
        "esportazioni": ESPORTAZIONI,
        "scrive": is_scrittore(request.user, il_ciclo.ente_id),
    }
    return render(request, "rendicontazione/riepilogo.html", contesto)
