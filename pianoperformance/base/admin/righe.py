"""Rows edited, or only shown, within the page of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from pianoperformance.base.admin.campi import CAMPI_ITALIANI, ScelteMixin
from pianoperformance.base.admin.pagine import SolaLettura, has_perm


class RigheFormSet(BaseInlineFormSet):
    """A row without a position goes last; one that loses its position keeps the old one."""

    frase_doppione = "Questa riga ripete i dati di un'altra: cambiarla o cancellarla."

    def get_form_error(self) -> str:
        return self.frase_doppione

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:  # noqa: ARG002
        return "Ci sono righe ripetute: sono segnate qui sotto."

    def save_new(self, form: Any, commit: bool = True) -> Any:
        if getattr(form.instance, "ordine", 0) is None:
            righe = self.model._default_manager.filter(**{self.fk.name: self.instance})
            form.instance.ordine = (righe.aggregate(n=models.Max("ordine"))["n"] or 0) + 1
        return super().save_new(form, commit)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        if getattr(form.instance, "ordine", 0) is None:
            form.instance.ordine = form.initial["ordine"]
        return super().save_existing(form, obj, commit)


class RigheInline(ScelteMixin, admin.TabularInline):
    """Rows edited within the page of another: whoever may change that one may change them."""

    extra = 0
    formset = RigheFormSet
    formfield_overrides = {
        **CAMPI_ITALIANI,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 30, "class": "vTextField"})},
    }

    def __init__(self, parent_model: type[models.Model], admin_site: Any) -> None:
        super().__init__(parent_model, admin_site)
        self.verbose_name = "elemento"  # "Aggiungi un altro …" is masculine.

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """No icons beside the choices of a row: there are too many rows. The position may be left to us."""
        campo = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "ordine":
            campo.required, campo.initial = False, None
        if campo is not None and hasattr(campo.widget, "can_delete_related"):
            campo.widget.can_add_related = campo.widget.can_change_related = False
        return campo

    @admin.display(description="")
    def apri(self, obj: models.Model) -> str:
        """A link to the row's own page."""
        if obj.pk is None:
            return ""
        indirizzo = reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
        return format_html('<a href="{}" aria-label="Apri {}">Apri</a>', indirizzo, obj)

    def _may_write(self, request: HttpRequest, obj: Any) -> bool:
        return has_perm("add" if obj is None else "change", request.user, self.parent_model, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_perm("view", request.user, self.parent_model, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, obj)


class ElencoInline(SolaLettura, RigheInline):
    """A list of related rows, to read and to follow."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return (*super().get_readonly_fields(request, obj), "apri")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return (*super().get_fields(request, obj), "apri")


class RigheUnicheFormSet(RigheFormSet):
    """Says which row is repeated where Django does not look (constraints with a condition): ``unici`` must differ."""

    unici: tuple[str, ...] = ()

    def clean(self) -> None:
        super().clean()
        viste = set()
        for form in self.forms:
            dati = getattr(form, "cleaned_data", {})
            chiave = tuple(dati.get(nome) for nome in self.unici)
            if not chiave or None in chiave or dati.get("DELETE"):
                continue
            if chiave in viste:
                form.add_error(self.unici[0], self.frase_doppione)
            viste.add(chiave)
