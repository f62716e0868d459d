"""Reads of the plan for its lists, in a constant number of queries."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from obiettivi.models import Ciclo, Fase, GravitaControllo, Indicatore, Obiettivo, ValoreAtteso
from organizzazione.models import Utente


def list_obiettivi(ciclo: Ciclo, user: Utente) -> QuerySet[Obiettivo]:
    """The objectives that ``user`` sees, with their CdR (that of the project, if any), in the plan's order."""
    return (
        Obiettivo.objects.visible_to(user)
        .filter(ciclo=ciclo)
        .select_related("tipologia", "progetto")
        .annotate(
            cdr_codice=Coalesce("progetto__cdr__codice", "struttura__codice"),
            n_indicatori=_count(Indicatore),
            n_fasi=_count(Fase),
        )
        .order_by(
            Coalesce("progetto__cdr__ordine", "struttura__ordine"),
            *("cdr_codice", "progetto__ordine", "progetto__codice", "ordine", "codice"),
        )
    )


def _count(modello: type[Indicatore] | type[Fase]) -> Coalesce:
    righe = modello.objects.filter(obiettivo=OuterRef("pk")).order_by().values("obiettivo")
    return Coalesce(Subquery(righe.annotate(n=Count("pk")).values("n")), 0)


def list_indicatori(ciclo: Ciclo, user: Utente) -> QuerySet[Indicatore]:
    """The indicators that ``user`` sees; ``attesi`` holds the target of the ciclo's year, if there is one."""
    attesi = Prefetch("valori_attesi", ValoreAtteso.objects.filter(anno=ciclo.anno), to_attr="attesi")
    return (
        Indicatore.objects.visible_to(user)
        .filter(obiettivo__ciclo=ciclo)
        .select_related("obiettivo__tipologia")
        .prefetch_related(attesi)
        .annotate(cdr_codice=Coalesce("obiettivo__progetto__cdr__codice", "obiettivo__struttura__codice"))
        .order_by(
            Coalesce("obiettivo__progetto__cdr__ordine", "obiettivo__struttura__ordine"),
            *("cdr_codice", "obiettivo__progetto__ordine", "obiettivo__progetto__codice"),
            *("obiettivo__ordine", "obiettivo__codice", "ordine", "codice"),
        )
    )


def load_gravita(ente_id: int) -> dict[str, str]:
    """Return how grave an ente holds the checks for which it has chosen, by the code of the check."""
    return dict(GravitaControllo.objects.filter(ente=ente_id).values_list("controllo", "gravita"))
