from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from obiettivi.models import Azione, Indirizzo, ObiettivoStrategico
from obiettivi.models.strategia import VoceStrategica
from pianoperformance.base.admin import ElencoInline, GestioneAdmin, narrow_scelte, show_anni, solo_usati


class VoceInline(ElencoInline):
    fields = ("codice", "denominazione", "ordine")


class ObiettivoStrategicoInline(VoceInline):
    model = ObiettivoStrategico


class AzioneInline(VoceInline):
    model = Azione


VALIDITA = ("Validità e posizione", {"fields": (("dal_anno", "al_anno"), "ordine")})


class VoceStrategicaAdmin(GestioneAdmin):
    """A level of the strategy: under its parent, if it has one, and with what stands below it."""

    padre = ""
    list_filter = solo_usati("ente")
    list_display = ("codice", "denominazione", "anni", "ordine")
    list_display_links = ("codice", "denominazione")
    search_fields = ("codice", "denominazione", "descrizione")
    filtri_scelte = ("ente",)
    fieldsets = (
        (None, {"fields": ("ente", ("codice", "denominazione"), "descrizione")}),
        VALIDITA,
    )
    autocomplete_fields = ("ente",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            narrow_scelte(form.base_fields.get(self.padre), ente=obj.ente_id)
        return form

    @admin.display(description="anni di validità", ordering="dal_anno")
    def anni(self, obj: VoceStrategica) -> str:
        return show_anni(obj.dal_anno, obj.al_anno)


def riquadri_sotto(padre: str) -> tuple[Any, ...]:
    return (
        (None, {"fields": ("ente", padre, ("codice", "denominazione"), "descrizione")}),
        VoceStrategicaAdmin.fieldsets[1],
    )


@admin.register(Indirizzo)
class IndirizzoAdmin(VoceStrategicaAdmin):
    inlines = (ObiettivoStrategicoInline,)


@admin.register(ObiettivoStrategico)
class ObiettivoStrategicoAdmin(VoceStrategicaAdmin):
    padre = "indirizzo"
    relazioni = ("ente", "indirizzo")
    list_display = ("codice", "denominazione", "indirizzo", "anni", "ordine")
    list_filter = solo_usati("ente", "indirizzo")
    autocomplete_fields = ("ente", "indirizzo")
    fieldsets = riquadri_sotto("indirizzo")
    inlines = (AzioneInline,)


@admin.register(Azione)
class AzioneAdmin(VoceStrategicaAdmin):
    padre = "obiettivo_strategico"
    relazioni = ("ente", "obiettivo_strategico")
    list_display = ("codice", "denominazione", "obiettivo_strategico", "anni", "ordine")
    list_filter = solo_usati("ente", "obiettivo_strategico")
    autocomplete_fields = ("ente", "obiettivo_strategico")
    fieldsets = riquadri_sotto("obiettivo_strategico")
