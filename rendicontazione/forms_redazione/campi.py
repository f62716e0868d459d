"""The fields of the page: what people type in Italian, and choices from lists that are read once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance

from pianoperformance.base.valori import format_data, format_numero, read_data, read_numero
from rendicontazione.queries.redazione import Voci


class NumeroField(forms.DecimalField):
    """A number as it is written in Italian: 1.234,56."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        numero = read_numero(str(value))
        if numero is None:
            raise ValidationError(f"«{value}» non è un numero: scriverlo con le cifre, per esempio 1.234,56.")
        return numero

    def prepare_value(self, value: Any) -> Any:
        return format_numero(value) if isinstance(value, Decimal) else value


class DataField(forms.DateField):
    """A day as it is written in Italian: 30/09/2026, or 30 settembre 2026."""

    widget = forms.TextInput(attrs={"placeholder": "gg/mm/aaaa", "autocomplete": "off"})

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        data = read_data(str(value))
        if data is None:
            raise ValidationError(f"«{value}» non è una data: scrivere giorno, mese e anno, per esempio 30/09/2026.")
        return data

    def prepare_value(self, value: Any) -> Any:
        return format_data(value) if isinstance(value, datetime.date) else value


Nome = Callable[[Any], str]


def list_scelte(righe: Iterable[Any], nome: Nome = str, gruppo: Nome | None = None) -> list[Any]:
    """Choices, in groups if they have some, in the order in which they come."""
    if gruppo is None:
        return [(str(riga.pk), nome(riga)) for riga in righe]
    gruppi: dict[str, list[tuple[str, str]]] = {}
    for riga in righe:
        gruppi.setdefault(gruppo(riga), []).append((str(riga.pk), nome(riga)))
    return list(gruppi.items())


class SceltaField(forms.TypedChoiceField):
    """One row of a list already read; nothing is a choice too."""

    def __init__(self, righe: list[Any], *, gruppo: Nome | None = None, **kwargs: Any) -> None:
        per_chiave = {str(riga.pk): riga for riga in righe}
        scelte = [("", "Nessuna"), *list_scelte(righe, gruppo=gruppo)]
        super().__init__(choices=scelte, coerce=per_chiave.__getitem__, empty_value=None, required=False, **kwargs)


class SceltaMultiplaField(forms.TypedMultipleChoiceField):
    """Rows of a list already read, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, righe: list[Any], *, nome: Nome = str, gruppo: Nome | None = None, **kwargs: Any) -> None:
        per_chiave = {str(riga.pk): riga for riga in righe}
        scelte = list_scelte(righe, nome, gruppo)
        super().__init__(choices=scelte, coerce=per_chiave.__getitem__, empty_value=[], required=False, **kwargs)


class VoceField(forms.CharField):
    """Something chosen by typing, with the suggestions of the list of that name."""

    def __init__(self, voci: Voci, elenco: str, errore: str, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": elenco, "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)
        self.voci, self.errore = voci, errore

    def to_python(self, value: Any) -> Any:
        testo = super().to_python(value)
        if not testo:
            return None
        trovata = self.voci.find(testo)
        if trovata is None:
            raise ValidationError(self.errore.format(testo))
        return trovata


class SenzaTabelleMixin:
    """A form that judges its row without asking the tables: keys come from lists already read, the rest is for later.

    What must hold between rows is judged over the sheet, and by the tables when it is saved.
    """

    def _get_validation_exclusions(self) -> set[str]:
        esclusi = super()._get_validation_exclusions()  # type: ignore[misc]
        campi = self.instance._meta.concrete_fields  # type: ignore[attr-defined]
        return esclusi | {campo.name for campo in campi if campo.is_relation}

    def _post_clean(self) -> None:
        riga = construct_instance(self, self.instance, self._meta.fields)  # type: ignore[attr-defined]
        for judge in (lambda: riga.clean_fields(exclude=self._get_validation_exclusions()), riga.clean):
            try:
                judge()
            except ValidationError as errore:
                self._update_errors(errore)  # type: ignore[attr-defined]


PERSONA_IGNOTA = "Nell'elenco dell'ente non c'è «{}», o ce n'è più d'uno: sceglierlo tra quelli proposti."
CAPITOLO_IGNOTO = (
    "Tra i capitoli che puoi assegnare non c'è «{}», o ce n'è più d'uno: sceglierlo tra quelli proposti; se è di un "
    "altro centro di responsabilità lo assegna il controllo di gestione."
)
