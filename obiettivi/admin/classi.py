from __future__ import annotations

from django.contrib import admin

from obiettivi.models import Classificazione, Missione, Programma, TipologiaObiettivo
from pianoperformance.base.admin import GestioneAdmin, GestioneMixin, show_anni, solo_usati


@admin.register(TipologiaObiettivo)
class TipologiaObiettivoAdmin(GestioneAdmin):
    list_display = ("denominazione", "codice", "ordine")
    list_filter = solo_usati("ente")
    search_fields = ("codice", "denominazione")
    autocomplete_fields = ("ente",)
    fields = ("ente", ("codice", "denominazione"), "ordine")
    filtri_scelte = ("ente",)


@admin.register(Classificazione)
class ClassificazioneAdmin(GestioneAdmin):
    list_display = ("denominazione", "famiglia", "codice")
    list_filter = ("famiglia", *solo_usati("ente"))
    search_fields = ("famiglia", "codice", "denominazione")
    autocomplete_fields = ("ente",)
    fields = ("ente", "famiglia", ("codice", "denominazione"))
    filtri_scelte = ("ente",)


class RiferimentoMixin(GestioneMixin):
    """Reference data of the law, the same for all enti: loaded from a versioned file, read by everyone."""

    percorso_ente = ""
    fissi = ()

    @admin.display(description="anni di validità")
    def anni(self, obj: Missione | Programma) -> str:
        return show_anni(obj.dal_anno, obj.al_anno)


@admin.register(Missione)
class MissioneAdmin(RiferimentoMixin, admin.ModelAdmin):
    relazioni = ()
    list_display = ("codice", "denominazione", "anni")
    search_fields = ("codice", "denominazione")


@admin.register(Programma)
class ProgrammaAdmin(RiferimentoMixin, admin.ModelAdmin):
    relazioni = ("missione",)
    list_display = ("codice_intero", "denominazione", "missione", "anni")
    list_filter = ("missione",)
    search_fields = ("=missione__codice", "codice", "denominazione")
    autocomplete_fields = ("missione",)

    @admin.display(description="codice", ordering="missione__codice")
    def codice_intero(self, obj: Programma) -> str:
        return f"{obj.missione.codice}.{obj.codice}"
