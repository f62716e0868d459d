from __future__ import annotations

import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organizzazione.models.ambito import ambito_of
from organizzazione.models.ente import Ente, Struttura


class Utente(AbstractUser):
    """An account. It grants nothing by itself: rights come from the dated ``Incarico`` rows."""

    class Meta:
        verbose_name = "utente"
        verbose_name_plural = "utenti"
        ordering = ["username"]


class PersonaQuerySet(models.QuerySet["Persona"]):
    def visible_to(self, user: Utente) -> PersonaQuerySet:
        """Everyone of the ente: who shares the work of a CdR is chosen among all, but see the quotas' own scope."""
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(ente__in=ambito.enti)


class Persona(models.Model):
    """A person, or a group that the plan treats as one (``Assistenti sociali``)."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="persone")
    codice = models.CharField(max_length=40, help_text="Matricola, o un codice breve che non cambia.")
    denominazione = models.CharField(max_length=200, help_text="Cognome e nome, o nome del gruppo.")
    gruppo = models.BooleanField(default=False, help_text="Sì se è un gruppo di persone e non una persona sola.")
    ore_settimanali = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(168))],
    )
    utente = models.ForeignKey(
        Utente,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="persone",
        help_text="L'utenza con cui la persona entra nell'applicazione, se ne ha una.",
    )

    history = HistoricalRecords()
    objects = PersonaQuerySet.as_manager()

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "persone"
        ordering = ["ente", "denominazione", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["ente", "codice"],
                name="persona_codice_unico",
                violation_error_message="Nell'ente c'è già una persona con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return self.denominazione


class Ruolo(models.TextChoices):
    AMMINISTRATORE = "amministratore", "Amministratore"
    CONTROLLO = "controllo", "Controllo di gestione"
    DIRIGENTE = "dirigente", "Dirigente"
    EQ = "eq", "Elevata qualificazione (EQ)"
    REFERENTE = "referente", "Referente"
    OIV = "oiv", "OIV o Nucleo di valutazione"
    LETTORE = "lettore", "Lettore"


RESPONSABILI = (Ruolo.DIRIGENTE, Ruolo.EQ)


class IncaricoQuerySet(models.QuerySet["Incarico"]):
    def in_corso(self, giorno: datetime.date | None = None) -> IncaricoQuerySet:
        """The posts held on ``giorno`` (today when absent), first and last day included."""
        giorno = giorno or timezone.localdate()
        return self.filter(Q(al__isnull=True) | Q(al__gte=giorno), dal__lte=giorno)

    def visible_to(self, user: Utente) -> IncaricoQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(ente__in=ambito.enti)


class Incarico(models.Model):
    """A post with its dates: the only source of rights, which end when the post ends."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="incarichi")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, null=True, blank=True, related_name="incarichi")
    utente = models.ForeignKey(Utente, on_delete=models.PROTECT, null=True, blank=True, related_name="incarichi")
    ruolo = models.CharField(max_length=16, choices=Ruolo)
    struttura = models.ForeignKey(
        Struttura,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incarichi",
        help_text="La struttura su cui vale l'incarico, con quelle che ne dipendono; vuota se vale per tutto l'ente.",
    )
    dal = models.DateField()
    al = models.DateField(null=True, blank=True, help_text="Ultimo giorno; vuoto se l'incarico è in corso.")
    atto = models.CharField("atto di nomina", max_length=200, blank=True)

    history = HistoricalRecords()
    objects = IncaricoQuerySet.as_manager()

    class Meta:
        verbose_name = "incarico"
        verbose_name_plural = "incarichi"
        ordering = ["ente", "struttura", "ruolo", "dal"]
        constraints = [
            models.CheckConstraint(
                condition=Q(al__isnull=True) | Q(al__gte=F("dal")),
                name="incarico_date_in_ordine",
                violation_error_message="La data di fine dell'incarico viene prima di quella di inizio.",
            ),
            models.CheckConstraint(
                condition=Q(persona__isnull=False) | Q(utente__isnull=False),
                name="incarico_di_qualcuno",
                violation_error_message="L'incarico deve indicare la persona o l'utente che lo riceve.",
            ),
            models.CheckConstraint(
                condition=~Q(ruolo__in=[Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE]) | Q(struttura__isnull=False),
                name="incarico_con_struttura",
                violation_error_message="Dirigenti, EQ e referenti devono avere la struttura di cui rispondono.",
            ),
            models.CheckConstraint(
                condition=~Q(ruolo__in=[Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO]) | Q(struttura__isnull=True),
                name="incarico_su_tutto_ente",
                violation_error_message=(
                    "Amministratore e controllo di gestione valgono per tutto l'ente: lasciare vuota la struttura."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ruolo_display()}: {self.persona or self.utente}"

    def clean(self) -> None:
        super().clean()
        if self.struttura is not None and self.struttura.ente_id != self.ente_id:
            raise ValidationError({"struttura": "La struttura è di un altro ente."})
        if self.persona is not None and self.persona.ente_id != self.ente_id:
            raise ValidationError({"persona": "La persona è di un altro ente."})
