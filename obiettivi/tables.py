from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.urls import reverse

from obiettivi.models import Ciclo, Indicatore, Obiettivo
from pianoperformance.base import valori
from pianoperformance.base.tables import BaseTable, InteroColumn, NumeroColumn, TestoColumn


def link_to(nome: str, campo: str = "pk") -> Callable[..., str]:
    """Return what ``linkify`` asks for: the address of a record's page in the table's ciclo."""

    def url(record: Any, table: DiCicloTable) -> str:
        chiave = tables.A(campo).resolve(record)
        return reverse(nome, args=[table.ciclo.ente.codice, table.ciclo.anno, chiave])

    return url


class DiCicloTable(BaseTable):
    """A table of a ciclo's rows: the view sets ``ciclo``, from which the links start."""

    ciclo: Ciclo


class ObiettiviTable(DiCicloTable):
    codice = TestoColumn("Codice", linkify=link_to("obiettivo"))
    titolo = TestoColumn("Obiettivo", default="(senza titolo)", attrs={"td": {"class": "largo"}})
    tipologia = TestoColumn("Tipologia", accessor="tipologia__denominazione")
    progetto = TestoColumn("Progetto", accessor="progetto__codice", linkify=link_to("progetto", "progetto_id"))
    cdr = TestoColumn("CdR", accessor="cdr_codice")
    priorita = TestoColumn("Priorità")
    peso = NumeroColumn("Peso")
    n_indicatori = InteroColumn("Indicatori")
    n_fasi = InteroColumn("Fasi")

    class Meta(BaseTable.Meta):
        model = Obiettivo
        fields: tuple[str, ...] = ()


class AttesoColumn(TestoColumn):
    """The target of the year as printed or, when nothing was printed, as understood."""

    def render(self, record: Indicatore) -> str:
        return next((v.stampato or valori.format_atteso(_atteso(record, v)) for v in record.attesi), "")

    def value(self, record: Indicatore) -> str:
        return self.render(record)


def _atteso(indicatore: Indicatore, valore: object) -> valori.Atteso:
    campi = {campo: getattr(valore, campo) for campo in ("operatore", "numero", "data", "si_no", "stampato")}
    return valori.Atteso(tipo=indicatore.tipo, unita=indicatore.unita, **campi)


class IndicatoriTable(DiCicloTable):
    codice = TestoColumn("Codice")
    testo = TestoColumn("Indicatore", attrs={"td": {"class": "largo"}})
    atteso = AttesoColumn("Valore atteso", accessor="pk", orderable=False)
    tipo = TestoColumn("Misura")
    obiettivo = TestoColumn(
        "Obiettivo",
        accessor="obiettivo__codice",
        linkify=link_to("obiettivo", "obiettivo_id"),
    )
    tipologia = TestoColumn("Tipologia", accessor="obiettivo__tipologia__denominazione")
    cdr = TestoColumn("CdR", accessor="cdr_codice")
    peso = NumeroColumn("Peso")
    nota = TestoColumn("Nota", visible=False)

    class Meta(BaseTable.Meta):
        model = Indicatore
        fields: tuple[str, ...] = ()
