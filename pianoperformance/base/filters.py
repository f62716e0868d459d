"""Filters that several lists share: search by words, and yes/no questions asked as a choice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

PAROLE_AL_MASSIMO = 8


def search_words(righe: QuerySet[Any], testo: str, campi: Sequence[str]) -> QuerySet[Any]:
    """Keep the rows in which every word of ``testo`` is found in at least one of ``campi``."""
    for parola in testo.split()[:PAROLE_AL_MASSIMO]:
        righe = righe.filter(reduce(or_, (Q(**{f"{campo}__icontains": parola}) for campo in campi)))
    return righe


class ParoleFilter(django_filters.CharFilter):
    """A search box over some fields, named in the ``q`` of every list."""

    def __init__(self, *campi: str, label: str = "Codice o parole") -> None:
        super().__init__(label=label, max_length=200)
        self.campi = campi

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        return search_words(qs, value, self.campi) if value else qs


class CondizioneFilter(django_filters.ChoiceFilter):
    """A choice of conditions: each is a value, its label and the Q that selects its rows."""

    def __init__(self, label: str, condizioni: Sequence[tuple[str, str, Q]]) -> None:
        super().__init__(label=label, choices=[(valore, nome) for valore, nome, _ in condizioni], empty_label="Tutti")
        self.condizioni = {valore: q for valore, _, q in condizioni}

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        return qs.filter(self.condizioni[value]) if value else qs
