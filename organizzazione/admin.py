"""Admin of the organisation: enti, structures, people, posts and accounts.

Amministratore and controllo di gestione work on everything of their ente, with two exceptions kept for the
amministratore alone: the accounts (and which person an account belongs to), and the posts of amministratore and of
controllo. Otherwise a controllo could make himself an amministratore.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from PIL import Image

from organizzazione.models import Ente, Incarico, Persona, Struttura, Utente
from organizzazione.rules import RUOLI_DI_GESTIONE, is_amministratore, is_superutente, utenti_amministrati
from pianoperformance.base.admin import ElencoInline, GestioneAdmin, GestioneForm, GestioneMixin, solo_usati

LOGO_BYTE, LOGO_PIXEL = 300_000, 3000
FORMATI_LOGO = ("PNG", "JPEG")

# Rights come from the posts: Django's groups would only mislead.
admin.site.unregister(Group)


def read_logo(caricato: UploadedFile) -> bytes:
    """Return the bytes of an uploaded logo once Pillow has decoded it; raise ValidationError for anything else."""
    if caricato.size is None or caricato.size > LOGO_BYTE:
        raise ValidationError("Il file del logo supera i 300 kB: ridurlo e caricarlo di nuovo.")
    contenuto = caricato.read()
    try:
        # WeasyPrint makes Pillow forgive cut images, all over the process: verify() does not.
        Image.open(BytesIO(contenuto), formats=FORMATI_LOGO).verify()
        with Image.open(BytesIO(contenuto), formats=FORMATI_LOGO) as immagine:
            if max(immagine.size) > LOGO_PIXEL:
                raise ValidationError("Il logo supera i 3000 pixel di lato: ridurlo e caricarlo di nuovo.")
            immagine.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as errore:
        raise ValidationError("Il file non è un'immagine PNG o JPEG leggibile: sceglierne un altro.") from errore
    return contenuto


class EnteForm(GestioneForm):
    nuovo_logo = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text="Immagine PNG o JPEG, al massimo 300 kB: va sulla copertina delle stampe.",
    )
    togliere_logo = forms.BooleanField(required=False, label="Togliere il logo")

    def clean_nuovo_logo(self) -> bytes | None:
        caricato = self.cleaned_data["nuovo_logo"]
        return read_logo(caricato) if caricato else None

    def save(self, commit: bool = True) -> Ente:
        if self.cleaned_data["togliere_logo"]:
            self.instance.logo = None
        if self.cleaned_data["nuovo_logo"]:
            self.instance.logo = self.cleaned_data["nuovo_logo"]
        return super().save(commit)


@admin.register(Ente)
class EnteAdmin(GestioneAdmin):
    form = EnteForm
    percorso_ente = "pk"
    relazioni = ()
    fissi = ()
    list_display = ("denominazione", "codice", "tipo", "organo")
    search_fields = ("codice", "denominazione", "codice_ipa")
    fieldsets = (
        (None, {"fields": ("denominazione", "codice", "tipo", "organo")}),
        ("Anagrafica", {"fields": ("codice_ipa", "codice_fiscale", "sede", "dipendenti", "abitanti")}),
        ("Logo", {"fields": ("logo_attuale", "nuovo_logo", "togliere_logo")}),
    )
    readonly_fields = ("logo_attuale",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).defer("logo")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        campi = super().get_readonly_fields(request, obj)
        # The code is in the addresses of the pages and in the commands of who runs the installation.
        return campi if is_superutente(request.user) else (*campi, "codice")

    @admin.display(description="logo attuale")
    def logo_attuale(self, obj: Ente) -> str:
        if not obj.logo:
            return "Nessun logo."
        tipo = "png" if bytes(obj.logo[:4]) == b"\x89PNG" else "jpeg"
        dati = base64.b64encode(obj.logo).decode()
        return format_html('<img class="logo-ente" src="data:image/{};base64,{}" alt="Logo di {}">', tipo, dati, obj)


class IncaricoInline(ElencoInline):
    model = Incarico
    verbose_name_plural = "incarichi (si aggiungono e si chiudono nella pagina degli incarichi)"
    fields = ("ruolo", "persona", "utente", "struttura", "dal", "al", "atto")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        righe = super().get_queryset(request).select_related("persona", "utente", "struttura")
        enti = self.admin_site.enti_gestiti(request.user)
        return righe if enti is None else righe.filter(ente__in=enti)


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


@admin.register(Struttura)
class StrutturaAdmin(GestioneAdmin):
    relazioni = ("ente", "padre")
    list_display = ("codice", "denominazione", "tipo", "cdr", "padre", "valida_dal", "valida_al", "ordine")
    list_display_links = ("codice", "denominazione")
    list_filter = (*solo_usati("ente"), "cdr", "tipo")
    search_fields = ("codice", "denominazione")
    autocomplete_fields = ("ente", "padre")
    fieldsets = (
        (None, {"fields": (("ente", "padre"), ("codice", "denominazione"), ("tipo", "cdr"), "descrizione")}),
        ("Validità e posizione", {"fields": (("valida_dal", "valida_al"), "ordine")}),
    )
    filtri_scelte = ("ente",)
    inlines = (IncaricoInline,)


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
    title = "in corso oggi"
    parameter_name = "in_corso"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [("si", "Sì"), ("no", "No")]

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


class PersonaInline(ElencoInline):
    model = Persona
    fields = ("denominazione", "codice", "ente")
    verbose_name_plural = "persone che entrano con questa utenza"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("ente")


@admin.register(Utente)
class UtenteAdmin(GestioneMixin, UserAdmin):
    """Accounts of the own enti and those that belong to nobody yet; only a superuser makes or touches a superuser."""

    form = UserAdmin.form
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
