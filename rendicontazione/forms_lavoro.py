"""The calendar of a ciclo as a form: one day for each deadline."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from obiettivi.scadenze import Termine
from pianoperformance.base.valori import format_data

FORMATI = ["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"]


class ScadenzeForm(forms.Form):
    """A blank day goes back to the one that the law gives, or that is usual."""

    def __init__(self, *args: Any, anno: int, termini: Sequence[Termine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anno = anno
        for t in termini:
            self.fields[t.codice] = forms.DateField(
                label=t.denominazione,
                initial=t.data,
                required=False,
                input_formats=FORMATI,
                widget=forms.DateInput(attrs={"inputmode": "numeric"}, format="%d/%m/%Y"),
                help_text=f"Altrimenti {format_data(t.predefinita)}: {t.norma}.",
                error_messages={"invalid": "Questa non è una data: scriverla come 31/01/2026."},
                validators=[self._check_anno],
            )

    def _check_anno(self, giorno: datetime.date) -> None:
        if not self.anno - 1 <= giorno.year <= self.anno + 2:
            raise ValidationError(
                f"Una scadenza del piano {self.anno} cade fra il {self.anno - 1} e il {self.anno + 2}: correggere."
            )

    def changed(self) -> dict[str, datetime.date | None]:
        """The days that the page changes; None takes one back to where it was."""
        return {codice: self.cleaned_data[codice] for codice in self.changed_data}
