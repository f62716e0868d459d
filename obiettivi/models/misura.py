from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from obiettivi.models.ciclo import anno_field
from obiettivi.models.piano import Obiettivo, valid_peso
from organizzazione.models import Utente, ambito_of
from pianoperformance.base.valori import SCELTE_OPERATORE, SCELTE_TIPO, SCELTE_VERSO, Tipo, Verso


class DiObiettivoQuerySet(models.QuerySet[Any]):
    """Rows of an objective: seen by whoever sees the objective."""

    def visible_to(self, user: Utente) -> DiObiettivoQuerySet:
        if ambito_of(user).tutto:
            return self
        return self.filter(obiettivo__in=Obiettivo.objects.visible_to(user).values("pk"))


class ValoreTipizzato(models.Model):
    """A typed target: what we understood in typed columns, what was printed in ``stampato``."""

    operatore = models.CharField(max_length=6, choices=SCELTE_OPERATORE, blank=True)
    numero = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    data = models.DateField(null=True, blank=True)
    si_no = models.BooleanField("sì/no", null=True, blank=True)

    class Meta:
        abstract = True


class Indicatore(models.Model):
    """How an objective is measured; ``testo`` is kept as printed, the rest is what we understood of it."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="indicatori")
    codice = models.CharField(max_length=60)
    testo = models.TextField(help_text="L'indicatore come va stampato.")
    tipo = models.CharField(max_length=12, choices=SCELTE_TIPO, default=Tipo.NUMERO)
    verso = models.CharField(max_length=12, choices=SCELTE_VERSO, default=Verso.CRESCENTE)
    unita = models.CharField("unità di misura", max_length=200, blank=True)
    formula = models.TextField(blank=True)
    baseline = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True, help_text="Il valore da cui si parte."
    )
    fonte = models.CharField(max_length=250, blank=True, help_text="Dove si verifica il dato.")
    dimensione = models.CharField(
        max_length=80, blank=True, help_text="Efficienza, efficacia, impatto, stato delle risorse."
    )
    nota = models.TextField(blank=True)
    peso = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True, validators=valid_peso)
    ordine = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()
    objects = DiObiettivoQuerySet.as_manager()

    class Meta:
        verbose_name = "indicatore"
        verbose_name_plural = "indicatori"
        ordering = ["obiettivo", "ordine", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["obiettivo", "codice"],
                name="indicatore_codice_unico",
                violation_error_message="L'obiettivo ha già un indicatore con questo codice.",
            ),
            models.CheckConstraint(
                condition=Q(peso__isnull=True) | Q(peso__gte=0),
                name="indicatore_peso_non_negativo",
                violation_error_message="Il peso dell'indicatore non può essere negativo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice} {self.testo}"[:120]


class ValoreAttesoQuerySet(models.QuerySet["ValoreAtteso"]):
    def visible_to(self, user: Utente) -> ValoreAttesoQuerySet:
        if ambito_of(user).tutto:
            return self
        return self.filter(indicatore__in=Indicatore.objects.visible_to(user).values("pk"))


class ValoreAtteso(ValoreTipizzato):
    """The target of an indicator for a year: the plan's own and, for the PIAO, the two after."""

    indicatore = models.ForeignKey(Indicatore, on_delete=models.CASCADE, related_name="valori_attesi")
    anno = anno_field()
    stampato = models.CharField(
        "valore come stampato",
        max_length=500,
        blank=True,
        help_text="Come appare nel documento, per esempio 31/12/2026.",
    )

    history = HistoricalRecords()
    objects = ValoreAttesoQuerySet.as_manager()

    class Meta:
        verbose_name = "valore atteso"
        verbose_name_plural = "valori attesi"
        ordering = ["indicatore", "anno"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicatore", "anno"],
                name="valore_atteso_anno_unico",
                violation_error_message="L'indicatore ha già un valore atteso per quest'anno.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anno}: {self.stampato}"


class Fase(ValoreTipizzato):
    """A step of an objective with its dates, expected result and weight."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="fasi")
    ordine = models.PositiveIntegerField()
    codice = models.CharField(max_length=20, blank=True)
    descrizione = models.TextField()
    risultato_atteso = models.TextField(blank=True, help_text="Come va stampato, per esempio: minimo 5 utenti.")
    tipo = models.CharField(max_length=12, choices=SCELTE_TIPO, blank=True)
    unita = models.CharField("unità di misura", max_length=200, blank=True)
    dal = models.DateField("inizio previsto", null=True, blank=True)
    al = models.DateField("fine prevista", null=True, blank=True)
    peso = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True, validators=valid_peso)
    nota = models.TextField(blank=True)

    history = HistoricalRecords()
    objects = DiObiettivoQuerySet.as_manager()

    class Meta:
        verbose_name = "fase"
        verbose_name_plural = "fasi"
        ordering = ["obiettivo", "ordine"]
        constraints = [
            models.UniqueConstraint(
                fields=["obiettivo", "ordine"],
                name="fase_ordine_unico",
                violation_error_message="L'obiettivo ha già una fase con questo numero d'ordine.",
            ),
            models.CheckConstraint(
                condition=Q(al__isnull=True) | Q(dal__isnull=True) | Q(al__gte=F("dal")),
                name="fase_date_in_ordine",
                violation_error_message="La fine prevista della fase viene prima dell'inizio.",
            ),
            models.CheckConstraint(
                condition=Q(peso__isnull=True) | Q(peso__gte=0),
                name="fase_peso_non_negativo",
                violation_error_message="Il peso della fase non può essere negativo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordine}. {self.descrizione}"[:120]

    def clean(self) -> None:
        super().clean()
        if self.dal and self.al and self.al < self.dal:
            raise ValidationError({"al": "La fine prevista della fase viene prima dell'inizio."})
