from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet

from budget.models import Capitolo
from budget.queries import q_capitolo, q_persona
from obiettivi.models import Progetto
from organizzazione.filters import strutture_da_scegliere
from organizzazione.models import Persona
from pianoperformance.base.filters import CondizioneFilter, ParoleFilter

INTERO = Decimal(100)
TOLLERANZA = Decimal("0.005")
"""SQLite sums percentages as binary numbers: a hundred may come out a hair off."""


class CodiceFilter(django_filters.CharFilter):
    """Rows selected by a code written by hand, through a function that turns it into a Q."""

    def __init__(self, label: str, make_q: Callable[[str], Q]) -> None:
        super().__init__(label=label, max_length=40)
        self.make_q = make_q

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        return qs.filter(self.make_q(value.strip())) if value else qs


class ProgettiFilterSet(django_filters.FilterSet):
    q = ParoleFilter("codice", "titolo", "descrizione", "azione__denominazione")
    cdr = django_filters.ModelChoiceFilter(
        label="Centro di responsabilità", queryset=strutture_da_scegliere, empty_label="Tutti"
    )
    tipo = django_filters.ChoiceFilter(choices=Progetto.Tipo.choices, empty_label="Tutti", label="Tipo")
    persona = CodiceFilter("Codice di una persona", q_persona)
    capitolo = CodiceFilter("Numero di un capitolo", q_capitolo)

    class Meta:
        model = Progetto
        fields: list[str] = []


class CapitoliFilterSet(django_filters.FilterSet):
    q = ParoleFilter("numero", "descrizione", label="Numero o parole")
    lato = django_filters.ChoiceFilter(choices=Capitolo.Lato.choices, label="Entrata o spesa", empty_label="Tutti")
    natura = django_filters.ChoiceFilter(choices=Capitolo.Natura.choices, label="Natura", empty_label="Tutte")
    struttura = django_filters.ModelChoiceFilter(
        label="Centro di responsabilità", queryset=strutture_da_scegliere, empty_label="Tutti"
    )
    quote = CondizioneFilter(
        "Quanto è assegnato",
        [
            ("oltre", "Oltre lo stanziamento", Q(assegnato__gt=F("stanziamento"))),
            ("parte", "Meno dello stanziamento", Q(assegnato__lt=F("stanziamento"))),
            ("nessuna", "A nessun progetto", Q(n_quote=0)),
            ("piu", "A più di un progetto", Q(n_quote__gt=1)),
        ],
    )

    class Meta:
        model = Capitolo
        fields: list[str] = []


class PersoneFilterSet(django_filters.FilterSet):
    q = ParoleFilter("codice", "denominazione", label="Codice o nome")
    impegno = CondizioneFilter(
        "Impegno nell'ente",
        [
            ("oltre", "Oltre il 100 %", Q(impegno__gt=INTERO + TOLLERANZA)),
            ("intero", "Proprio il 100 %", Q(impegno__range=(INTERO - TOLLERANZA, INTERO + TOLLERANZA))),
            ("sotto", "Meno del 100 %", Q(impegno__lt=INTERO - TOLLERANZA)),
            ("nessuno", "Nessun impegno", Q(impegno__isnull=True)),
        ],
    )

    class Meta:
        model = Persona
        fields: list[str] = []
