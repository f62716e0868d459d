from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from pianoperformance.base.tracciato.archivio import MASSIMO_FILE, TROPPO_GRANDE
from rendicontazione.controlli import AVVISO, BLOCCO, SUGGERIMENTO, Rilievo

GRAVITA = {BLOCCO: "Da correggere", AVVISO: "Da verificare", SUGGERIMENTO: "Da valutare"}


class CercaForm(forms.Form):
    q = forms.CharField(max_length=200, required=False)


class RilieviForm(forms.Form):
    """Which findings to show; an unknown choice shows them all."""

    gravita = forms.ChoiceField(label="Gravità", required=False, choices=[("", "Tutte"), *GRAVITA.items()])
    cdr = forms.ChoiceField(label="Centro di responsabilità", required=False)

    def __init__(self, *args: Any, cdr: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cdr"].choices = [("", "Tutti"), *((codice, codice) for codice in cdr)]

    def choose(self, rilievi: Iterable[Rilievo]) -> list[Rilievo]:
        """Return the findings that match the choices."""
        scelte = self.cleaned_data if self.is_valid() else {}
        return [r for r in rilievi if all(getattr(r, campo) == valore for campo, valore in scelte.items() if valore)]


class ImportaForm(forms.Form):
    """A workbook to import; what is in it is judged by whoever reads it."""

    file = forms.FileField(
        label="File da importare",
        help_text="Un file xlsx o ods, fino a 12 MB.",
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods"}),
        error_messages={
            "required": "Scegliere il file da importare.",
            "empty": "Il file è vuoto.",
            "max_length": "Il nome del file è troppo lungo: accorciarlo.",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MASSIMO_FILE:
            raise forms.ValidationError(TROPPO_GRANDE)
        return file
