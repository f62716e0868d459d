from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from obiettivi.models import Indicatore, Obiettivo, TipologiaObiettivo, ValoreAtteso
from organizzazione.filters import strutture_da_scegliere
from organizzazione.models import Struttura
from pianoperformance.base.filters import CondizioneFilter, ParoleFilter
from pianoperformance.base.valori import SCELTE_TIPO


def tipologie_da_scegliere(request: HttpRequest) -> QuerySet[TipologiaObiettivo]:
    """The kinds of objective of the page's ente."""
    ente = request.resolver_match.kwargs["ente"] if request.resolver_match else None
    return TipologiaObiettivo.objects.visible_to(request.user).filter(ente__codice=ente).order_by("ordine", "codice")


class CdrFilter(django_filters.ModelChoiceFilter):
    """Rows of a CdR: that of the project or, for an objective without one, its structure."""

    def __init__(self, prefisso: str = "") -> None:
        super().__init__(
            label="Centro di responsabilità", queryset=strutture_da_scegliere, empty_label="Tutti", blank=True
        )
        self.prefisso = prefisso

    def filter(self, qs: QuerySet[Any], value: Struttura | None) -> QuerySet[Any]:
        if value is None:
            return qs
        progetto, struttura = f"{self.prefisso}progetto", f"{self.prefisso}struttura"
        return qs.filter(Q(**{f"{progetto}__cdr": value}) | Q(**{f"{progetto}__isnull": True, struttura: value}))


class ObiettiviFilterSet(django_filters.FilterSet):
    q = ParoleFilter("codice", "titolo", "descrizione", "progetto__codice", "progetto__titolo")
    cdr = CdrFilter()
    tipologia = django_filters.ModelChoiceFilter(queryset=tipologie_da_scegliere, empty_label="Tutte")
    mancano = CondizioneFilter(
        "Che cosa manca",
        [
            ("indicatori", "Senza indicatori", Q(n_indicatori=0)),
            ("fasi", "Senza fasi", Q(n_fasi=0)),
            ("peso", "Senza peso", Q(peso__isnull=True)),
            ("tipologia", "Senza tipologia", Q(tipologia__isnull=True)),
        ],
    )

    class Meta:
        model = Obiettivo
        fields: list[str] = []


class IndicatoriFilterSet(django_filters.FilterSet):
    q = ParoleFilter("codice", "testo", "nota", "obiettivo__codice", "obiettivo__titolo")
    cdr = CdrFilter("obiettivo__")
    tipologia = django_filters.ModelChoiceFilter(
        field_name="obiettivo__tipologia", queryset=tipologie_da_scegliere, empty_label="Tutte", label="Tipologia"
    )
    tipo = django_filters.ChoiceFilter(choices=SCELTE_TIPO, label="Che cosa misura", empty_label="Tutto")
    mancano = CondizioneFilter(
        "Che cosa manca",
        [
            (
                "atteso",
                "Senza valore atteso nell'anno",
                ~Exists(
                    ValoreAtteso.objects.filter(indicatore=OuterRef("pk"), anno=OuterRef("obiettivo__ciclo__anno"))
                ),
            ),
            ("fonte", "Senza fonte del dato", Q(fonte="")),
            ("baseline", "Senza valore di partenza", Q(baseline__isnull=True)),
        ],
    )

    class Meta:
        model = Indicatore
        fields: list[str] = []
