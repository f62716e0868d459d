"""Quotas of money and of people: their own lists, and the rows with totals that other pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.http import HttpRequest
from django.utils.html import format_html

from budget.models import Capitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.admin.ciclo import PianoMixin
from pianoperformance.base.admin import (
    AnnoFilter,
    ElencoInline,
    GestioneAdmin,
    RigheInline,
    RigheUnicheFormSet,
    narrow_scelte,
    solo_usati,
)
from pianoperformance.base.formati import format_importo, format_numero, format_percentuale

TUTTO_IL_TEMPO = Decimal(100)
Totale = tuple[str, str, bool]
"""A total shown beside the rows: its name, how it is written, whether it is more than it may be."""


def sum_noti(valori: Iterable[Decimal | None]) -> Decimal | None:
    """Add what is known; nothing known is None, which is not zero."""
    noti = [valore for valore in valori if valore is not None]
    return sum(noti, Decimal(0)) if noti else None


def sum_by(modello: type[models.Model], campo: str, **chiavi: str) -> Subquery:
    """Sum a field over the rows of ``modello`` that have the same keys as the outer row, in the same query."""
    righe = modello._default_manager.filter(**{nome: OuterRef(esterna) for nome, esterna in chiavi.items()})
    return Subquery(righe.order_by().values(*chiavi).annotate(somma=Sum(campo)).values("somma"))


class QuoteCapitoloFormSet(RigheUnicheFormSet):
    unici = ("capitolo",)
    frase_doppione = "Questo capitolo è già in un'altra riga: le due quote vanno sommate in una sola."

    def show_totali(self) -> list[Totale]:
        """Entrate, spese by nature, spese in all: as the scheda prints them."""
        lato, natura = Capitolo.Lato, Capitolo.Natura
        quote = [(quota.capitolo, quota.importo) for quota in self.get_queryset()]
        spese = [(capitolo, importo) for capitolo, importo in quote if capitolo.lato == lato.SPESA]
        totali = [
            ("Entrate", sum_noti(importo for capitolo, importo in quote if capitolo.lato == lato.ENTRATA)),
            ("Spese correnti", sum_noti(importo for capitolo, importo in spese if capitolo.natura == natura.CORRENTE)),
            ("Investimenti", sum_noti(i for capitolo, i in spese if capitolo.natura == natura.INVESTIMENTO)),
            ("Totale spese", sum_noti(importo for _, importo in spese)),
        ]
        return [(nome, f"{format_importo(valore)} €", False) for nome, valore in totali if valore is not None]


class QuotaCapitoloInline(RigheInline):
    model = QuotaCapitolo
    formset = QuoteCapitoloFormSet
    template = "admin/edit_inline/con_totali.html"
    fields = ("capitolo", "importo", "quota_parte", "descrizione", "nota", "ordine")
    readonly_fields = ("importo_letto",)
    autocomplete_fields = ("capitolo",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        righe = super().get_queryset(request).select_related("capitolo")
        return righe.order_by("ordine", "capitolo__lato", "capitolo__numero", "capitolo__articolo")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            narrow_scelte(formset.form.base_fields.get("capitolo"), ciclo=obj.ciclo_id)
        return formset

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """An amount that is only read has its dots."""
        campi = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return campi
        return ["importo_letto" if campo == "importo" else campo for campo in campi]

    @admin.display(description="importo")
    def importo_letto(self, obj: QuotaCapitolo) -> str:
        return format_importo(obj.importo)


class QuotePersonaleFormSet(RigheUnicheFormSet):
    unici = ("persona",)
    frase_doppione = "Questa persona è già in un'altra riga: indicare una sola percentuale."

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        form.instance.ciclo_id = self.instance.ciclo_id
        return form

    def show_totali(self) -> list[Totale]:
        totale = sum_noti(quota.percentuale for quota in self.get_queryset())
        if totale is None:
            return []
        interi = f"{format_numero(totale / TUTTO_IL_TEMPO, 2)} persone a tempo pieno"
        return [("Totale impegno", f"{format_percentuale(totale)}, pari a {interi}", False)]


class QuotaPersonaleInline(RigheInline):
    model = QuotaPersonale
    formset = QuotePersonaleFormSet
    template = "admin/edit_inline/con_totali.html"
    fields = ("persona", "relazione", "percentuale", "nell_ente", "unita", "nota", "ordine")
    readonly_fields = ("nell_ente",)
    autocomplete_fields = ("persona",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        righe = super().get_queryset(request).select_related("persona")
        return annotate_nell_ente(righe).order_by("ordine", "persona__denominazione")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            narrow_scelte(formset.form.base_fields.get("persona"), ente=obj.ciclo.ente_id)
        return formset

    @admin.display(description="totale nell'ente")
    def nell_ente(self, obj: QuotaPersonale) -> str:
        return show_nell_ente(obj)


def annotate_nell_ente(righe: models.QuerySet) -> models.QuerySet:
    """Put beside each quota the sum of that person's over the whole ente in the year."""
    return righe.annotate(totale_persona=sum_by(QuotaPersonale, "percentuale", ciclo="ciclo", persona="persona"))


