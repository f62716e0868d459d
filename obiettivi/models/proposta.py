"""What accompanies the making of a plan: comments, deadlines, the severity given to a check, reminders sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from obiettivi.models.ciclo import Ciclo, DiEnteQuerySet
from obiettivi.models.misura import DiObiettivoQuerySet
from obiettivi.models.piano import Obiettivo
from organizzazione.models import Ente, Utente, ambito_of


class Commento(models.Model):
    """A remark on an objective, or on one of its fields; it is answered and closed, never deleted."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="commenti")
    campo = models.CharField(max_length=40, blank=True, help_text="Il campo a cui si riferisce; vuoto: tutto.")
    risposta_a = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="risposte")
    testo = models.TextField()
    autore = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quando = models.DateTimeField(auto_now_add=True)
    risolto_il = models.DateTimeField(null=True, blank=True)
    risolto_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DiObiettivoQuerySet.as_manager()

    class Meta:
        verbose_name = "commento"
        verbose_name_plural = "commenti"
        ordering = ["obiettivo", "quando", "pk"]

    def __str__(self) -> str:
        return self.testo[:80]


class DiCicloQuerySet(models.QuerySet[Any]):
    """Rows of a ciclo as a whole: seen by everyone who has a post in its ente."""

    def visible_to(self, user: Utente) -> DiCicloQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(ciclo__ente__in=ambito.enti)


class Scadenza(models.Model):
    """A deadline of the year, with the law's day as default and the ente's own when it is moved."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.CASCADE, related_name="scadenze")
    codice = models.CharField(max_length=30)
    denominazione = models.CharField(max_length=200)
    data = models.DateField()
    norma = models.CharField(max_length=200, blank=True)

    history = HistoricalRecords()
    objects = DiCicloQuerySet.as_manager()

    class Meta:
        verbose_name = "scadenza"
        verbose_name_plural = "scadenze"
        ordering = ["ciclo", "data", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "codice"],
                name="scadenza_codice_unico",
                violation_error_message="Il ciclo ha già questa scadenza.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.denominazione}: {self.data:%d/%m/%Y}"


class GravitaControllo(models.Model):
    """How grave an ente holds a check to be, when not as we do."""

    class Gravita(models.TextChoices):
        BLOCCO = "blocco", "Blocca"
        AVVISO = "avviso", "Avverte"
        SUGGERIMENTO = "suggerimento", "Suggerisce"
        SPENTO = "spento", "Non controllare"

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="gravita_controlli")
    controllo = models.CharField(max_length=60)
    gravita = models.CharField("gravità", max_length=12, choices=Gravita)

    history = HistoricalRecords()
    objects = DiEnteQuerySet.as_manager()

    class Meta:
        verbose_name = "gravità di un controllo"
        verbose_name_plural = "gravità dei controlli"
        ordering = ["ente", "controllo"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "controllo"],
                name="gravita_controllo_unica",
                violation_error_message="Per questo controllo l'ente ha già scelto la gravità.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.controllo}: {self.get_gravita_display()}"


class Sollecito(models.Model):
    """A reminder that was sent: the same content is not sent again to the same person."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.CASCADE, related_name="solleciti")
    utente = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    impronta = models.CharField(max_length=64)
    quando = models.DateTimeField(auto_now_add=True)

    objects = DiCicloQuerySet.as_manager()

    class Meta:
        verbose_name = "sollecito"
        verbose_name_plural = "solleciti"
        ordering = ["-quando"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "utente", "impronta"],
                name="sollecito_unico",
                violation_error_message="Questo sollecito è già stato inviato.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utente} {self.quando:%d/%m/%Y}"
