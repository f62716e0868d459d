"""The list of the whole application: a queryset, a filterset and a table, on the page and in a file."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.http import Http404, HttpResponse
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from pianoperformance.base import writers
from pianoperformance.base.prospetto import Prospetto
from pianoperformance.base.tables import Righe, to_prospetto

FORMATI = {
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda prospetto: writers.write_xlsx([prospetto]),
    ),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", lambda prospetto: writers.write_ods([prospetto])),
    "csv": ("text/csv; charset=utf-8", writers.write_csv),
}


def download(prospetto: Prospetto, formato: str, nome: str) -> HttpResponse:
    """Answer with a file of the given format, or 404 when there is no such format."""
    if formato not in FORMATI:
        raise Http404(f"Il formato «{formato}» non c'è: si può scaricare in {', '.join(FORMATI)}.")
    tipo, write = FORMATI[formato]
    nomefile = f"{nome}.{formato}"
    return HttpResponse(write(prospetto), tipo, headers={"Content-Disposition": f'attachment; filename="{nomefile}"'})


class ListView(SingleTableMixin, FilterView):
    """A list with search, filters, order and pages; ``?formato=`` downloads exactly the rows that are filtered."""

    template_name = "elenchi/elenco.html"
    righe_per_pagina = 50
    titolo = ""
    spiegazione = ""
    vuoto = "Non c'è ancora niente da mostrare."

    def get_table_data(self) -> Righe:
        return Righe(self.object_list)

    def get_table_kwargs(self) -> dict[str, Any]:
        filtrato = self.filterset.is_bound and any(self.filterset.form.changed_data)
        return {
            "empty_text": "Nessuna riga corrisponde ai filtri: provare a toglierne qualcuno."
            if filtrato
            else self.vuoto
        }

    def get_table_pagination(self, table: tables.Table) -> dict[str, int] | bool:  # noqa: ARG002 -- the signature of django-tables2
        return False if "formato" in self.request.GET else {"per_page": self.righe_per_pagina}

    def get_nome_file(self) -> str:
        return self.titolo.lower()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(titolo=self.titolo, spiegazione=self.spiegazione, formati=FORMATI, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        formato = self.request.GET.get("formato")
        if formato is None:
            return super().render_to_response(context, **kwargs)
        return download(to_prospetto(context["table"], self.titolo), formato, self.get_nome_file())
