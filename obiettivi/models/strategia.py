"""The strategic tree (linee di mandato, SeS of the DUP). Any level may be missing: not every body has all three."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from obiettivi.models.ciclo import DiEnteQuerySet, anno_field
from organizzazione.models import Ente


class VoceStrategica(models.Model):
    """What the three levels have in common: a code, a name and the years in which they hold."""

    codice = models.CharField(max_length=40)
    denominazione = models.CharField(max_length=500)
    descrizione = models.TextField(blank=True)
    dal_anno = anno_field("dall'anno", null=True, blank=True)
    al_anno = anno_field("all'anno", null=True, blank=True)
    ordine = models.PositiveIntegerField(default=0)

    objects = DiEnteQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["ente", "ordine", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "codice"],
                name="%(class)s_codice_unico",
                violation_error_message="Questo codice è già usato nello stesso livello della strategia.",
            ),
            models.CheckConstraint(
                condition=Q(al_anno__isnull=True) | Q(dal_anno__isnull=True) | Q(al_anno__gte=F("dal_anno")),
                name="%(class)s_anni_in_ordine",
                violation_error_message="L'ultimo anno di validità viene prima del primo.",
            ),
        ]

    def __str__(self) -> str:
        return self.denominazione


class Indirizzo(VoceStrategica):
    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="indirizzi")
    history = HistoricalRecords()

    class Meta(VoceStrategica.Meta):
        verbose_name = "indirizzo strategico"
        verbose_name_plural = "indirizzi strategici"


class ObiettivoStrategico(VoceStrategica):
    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="obiettivi_strategici")
    indirizzo = models.ForeignKey(
        Indirizzo, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi_strategici"
    )
    history = HistoricalRecords()

    class Meta(VoceStrategica.Meta):
        verbose_name = "obiettivo strategico"
        verbose_name_plural = "obiettivi strategici"

    def clean(self) -> None:
        super().clean()
        if self.indirizzo is not None and self.indirizzo.ente_id != self.ente_id:
            raise ValidationError({"indirizzo": "L'indirizzo è di un altro ente."})


class Azione(VoceStrategica):
    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="azioni")
    obiettivo_strategico = models.ForeignKey(
        ObiettivoStrategico, on_delete=models.PROTECT, null=True, blank=True, related_name="azioni"
    )
    history = HistoricalRecords()

    class Meta(VoceStrategica.Meta):
        verbose_name = "azione strategica"
        verbose_name_plural = "azioni strategiche"

    def clean(self) -> None:
        super().clean()
        if self.obiettivo_strategico is not None and self.obiettivo_strategico.ente_id != self.ente_id:
            raise ValidationError({"obiettivo_strategico": "L'obiettivo strategico è di un altro ente."})
