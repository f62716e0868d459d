"""Projects and objectives. The quotas of money and of people are added to these pages by ``budget.admin``."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse

from obiettivi.admin.ciclo import PianoForm, PianoMixin
from obiettivi.admin.misura import FaseInline, IndicatoreInline
from obiettivi.models import Obiettivo, PesaturaObiettivo, Progetto, ValoreAtteso
from pianoperformance.base.admin import AnnoFilter, ElencoInline, GestioneAdmin, RigheInline, narrow_scelte, solo_usati


class SchedaAdmin(PianoMixin, GestioneAdmin):
    """A page on which one goes on working after the first save, when the inlines can offer what is of the ciclo."""

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else super().get_inlines(request, obj)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if "_addanother" not in request.POST and IS_POPUP_VAR not in request.POST:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)


class ObiettivoInline(ElencoInline):
    model = Obiettivo
    fk_name = "progetto"
    fields = ("codice", "titolo", "tipologia", "peso", "ordine")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("tipologia")


@admin.register(Progetto)
class ProgettoAdmin(SchedaAdmin):
    pagina = "progetto"
    relazioni = ("ciclo__ente", "cdr", "azione")
    list_display = ("codice", "titolo", "tipo", "codice_cdr", "azione", "anno_del_piano")
    list_display_links = ("codice", "titolo")
    list_filter = (AnnoFilter, *solo_usati("ciclo__ente", "cdr"), "tipo", *solo_usati("azione"))
    search_fields = ("codice", "titolo", "descrizione")
    autocomplete_fields = ("ciclo", "cdr", "azione")
    fieldsets = (
        (None, {"fields": (("ciclo", "cdr"), ("codice", "tipo", "ordine"), "titolo", "descrizione", "azione")}),
        ("Note", {"classes": ("collapse",), "fields": ("note_fonte",)}),
    )
    inlines: tuple[type, ...] = (ObiettivoInline,)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            for nome in ("cdr", "azione"):
                narrow_scelte(form.base_fields.get(nome), ente=obj.ciclo.ente_id)
        return form

    @admin.display(description="CdR", ordering="cdr__codice")
    def codice_cdr(self, obj: Progetto) -> str:
        return obj.cdr.codice


DI_ENTE = ("struttura", "obiettivo_strategico", "tipologia", "responsabile", "contributi", "classificazioni")


class ObiettivoForm(PianoForm):
    def clean(self) -> dict[str, Any]:
        """The two lists are saved after the row, so what the model says of the other relations is said here."""
        dati = super().clean()
        ciclo = dati.get("ciclo") or (self.instance.ciclo if self.instance.ciclo_id else None)
        for nome in ("contributi", "classificazioni"):
            estranee = [riga for riga in dati.get(nome) or () if ciclo is None or riga.ente_id != ciclo.ente_id]
            if estranee:
                elenco = ", ".join(str(riga) for riga in estranee)
                self.add_error(nome, ValidationError(f"Di un altro ente, da togliere: {elenco}."))
        return dati


class PesaturaInline(RigheInline):
    model = PesaturaObiettivo
    fields = ("criterio", "livello")
    autocomplete_fields = ("criterio",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("criterio")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None:
            ciclo = obj.ciclo
            criterio = formset.form.base_fields.get("criterio")
            narrow_scelte(criterio, sistema__ente=ciclo.ente_id, sistema__anno=ciclo.anno)
        return formset


@admin.register(Obiettivo)
class ObiettivoAdmin(SchedaAdmin):
    pagina = "obiettivo"
    form = ObiettivoForm
    relazioni = ("ciclo__ente", "struttura", "progetto", "tipologia")
    list_display = (
        *("codice", "titolo_breve", "codice_progetto", "codice_struttura", "tipologia", "peso"),
        "anno_del_piano",
    )
    list_display_links = ("codice", "titolo_breve")
    list_filter = (AnnoFilter, *solo_usati("ciclo__ente", "struttura", "tipologia"), "priorita")
    search_fields = ("codice", "titolo", "descrizione", "progetto__codice")
    autocomplete_fields = (
        *("ciclo", "struttura", "progetto", "obiettivo_strategico", "tipologia", "missione", "programma"),
        *("responsabile", "contributi", "classificazioni"),
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *(("ciclo", "struttura"), ("progetto", "obiettivo_strategico"), ("codice", "ordine"), "titolo"),
                    *("descrizione", "attivita"),
                )
            },
        ),
        (
            "Classificazione e peso",
            {
                "fields": (
                    *(("tipologia", "priorita"), ("missione", "programma"), ("peso", "gruppo"), "peso_nota"),
                    *(("contributi", "classificazioni"),),
                )
            },
        ),
        ("Tempi, responsabile, risorse", {"fields": (("dal", "al"), "tempi", "responsabile", "risorse")}),
        ("Note", {"classes": ("collapse",), "fields": ("note", "note_fonte")}),
    )
    inlines: tuple[type, ...] = (IndicatoreInline, FaseInline, PesaturaInline)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            return form
        ciclo, campi = obj.ciclo, form.base_fields
        for nome in (
            "struttura",
            "obiettivo_strategico",
            "tipologia",
            "responsabile",
            "contributi",
            "classificazioni",
        ):
            narrow_scelte(campi.get(nome), ente=ciclo.ente_id)
        narrow_scelte(campi.get("progetto"), ciclo=ciclo.pk)
        return form

    def get_storico_righe(self) -> list[tuple[type[models.Model], str]]:
        """The targets too, which are edited beside their indicator."""
        return [*super().get_storico_righe(), (ValoreAtteso, "indicatore__obiettivo")]

    @admin.display(description="progetto", ordering="progetto__codice")
    def codice_progetto(self, obj: Obiettivo) -> str:
        return obj.progetto.codice if obj.progetto else ""

    @admin.display(description="struttura", ordering="struttura__codice")
    def codice_struttura(self, obj: Obiettivo) -> str:
        return obj.struttura.codice

    @admin.display(description="titolo", ordering="titolo")
    def titolo_breve(self, obj: Obiettivo) -> str:
        return obj.titolo if len(obj.titolo) <= 100 else f"{obj.titolo[:100]}…"
