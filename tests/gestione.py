"""How the pages of the admin are asked and filled in the tests."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.db.models import Model
from django.urls import reverse

# What a Content-Security-Policy without 'unsafe-inline' would not run or apply.
IN_LINEA = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)

# Words that no Italian page has; Django leaves a few others untranslated in labels that nobody sees.
INGLESE = re.compile(r"\b(?:the|this|that|you|your|will|and|with|enabled|password-based)\b", re.IGNORECASE)


def url_of(modello: type[Model], azione: str, riga: Model | int | None = None) -> str:
    """The address of a page of the admin: changelist, add, change, delete, history."""
    nome = f"admin:{modello._meta.app_label}_{modello._meta.model_name}_{azione}"
    return reverse(nome, args=[] if riga is None else [getattr(riga, "pk", riga)])


def form_data(risposta: Any, **cambi: Any) -> dict[str, Any]:
    """What a browser would send back from a page of the admin, with some fields changed."""
    moduli = [risposta.context["adminform"].form]
    for inline in risposta.context["inline_admin_formsets"]:
        moduli += [inline.formset.management_form, *inline.formset.forms]
    dati = {campo.html_name: _sent(campo) for modulo in moduli for campo in modulo}
    return {nome: valore for nome, valore in {**dati, **cambi}.items() if valore is not None}


def _sent(campo: forms.BoundField) -> Any:
    valore = campo.value()
    if isinstance(campo.field, forms.FileField) or valore is False:
        return None
    if isinstance(valore, datetime.date):
        return f"{valore:%d/%m/%Y}"
    return "" if valore is None else valore


def new_row(prefisso: str, quante: int, **campi: Any) -> dict[str, Any]:
    """One row more in an inline that has ``quante`` of them."""
    riga = {f"{prefisso}-{quante}-{nome}": valore for nome, valore in campi.items()}
    return {f"{prefisso}-TOTAL_FORMS": quante + 1, **riga}


def errors_of(risposta: Any) -> dict[str, list[str]]:
    """The sentences under each field of a page that came back, those of the rows included."""
    errori = {nome or "": list(frasi) for nome, frasi in risposta.context["adminform"].form.errors.items()}
    for inline in risposta.context["inline_admin_formsets"]:
        for modulo in inline.formset.forms:
            errori |= {modulo.add_prefix(nome): list(frasi) for nome, frasi in modulo.errors.items()}
    return errori


def listed(client: Any, modello: type[Model], **parametri: Any) -> list[Model]:
    """The rows of a list of the admin."""
    return list(client.get(url_of(modello, "changelist"), parametri).context["cl"].result_list)


def choices_of(client: Any, modello: type[Model], campo: str, **parametri: Any) -> list[str]:
    """What the autocomplete of a field offers."""
    parametri |= {"app_label": modello._meta.app_label, "model_name": modello._meta.model_name, "field_name": campo}
    risposta = client.get(reverse("admin:autocomplete"), {"term": "", **parametri})
    return [voce["text"] for voce in risposta.json()["results"]]


def totals_of(risposta, modello):
    """The totals beside the rows of an inline, as (name, amount, too much)."""
    inline = next(i for i in risposta.context["inline_admin_formsets"] if i.opts.model is modello)
    return inline.formset.show_totali()
