from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class TransizioneQuerySet(models.QuerySet["Transizione"]):
    def update(self, **_kwargs: Any) -> NoReturn:
        raise TypeError("Le transizioni non si modificano: sono la storia degli atti.")

    def delete(self) -> NoReturn:
        raise TypeError("Le transizioni non si cancellano: sono la storia degli atti.")


class Transizione(models.Model):
    """A change of state as an act: who, when, why and by which resolution. Rows are only ever added."""

    oggetto_tipo = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    oggetto_id = models.PositiveBigIntegerField()
    oggetto = GenericForeignKey("oggetto_tipo", "oggetto_id")
    da = models.CharField(max_length=30)
    a = models.CharField(max_length=30)
    utente = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    quando = models.DateTimeField(default=timezone.now, editable=False)
    motivazione = models.TextField(blank=True)
    atto_organo = models.CharField(max_length=80, blank=True)
    atto_numero = models.CharField(max_length=40, blank=True)
    atto_data = models.DateField(null=True, blank=True)

    objects = TransizioneQuerySet.as_manager()

    class Meta:
        verbose_name = "transizione"
        verbose_name_plural = "transizioni"
        ordering = ["quando", "pk"]
        indexes = [models.Index(fields=["oggetto_tipo", "oggetto_id"])]

    def __str__(self) -> str:
        return f"{self.da} → {self.a}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Le transizioni non si modificano: sono la storia degli atti.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("Le transizioni non si cancellano: sono la storia degli atti.")
