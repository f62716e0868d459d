from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from organizzazione.admin.ente import IncaricoInline
from organizzazione.models import Incarico, Persona, Utente
from organizzazione.rules import RUOLI_DI_GESTIONE, is_amministratore, is_superutente
from pianoperformance.base.admin import GestioneAdmin, GestioneForm, GestioneMixin, solo_usati


class ConUtenteForm(GestioneForm):
    """The account of a person or of a post is given by an amministratore of that very ente."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if "utente" in self.changed_data and not gives_utenze(self.richiedente, self.instance):
            self.add_error("utente", "Solo un amministratore dell'ente collega un'utenza.")


class ConUtenteMixin(GestioneMixin):
    form = ConUtenteForm

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        campi = super().get_readonly_fields(request, obj)
        return campi if gives_utenze(request.user, obj) else (*campi, "utente")


def gives_utenze(user: Utente, riga: Persona | Incarico | None) -> bool:
    return is_superutente(user) or is_amministratore(user, riga)


@admin.register(Persona)
class PersonaAdmin(ConUtenteMixin, GestioneAdmin):
    relazioni = ("ente", "utente")
    list_display = ("denominazione", "codice", "gruppo", "ore_settimanali", "utente")
    list_filter = (*solo_usati("ente"), "gruppo")
    search_fields = ("codice", "denominazione")
    autocomplete_fields = ("ente", "utente")
    fields = ("ente", ("codice", "denominazione"), "gruppo", "ore_settimanali", "utente")
    filtri_scelte = ("ente",)
    inlines = (IncaricoInline,)


class IncaricoForm(ConUtenteForm):
    def explain_rifiuto(self) -> str:
        if self.instance.ruolo in RUOLI_DI_GESTIONE:
            return "Solo un amministratore dell'ente dà o cambia gli incarichi di amministratore e di controllo."
        return super().explain_rifiuto()


class InCorsoFilter(admin.SimpleListFilter):
    title = "validità"
    parameter_name = "in_corso"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("si", "In corso oggi"), ("no", "Finiti o futuri")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        in_corso = Incarico.objects.in_corso().values("pk")
        match self.value():
            case "si":
                return queryset.filter(pk__in=in_corso)
            case "no":
                return queryset.exclude(pk__in=in_corso)
        return queryset


@admin.register(Incarico)
class IncaricoAdmin(ConUtenteMixin, GestioneAdmin):
    form = IncaricoForm
    relazioni = ("ente", "persona", "utente", "struttura")
    list_display = ("chi", "ruolo", "struttura", "dal", "al", "in_corso", "atto")
    list_filter = (InCorsoFilter, "ruolo", *solo_usati("ente", "struttura"))
    search_fields = (
        *("persona__denominazione", "persona__codice", "utente__username", "utente__last_name"),
        *("struttura__codice", "struttura__denominazione"),
    )
    autocomplete_fields = ("ente", "persona", "utente", "struttura")
    fields = ("ente", ("persona", "utente"), ("ruolo", "struttura"), ("dal", "al"), "atto")

    @admin.display(description="chi", ordering="persona__denominazione")
    def chi(self, obj: Incarico) -> str:
        return str(obj.persona or obj.utente)

    @admin.display(description="in corso", boolean=True)
    def in_corso(self, obj: Incarico) -> bool:
        oggi = timezone.localdate()
        return obj.dal <= oggi and (obj.al is None or obj.al >= oggi)
