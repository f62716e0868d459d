"""What is asked to approve, to compare versions and to make a variazione."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from organizzazione.models import Struttura
from pianoperformance.base.stati import Atto
from rendicontazione.models import Documento

PIANO = "piano"
"""In a comparison, the plan as it is being worked on."""
MASSIMO_PDF = 60 * 1024 * 1024
IN_MEMORIA = 64 * 1024

DATA = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AttoForm(forms.Form):
    """The act of the body; ``attesa`` is the digest of what the page showed."""

    organo = forms.CharField(max_length=80, error_messages={"required": "Indicare l'organo che ha approvato."})
    numero = forms.CharField(
        label="Numero dell'atto", max_length=40, error_messages={"required": "Indicare il numero dell'atto."}
    )
    data_atto = forms.DateField(
        label="Data dell'atto",
        widget=DATA,
        error_messages={"required": "Indicare la data dell'atto.", "invalid": "La data va scritta come 31/12/2026."},
    )
    attesa = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def get_atto(self) -> Atto:
        dati = self.cleaned_data
        return Atto(dati["organo"], dati["numero"], dati["data_atto"])


class MotivoForm(forms.Form):
    """Why a step is taken; the act only when there is one."""

    motivo = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Scrivere il motivo: resta nella storia della variazione."},
    )


class RifiutoForm(MotivoForm):
    organo = forms.CharField(max_length=80, required=False)
    numero = forms.CharField(label="Numero dell'atto", max_length=40, required=False)
    data_atto = forms.DateField(label="Data dell'atto", required=False, widget=DATA)

    def get_atto(self) -> Atto:
        dati = self.cleaned_data
        return Atto(dati["organo"] if dati["numero"] else "", dati["numero"], dati["data_atto"])


class VariazioneForm(forms.Form):
    oggetto = forms.CharField(
        max_length=250,
        help_text="Che cosa si varia, in poche parole: sarà il titolo della stampa da allegare all'atto.",
        error_messages={"required": "Scrivere che cosa si varia."},
    )
    strutture = forms.ModelMultipleChoiceField(
        Struttura.objects.none(),
        label="Centri di responsabilità",
        widget=forms.CheckboxSelectMultiple,
        help_text="Solo in questi, e nelle strutture che ne dipendono, si potrà scrivere.",
        error_messages={"required": "Scegliere almeno un centro di responsabilità."},
    )
    motivo = forms.CharField(
        label="Motivazione",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Perché serve: si stampa con il confronto.",
    )

    def __init__(self, *args: Any, strutture: QuerySet[Struttura], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["strutture"]
        campo.queryset = strutture


class ConfrontoForm(forms.Form):
    """Two versions to compare, or a version with the working plan; an unknown choice takes the usual two."""

    da = forms.ChoiceField(label="Prima")
    a = forms.ChoiceField(label="Dopo")

    def __init__(self, *args: Any, documenti: Iterable[Documento], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = [(str(d.versione), f"Versione {d.versione} ({d.organo} n. {d.numero})") for d in documenti]
        scelte.insert(0, (PIANO, "Piano in lavorazione"))
        for campo in self.fields.values():
            cast(forms.ChoiceField, campo).choices = scelte


class VerificaForm(forms.Form):
    """A PDF to recognise: it is only weighed, never opened."""

    file = forms.FileField(
        label="PDF da verificare",
        max_length=200,
        help_text="Fino a 60 MB. Il file non viene conservato.",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": "Scegliere il PDF da verificare.",
            "empty": "Il file è vuoto.",
            "max_length": "Il nome del file è troppo lungo: accorciarlo.",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MASSIMO_PDF:
            raise forms.ValidationError("Il file è più grande di 60 MB: le stampe del piano sono più piccole.")
        inizio = file.read(5)
        file.seek(0)
        if inizio != b"%PDF-":
            raise forms.ValidationError("Il file non è un PDF: scegliere il PDF dell'allegato.")
        return file
