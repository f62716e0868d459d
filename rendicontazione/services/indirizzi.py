"""Where a thing to do is done."""

from __future__ import annotations

from django.urls import reverse

from obiettivi.models import Ciclo
from rendicontazione.lavoro import Voce


def url_of(ciclo: Ciclo, voce: Voce) -> str:
    """The address of a thing to do, down to the very field."""
    cerca = f"?{voce.cerca}" if voce.cerca else ""
    ancora = f"#{voce.ancora}" if voce.ancora else ""
    return reverse(voce.pagina, args=[ciclo.ente.codice, ciclo.anno, *voce.chiavi]) + cerca + ancora
