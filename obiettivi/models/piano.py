from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from obiettivi.models.ciclo import Ciclo, CriterioPesatura
from obiettivi.models.classi import Classificazione, Missione, Programma, TipologiaObiettivo
from obiettivi.models.strategia import Azione, ObiettivoStrategico
from organizzazione.models import Persona, Struttura, Utente, ambito_of

valid_peso = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1000))]


class ProgettoQuerySet(models.QuerySet["Progetto"]):
    def visible_to(self, user: Utente) -> ProgettoQuerySet:
        ambito = ambito_of(user)
        return self if ambito.tutto else self.filter(ambito.q_struttura(ente="ciclo__ente", struttura="cdr"))


class Progetto(models.Model):
    """A prodotto, a progetto or an investment of a CdR: what gathers objectives, money and people in the PEG."""

    class Tipo(models.TextChoices):
        PRODOTTO = "PD", "Prodotto"
        PROGETTO = "PG", "Progetto"
        INVESTIMENTO = "Z", "Investimento"

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="progetti")
    cdr = models.ForeignKey(
        Struttura, on_delete=models.PROTECT, related_name="progetti", verbose_name="centro di responsabilità"
    )
    codice = models.CharField(max_length=40)
    titolo = models.CharField(max_length=500)
    tipo = models.CharField(max_length=2, choices=Tipo, default=Tipo.PROGETTO)
    descrizione = models.TextField(blank=True)
    azione = models.ForeignKey(
        Azione,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="progetti",
        help_text="L'azione della strategia a cui il progetto si riferisce.",
    )
    ordine = models.PositiveIntegerField(default=0, help_text="Posizione della scheda nella stampa del CdR.")
    note_fonte = models.TextField(
        "note sull'importazione", blank=True, help_text="Che cosa mancava o non tornava nel documento di origine."
    )

    history = HistoricalRecords()
    objects = ProgettoQuerySet.as_manager()

    class Meta:
        verbose_name = "progetto"
        verbose_name_plural = "progetti"
        # Not "cdr": Django takes its ente, already met in the ciclo, for a loop when it orders the rows of a project.
        ordering = ["ciclo", "cdr__ordine", "cdr__codice", "ordine", "codice"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "codice"],
                name="progetto_codice_unico",
                violation_error_message="Nel piano dell'anno c'è già un progetto con questo codice.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice} {self.titolo}"

    def clean(self) -> None:
        super().clean()
        ente = self.ciclo.ente_id if self.ciclo_id else None
        if ente and self.cdr_id and self.cdr.ente_id != ente:
            raise ValidationError({"cdr": "Il centro di responsabilità è di un altro ente."})
        if ente and self.azione is not None and self.azione.ente_id != ente:
            raise ValidationError({"azione": "L'azione strategica è di un altro ente."})


class ObiettivoQuerySet(models.QuerySet["Obiettivo"]):
    def visible_to(self, user: Utente) -> ObiettivoQuerySet:
        """Objectives of the visible structures or of their projects, and those to which they contribute."""
        ambito = ambito_of(user)
        if ambito.tutto:
            return self
        contributi = Obiettivo.contributi.through.objects.filter(
            obiettivo=OuterRef("pk"), struttura__in=ambito.strutture
        )
        del_cdr = Q(progetto__cdr__in=ambito.strutture)
        return self.filter(
            ambito.q_struttura(ente="ciclo__ente", struttura="struttura") | del_cdr | Exists(contributi)
        )


