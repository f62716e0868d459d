from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from obiettivi.models import Ciclo, CriterioPesatura, LivelloPesatura, SistemaValutazione
from obiettivi.rules import ciclo_of
from pianoperformance.base.admin import (
    AnnoFilter,
    AnnoProprioFilter,
    GestioneAdmin,
    GestioneForm,
    GestioneMixin,
    RigheInline,
    narrow_scelte,
    solo_usati,
)


class PianoForm(GestioneForm):
    def explain_rifiuto(self) -> str:
        ciclo = ciclo_of(self.instance)
        if ciclo is not None and ciclo.stato != Ciclo.Stato.PREPARAZIONE:
            return f"Il piano {ciclo.anno} non è più in preparazione: si cambia solo con una variazione."
        return super().explain_rifiuto()


class PianoMixin(GestioneMixin):
    """A row of the plan of a year: its ciclo is chosen once, and the newest in preparation is proposed."""

    form = PianoForm
    percorso_ente = "ciclo__ente"
    relazioni: tuple[str, ...] = ("ciclo__ente",)
    fissi: tuple[str, ...] = ("ciclo",)
    filtri_scelte: tuple[str, ...] = ("ciclo",)
    change_form_template = "admin/piano.html"
    pagina = ""

    @admin.display(description="anno", ordering="ciclo__anno")
    def anno_del_piano(self, obj: Any) -> int:
        return obj.ciclo.anno

    def view_on_site(self, obj: Any) -> str | None:
        """The page of the row in the plan, for the models that have one."""
        ciclo = ciclo_of(obj)
        if not self.pagina or ciclo is None:
            return None
        return reverse(self.pagina, args=[ciclo.ente.codice, ciclo.anno, *([] if obj == ciclo else [obj.pk])])

    def get_initial_fissi(self, request: HttpRequest) -> dict[str, Any]:
        cicli = self.get_field_queryset(None, self.model._meta.get_field("ciclo"), request)
        ultimo = cicli.filter(stato=Ciclo.Stato.PREPARAZIONE).order_by("-anno", "pk").first()
        return {"ciclo": ultimo.pk} if ultimo else {}

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        riga = kwargs.get("obj")
        ciclo = ciclo_of(riga) if riga is not None else None
        fermo = ciclo is not None and ciclo.stato != Ciclo.Stato.PREPARAZIONE
        # In an open variazione the rows of its CdR are written as before.
        context["piano_fermo"] = ciclo if fermo and not self.has_change_permission(request, riga) else None
        return super().render_change_form(request, context, **kwargs)


@admin.register(Ciclo)
class CicloAdmin(PianoMixin, GestioneAdmin):
    pagina = "ciclo"
    percorso_ente = "ente"
    relazioni = ("ente", "sistema_valutazione")
    fissi = ("ente", "anno")
    list_display = ("anno", "stato", "regime", "titolo", "elaborato_il", "sistema_valutazione")
    list_filter = (AnnoProprioFilter, "stato", *solo_usati("ente"))
    search_fields = ("anno", "ente__codice", "ente__denominazione", "titolo")
    autocomplete_fields = ("ente", "sistema_valutazione")
    readonly_fields = ("stato",)
    fieldsets = (
        (None, {"fields": (("ente", "anno"), ("stato", "regime"), "sistema_valutazione")}),
        ("Documento da stampare", {"fields": ("titolo", ("allegato", "elaborato_il"), "premessa")}),
    )
    filtri_scelte = ()

    get_initial_fissi = GestioneMixin.get_initial_fissi

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            narrow_scelte(form.base_fields.get("sistema_valutazione"), ente=obj.ente_id, anno=obj.anno)
        return form


class CriterioInline(RigheInline):
    model = CriterioPesatura
    fields = ("codice", "denominazione", "peso", "ordine")


class LivelloInline(RigheInline):
    model = LivelloPesatura
    fields = ("codice", "denominazione", "valore")


@admin.register(SistemaValutazione)
class SistemaValutazioneAdmin(GestioneAdmin):
    fissi = ("ente", "anno")
    list_display = ("denominazione", "anno")
    list_filter = (AnnoProprioFilter, *solo_usati("ente"))
    search_fields = ("denominazione", "anno")
    autocomplete_fields = ("ente",)
    fields = ("ente", "anno", "denominazione", "operatore")
    filtri_scelte = ("ente", "anno")
    inlines = (CriterioInline, LivelloInline)


class AnnoSistemaFilter(AnnoFilter):
    campo = "sistema__anno"


@admin.register(CriterioPesatura)
class CriterioPesaturaAdmin(GestioneAdmin):
    """Edited within its sistema: it has pages of its own only so that it can be searched."""

    percorso_ente = "sistema__ente"
    relazioni = ("sistema__ente",)
    fissi = ("sistema",)
    list_display = ("denominazione", "codice", "peso", "sistema", "ordine")
    list_filter = (AnnoSistemaFilter, *solo_usati("sistema__ente"))
    search_fields = ("codice", "denominazione")
    autocomplete_fields = ("sistema",)
    fields = ("sistema", ("codice", "denominazione"), ("peso", "ordine"))
    filtri_scelte = ("sistema__ente", "sistema__anno")

    def has_module_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False
