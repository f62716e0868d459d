from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from budget.models.capitoli import Capitolo, importo_field
from obiettivi.models import Azione, Ciclo, Indirizzo, Obiettivo, ObiettivoStrategico, Progetto
from organizzazione.models import Persona, Struttura, Utente, ambito_of
from pianoperformance.base.formati import format_importo, format_percentuale


class QuotaQuerySet(models.QuerySet[Any]):
    """Quotas are seen by whoever sees the project, objective or structure they belong to."""

    def visible_to(self, user: Utente) -> QuotaQuerySet:
        ambito = ambito_of(user)
        if ambito.tutto:
            return self
        visibili = Q(progetto__in=Progetto.objects.visible_to(user).values("pk"))
        visibili |= Q(obiettivo__in=Obiettivo.objects.visible_to(user).values("pk"))
        if any(campo.name == "struttura" for campo in self.model._meta.fields):
            visibili |= ambito.q_struttura(ente="struttura__ente", struttura="struttura")
        return self.filter(visibili)


class QuotaCapitolo(models.Model):
    """The part of a chapter given to a project or to an objective. No amount is not an amount of zero."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.CASCADE, null=True, blank=True, related_name="quote_capitolo"
    )
    obiettivo = models.ForeignKey(
        Obiettivo, on_delete=models.CASCADE, null=True, blank=True, related_name="quote_capitolo"
    )
    capitolo = models.ForeignKey(Capitolo, on_delete=models.PROTECT, related_name="quote")
    importo = importo_field("importo")
    quota_parte = models.BooleanField(
        "in quota parte", default=False, help_text="Sì se il documento dice solo “in quota parte”."
    )
    descrizione = models.TextField(
        "descrizione in questa scheda", blank=True, help_text="Solo se diversa da quella del capitolo."
    )
    nota = models.TextField(blank=True)
    ordine = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()
    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = "quota di capitolo"
        verbose_name_plural = "quote di capitolo"
        ordering = ["progetto", "obiettivo", "ordine", "capitolo"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progetto__isnull=False, obiettivo__isnull=True)
                | Q(progetto__isnull=True, obiettivo__isnull=False),
                name="quota_capitolo_di_uno",
                violation_error_message="La quota va assegnata a un progetto oppure a un obiettivo, non a entrambi.",
            ),
            models.UniqueConstraint(
                fields=["progetto", "capitolo"],
                condition=Q(progetto__isnull=False),
                name="quota_capitolo_progetto_unica",
                violation_error_message="Il progetto ha già una quota di questo capitolo.",
            ),
            models.UniqueConstraint(
                fields=["obiettivo", "capitolo"],
                condition=Q(obiettivo__isnull=False),
                name="quota_capitolo_obiettivo_unica",
                violation_error_message="L'obiettivo ha già una quota di questo capitolo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capitolo.sigla}: {format_importo(self.importo) or 'importo non indicato'}"

    def clean(self) -> None:
        super().clean()
        destinazione = self.destinazione
        if destinazione is not None and self.capitolo_id and self.capitolo.ciclo_id != destinazione.ciclo_id:
            raise ValidationError({"capitolo": "Il capitolo è di un altro ente o anno."})

    @property
    def destinazione(self) -> Progetto | Obiettivo | None:
        """What the quota is given to."""
        return self.progetto or self.obiettivo


class QuotaPersonale(models.Model):
    """The share of a person's work given to a project, an objective or a structure."""

    progetto = models.ForeignKey(
        Progetto, on_delete=models.CASCADE, null=True, blank=True, related_name="quote_personale"
    )
    obiettivo = models.ForeignKey(
        Obiettivo, on_delete=models.CASCADE, null=True, blank=True, related_name="quote_personale"
    )
    struttura = models.ForeignKey(
        Struttura, on_delete=models.CASCADE, null=True, blank=True, related_name="quote_personale"
    )
    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="quote_personale")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="quote")
    relazione = models.CharField(
        "ruolo in questo impegno",
        max_length=120,
        blank=True,
        help_text="Dirigente, Posizione organizzativa, Dipendente a tempo indeterminato …",
    )
    percentuale = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text="Percentuale del tempo di lavoro della persona nell'anno.",
    )
    unita = models.DecimalField(
        "unità", max_digits=6, decimal_places=2, null=True, blank=True, help_text="Numero di addetti, per i gruppi."
    )
    nota = models.TextField(blank=True)
    ordine = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()
    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = "quota di personale"
        verbose_name_plural = "quote di personale"
        # A person's shares in a year are summed on every list: by its key alone, all the year's rows would be read.
        indexes = [models.Index(fields=["persona", "ciclo"], name="quota_personale_persona")]
        ordering = ["progetto", "obiettivo", "struttura", "ordine", "persona"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progetto__isnull=False, obiettivo__isnull=True, struttura__isnull=True)
                | Q(progetto__isnull=True, obiettivo__isnull=False, struttura__isnull=True)
                | Q(progetto__isnull=True, obiettivo__isnull=True, struttura__isnull=False),
                name="quota_personale_di_uno",
                violation_error_message="La quota va assegnata a uno solo tra progetto, obiettivo e struttura.",
            ),
            models.CheckConstraint(
                condition=Q(percentuale__isnull=True) | Q(percentuale__gte=0, percentuale__lte=100),
                name="quota_personale_percentuale",
                violation_error_message="La percentuale di impegno va da 0 a 100.",
            ),
            models.UniqueConstraint(
                fields=["ciclo", "persona", "progetto"],
                condition=Q(progetto__isnull=False),
                name="quota_personale_progetto_unica",
                violation_error_message="La persona è già nel personale di questo progetto.",
            ),
            models.UniqueConstraint(
                fields=["ciclo", "persona", "obiettivo"],
                condition=Q(obiettivo__isnull=False),
                name="quota_personale_obiettivo_unica",
                violation_error_message="La persona è già nel personale di questo obiettivo.",
            ),
            models.UniqueConstraint(
                fields=["ciclo", "persona", "struttura"],
                condition=Q(struttura__isnull=False),
                name="quota_personale_struttura_unica",
                violation_error_message="La persona è già nel personale di questa struttura.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persona}: {format_percentuale(self.percentuale) or 'impegno non indicato'}"

    def clean(self) -> None:
        super().clean()
        if not self.ciclo_id:
            return
        dove = self.progetto or self.obiettivo
        if dove is not None and dove.ciclo_id != self.ciclo_id:
            raise ValidationError({"ciclo": "Il progetto o l'obiettivo è di un altro ente o anno."})
        if self.struttura is not None and self.struttura.ente_id != self.ciclo.ente_id:
            raise ValidationError({"struttura": "La struttura è di un altro ente."})
        if self.persona_id and self.persona.ente_id != self.ciclo.ente_id:
            raise ValidationError({"persona": "La persona è di un altro ente."})

    @property
    def destinazione(self) -> Progetto | Obiettivo | Struttura | None:
        """What the quota is given to."""
        return self.progetto or self.obiettivo or self.struttura


class TotaleStampatoQuerySet(models.QuerySet["TotaleStampato"]):
    def visible_to(self, user: Utente) -> TotaleStampatoQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(ambito.q_struttura(ente="ciclo__ente", struttura="cdr"))


class TotaleStampato(models.Model):
    """A total or percentage printed by an imported document, kept only to be compared with ours."""

    class Livello(models.TextChoices):
        PROGETTO = "progetto", "Riga del progetto"
        AZIONE = "azione", "Totale Azione"
        OBIETTIVO = "obiettivo", "Totale Obiettivo"
        INDIRIZZO = "indirizzo", "Totale Indirizzo"
        CDR = "cdr", "Totale CDR"

    ciclo = models.ForeignKey(Ciclo, on_delete=models.CASCADE, related_name="totali_stampati")
    cdr = models.ForeignKey(Struttura, on_delete=models.CASCADE, related_name="totali_stampati")
    livello = models.CharField(max_length=10, choices=Livello)
    progetto = models.ForeignKey(Progetto, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    azione = models.ForeignKey(Azione, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    obiettivo_strategico = models.ForeignKey(
        ObiettivoStrategico, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    indirizzo = models.ForeignKey(Indirizzo, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    importo = importo_field("importo stampato")
    percentuale = models.DecimalField("percentuale stampata", max_digits=6, decimal_places=2, null=True, blank=True)
    riga = models.PositiveIntegerField("riga della fonte", null=True, blank=True)

    objects = TotaleStampatoQuerySet.as_manager()

    class Meta:
        verbose_name = "totale stampato nella fonte"
        verbose_name_plural = "totali stampati nella fonte"
        ordering = ["ciclo", "cdr", "riga", "pk"]

    def __str__(self) -> str:
        return f"{self.get_livello_display()} {format_importo(self.importo)}".strip()
