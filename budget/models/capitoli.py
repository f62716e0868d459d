from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from obiettivi.models import Ciclo, Programma
from obiettivi.models.ciclo import anno_field
from organizzazione.models import Struttura, Utente, ambito_of


class Lato(models.TextChoices):
    ENTRATA = "E", "Entrata"
    SPESA = "U", "Spesa"


def importo_field(etichetta: str, **opzioni: Any) -> models.DecimalField[Any, Any]:
    """Euros with two decimals; null means not known, which is not zero."""
    return models.DecimalField(etichetta, max_digits=15, decimal_places=2, null=True, blank=True, **opzioni)


class Titolo(models.Model):
    """A title of entrata or spesa of the budget (D.Lgs. 118/2011); loaded from a versioned file."""

    lato = models.CharField(max_length=1, choices=Lato)
    codice = models.CharField(max_length=2)
    denominazione = models.CharField(max_length=200)
    dal_anno = anno_field("dall'anno", null=True, blank=True)
    al_anno = anno_field("all'anno", null=True, blank=True)

    class Meta:
        verbose_name = "titolo di bilancio"
        verbose_name_plural = "titoli di bilancio"
        ordering = ["lato", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["lato", "codice"],
                name="titolo_codice_unico",
                violation_error_message="C'è già un titolo con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_lato_display()}, titolo {self.codice} - {self.denominazione}"


class CapitoloQuerySet(models.QuerySet["Capitolo"]):
    def visible_to(self, user: Utente) -> CapitoloQuerySet:
        """Chapters given to a visible structure, and those of which a visible project or objective has a quota."""
        ambito = ambito_of(user)
        if ambito.tutto:
            return self
        modello: Any = self.model._meta.get_field("quote").related_model
        quote = modello.objects.visible_to(user).filter(capitolo=OuterRef("pk"))
        return self.filter(ambito.q_struttura(ente="ciclo__ente", struttura="struttura") | Exists(quote))


class Capitolo(models.Model):
    """The elementary unit of the PEG (art. 169, c. 2, TUEL), with its dotazione and what became of it."""

    Lato = Lato

    class Natura(models.TextChoices):
        CORRENTE = "corrente", "Corrente"
        INVESTIMENTO = "investimento", "In conto capitale (investimenti)"
        ALTRO = "altro", "Altro"

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="capitoli")
    lato = models.CharField("entrata o spesa", max_length=1, choices=Lato)
    numero = models.CharField(max_length=12, help_text="Con gli zeri iniziali, come nel bilancio: 03641.")
    articolo = models.CharField(max_length=6, blank=True, default="", help_text="Per esempio 00.")
    natura = models.CharField(max_length=12, choices=Natura, default=Natura.CORRENTE)
    titolo = models.ForeignKey(Titolo, on_delete=models.PROTECT, null=True, blank=True, related_name="capitoli")
    programma = models.ForeignKey(Programma, on_delete=models.PROTECT, null=True, blank=True, related_name="capitoli")
    descrizione = models.TextField()
    struttura = models.ForeignKey(
        Struttura,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="capitoli",
        verbose_name="centro di responsabilità",
    )
    stanziamento = importo_field("stanziamento", validators=[MinValueValidator(Decimal(0))])
    accertato_impegnato = importo_field("accertato o impegnato")
    riscosso_pagato = importo_field("riscosso o pagato")
    avanzo = models.BooleanField(
        "avanzo vincolato", default=False, help_text="Sì se applica avanzo vincolato: non ha un'entrata nell'anno."
    )

    history = HistoricalRecords()
    objects = CapitoloQuerySet.as_manager()

    class Meta:
        verbose_name = "capitolo"
        verbose_name_plural = "capitoli"
        ordering = ["ciclo", "lato", "numero", "articolo"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "lato", "numero", "articolo"],
                name="capitolo_numero_unico",
                violation_error_message="Nel bilancio dell'anno c'è già questo capitolo e articolo.",
            ),
            models.CheckConstraint(
                condition=Q(stanziamento__isnull=True) | Q(stanziamento__gte=0),
                name="capitolo_stanziamento_non_negativo",
                violation_error_message="Lo stanziamento non può essere negativo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sigla} {self.descrizione}"[:120]

    @property
    def sigla(self) -> str:
        """The chapter as documents print it: ``Cap. 03641 Art. 00``."""
        return f"Cap. {self.numero}" + (f" Art. {self.articolo}" if self.articolo else "")

    def clean(self) -> None:
        super().clean()
        if self.ciclo_id and self.struttura is not None and self.struttura.ente_id != self.ciclo.ente_id:
            raise ValidationError({"struttura": "Il centro di responsabilità è di un altro ente."})
        if self.titolo is not None and self.titolo.lato != self.lato:
            raise ValidationError({"titolo": "Il titolo è dell'altro lato del bilancio (entrata o spesa)."})


class CollegamentoCapitoloQuerySet(models.QuerySet["CollegamentoCapitolo"]):
    def visible_to(self, user: Utente) -> CollegamentoCapitoloQuerySet:
        if ambito_of(user).tutto:
            return self
        return self.filter(capitolo__in=Capitolo.objects.visible_to(user).values("pk"))


class CollegamentoCapitolo(models.Model):
    """A funding link written in a chapter's description; the other end may not be in the plan."""

    capitolo = models.ForeignKey(Capitolo, on_delete=models.CASCADE, related_name="collegamenti")
    verso_lato = models.CharField("lato del capitolo collegato", max_length=1, choices=Lato)
    verso_numero = models.CharField("capitolo collegato", max_length=12)
    verso_articolo = models.CharField("articolo collegato", max_length=6, blank=True, default="")
    collegato = models.ForeignKey(
        Capitolo, on_delete=models.SET_NULL, null=True, blank=True, related_name="collegamenti_inversi"
    )
    testo = models.CharField("come scritto nella fonte", max_length=250, blank=True)

    history = HistoricalRecords()
    objects = CollegamentoCapitoloQuerySet.as_manager()

    class Meta:
        verbose_name = "collegamento tra capitoli"
        verbose_name_plural = "collegamenti tra capitoli"
        ordering = ["capitolo", "verso_lato", "verso_numero", "verso_articolo"]
        constraints = [
            models.UniqueConstraint(
                fields=["capitolo", "verso_lato", "verso_numero", "verso_articolo"],
                name="collegamento_unico",
                violation_error_message="Il capitolo ha già questo collegamento.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capitolo.sigla} → {self.verso_lato} {self.verso_numero} {self.verso_articolo}".strip()

    def clean(self) -> None:
        super().clean()
        if self.collegato is not None and self.capitolo_id and self.collegato.ciclo_id != self.capitolo.ciclo_id:
            raise ValidationError({"collegato": "Il capitolo collegato è di un altro ente o anno."})
