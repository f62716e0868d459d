"""Approved versions of the plan, and the variazioni that lead from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from obiettivi.models import Ciclo
from obiettivi.models.proposta import DiCicloQuerySet
from organizzazione.models import Struttura, ambito_of

if TYPE_CHECKING:
    from organizzazione.models import Utente


class Documento(models.Model):
    """A frozen version: the Quadro as canonical JSON with its SHA-256, the act, the PDF. Never changed."""

    class Tipo(models.TextChoices):
        PIANO = "piano", "Piano approvato"
        VARIAZIONE = "variazione", "Piano dopo una variazione"

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="documenti")
    tipo = models.CharField(max_length=12, choices=Tipo, default=Tipo.PIANO)
    versione = models.PositiveIntegerField()
    organo = models.CharField(max_length=80)
    numero = models.CharField("numero dell'atto", max_length=40)
    data = models.DateField("data dell'atto")
    quadro = models.TextField(editable=False)
    impronta = models.CharField("SHA-256 del piano", max_length=64, editable=False)
    pdf = models.BinaryField(null=True, editable=False)
    impronta_pdf = models.CharField("SHA-256 del PDF", max_length=64, blank=True, editable=False, db_index=True)
    creato = models.DateTimeField(auto_now_add=True)
    utente = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DiCicloQuerySet.as_manager()

    class Meta:
        verbose_name = "documento"
        verbose_name_plural = "documenti"
        ordering = ["ciclo", "versione"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "versione"],
                name="documento_versione_unica",
                violation_error_message="Questa versione del piano c'è già.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ciclo}, versione {self.versione}"


class VariazioneQuerySet(models.QuerySet["Variazione"]):
    def visible_to(self, user: Utente) -> VariazioneQuerySet:
        """Those that concern a visible structure."""
        ambito = ambito_of(user)
        if ambito.tutto:
            return self
        legami = Variazione.strutture.through.objects.filter(variazione=OuterRef("pk"), struttura__in=ambito.strutture)
        return self.filter(Q(ciclo__ente__in=ambito.enti_interi) | Exists(legami))

    def in_corso(self) -> VariazioneQuerySet:
        """Those opened and not decided yet."""
        return self.filter(stato__in=[Variazione.Stato.BOZZA, Variazione.Stato.PROPOSTA])


class Variazione(models.Model):
    """A change of the approved plan for some CdR, from its opening to the act or to the reasoned refusal."""

    class Stato(models.TextChoices):
        RICHIESTA = "richiesta", "Richiesta"
        BOZZA = "bozza", "Aperta"
        PROPOSTA = "proposta", "Proposta"
        APPROVATA = "approvata", "Approvata"
        RESPINTA = "respinta", "Respinta"

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="variazioni")
    numero = models.PositiveIntegerField()
    oggetto = models.CharField(max_length=250)
    motivo = models.TextField(blank=True)
    strutture = models.ManyToManyField(Struttura, related_name="variazioni", verbose_name="centri di responsabilità")
    stato = models.CharField(max_length=10, choices=Stato, default=Stato.BOZZA, editable=False)
    richiesta_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    aperta_il = models.DateTimeField(auto_now_add=True)
    base = models.ForeignKey(Documento, on_delete=models.PROTECT, related_name="+")
    istantanea = models.TextField(
        blank=True, editable=False, help_text="Le righe del piano all'apertura, per il rifiuto."
    )
    proposta = models.TextField(
        blank=True, editable=False, help_text="Il piano dei suoi CdR come è stato proposto: è ciò che si decide."
    )
    esito_motivo = models.TextField(blank=True)
    documento = models.OneToOneField(
        Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="variazione"
    )

    history = HistoricalRecords(m2m_fields=[strutture], excluded_fields=["istantanea", "proposta"])
    objects = VariazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "variazione"
        verbose_name_plural = "variazioni"
        ordering = ["ciclo", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "numero"],
                name="variazione_numero_unico",
                violation_error_message="Questa variazione c'è già.",
            ),
            models.CheckConstraint(
                condition=~Q(stato="respinta") | ~Q(esito_motivo=""),
                name="variazione_respinta_con_motivo",
                violation_error_message="Il rifiuto di una variazione va motivato (art. 177 TUEL).",
            ),
        ]

    def __str__(self) -> str:
        return f"Variazione n. {self.numero}: {self.oggetto}"
