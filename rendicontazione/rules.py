"""The rows of a plan are written while it is in preparation or, afterwards, inside an open variazione of their CdR.

These permissions take the place of those of the apps below, that do not know of variazioni.
"""

from __future__ import annotations

import rules
from django.db.models import Model

from organizzazione.models import Utente
from organizzazione.rules import gestisce, register_perms, vede
from rendicontazione.scrittura import why_closed_riga


@rules.predicate
def is_aperto(_user: Utente, riga: Model | None = None) -> bool:
    """The plan of the row is open where the row stands."""
    return riga is None or not why_closed_riga(riga)


scrive = gestisce & is_aperto
register_perms(
    "obiettivi",
    ["progetto", "obiettivo", "indicatore", "valoreatteso", "fase", "pesaturaobiettivo"],
    view=vede,
    write=scrive,
)
register_perms(
    "budget",
    ["capitolo", "collegamentocapitolo", "quotacapitolo", "quotapersonale"],
    view=vede,
    write=scrive,
)
