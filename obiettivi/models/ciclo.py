from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from obiettivi.pesi import Operatore
from organizzazione.models import Ente, Utente, ambito_of

ANNO_MINIMO, ANNO_MASSIMO = 2000, 2100


def anno_field(etichetta: str = "anno", **opzioni: Any) -> models.PositiveSmallIntegerField[Any, Any]:
    """A year as a model field, kept between 2000 and 2100."""
    limiti = [MinValueValidator(ANNO_MINIMO), MaxValueValidator(ANNO_MASSIMO)]
    return models.PositiveSmallIntegerField(etichetta, validators=limiti, **opzioni)


class DiEnteQuerySet(models.QuerySet[Any]):
    """Rows that belong to a whole ente and are seen by everyone who has a post in it."""

    def visible_to(self, user: Utente) -> DiEnteQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(ente__in=ambito.enti)


class SistemaValutazione(models.Model):
    """The SMVP of a year (art. 7, D.Lgs. 150/2009): scoring as data, frozen with its cycle."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="sistemi_valutazione")
    anno = anno_field()
    denominazione = models.CharField(max_length=200)
    operatore = models.CharField(
        "operatore della pesatura",
        max_length=14,
        choices=[
            (Operatore.SOMMA, "Somma"),
            (Operatore.SOMMA_PESATA, "Somma pesata"),
            (Operatore.PRODOTTO, "Prodotto"),
        ],
        default=Operatore.SOMMA,
        help_text="Come i livelli dei criteri fanno i punti di un obiettivo.",
    )

    history = HistoricalRecords()
    objects = DiEnteQuerySet.as_manager()

    class Meta:
        verbose_name = "sistema di valutazione"
        verbose_name_plural = "sistemi di valutazione"
        ordering = ["ente", "-anno"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "anno"],
                name="sistema_anno_unico",
                violation_error_message="L'ente ha già un sistema di valutazione per quest'anno.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.denominazione} ({self.anno})"


class CriterioPesaturaQuerySet(models.QuerySet["CriterioPesatura"]):
    def visible_to(self, user: Utente) -> CriterioPesaturaQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(sistema__ente__in=ambito.enti)


class CriterioPesatura(models.Model):
    """A column of the matrix that weighs objectives: strategicità, complessità, impatto, economicità."""

    sistema = models.ForeignKey(SistemaValutazione, on_delete=models.CASCADE, related_name="criteri")
    codice = models.CharField(max_length=20)
    denominazione = models.CharField(max_length=120)
    peso = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    ordine = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()
    objects = CriterioPesaturaQuerySet.as_manager()

    class Meta:
        verbose_name = "criterio di pesatura"
        verbose_name_plural = "criteri di pesatura"
        ordering = ["sistema", "ordine", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["sistema", "codice"],
                name="criterio_codice_unico",
                violation_error_message="Il sistema di valutazione ha già un criterio con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return self.denominazione


class LivelloPesatura(models.Model):
    """A level of the pesatura matrix and what it is worth: A 3, M 2, B 1."""

    sistema = models.ForeignKey(SistemaValutazione, on_delete=models.CASCADE, related_name="livelli")
    codice = models.CharField(max_length=20)
    denominazione = models.CharField(max_length=120, blank=True)
    valore = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(Decimal(0))])

    history = HistoricalRecords()

    class Meta:
        verbose_name = "livello di pesatura"
        verbose_name_plural = "livelli di pesatura"
        ordering = ["sistema", "-valore", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["sistema", "codice"],
                name="livello_codice_unico",
                violation_error_message="Il sistema di valutazione ha già un livello con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice} = {self.valore}"


class Ciclo(models.Model):
    """One year of the performance cycle of an ente (art. 4, D.Lgs. 150/2009)."""

    class Stato(models.TextChoices):
        PREPARAZIONE = "preparazione", "In preparazione"
        APPROVATO = "approvato", "Approvato"
        RENDICONTAZIONE = "rendicontazione", "In rendicontazione"
        VALUTAZIONE = "valutazione", "In valutazione"
        VALIDATO = "validato", "Validato"
        CHIUSO = "chiuso", "Chiuso"

    class Regime(models.TextChoices):
        UNIFICATO = "unificato", "PEG con piano della performance unificato (fino al 2021)"
        PIAO = "piao", "PEG e PIAO separati (dal 2022, DPR 81/2022)"

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="cicli")
    anno = anno_field()
    stato = models.CharField(max_length=16, choices=Stato, default=Stato.PREPARAZIONE, editable=False)
    regime = models.CharField(max_length=10, choices=Regime, default=Regime.PIAO)
    titolo = models.CharField(
        "titolo del documento",
        max_length=200,
        blank=True,
        help_text="Come appare in copertina; vuoto: Piano esecutivo di gestione e anno.",
    )
    allegato = models.CharField(max_length=80, blank=True, help_text="Per esempio: Allegato B.")
    elaborato_il = models.DateField(
        "elaborazione del", null=True, blank=True, help_text="La data stampata in copertina."
    )
    premessa = models.TextField(blank=True)
    sistema_valutazione = models.ForeignKey(
        SistemaValutazione,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cicli",
        verbose_name="sistema di valutazione",
    )

    history = HistoricalRecords()
    objects = DiEnteQuerySet.as_manager()

    class Meta:
        verbose_name = "ciclo della performance"
        verbose_name_plural = "cicli della performance"
        ordering = ["ente", "-anno"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "anno"],
                name="ciclo_anno_unico",
                violation_error_message="L'ente ha già un ciclo per quest'anno.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ente} {self.anno}"

    def clean(self) -> None:
        super().clean()
        sistema = self.sistema_valutazione
        if sistema is not None and (sistema.ente_id, sistema.anno) != (self.ente_id, self.anno):
            raise ValidationError({"sistema_valutazione": "Il sistema di valutazione è di un altro ente o anno."})

    @property
    def titolo_documento(self) -> str:
        return self.titolo or f"Piano esecutivo di gestione {self.anno}"
