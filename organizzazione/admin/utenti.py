from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest

from organizzazione.admin.ente import IncaricoInline
from organizzazione.models import Persona, Utente
from organizzazione.rules import is_superutente, utenti_amministrati
from pianoperformance.base.admin import ElencoInline, GestioneMixin

# Rights come from the posts: Django's groups would only mislead.
admin.site.unregister(Group)


class PasswordWidget(ReadOnlyPasswordHashWidget):
    """Says whether there is a password, and nothing of how it is kept."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        impostata = self.is_usable(value)
        return {
            **super().get_context(name, value, attrs),
            "summary": [{"label": "Impostata." if impostata else "Non impostata: con questa utenza non si entra."}],
            "button_label": "Cambia la password",
        }

    @staticmethod
    def is_usable(value: str | None) -> bool:
        return bool(value) and Utente(password=value).has_usable_password()


class UtenteForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(widget=PasswordWidget, help_text="Nessuno può leggere la password salvata.")


class PasswordForm(AdminPasswordChangeForm):
    """An account without a password is deactivated: there is no third state to choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for campo in self.fields.values():
            campo.required = True


class PersonaInline(ElencoInline):
    model = Persona
    fields = ("denominazione", "codice", "ente")
    verbose_name_plural = "persone che entrano con questa utenza"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("ente")


@admin.register(Utente)
class UtenteAdmin(GestioneMixin, UserAdmin):
    """Accounts of the own enti and those that belong to nobody yet; only a superuser makes or touches a superuser."""

    form = UtenteForm
    add_form_template = None
    add_form = UserCreationForm
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)
    change_password_form = PasswordForm
    change_user_password_template = "admin/password_utente.html"  # noqa: S105 -- a file
    percorso_ente = ""
    relazioni = ()
    fissi = ()
    list_display = ("username", "last_name", "first_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        ("Anagrafica", {"fields": ("first_name", "last_name", "email")}),
        ("Accessi", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    inlines = (PersonaInline, IncaricoInline)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(pk__in=utenti_amministrati(request.user).values("pk"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        riquadri = super().get_fieldsets(request, obj)
        if obj is None or not is_superutente(request.user):
            return riquadri
        return (*riquadri, ("Installazione", {"fields": ("is_superuser",)}))

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else super().get_inlines(request, obj)
