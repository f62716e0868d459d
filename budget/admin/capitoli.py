from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from budget.admin.quote import QuotaCapitoloInline, QuoteCapitoloFormSet, Totale, sum_by, sum_noti
from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, Titolo, TotaleStampato
from obiettivi.admin.ciclo import PianoMixin
from obiettivi.admin.classi import RiferimentoMixin
from pianoperformance.base.admin import (
    AnnoFilter,
    ElencoInline,
    GestioneAdmin,
    RigheInline,
    narrow_scelte,
    solo_usati,
)
from pianoperformance.base.formati import format_importo, format_percentuale


class CollegamentoInline(RigheInline):
    model = CollegamentoCapitolo
    fk_name = "capitolo"
    fields = ("verso_lato", "verso_numero", "verso_articolo", "collegato", "testo")
    autocomplete_fields = ("collegato",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("capitolo", "collegato")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            narrow_scelte(formset.form.base_fields.get("collegato"), ciclo=obj.ciclo_id)
        return formset


class QuoteDiCapitoloFormSet(QuoteCapitoloFormSet):
    """Who has a part of the chapter, against what the chapter has."""

    def show_totali(self) -> list[Totale]:
        stanziamento = self.instance.stanziamento
        assegnato = sum_noti(quota.importo for quota in self.get_queryset())
        totali = [("Stanziamento", stanziamento, False), ("Assegnato", assegnato, False)]
        if stanziamento is not None and assegnato is not None:
            totali.append(("Da assegnare", stanziamento - assegnato, assegnato > stanziamento))
        return [(nome, f"{format_importo(valore)} €", eccede) for nome, valore, eccede in totali if valore is not None]


class QuoteDiCapitoloInline(ElencoInline):
    model = QuotaCapitolo
    formset = QuoteDiCapitoloFormSet
    template = "admin/edit_inline/con_totali.html"
    verbose_name_plural = "quote assegnate (si cambiano nella pagina del progetto o dell'obiettivo)"
    fields = ("dove", "importo_letto", "quota_parte", "nota")
    readonly_fields = ("dove", "importo_letto")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("capitolo", "progetto", "obiettivo")

    importo_letto = QuotaCapitoloInline.importo_letto

    @admin.display(description="progetto o obiettivo")
    def dove(self, obj: QuotaCapitolo) -> str:
        return str(obj.destinazione)


@admin.register(Capitolo)
class CapitoloAdmin(PianoMixin, GestioneAdmin):
    relazioni = ("ciclo__ente", "struttura", "programma__missione", "titolo")
    list_display = (
        "sigla",
        "lato",
        "descrizione_breve",
        "codice_cdr",
        "stanziamento_euro",
        "assegnato",
        "anno_del_piano",
    )
    list_filter = (AnnoFilter, *solo_usati("ciclo__ente", "struttura"), "lato", "natura", *solo_usati("titolo"))
    search_fields = ("numero", "=articolo", "descrizione")
    autocomplete_fields = ("ciclo", "struttura", "titolo", "programma")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("ciclo", ("lato", "numero", "articolo"), "descrizione", ("natura", "titolo")),
                    *("programma", "struttura"),
                )
            },
        ),
        ("Importi", {"fields": ("stanziamento", ("accertato_impegnato", "riscosso_pagato"), "avanzo")}),
    )
    inlines = (CollegamentoInline, QuoteDiCapitoloInline)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(somma_quote=sum_by(QuotaCapitolo, "importo", capitolo="pk"))

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else super().get_inlines(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            narrow_scelte(form.base_fields.get("struttura"), ente=obj.ciclo.ente_id)
        return form

    @admin.display(description="capitolo", ordering="numero")
    def sigla(self, obj: Capitolo) -> str:
        return obj.sigla

    @admin.display(description="descrizione", ordering="descrizione")
    def descrizione_breve(self, obj: Capitolo) -> str:
        return obj.descrizione if len(obj.descrizione) <= 90 else f"{obj.descrizione[:90]}…"

    @admin.display(description="CdR", ordering="struttura__codice")
    def codice_cdr(self, obj: Capitolo) -> str:
        return obj.struttura.codice if obj.struttura else ""

    @admin.display(description="stanziamento (€)", ordering="stanziamento")
    def stanziamento_euro(self, obj: Capitolo) -> str:
        return format_importo(obj.stanziamento)

    @admin.display(description="assegnato (€)", ordering="somma_quote")
    def assegnato(self, obj: Capitolo) -> str:
        return format_importo(obj.somma_quote)


@admin.register(Titolo)
class TitoloAdmin(RiferimentoMixin, admin.ModelAdmin):
    relazioni = ()
    list_display = ("codice", "lato", "denominazione", "anni")
    list_filter = ("lato",)
    search_fields = ("codice", "denominazione")


@admin.register(TotaleStampato)
class TotaleStampatoAdmin(PianoMixin, admin.ModelAdmin):
    """What a source printed: evidence to compare with, which comes with an import and is not typed."""

    relazioni = ("ciclo__ente", "cdr", "progetto", "azione", "obiettivo_strategico", "indirizzo")
    list_display = ("livello", "codice_cdr", "voce", "importo_euro", "percento", "riga", "anno_del_piano")
    list_filter = (AnnoFilter, *solo_usati("ciclo__ente", "cdr"), "livello")
    search_fields = ("cdr__codice", "cdr__denominazione", "progetto__codice", "progetto__titolo")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    @admin.display(description="CdR", ordering="cdr__codice")
    def codice_cdr(self, obj: TotaleStampato) -> str:
        return obj.cdr.codice

    @admin.display(description="voce")
    def voce(self, obj: TotaleStampato) -> str:
        return str(obj.progetto or obj.azione or obj.obiettivo_strategico or obj.indirizzo or obj.cdr)

    @admin.display(description="importo stampato (€)", ordering="importo")
    def importo_euro(self, obj: TotaleStampato) -> str:
        return format_importo(obj.importo)

    @admin.display(description="percentuale stampata", ordering="percentuale")
    def percento(self, obj: TotaleStampato) -> str:
        return format_percentuale(obj.percentuale)
