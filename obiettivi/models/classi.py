"""What objectives are classified by: missioni and programmi of the budget, kinds, free tags.

Missioni and programmi stand here and not in ``budget`` because objectives refer to them too, and imports go downwards.
"""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from obiettivi.models.ciclo import DiEnteQuerySet, anno_field
from organizzazione.models import Ente


class Missione(models.Model):
    """A missione of all. 14 of D.Lgs. 118/2011; loaded from a versioned file, never from code."""

    codice = models.CharField(max_length=2, unique=True)
    denominazione = models.CharField(max_length=200)
    dal_anno = anno_field("dall'anno", null=True, blank=True)
    al_anno = anno_field("all'anno", null=True, blank=True)

    class Meta:
        verbose_name = "missione"
        verbose_name_plural = "missioni"
        ordering = ["codice"]

    def __str__(self) -> str:
        return f"{self.codice} - {self.denominazione}"


class Programma(models.Model):
    """A programma of a missione (all. 14, D.Lgs. 118/2011)."""

    missione = models.ForeignKey(Missione, on_delete=models.PROTECT, related_name="programmi")
    codice = models.CharField(max_length=2)
    denominazione = models.CharField(max_length=250)
    dal_anno = anno_field("dall'anno", null=True, blank=True)
    al_anno = anno_field("all'anno", null=True, blank=True)

    class Meta:
        verbose_name = "programma"
        verbose_name_plural = "programmi"
        ordering = ["missione", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["missione", "codice"],
                name="programma_codice_unico",
                violation_error_message="La missione ha già un programma con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.missione.codice}.{self.codice} - {self.denominazione}"


class TipologiaObiettivo(models.Model):
    """A kind of objective as the ente calls it: di miglioramento, gestionale ordinario, innovazione …"""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="tipologie")
    codice = models.CharField(max_length=30)
    denominazione = models.CharField(max_length=120)
    ordine = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()
    objects = DiEnteQuerySet.as_manager()

    class Meta:
        verbose_name = "tipologia di obiettivo"
        verbose_name_plural = "tipologie di obiettivo"
        ordering = ["ente", "ordine", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "codice"],
                name="tipologia_codice_unico",
                violation_error_message="L'ente ha già una tipologia con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return self.denominazione


class Classificazione(models.Model):
    """A tag in a family (PIAO 2.2, anticorruzione, PNRR, SDG …): a new family is only data."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="classificazioni")
    famiglia = models.CharField(max_length=60)
    codice = models.CharField(max_length=40)
    denominazione = models.CharField(max_length=200)

    history = HistoricalRecords()
    objects = DiEnteQuerySet.as_manager()

    class Meta:
        verbose_name = "classificazione"
        verbose_name_plural = "classificazioni"
        ordering = ["ente", "famiglia", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "codice"],
                name="classificazione_codice_unico",
                violation_error_message="L'ente ha già una classificazione con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.famiglia}: {self.denominazione}"
