"""Tables of the plan as a whole."""

from __future__ import annotations

import datetime

from obiettivi.tables import DiCicloTable, link_to
from pianoperformance.base.tables import BaseTable, InteroColumn, TestoColumn
from pianoperformance.base.valori import format_data
from rendicontazione.queries.tavolo import RigaTavolo


class DataColumn(TestoColumn):
    tipo = "data"

    def render(self, value: datetime.date) -> str:
        return format_data(value)


def class_of(record: RigaTavolo) -> str:
    return "situazione scaduto" if record.in_ritardo else "situazione"


class TavoloTable(DiCicloTable):
    """The board of the ufficio."""

    cdr = TestoColumn("Centro di responsabilità", linkify=link_to("proposte"), attrs={"td": {"class": "largo"}})
    responsabile = TestoColumn("Responsabile")
    situazione = TestoColumn("A che punto è", attrs={"td": {"class": class_of}})
    obiettivi = InteroColumn("Obiettivi")
    bozza = InteroColumn("Bozza")
    proposto = InteroColumn("Proposti")
    da_rivedere = InteroColumn("Da rivedere")
    concordato = InteroColumn("Concordati")
    blocchi = InteroColumn("Bloccano")
    avvisi = InteroColumn("Avvisi")
    suggerimenti = InteroColumn("Altri rilievi")
    modifica = DataColumn("Ultima modifica", attrs={"td": {"class": "numero"}})

    class Meta(BaseTable.Meta):
        """The look of every list: django-tables2 does not inherit it."""