class Obiettivo(models.Model):
    """What is to be reached, by whom and by when (art. 5, c. 2, D.Lgs. 150/2009)."""

    class Priorita(models.TextChoices):
        ALTA = "alta", "Alta"
        MEDIA = "media", "Media"
        BASSA = "bassa", "Bassa"

    class Stato(models.TextChoices):
        BOZZA = "bozza", "Bozza"
        PROPOSTO = "proposto", "Proposto"
        DA_RIVEDERE = "da_rivedere", "Da rivedere"
        CONCORDATO = "concordato", "Concordato"

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="obiettivi")
    struttura = models.ForeignKey(Struttura, on_delete=models.PROTECT, related_name="obiettivi")
    progetto = models.ForeignKey(Progetto, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi")
    obiettivo_strategico = models.ForeignKey(
        ObiettivoStrategico,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obiettivi",
        help_text="Solo per gli obiettivi senza progetto, che stanno direttamente sotto la strategia.",
    )
    codice = models.CharField(max_length=60)
    titolo = models.TextField(blank=True)
    descrizione = models.TextField(blank=True)
    attivita = models.TextField("attività", blank=True)
    tempi = models.TextField(blank=True, help_text="I tempi a parole; le date vanno nei campi Dal e Al.")
    dal = models.DateField(null=True, blank=True)
    al = models.DateField(null=True, blank=True)
    tipologia = models.ForeignKey(
        TipologiaObiettivo, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi"
    )
    priorita = models.CharField("priorità", max_length=8, choices=Priorita, blank=True)
    missione = models.ForeignKey(Missione, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi")
    programma = models.ForeignKey(Programma, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi")
    peso = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True, validators=valid_peso)
    gruppo = models.CharField(
        max_length=40, blank=True, help_text="Gli obiettivi accorpati nella pesatura hanno lo stesso gruppo."
    )
    responsabile = models.ForeignKey(
        Persona, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi"
    )
    contributi = models.ManyToManyField(
        Struttura,
        blank=True,
        related_name="obiettivi_condivisi",
        verbose_name="strutture che contribuiscono",
    )
    classificazioni = models.ManyToManyField(Classificazione, blank=True, related_name="obiettivi")
    peso_nota = models.CharField(
        "motivo del peso dichiarato",
        max_length=250,
        blank=True,
        help_text="Perché il peso non è quello che risulta dalla pesatura.",
    )
    modello = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copie",
        help_text="L'obiettivo di cui questo è la replica in un altro CdR.",
    )
    risorse = models.TextField(blank=True, help_text="Le risorse descritte a parole.")
    note = models.TextField(blank=True)
    note_fonte = models.TextField("note sull'importazione", blank=True)
    stato = models.CharField(max_length=12, choices=Stato, default=Stato.BOZZA, editable=False)
    ordine = models.PositiveIntegerField(default=0)
    versione = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text="Cresce a ogni salvataggio: chi scrive su una pagina vecchia lo viene a sapere.",
    )

    history = HistoricalRecords(m2m_fields=[contributi, classificazioni])
    objects = ObiettivoQuerySet.as_manager()

    class Meta:
        verbose_name = "obiettivo"
        verbose_name_plural = "obiettivi"
        ordering = [
            "ciclo",
            *("struttura__ordine", "struttura__codice", "progetto__ordine", "progetto__codice", "ordine", "codice"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "codice"],
                name="obiettivo_codice_unico",
                violation_error_message="Nel piano dell'anno c'è già un obiettivo con questo codice.",
            ),
            models.CheckConstraint(
                condition=Q(al__isnull=True) | Q(dal__isnull=True) | Q(al__gte=F("dal")),
                name="obiettivo_date_in_ordine",
                violation_error_message="La data di fine dell'obiettivo viene prima di quella di inizio.",
            ),
            models.CheckConstraint(
                condition=Q(progetto__isnull=True) | Q(obiettivo_strategico__isnull=True),
                name="obiettivo_una_strategia",
                violation_error_message=(
                    "L'obiettivo di un progetto segue la strategia del progetto: togliere l'obiettivo strategico."
                ),
            ),
            models.CheckConstraint(
                condition=Q(peso__isnull=True) | Q(peso__gte=0),
                name="obiettivo_peso_non_negativo",
                violation_error_message="Il peso dell'obiettivo non può essere negativo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice} {self.titolo}"[:120].strip()

    def clean(self) -> None:
        super().clean()
        errori: dict[str, str] = {}
        ente = self.ciclo.ente_id if self.ciclo_id else None
        if ente and self.struttura_id and self.struttura.ente_id != ente:
            errori["struttura"] = "La struttura è di un altro ente."
        if self.progetto is not None and self.progetto.ciclo_id != self.ciclo_id:
            errori["progetto"] = "Il progetto è di un altro ente o di un altro anno."
        if ente and self.obiettivo_strategico is not None and self.obiettivo_strategico.ente_id != ente:
            errori["obiettivo_strategico"] = "L'obiettivo strategico è di un altro ente."
        if ente and self.tipologia is not None and self.tipologia.ente_id != ente:
            errori["tipologia"] = "La tipologia è di un altro ente."
        if ente and self.responsabile is not None and self.responsabile.ente_id != ente:
            errori["responsabile"] = "Il responsabile è di un altro ente."
        if self.programma is not None and self.programma.missione_id != self.missione_id:
            errori["programma"] = "Il programma non appartiene alla missione indicata."
        if errori:
            raise ValidationError(errori)


class PesaturaObiettivoQuerySet(models.QuerySet["PesaturaObiettivo"]):
    def visible_to(self, user: Utente) -> PesaturaObiettivoQuerySet:
        if ambito_of(user).tutto:
            return self
        return self.filter(obiettivo__in=Obiettivo.objects.visible_to(user).values("pk"))


class PesaturaObiettivo(models.Model):
    """The level given to an objective for one criterion: a cell of the pesatura matrix."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="pesature")
    criterio = models.ForeignKey(CriterioPesatura, on_delete=models.PROTECT, related_name="pesature")
    livello = models.CharField(max_length=20, help_text="Come scritto nella matrice, per esempio A, M o B.")

    history = HistoricalRecords()
    objects = PesaturaObiettivoQuerySet.as_manager()

    class Meta:
        verbose_name = "pesatura"
        verbose_name_plural = "pesature"
        ordering = ["obiettivo", "criterio"]
        constraints = [
            models.UniqueConstraint(
                fields=["obiettivo", "criterio"],
                name="pesatura_unica",
                violation_error_message="L'obiettivo ha già un livello per questo criterio.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterio}: {self.livello}"

    def clean(self) -> None:
        super().clean()
        if not (self.obiettivo_id and self.criterio_id):
            return
        ciclo, sistema = self.obiettivo.ciclo, self.criterio.sistema
        if (sistema.ente_id, sistema.anno) != (ciclo.ente_id, ciclo.anno):
            raise ValidationError({"criterio": "Il criterio è del sistema di valutazione di un altro ente o anno."})
