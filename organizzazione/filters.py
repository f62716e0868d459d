from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from organizzazione.models import Struttura


def strutture_da_scegliere(request: HttpRequest) -> QuerySet[Struttura]:
    """The visible structures of the page's ente among which to choose: CdR, and those that have objectives."""
    ente = request.resolver_match.kwargs["ente"] if request.resolver_match else None
    con_obiettivi = Struttura.obiettivi.rel.related_model.objects.filter(struttura=OuterRef("pk"))
    visibili = Struttura.objects.visible_to(request.user).filter(ente__codice=ente)
    return visibili.filter(Q(cdr=True) | Exists(con_obiettivi)).order_by("ordine", "codice")
