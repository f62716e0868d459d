"""Parts of the admin shared by the apps: rights from roles, rows and choices of the user's own enti, history.

The rights come from the permissions registered with ``rules`` and never from Django groups; what a user may choose in
a field is what he may see in the admin page of that model.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import urlencode

import rules
from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponseBase
from simple_history.admin import SimpleHistoryAdmin

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


def has_perm(azione: str, user: Any, modello: type[models.Model], riga: models.Model | None = None) -> bool:
    """Ask ``rules`` whether ``user`` may view, add, change or delete a row (or any, without one)."""
    nome = f"{modello._meta.app_label}.{get_permission_codename(azione, modello._meta)}"
    return bool(rules.has_perm(nome, user, riga))


class GestioneForm(forms.ModelForm):
    """Refuses a row that, as it would be saved, its author may not change: another ente, an approved plan."""

    richiedente: Any = None

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and not has_perm("change", self.richiedente, type(self.instance), self.instance):
            self.add_error(None, self.explain_rifiuto())

    def explain_rifiuto(self) -> str:
        return "I tuoi incarichi non permettono di salvare questi dati nell'ente indicato."


class ScelteMixin(BaseModelAdmin):
    """Limits the choices of each relation to the rows that the user finds in the admin list of that model."""

    formfield_overrides = CAMPI_ITALIANI

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        modello = db_field.remote_field.model
        if self.admin_site.is_registered(modello):
            return self.admin_site.get_model_admin(modello).get_queryset(request)
        return super().get_field_queryset(db, db_field, request)


class GestioneMixin(ScelteMixin):
    """The admin page of a model: what the user may do, and the rows of his enti.

    ``percorso_ente`` is the lookup from a row to its ente (empty for reference data, the same for all);
    ``relazioni`` what a row needs to be printed; ``fissi`` the fields that never change once the row is there;
    ``filtri_scelte`` the lookups by which another page may narrow the choices among these rows.
    """

    form = GestioneForm
    percorso_ente = "ente"
    relazioni: tuple[str, ...] = ("ente",)
    fissi: tuple[str, ...] = ("ente",)
    filtri_scelte: tuple[str, ...] = ()
    list_per_page = 50
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        # The logo is heavy, and no list shows it.
        loghi = (f"{relazione}__logo" for relazione in self.relazioni if relazione.split("__")[-1] == "ente")
        righe = super().get_queryset(request).select_related(*self.relazioni).defer(*loghi)
        if not self.percorso_ente:
            return righe
        enti = self.admin_site.enti_gestiti(request.user)
        righe = righe.visible_to(request.user)
        return righe if enti is None else righe.filter(**{f"{self.percorso_ente}__in": enti})

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet, search_term: str) -> Any:
        filtri = {nome: request.GET[nome] for nome in self.filtri_scelte if request.GET.get(nome, "").isdecimal()}
        return super().get_search_results(request, queryset.filter(**filtri), search_term)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.richiedente = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        campi = tuple(super().get_readonly_fields(request, obj))
        return campi if obj is None else (*campi, *(campo for campo in self.fissi if campo not in campi))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever works for one ente never has to choose it."""
        return {**self.get_initial_fissi(request), **super().get_changeform_initial_data(request)}

    def get_initial_fissi(self, request: HttpRequest) -> dict[str, Any]:
        iniziali = {}
        for nome in self.fissi:
            campo = self.model._meta.get_field(nome)
            scelte = list(self.get_field_queryset(None, campo, request)[:2]) if campo.is_relation else []
            if len(scelte) == 1:
                iniziali[nome] = scelte[0].pk
        return iniziali

    def has_module_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- the models say it one by one
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_perm("view", request.user, self.model, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_perm("add", request.user, self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_perm("change", request.user, self.model, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_perm("delete", request.user, self.model, obj)


class GestioneAdmin(GestioneMixin, SimpleHistoryAdmin):
    """The admin page of a model whose changes are kept, field by field."""

    object_history_template = "admin/storico.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The history of a row that the user has in his list; of any other, as if it were not there."""
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_view_title(self, request: HttpRequest, obj: Any) -> str:  # noqa: ARG002 -- signature of the library
        return f"Storico: {obj}"

    def history_form_view(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- signature of the library
        """Not offered: from that page an old version could be saved back over every rule of the present one."""
        raise Http404("Le versioni passate si leggono nello storico.")


class SolaLettura:
    """Rows that are shown and never written from here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class RigheInline(ScelteMixin, admin.TabularInline):
    """Rows edited within the page of another: whoever may change that one may change them."""

    extra = 0
    formfield_overrides = {
        **CAMPI_ITALIANI,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40, "class": "vTextField"})},
    }

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

    show_change_link = True


class RigheUnicheFormSet(BaseInlineFormSet):
    """Says which row is repeated before the database has to refuse it: ``unici`` must differ within the page."""

    unici: tuple[str, ...] = ()
    frase_doppione = "La riga è ripetuta."

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


class AnnoFilter(admin.SimpleListFilter):
    """The years of the rows in the list; ``campo`` is the lookup of the year."""

    title = "anno"
    parameter_name = "anno"
    campo = "ciclo__anno"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        anni = model_admin.get_queryset(request).order_by(f"-{self.campo}").values_list(self.campo, flat=True)
        return [(str(anno), str(anno)) for anno in anni.distinct()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:  # noqa: ARG002
        valore = self.value() or ""
        return queryset.filter(**{self.campo: valore}) if valore.isdecimal() else queryset


class AnnoProprioFilter(AnnoFilter):
    campo = "anno"


def solo_usati(*campi: str) -> list[tuple[str, Any]]:
    """Filters by relations, each listing only what the rows really use."""
    return [(campo, admin.RelatedOnlyFieldListFilter) for campo in campi]


def narrow_scelte(campo: forms.Field | None, **filtri: int | None) -> None:
    """Make an autocomplete field ask only for rows that match; see ``filtri_scelte``."""
    if campo is None or None in filtri.values():
        return
    widget = getattr(campo.widget, "widget", campo.widget)
    indirizzo = f"{widget.get_url()}?{urlencode(filtri)}"
    widget.get_url = lambda: indirizzo


def show_anni(dal: int | None, al: int | None) -> str:
    """Write the years in which something holds: "dal 2020 al 2024"."""
    parti = ("" if dal is None else f"dal {dal}", "" if al is None else f"al {al}")
    return " ".join(parte for parte in parti if parte)
