"""Reads of the organisation that other apps share."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q, QuerySet

from organizzazione.models import Incarico, Ruolo, Struttura, Utente

_ETICHETTE = {Ruolo.DIRIGENTE: "Dirigente", Ruolo.EQ: "Responsabile (EQ)"}


def load_responsabili(ente_id: int, anno: int) -> dict[int, list[tuple[str, str]]]:
    """Return for each structure who was responsible for it during the year, as (name, label), by start date."""
    fine, inizio = datetime.date(anno, 12, 31), datetime.date(anno, 1, 1)
    righe = (
        Incarico.objects.filter(ente=ente_id, ruolo__in=_ETICHETTE, persona__isnull=False, dal__lte=fine)
        .exclude(al__lt=inizio)
        .order_by("ruolo", "dal", "pk")
        .values_list("struttura_id", "persona__denominazione", "ruolo")
    )
    responsabili: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for struttura, persona, ruolo in righe:
        voce = (persona, _ETICHETTE[Ruolo(ruolo)])
        if struttura is not None and voce not in responsabili[struttura]:
            responsabili[struttura].append(voce)
    return dict(responsabili)


def percorso_of(tutte: Mapping[int, Struttura], struttura: Struttura) -> tuple[str, ...]:
    """Names of the structures above one, from the top; ``tutte`` maps keys to all structures of the ente."""
    nomi: list[str] = []
    padre = struttura.padre_id
    while padre is not None and padre in tutte and len(nomi) < len(tutte):
        nomi.append(tutte[padre].denominazione)
        padre = tutte[padre].padre_id
    return tuple(reversed(nomi))


def load_incarichi(user: Utente) -> QuerySet[Incarico]:
    """Return the posts that a user holds today, with their ente and structure."""
    propri = Incarico.objects.in_corso().filter(Q(utente=user) | Q(persona__utente=user))
    return propri.select_related("ente", "struttura").order_by("ente__denominazione", "ruolo", "struttura__codice")
