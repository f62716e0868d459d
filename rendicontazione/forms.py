from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

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
