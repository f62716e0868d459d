"""Reads of money and people for the lists, in a constant number of queries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from budget.models import Capitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import Ciclo, Obiettivo, Progetto
from organizzazione.models import Persona, Utente, ambito_of

DENARO = DecimalField(max_digits=17, decimal_places=2)


def list_progetti(ciclo: Ciclo, user: Utente) -> QuerySet[Progetto]:
    """The projects that ``user`` sees, with what they and their objectives have: money, people, objectives."""
    entrate = QuotaCapitolo.objects.filter(capitolo__lato=Capitolo.Lato.ENTRATA)
    spese = QuotaCapitolo.objects.filter(capitolo__lato=Capitolo.Lato.SPESA)
    obiettivi = Obiettivo.objects.filter(progetto=OuterRef("pk")).order_by().values("progetto")
    return (
        Progetto.objects.visible_to(user)
        .filter(ciclo=ciclo)
        .select_related("cdr", "azione")
        .annotate(
            n_obiettivi=Coalesce(Subquery(obiettivi.annotate(n=Count("pk")).values("n")), 0),
            entrate=_sum_with_obiettivi(entrate, "importo"),
            spesa=_sum_with_obiettivi(spese, "importo"),
            impegno=_sum_with_obiettivi(QuotaPersonale.objects.all(), "percentuale"),
        )
        .order_by("cdr__ordine", "cdr__codice", "ordine", "codice")
    )


def _sum_with_obiettivi(quote: QuerySet[Any], campo: str) -> Coalesce:
    """Sum a field over the quotas of a project and over those of its objectives; null when neither states any."""
    proprie = _sum_by(quote, "progetto", campo)
    di_obiettivi = _sum_by(quote, "obiettivo__progetto", campo)
    return Coalesce(proprie + di_obiettivi, proprie, di_obiettivi, output_field=DENARO)


def _sum_by(quote: QuerySet[Any], chiave: str, campo: str) -> Subquery:
    righe = quote.filter(**{chiave: OuterRef("pk")}).order_by().values(chiave)
    return Subquery(righe.annotate(somma=Sum(campo)).values("somma"), output_field=DENARO)


def list_capitoli(ciclo: Ciclo, user: Utente) -> QuerySet[Capitolo]:
    """The chapters that ``user`` sees; what is assigned of them is summed over the whole ente."""
    quote = QuotaCapitolo.objects.filter(capitolo=OuterRef("pk")).order_by().values("capitolo")
    return (
        Capitolo.objects.visible_to(user)
        .filter(ciclo=ciclo)
        .select_related("struttura")
        .annotate(
            assegnato=_sum_by(QuotaCapitolo.objects.all(), "capitolo", "importo"),
            n_quote=Coalesce(Subquery(quote.annotate(n=Count("pk")).values("n")), 0),
            residuo=F("stanziamento") - Coalesce("assegnato", Decimal(0), output_field=DENARO),
        )
        .order_by("lato", "numero", "articolo")
    )


def list_persone(ciclo: Ciclo, user: Utente) -> QuerySet[Persona]:
    """The people that ``user`` sees, each with the sum of the percentages over the whole ente in that ciclo.

    Whoever sees the whole ente sees all its people, also those with no share of work in the year; the others see
    those who work for their own structures.
    """
    persone = Persona.objects.visible_to(user).filter(ente=ciclo.ente_id)
    ambito = ambito_of(user)
    if not ambito.tutto and ciclo.ente_id not in ambito.enti_interi:
        visibili = QuotaPersonale.objects.visible_to(user).filter(ciclo=ciclo, persona=OuterRef("pk"))
        persone = persone.filter(Exists(visibili))
    quote = QuotaPersonale.objects.filter(ciclo=ciclo)
    progetti = quote.filter(persona=OuterRef("pk")).order_by().values("persona")
    distinti = Count(Coalesce("progetto", "obiettivo__progetto"), distinct=True)
    return persone.annotate(
        impegno=_sum_by(quote, "persona", "percentuale"),
        n_progetti=Coalesce(Subquery(progetti.annotate(n=distinti).values("n")), 0),
    ).order_by("denominazione", "codice")


def q_persona(valore: str) -> Q:
    """Projects in which the person with this code has a share of work, directly or by an objective."""
    chiavi = QuotaPersonale.objects.filter(persona__codice=valore)
    return _projects_with(chiavi)


def q_capitolo(valore: str) -> Q:
    """Projects that have a quota of the chapter with this number, directly or by an objective."""
    return _projects_with(QuotaCapitolo.objects.filter(capitolo__numero=valore))


def _projects_with(quote: QuerySet[Any]) -> Q:
    return Q(pk__in=quote.filter(progetto__isnull=False).values("progetto")) | Q(
        pk__in=quote.filter(obiettivo__progetto__isnull=False).values("obiettivo__progetto")
    )