def show_nell_ente(quota: QuotaPersonale) -> str:
    totale = getattr(quota, "totale_persona", None)
    if totale is None or totale <= TUTTO_IL_TEMPO:
        return format_percentuale(totale)
    return format_html('<span class="eccede">{} (più di 100)</span>', format_percentuale(totale))


class AnnoCapitoloFilter(AnnoFilter):
    campo = "capitolo__ciclo__anno"


@admin.register(QuotaCapitolo)
class QuotaCapitoloAdmin(PianoMixin, GestioneAdmin):
    percorso_ente = "capitolo__ciclo__ente"
    relazioni = ("capitolo__ciclo__ente", "progetto", "obiettivo")
    fissi = ("capitolo", "progetto", "obiettivo")
    filtri_scelte = ()
    list_display = ("capitolo", "dove", "importo_euro", "quota_parte", "anno")
    list_filter = (
        AnnoCapitoloFilter,
        *solo_usati("capitolo__ciclo__ente", "capitolo__struttura"),
        *("capitolo__lato", "quota_parte"),
    )
    search_fields = (
        *("capitolo__numero", "=capitolo__articolo", "capitolo__descrizione"),
        *("progetto__codice", "progetto__titolo", "obiettivo__codice", "obiettivo__titolo"),
    )
    autocomplete_fields = ("capitolo", "progetto", "obiettivo")
    fields = ("capitolo", ("progetto", "obiettivo"), ("importo", "quota_parte"), "descrizione", "nota", "ordine")

    def get_initial_fissi(self, request: HttpRequest) -> dict[str, Any]:  # noqa: ARG002
        return {}

    @admin.display(description="progetto o obiettivo")
    def dove(self, obj: QuotaCapitolo) -> str:
        return str(obj.destinazione)

    @admin.display(description="importo (€)", ordering="importo")
    def importo_euro(self, obj: QuotaCapitolo) -> str:
        return format_importo(obj.importo)

    @admin.display(description="anno", ordering="capitolo__ciclo__anno")
    def anno(self, obj: QuotaCapitolo) -> int:
        return obj.capitolo.ciclo.anno


@admin.register(QuotaPersonale)
class QuotaPersonaleAdmin(PianoMixin, GestioneAdmin):
    relazioni = ("ciclo__ente", "persona", "progetto", "obiettivo", "struttura")
    fissi = ("ciclo", "persona", "progetto", "obiettivo", "struttura")
    list_display = ("persona", "dove", "relazione", "percentuale_intera", "nell_ente", "anno_del_piano")
    list_filter = (AnnoFilter, *solo_usati("ciclo__ente", "progetto__cdr", "struttura"), "persona__gruppo")
    search_fields = (
        *("persona__codice", "persona__denominazione", "relazione"),
        *("progetto__codice", "progetto__titolo", "obiettivo__codice", "struttura__denominazione"),
    )
    autocomplete_fields = ("ciclo", "persona", "progetto", "obiettivo", "struttura")
    fieldsets = (
        (None, {"fields": ("ciclo", "persona", "relazione", ("percentuale", "unita"), "nota", "ordine")}),
        ("A che cosa lavora (uno solo dei tre)", {"fields": ("progetto", "obiettivo", "struttura")}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return annotate_nell_ente(super().get_queryset(request))

    @admin.display(description="progetto, obiettivo o struttura")
    def dove(self, obj: QuotaPersonale) -> str:
        return str(obj.destinazione)

    @admin.display(description="impegno", ordering="percentuale")
    def percentuale_intera(self, obj: QuotaPersonale) -> str:
        return format_percentuale(obj.percentuale)

    @admin.display(description="totale nell'ente", ordering="totale_persona")
    def nell_ente(self, obj: QuotaPersonale) -> str:
        return show_nell_ente(obj)


class QuoteDiPersonaFormSet(QuotePersonaleFormSet):
    """All that a person is given to, with the total of each year."""

    _construct_form = RigheUnicheFormSet._construct_form

    def show_totali(self) -> list[Totale]:
        anni: dict[int, list[Decimal | None]] = {}
        for quota in self.get_queryset():
            anni.setdefault(quota.ciclo.anno, []).append(quota.percentuale)
        somme = [(anno, sum_noti(valori)) for anno, valori in anni.items()]
        return [
            (f"Totale {anno}", format_percentuale(somma), somma > TUTTO_IL_TEMPO)
            for anno, somma in somme
            if somma is not None
        ]


class QuoteDiPersonaInline(ElencoInline):
    model = QuotaPersonale
    formset = QuoteDiPersonaFormSet
    template = "admin/edit_inline/con_totali.html"
    fields = ("anno", "dove", "relazione", "percentuale")
    readonly_fields = ("anno", "dove")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        righe = super().get_queryset(request).select_related("ciclo", "persona", "progetto", "obiettivo", "struttura")
        return righe.order_by("-ciclo__anno", "progetto__codice", "obiettivo__codice", "pk")

    @admin.display(description="anno")
    def anno(self, obj: QuotaPersonale) -> int:
        return obj.ciclo.anno

    @admin.display(description="progetto, obiettivo o struttura")
    def dove(self, obj: QuotaPersonale) -> str:
        return str(obj.destinazione)
