from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from organizzazione.models.ambito import ambito_of

if TYPE_CHECKING:
    from organizzazione.models.persone import Utente

valid_codice_ente = RegexValidator(
    r"^[a-z0-9][a-z0-9-]*$",
    "Il codice dell'ente ha solo lettere minuscole, cifre e trattini: è usato negli indirizzi delle pagine.",
)
valid_codice_fiscale = RegexValidator(r"^(\d{11}|[A-Z0-9]{16})$", "Il codice fiscale ha 11 cifre (o 16 caratteri).")


class EnteQuerySet(models.QuerySet["Ente"]):
    def visible_to(self, user: Utente) -> EnteQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(pk__in=ambito.enti)


class Ente(models.Model):
    class Tipo(models.TextChoices):
        COMUNE = "comune", "Comune"
        UNIONE = "unione", "Unione di Comuni"
        PROVINCIA = "provincia", "Provincia o Città metropolitana"
        CONSORZIO = "consorzio", "Consorzio"
        AZIENDA = "azienda", "Azienda speciale"
        ALTRO = "altro", "Altro ente"

    class Organo(models.TextChoices):
        GIUNTA = "giunta", "Giunta"
        CONSIGLIO = "consiglio", "Consiglio"
        ASSEMBLEA = "assemblea", "Assemblea"
        CDA = "cda", "Consiglio di amministrazione"
        PRESIDENTE = "presidente", "Presidente"

    codice = models.CharField(
        max_length=40,
        unique=True,
        validators=[valid_codice_ente],
        help_text="Nome breve usato negli indirizzi e nei comandi, per esempio comune-di-esempio.",
    )
    denominazione = models.CharField(max_length=200)
    tipo = models.CharField(max_length=12, choices=Tipo, default=Tipo.COMUNE)
    codice_ipa = models.CharField("codice IPA", max_length=20, blank=True, help_text="Codice dell'ente su IndicePA.")
    codice_fiscale = models.CharField(max_length=16, blank=True, validators=[valid_codice_fiscale])
    sede = models.CharField(max_length=200, blank=True)
    organo = models.CharField(
        "organo che approva il piano",
        max_length=12,
        choices=Organo,
        default=Organo.GIUNTA,
        help_text="Nei Comuni la Giunta (art. 169 TUEL); nelle aziende e nei consorzi di solito l'Assemblea.",
    )
    dipendenti = models.PositiveIntegerField(null=True, blank=True, help_text="Numero di dipendenti al 31/12.")
    abitanti = models.PositiveIntegerField(null=True, blank=True)
    # Kept in the database and not on a disk: every web or print node must find it.
    logo = models.BinaryField(null=True, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["logo"])
    objects = EnteQuerySet.as_manager()

    class Meta:
        verbose_name = "ente"
        verbose_name_plural = "enti"
        ordering = ["denominazione"]

    def __str__(self) -> str:
        return self.denominazione


class StrutturaQuerySet(models.QuerySet["Struttura"]):
    def visible_to(self, user: Utente) -> StrutturaQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(ambito.q_struttura(ente="ente", struttura="pk"))


class Struttura(models.Model):
    class Tipo(models.TextChoices):
        DIREZIONE = "direzione", "Direzione"
        AREA = "area", "Area"
        SETTORE = "settore", "Settore"
        SERVIZIO = "servizio", "Servizio"
        UFFICIO = "ufficio", "Ufficio"
        ALTRO = "altro", "Altra struttura"

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="strutture")
    padre = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figlie",
        verbose_name="struttura superiore",
    )
    codice = models.CharField(max_length=20, help_text="Codice dell'organigramma o del centro di responsabilità.")
    denominazione = models.CharField(max_length=250)
    tipo = models.CharField(max_length=12, choices=Tipo, default=Tipo.SERVIZIO)
    cdr = models.BooleanField(
        "centro di responsabilità",
        default=False,
        help_text="Sì se la struttura riceve obiettivi e dotazioni nel PEG (art. 169 TUEL).",
    )
    descrizione = models.TextField(blank=True)
    valida_dal = models.DateField(null=True, blank=True)
    valida_al = models.DateField(null=True, blank=True)
    ordine = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()
    objects = StrutturaQuerySet.as_manager()

    class Meta:
        verbose_name = "struttura"
        verbose_name_plural = "strutture"
        ordering = ["ente", "ordine", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "codice"],
                name="struttura_codice_unico",
                violation_error_message="Nell'ente c'è già una struttura con questo codice.",
            ),
            models.CheckConstraint(
                condition=Q(valida_al__isnull=True) | Q(valida_dal__isnull=True) | Q(valida_al__gte=F("valida_dal")),
                name="struttura_date_in_ordine",
                violation_error_message="La data di fine della struttura viene prima di quella di inizio.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice} - {self.denominazione}"

    def clean(self) -> None:
        super().clean()
        antenata, viste = self.padre, {self.pk}
        while antenata is not None:
            if antenata.ente_id != self.ente_id:
                raise ValidationError({"padre": "La struttura superiore è di un altro ente."})
            if antenata.pk in viste and antenata.pk is not None:
                raise ValidationError({"padre": "La struttura superiore dipende da questa: sarebbe un giro chiuso."})
            viste.add(antenata.pk)
            antenata = antenata.padre
