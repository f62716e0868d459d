"""Indicators, targets and phases. What is typed as a target is what will be printed, and is also understood."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from obiettivi.admin.ciclo import PianoForm, PianoMixin
from obiettivi.models import Fase, Indicatore, ValoreAtteso
from obiettivi.services import save_stampato, save_valore, understand_fase
from pianoperformance.base.admin import (
    AnnoFilter,
    GestioneAdmin,
    RigheFormSet,
    RigheInline,
    solo_usati,
)
from pianoperformance.base.valori import Atteso, format_atteso

AIUTO_ATTESO = "Come va stampato: 30, 90 %, 31/12/2026, minimo 5 utenti, SI/NO."


def show_inteso(indicatore: Indicatore, valore: ValoreAtteso | Fase | None) -> str:
    """Write how a target was understood, beside what is printed."""
    if valore is None:
        return ""
    atteso = Atteso(
        tipo=indicatore.tipo,
        operatore=valore.operatore or None,
        numero=valore.numero,
        data=valore.data,
        si_no=valore.si_no,
        unita=indicatore.unita,
    )
    return format_atteso(atteso) or "un testo, da valutare leggendo"


class IndicatoreForm(forms.ModelForm):
    """An indicator with the target of the plan's year, kept in ``ValoreAtteso``."""

    valore_atteso = forms.CharField(
        required=False, max_length=500, help_text=AIUTO_ATTESO, widget=forms.TextInput(attrs={"size": 16})
    )

    def __init__(self, *args: Any, anno: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anno = anno
        valore = atteso_of(self.instance, anno)
        self.initial.setdefault("valore_atteso", valore.stampato if valore else "")

    def save(self, commit: bool = True) -> Indicatore:
        indicatore = super().save(commit)
        if commit and self.anno and not {"testo", "valore_atteso"}.isdisjoint(self.changed_data):
            stampato, testo_prima = self.cleaned_data["valore_atteso"], self.initial.get("testo", "")
            save_stampato(indicatore, anno=self.anno, stampato=stampato, testo_prima=testo_prima)
        return indicatore


def atteso_of(indicatore: Indicatore, anno: int | None) -> ValoreAtteso | None:
    """Return the target of a year among those already loaded with the indicator."""
    if indicatore.pk is None:
        return None
    return next((valore for valore in indicatore.valori_attesi.all() if valore.anno == anno), None)


class IndicatoriFormSet(RigheFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        ciclo = self.instance.ciclo if self.instance.ciclo_id else None
        return {**super().get_form_kwargs(index), "anno": ciclo.anno if ciclo else None}


class IndicatoreInline(RigheInline):
    model = Indicatore
    form = IndicatoreForm
    formset = IndicatoriFormSet
    fields = ("codice", "testo", "valore_atteso", "inteso", "peso", "nota", "ordine", "apri")
    readonly_fields = ("inteso", "apri")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("obiettivo__ciclo").prefetch_related("valori_attesi")

    @admin.display(description="valore atteso")
    def valore_atteso(self, obj: Indicatore) -> str:
        valore = atteso_of(obj, obj.obiettivo.ciclo.anno)
        return valore.stampato if valore else ""

    @admin.display(description="inteso come")
    def inteso(self, obj: Indicatore) -> str:
        return show_inteso(obj, atteso_of(obj, obj.obiettivo.ciclo.anno)) if obj.pk else ""


class FaseForm(forms.ModelForm):
    def save(self, commit: bool = True) -> Fase:
        if "risultato_atteso" in self.changed_data:
            understand_fase(self.instance)
        return super().save(commit)


class FaseInline(RigheInline):
    model = Fase
    form = FaseForm
    fields = ("ordine", "codice", "descrizione", "risultato_atteso", "inteso", "dal", "al", "peso", "nota")
    readonly_fields = ("inteso",)

    @admin.display(description="inteso come")
    def inteso(self, obj: Fase) -> str:
        return show_inteso(obj, obj) if obj.pk and obj.risultato_atteso else ""


class ValoreAttesoForm(forms.ModelForm):
    """When only the printed text changes it is understood anew; otherwise what is typed in the columns holds."""

    def save(self, commit: bool = True) -> ValoreAtteso:
        if not commit or not set(self.changed_data) <= {"anno", "stampato"}:
            return super().save(commit)
        save_valore(self.instance)
        return self.instance


class ValoreAttesoInline(RigheInline):
    model = ValoreAtteso
    form = ValoreAttesoForm
    fields = ("anno", "stampato", "operatore", "numero", "data", "si_no")


class AnnoIndicatoreFilter(AnnoFilter):
    campo = "obiettivo__ciclo__anno"


@admin.register(Indicatore)
class IndicatoreAdmin(PianoMixin, GestioneAdmin):
    form = PianoForm
    percorso_ente = "obiettivo__ciclo__ente"
    relazioni = ("obiettivo__ciclo__ente", "obiettivo__struttura")
    fissi = ("obiettivo",)
    list_display = ("codice", "testo_breve", "atteso", "tipo", "peso", "codice_obiettivo", "struttura")
    list_filter = (
        AnnoIndicatoreFilter,
        "tipo",
        *solo_usati("obiettivo__ciclo__ente", "obiettivo__struttura", "obiettivo__tipologia"),
    )
    search_fields = ("codice", "testo", "obiettivo__codice", "obiettivo__titolo")
    autocomplete_fields = ("obiettivo",)
    fieldsets = (
        (None, {"fields": ("obiettivo", ("codice", "ordine"), "testo", ("tipo", "unita", "verso"))}),
        ("Come si misura", {"fields": ("formula", ("baseline", "fonte"), ("dimensione", "peso"), "nota")}),
    )
    filtri_scelte = ()
    inlines = (ValoreAttesoInline,)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("valori_attesi")

    def get_initial_fissi(self, request: HttpRequest) -> dict[str, Any]:  # noqa: ARG002
        return {}

    @admin.display(description="indicatore", ordering="testo")
    def testo_breve(self, obj: Indicatore) -> str:
        return obj.testo if len(obj.testo) <= 90 else f"{obj.testo[:90]}…"

    @admin.display(description="valore atteso")
    def atteso(self, obj: Indicatore) -> str:
        valore = atteso_of(obj, obj.obiettivo.ciclo.anno)
        return valore.stampato if valore else ""

    @admin.display(description="obiettivo", ordering="obiettivo__codice")
    def codice_obiettivo(self, obj: Indicatore) -> str:
        return obj.obiettivo.codice

    @admin.display(description="struttura", ordering="obiettivo__struttura__codice")
    def struttura(self, obj: Indicatore) -> str:
        return obj.obiettivo.struttura.codice
