"""Tables of the lists: Italian columns, blanks last, and the same rows as a ``Prospetto`` for the downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.db.models import F
from django_tables2.data import TableQuerysetData

from pianoperformance.base import formati, prospetto

NUMERICA = {"th": {"class": "numero"}, "td": {"class": "numero"}}


class TestoColumn(tables.Column):
    """Text; ``tipo`` is the kind of the column in the downloaded file."""

    tipo = "testo"

    def value(self, value: Any) -> Any:
        """What goes into the file: the value itself, never its printed form."""
        return value


class NumeroColumn(TestoColumn):
    tipo = "numero"
    attrs = NUMERICA

    decimali: int | None = None

    def render(self, value: Any) -> str:
        return formati.format_numero(value, self.decimali)


class InteroColumn(NumeroColumn):
    tipo = "intero"


class ImportoColumn(TestoColumn):
    tipo = "importo"
    attrs = NUMERICA

    def render(self, value: Any) -> str:
        return formati.format_importo(value)


class PercentualeColumn(TestoColumn):
    tipo = "percentuale"
    attrs = NUMERICA

    def render(self, value: Any) -> str:
        return formati.format_percentuale(value)


class Righe(TableQuerysetData):
    """Rows of a list: blanks come last in every database, and ties always come in the same order."""

    def order_by(self, aliases: Sequence[str]) -> None:
        super().order_by(aliases)
        campi = [str(campo) for campo in self.data.query.order_by]
        if campi:
            self.data = self.data.order_by(*(_blanks_last(campo) for campo in campi), "pk")


def _blanks_last(campo: str) -> Any:
    espressione = F(campo.removeprefix("-"))
    return espressione.desc(nulls_last=True) if campo.startswith("-") else espressione.asc(nulls_last=True)


class BaseTable(tables.Table):
    """What every list has in common; ``empty_text`` is set by the view, which knows why there is nothing."""

    class Meta:
        template_name = "elenchi/tabella.html"
        attrs = {"class": "table table-hover tabella"}
        default = ""


def to_prospetto(tabella: tables.Table, titolo: str) -> prospetto.Prospetto:
    """Return the whole table as a flat report: not only the page shown, nor only the columns that fit on it."""
    colonne = [c for c in tabella.columns.iterall() if not c.column.exclude_from_export]
    return prospetto.Prospetto(
        titolo,
        tuple(prospetto.Colonna(c.name, str(c.header), c.column.tipo) for c in colonne),
        tuple(tuple(riga.get_cell_value(c.name) for c in colonne) for riga in tabella.rows),
    )
