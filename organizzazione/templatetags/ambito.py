"""What the user of the page may do, asked by templates."""

from __future__ import annotations

from typing import Any

from django import template

from organizzazione.models import Ente, Ruolo, ambito_of

register = template.Library()


@register.simple_tag
def gestisce(user: Any, ente: Ente | None = None) -> bool:
    """Say whether the user loads and corrects the data of ``ente`` (of any ente, when not given)."""
    ambito = ambito_of(user)
    enti = ambito.enti_con(Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO)
    return ambito.tutto or (bool(enti) if ente is None else ente.pk in enti)
