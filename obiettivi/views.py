from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from obiettivi.filters import IndicatoriFilterSet, ObiettiviFilterSet
from obiettivi.models import Ciclo, Indicatore, Obiettivo
from obiettivi.queries import list_indicatori, list_obiettivi
from obiettivi.tables import DiCicloTable, IndicatoriTable, ObiettiviTable
from pianoperformance.base.views import ListView


def get_ciclo(request: HttpRequest, ente: str, anno: int) -> Ciclo:
    """Return the ciclo of a page's address, or answer 404 when the user has no post in that ente."""
    cicli = Ciclo.objects.visible_to(request.user).select_related("ente")
    return get_object_or_404(cicli, ente__codice=ente, anno=anno)


class CicloListView(ListView):
    """A list of what a ciclo holds."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.ciclo = get_ciclo(request, self.kwargs["ente"], self.kwargs["anno"])

    def get_table(self, **kwargs: Any) -> DiCicloTable:
        tabella = super().get_table(**kwargs)
        tabella.ciclo = self.ciclo
        return tabella

    def get_nome_file(self) -> str:
        return f"{super().get_nome_file()}-{self.ciclo.ente.codice}-{self.ciclo.anno}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ciclo=self.ciclo, **kwargs)


class ObiettiviView(CicloListView):
    titolo = "Obiettivi"
    spiegazione = (
        "Che cosa ci si impegna a raggiungere nell'anno. Il codice apre la scheda, con indicatori, fasi e risorse."
    )
    vuoto = "In questo piano non ci sono ancora obiettivi che puoi vedere."
    filterset_class = ObiettiviFilterSet
    table_class = ObiettiviTable

    def get_queryset(self) -> QuerySet[Obiettivo]:
        return list_obiettivi(self.ciclo, self.request.user)


class IndicatoriView(CicloListView):
    titolo = "Indicatori"
    spiegazione = "Come si misura ogni obiettivo, con il valore atteso nell'anno come va stampato."
    vuoto = "In questo piano non ci sono ancora indicatori che puoi vedere."
    filterset_class = IndicatoriFilterSet
    table_class = IndicatoriTable

    def get_queryset(self) -> QuerySet[Indicatore]:
        return list_indicatori(self.ciclo, self.request.user)
