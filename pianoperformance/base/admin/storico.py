"""The history of a row, field by field, with that of the rows edited in its page."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, NoReturn

from django.contrib.admin.utils import unquote
from django.db import models
from django.forms.models import _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponseBase
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from pianoperformance.base.admin.pagine import GestioneMixin, SolaLettura
from pianoperformance.base.formati import format_data, format_numero, format_si_no

VERSIONI_MASSIME = 300


class ItalianoHelper(HistoricalRecordContextHelper):
    """Writes old and new values as the pages do."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        campo = self.model._meta.get_field(change.field)
        if value is None or value == "":
            return "(vuoto)"
        if campo.choices:
            return dict(campo.flatchoices).get(value, value)
        return show_valore(super().prepare_delta_change_value(change, value))


NOMI_DI_RIGA = ("indicatore", "codice", "capitolo", "persona", "criterio", "verso_numero", "ordine")
"""What tells a row from its sisters: the first of these that it has."""


def name_riga(versione: Any) -> str:
    nomi = (getattr(versione, nome, None) for nome in NOMI_DI_RIGA)
    return f"{versione.instance_type._meta.verbose_name} {next((nome for nome in nomi if nome), '')}"


def show_valore(valore: Any) -> Any:
    match valore:
        case bool():
            return format_si_no(valore)
        case Decimal():
            return format_numero(valore)
        case datetime.date() if not isinstance(valore, datetime.datetime):
            return format_data(valore)
    return valore


class GestioneAdmin(GestioneMixin, SimpleHistoryAdmin):
    """The admin page of a model whose changes are kept, field by field, with those of the rows edited in its page."""

    object_history_template = "admin/storico.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A page saved for its rows alone leaves no empty version of itself."""
        if form.changed_data or not change:
            super().save_model(request, obj, form, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The history of a row that the user has in his list; of any other, as if it were not there."""
        riga = self.get_object(request, unquote(object_id))
        if riga is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        versioni = [v for coppia in self.get_storico_righe() for v in self._load_versioni(request, riga, *coppia)]
        versioni.sort(key=lambda versione: versione.history_date, reverse=True)
        return super().history_view(request, object_id, {**(extra_context or {}), "versioni_righe": versioni})

    def get_storico_righe(self) -> list[tuple[type[models.Model], str]]:
        """The models whose rows are edited in this page, with the lookup that leads back to it."""
        righe = [inline for inline in self.inlines if not issubclass(inline, SolaLettura)]
        campi = [_get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name for inline in righe]
        return [(inline.model, campo) for inline, campo in zip(righe, campi, strict=True)]

    def _load_versioni(self, request: HttpRequest, riga: Any, modello: Any, campo: str) -> list[Any]:
        versioni = list(self.get_history_queryset(request, modello.history, campo, riga.pk)[:VERSIONI_MASSIME])
        di_riga: dict[Any, list[Any]] = {}
        for versione in versioni:
            di_riga.setdefault(versione.id, []).append(versione)
            versione.riga = name_riga(versione)
        for stessa in di_riga.values():
            self.set_history_delta_changes(request, stessa)
        return versioni

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> Any:  # noqa: ARG002
        return ItalianoHelper(historical_record.instance_type, historical_record)

    def history_view_title(self, request: HttpRequest, obj: Any) -> str:  # noqa: ARG002 -- signature of the library
        return f"Storico: {obj}"

    def history_form_view(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- signature of the library
        """Not offered: from that page an old version could be saved back over every rule of the present one."""
        raise Http404("Le versioni passate si leggono nello storico.")
