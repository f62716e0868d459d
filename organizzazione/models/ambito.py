"""Scope: what part of which enti a user may see today, derived from the posts held.

Whoever holds a post over the whole body (amministratore, controllo di gestione, OIV, lettore) sees the whole body;
dirigenti, EQ and referenti see their structures with all those below. No post, nothing seen.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from organizzazione.models.persone import Utente


@dataclass(frozen=True)
class Ambito:
    """What a user may see on a day; ``ruoli`` are (ruolo, ente id, struttura id or None) as appointed."""

    giorno: datetime.date
    tutto: bool = False
    enti: frozenset[int] = frozenset()
    enti_interi: frozenset[int] = frozenset()
    strutture: frozenset[int] = frozenset()
    ruoli: tuple[tuple[str, int, int | None], ...] = ()

    def has_ruolo(self, ente_id: int, *ruoli: str) -> bool:
        return any(ruolo in ruoli and ente == ente_id for ruolo, ente, _ in self.ruoli)

    def enti_con(self, *ruoli: str) -> frozenset[int]:
        return frozenset(ente for ruolo, ente, _ in self.ruoli if ruolo in ruoli)

    def q_struttura(self, *, ente: str, struttura: str) -> Q:
        """A filter: rows of a whole visible ente, or of a visible structure, by the two given lookups."""
        return Q(**{f"{ente}__in": self.enti_interi}) | Q(**{f"{struttura}__in": self.strutture})


def ambito_of(user: Utente) -> Ambito:
    """Compute a user's scope in two queries, once for each user object and day."""
    giorno = timezone.localdate()
    noto: Ambito | None = user.__dict__.get("_ambito")
    if noto is None or noto.giorno != giorno:
        noto = user.__dict__["_ambito"] = _load(user, giorno)
    return noto


def _load(user: Any, giorno: datetime.date) -> Ambito:
    if not user.is_authenticated or not user.is_active:
        return Ambito(giorno)
    if user.is_superuser:
        return Ambito(giorno, tutto=True)
    incarichi = apps.get_model("organizzazione", "Incarico").objects.in_corso(giorno)
    ruoli = tuple(
        incarichi.filter(Q(utente=user) | Q(persona__utente=user)).values_list("ruolo", "ente_id", "struttura_id")
    )
    interi = frozenset(ente for _, ente, struttura in ruoli if struttura is None)
    radici = {struttura for _, ente, struttura in ruoli if struttura is not None and ente not in interi}
    return Ambito(
        giorno,
        enti=frozenset(ente for _, ente, _ in ruoli),
        enti_interi=interi,
        strutture=descendants_of(radici),
        ruoli=ruoli,
    )


def descendants_of(radici: Collection[int]) -> frozenset[int]:
    """Return the given structures with all those below them, in one query (none for none)."""
    if not radici:
        return frozenset()
    Struttura = apps.get_model("organizzazione", "Struttura")
    figlie = defaultdict(list)
    righe = Struttura.objects.filter(ente__strutture__in=radici).distinct().values_list("pk", "padre_id")
    for pk, padre in righe:
        figlie[padre].append(pk)
    trovate: set[int] = set()
    da_vedere = list(radici)
    while da_vedere:
        pk = da_vedere.pop()
        if pk not in trovate:
            trovate.add(pk)
            da_vedere += figlie[pk]
    return frozenset(trovate)
