"""What is typed and chosen in a field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from pianoperformance.base.formati import format_numero, read_numero


class DecimaleField(forms.DecimalField):
    """A number typed and shown as Italians write it: 1.234,56."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str) and value.strip():
            value = read_numero(value)
            if value is None:
                raise ValidationError("Scrivere un numero, per esempio 1.234,56.")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        decimali = 2 if self.decimal_places == 2 else None
        return format_numero(value, decimali) if isinstance(value, Decimal) else value


CAMPI_ITALIANI = {models.DecimalField: {"form_class": DecimaleField}}


class ScelteMixin(BaseModelAdmin):
    """Limits the choices of each relation to the rows that the user finds in the admin list of that model."""

    formfield_overrides = CAMPI_ITALIANI

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        modello = db_field.remote_field.model
        if self.admin_site.is_registered(modello):
            return self.admin_site.get_model_admin(modello).get_queryset(request)
        return super().get_field_queryset(db, db_field, request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Beside a choice: a way to change or add what it names, never to delete it."""
        campo = super().formfield_for_dbfield(db_field, request, **kwargs)
        if campo is not None and hasattr(campo.widget, "can_delete_related"):
            campo.widget.can_delete_related = campo.widget.can_view_related = False
        return campo


def narrow_scelte(campo: forms.Field | None, **filtri: int | None) -> None:
    """Make an autocomplete field ask only for rows that match; see ``filtri_scelte``."""
    if campo is None or None in filtri.values():
        return
    widget = getattr(campo.widget, "widget", campo.widget)
    indirizzo = f"{widget.get_url()}?{urlencode(filtri)}"
    widget.get_url = lambda: indirizzo
