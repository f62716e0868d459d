from __future__ import annotations

import base64
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from PIL import Image

from organizzazione.models import Ente, Incarico, Struttura
from organizzazione.rules import is_superutente
from pianoperformance.base.admin import ElencoInline, GestioneAdmin, GestioneForm, solo_usati

LOGO_BYTE, LOGO_PIXEL = 300_000, 3000
FORMATI_LOGO = ("PNG", "JPEG")


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


@admin.register(Struttura)
class StrutturaAdmin(GestioneAdmin):
    relazioni = ("ente", "padre")
    list_display = ("codice", "denominazione", "tipo", "cdr", "padre", "valida_al", "ordine")
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
