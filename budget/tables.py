from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from budget.models import Capitolo
from obiettivi.models import Ciclo, Progetto
from obiettivi.tables import DiCicloTable, link_to
from organizzazione.models import Persona
from pianoperformance.base.tables import (
    BaseTable,
    ImportoColumn,
    InteroColumn,
    NumeroColumn,
    PercentualeColumn,
    TestoColumn,
)


class FteColumn(NumeroColumn):
    """Full-time equivalents: a hundred per cent of one person's time is one."""

    decimali = 2

    def render(self, value: Decimal) -> str:
        return super().render(self.value(value))

    def value(self, value: Decimal) -> Decimal:
        return value / 100


class ProgettiTable(DiCicloTable):
    codice = TestoColumn("Codice", linkify=link_to("progetto"))
    titolo = TestoColumn("Progetto", attrs={"td": {"class": "largo"}})
    tipo = TestoColumn("Tipo")
    cdr = TestoColumn("CdR", accessor="cdr__codice", linkify=link_to("riepilogo", "cdr_id"))
    azione = TestoColumn("Azione strategica", accessor="azione__denominazione")
    n_obiettivi = InteroColumn("Obiettivi")
    entrate = ImportoColumn("Entrate (€)")
    spesa = ImportoColumn("Spesa (€)")
    impegno = FteColumn("FTE")

    class Meta(BaseTable.Meta):
        model = Progetto
        fields: tuple[str, ...] = ()


def link_to_progetti(ciclo: Ciclo, **filtri: str) -> str:
    """The address of the list of projects of a ciclo, already filtered."""
    return reverse("progetti", args=[ciclo.ente.codice, ciclo.anno]) + "?" + urlencode(filtri)


class CapitoliTable(DiCicloTable):
    lato = TestoColumn("Lato")
    numero = TestoColumn("Capitolo")
    articolo = TestoColumn("Art.")
    descrizione = TestoColumn("Descrizione", attrs={"td": {"class": "largo"}})
    natura = TestoColumn("Natura")
    cdr = TestoColumn("CdR", accessor="struttura__codice")
    stanziamento = ImportoColumn("Stanziamento (€)")
    assegnato = ImportoColumn("Assegnato (€)")
    residuo = ImportoColumn("Da assegnare (€)")
    n_quote = InteroColumn(
        "Schede", linkify=lambda record, table: link_to_progetti(table.ciclo, capitolo=record.numero)
    )

    class Meta(BaseTable.Meta):
        model = Capitolo
        fields: tuple[str, ...] = ()


class PersoneTable(DiCicloTable):
    codice = TestoColumn("Codice")
    denominazione = TestoColumn("Persona o gruppo")
    impegno = PercentualeColumn("Impegno nell'ente")
    n_progetti = InteroColumn(
        "Progetti", linkify=lambda record, table: link_to_progetti(table.ciclo, persona=record.codice)
    )
    ore_settimanali = NumeroColumn("Ore settimanali")

    class Meta(BaseTable.Meta):
        model = Persona
        fields: tuple[str, ...] = ()
