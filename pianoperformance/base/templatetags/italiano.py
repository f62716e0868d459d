"""Italian formats for pages and prints; a blank value stays blank, for null is not zero."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Protocol

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from pianoperformance.base import valori

register = template.Library()


class Stampato(valori.SimileAtteso, Protocol):
    """A target that keeps what its document printed."""

    @property
    def stampato(self) -> str: ...


@register.filter
def importo(valore: Decimal | int | None) -> str:
    """Euros: ``1.234,56``."""
    return valori.format_importo(valore)


@register.filter
def percentuale(valore: Decimal | int | None) -> str:
    """A share of 100: ``12,34 %``."""
    return valori.format_percentuale(valore)


@register.filter
def numero(valore: Decimal | int | None, decimali: int | None = None) -> str:
    """A number with its thousands marked: ``1.234,5``."""
    return valori.format_numero(valore, decimali)


@register.filter
def data(valore: datetime.date | None) -> str:
    """A day: ``31/12/2026``."""
    return valori.format_data(valore)


@register.filter
def atteso(valore: Stampato | None) -> str:
    """A target as its document printed it or, when it printed nothing, as understood."""
    return "" if valore is None else valore.stampato or valori.format_atteso(valore)


@register.filter
def paragrafi(testo: str | None) -> SafeString:
    """Paragraphs where the text has blank lines, line breaks where it has new lines; everything else is escaped."""
    righe = str(conditional_escape(testo or "")).replace("\r\n", "\n").replace("\r", "\n")
    blocchi = [blocco.strip() for blocco in re.split(r"\n\s*\n", righe) if blocco.strip()]
    html = "\n".join(f"<p>{'<br>'.join(riga.strip() for riga in blocco.split(chr(10)))}</p>" for blocco in blocchi)
    return mark_safe(html)  # noqa: S308 -- escaped above
