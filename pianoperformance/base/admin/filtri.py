"""Filters of the lists, and years in words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest


class AnnoFilter(admin.SimpleListFilter):
    """The years of the rows in the list; ``campo`` is the lookup of the year."""

    title = "anno"
    parameter_name = "anno"
    campo = "ciclo__anno"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        anni = model_admin.get_queryset(request).order_by(f"-{self.campo}").values_list(self.campo, flat=True)
        return [(str(anno), str(anno)) for anno in anni.distinct()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        valore = self.value() or ""
        return queryset.filter(**{self.campo: valore}) if valore.isdecimal() else queryset


class AnnoProprioFilter(AnnoFilter):
    campo = "anno"


def solo_usati(*campi: str) -> list[tuple[str, Any]]:
    """Filters by relations, each listing only what the rows really use."""
    return [(campo, admin.RelatedOnlyFieldListFilter) for campo in campi]


def show_anni(dal: int | None, al: int | None) -> str:
    """Write the years in which something holds: "dal 2020 al 2024"."""
    parti = ("" if dal is None else f"dal {dal}", "" if al is None else f"al {al}")
    return " ".join(parte for parte in parti if parte)
