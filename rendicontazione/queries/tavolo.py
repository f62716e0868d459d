"""The board of a plan in preparation: where each CdR is with its proposals, in a constant number of queries."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from obiettivi.models import Ciclo, Obiettivo
from obiettivi.proposta import BOZZA, CONCORDATO, DA_RIVEDERE, PROPOSTO
from obiettivi.scadenze import PROPOSTE, Termine
from organizzazione.models import Struttura, Utente
from organizzazione.queries import load_responsabili
from rendicontazione.controlli import AVVISO, BLOCCO, SUGGERIMENTO
from rendicontazione.queries.lavoro import load_calendario, load_obiettivi
from rendicontazione.queries.rilievi import load_sintesi


@dataclass(frozen=True, slots=True)
class RigaTavolo:
    """A CdR on the board; ``situazione`` says in words what is missing and whether it is late."""

    pk: int
    cdr: str
    responsabile: str
    obiettivi: int
    bozza: int
    proposto: int
    da_rivedere: int
    concordato: int
    blocchi: int
    avvisi: int
    suggerimenti: int
    modifica: datetime.date | None
    situazione: str
    in_ritardo: bool


@dataclass(frozen=True, slots=True)
class Tavolo:
    righe: list[RigaTavolo]
    termine: Termine | None

    @property
    def in_ritardo(self) -> int:
        return sum(riga.in_ritardo for riga in self.righe)

    def sum_of(self, campo: str) -> int:
        return sum(getattr(riga, campo) for riga in self.righe)


def load_tavolo(user: Utente, ciclo: Ciclo) -> Tavolo:
    """The board of the CdR that the user sees."""
    visibili = Obiettivo.objects.visible_to(user).filter(ciclo=ciclo)
    stati: dict[int, Counter[str]] = defaultdict(Counter)
    ultime: dict[int, datetime.datetime] = {}
    modifiche = _load_modifiche(ciclo)
    for o in load_obiettivi(visibili):
        stati[o.cdr.id][o.stato] += 1
        if o.id in modifiche:
            ultime[o.cdr.id] = max(modifiche[o.id], ultime.get(o.cdr.id, modifiche[o.id]))
    conteggi = load_sintesi(user, ciclo).conteggi
    responsabili = load_responsabili(ciclo.ente_id, ciclo.anno)
    termine = next((t for t in load_calendario(ciclo) if t.codice == PROPOSTE), None)
    strutture = Struttura.objects.visible_to(user).filter(ente=ciclo.ente_id).order_by("ordine", "codice")
    righe = [
        _make_riga(ciclo, s, stati[s.pk], conteggi, [nome for nome, _ in responsabili.get(s.pk, ())], ultime, termine)
        for s in strutture
        if s.cdr or stati[s.pk]
    ]
    return Tavolo(righe, termine)


def _load_modifiche(ciclo: Ciclo) -> dict[int, datetime.datetime]:
    """When each objective was last written."""
    storia = Obiettivo.history.model.objects.filter(ciclo_id=ciclo.pk).order_by()
    return dict(storia.values_list("id").annotate(Max("history_date")))


def _make_riga(
    ciclo: Ciclo,
    struttura: Struttura,
    stati: Counter[str],
    conteggi: Counter[tuple[str, str]],
    responsabili: list[str],
    ultime: dict[int, datetime.datetime],
    termine: Termine | None,
) -> RigaTavolo:
    ultima = ultime.get(struttura.pk)
    passato = termine is not None and termine.data < timezone.localdate()
    situazione, manca = _situazione(stati)
    in_ritardo = manca and passato and ciclo.stato == Ciclo.Stato.PREPARAZIONE
    return RigaTavolo(
        pk=struttura.pk,
        cdr=str(struttura),
        responsabile=", ".join(responsabili),
        obiettivi=stati.total(),
        bozza=stati[BOZZA],
        proposto=stati[PROPOSTO],
        da_rivedere=stati[DA_RIVEDERE],
        concordato=stati[CONCORDATO],
        blocchi=conteggi[struttura.codice, BLOCCO],
        avvisi=conteggi[struttura.codice, AVVISO],
        suggerimenti=conteggi[struttura.codice, SUGGERIMENTO],
        modifica=timezone.localtime(ultima).date() if ultima else None,
        situazione=f"In ritardo: {situazione.lower()}" if in_ritardo else situazione,
        in_ritardo=in_ritardo,
    )


def _situazione(stati: Counter[str]) -> tuple[str, bool]:
    """What a CdR is waiting for, and whether something of its own is missing."""
    da_inviare = stati[BOZZA] + stati[DA_RIVEDERE]
    if not stati.total():
        return "Nessun obiettivo", True
    if da_inviare:
        return ("1 obiettivo da inviare" if da_inviare == 1 else f"{da_inviare} obiettivi da inviare"), True
    if stati[PROPOSTO]:
        return "Tutto inviato, da esaminare", False
    return "Tutto concordato", False
