from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from organizzazione.models import ambito_of

if TYPE_CHECKING:
    from organizzazione.models import Utente


class ImportazioneQuerySet(models.QuerySet["Importazione"]):
    def visible_to(self, user: Utente) -> ImportazioneQuerySet:
        """Only one's own: a workbook may hold what others must not see."""
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(utente=user.pk)


class Importazione(models.Model):
    """A workbook sent from the browser: first a rehearsal, then, when confirmed, an act that stays on record."""

    utente = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nome_file = models.CharField("nome del file", max_length=200)
    contenuto = models.BinaryField(editable=False)
    impronta = models.CharField("impronta SHA-256", max_length=64, editable=False)
    creata = models.DateTimeField(default=timezone.now, editable=False)
    applicata_il = models.DateTimeField(null=True, blank=True, editable=False)
    # What the rehearsal said, as it is shown; see ``summarize_esito``.
    esito = models.JSONField(default=dict, editable=False)

    objects = ImportazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "importazione"
        verbose_name_plural = "importazioni"
        ordering = ["-creata", "-pk"]

    def __str__(self) -> str:
        return self.nome_file
