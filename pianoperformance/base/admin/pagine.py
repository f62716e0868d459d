"""The page of a model: rights from roles, rows of the user's own enti, choices among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Any

import rules
from django import forms
from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pianoperformance.base.admin.campi import ScelteMixin


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

    def get_list_display(self, request: HttpRequest) -> Sequence[str]:
        """Whoever works for one ente does not need to read its name on every row."""
        enti = self.admin_site.enti_gestiti(request.user)
        uno_solo = self.percorso_ente in ("", "pk") or (enti is not None and len(enti) == 1)
        return self.list_display if uno_solo else (*self.list_display, "di_ente")

    @admin.display(description="ente")
    def di_ente(self, obj: Any) -> str:
        return str(reduce(getattr, self.percorso_ente.split("__"), obj))

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

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """Django would write "Il obiettivo … è stato aggiunto"."""
        salvato = re.match(
            rf"Il ({re.escape(str(self.opts.verbose_name))} .+) è stato \w+ con successo\.", str(message)
        )
        if salvato and isinstance(message, SafeString):
            message = format_html("Dati salvati: {}.", mark_safe(salvato[1]))  # noqa: S308 -- a piece of safe text
        super().message_user(request, message, *args, **kwargs)

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


class SolaLettura:
    """Rows that are shown and never written from here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
