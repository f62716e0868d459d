"""What changes the resources: the reference data of the budget, and the links between chapters."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from budget.models import Titolo
from obiettivi.models import Missione, Programma

VALIDITA = ("denominazione", "dal_anno", "al_anno")


@transaction.atomic
def load_riferimenti(elenchi: dict[str, Any]) -> dict[str, int]:
    """Load missioni, programmi and titoli (all. 14, D.Lgs. 118/2011); return how many rows were added or changed."""
    cambiate = {"missioni": 0, "programmi": 0, "titoli": 0}
    for voce in elenchi["missioni"]:
        missione, cambiata = _put(Missione, voce, codice=voce["codice"])
        cambiate["missioni"] += cambiata
        for figlia in voce["programmi"]:
            cambiate["programmi"] += _put(Programma, figlia, missione=missione, codice=figlia["codice"])[1]
    for voce in elenchi["titoli"]:
        cambiate["titoli"] += _put(Titolo, voce, lato=voce["lato"], codice=voce["codice"])[1]
    return cambiate


def _put(modello: type[models.Model], voce: dict[str, Any], **chiave: Any) -> tuple[Any, bool]:
    """Save a row of reference data only when it is new or different."""
    riga = modello._default_manager.filter(**chiave).first()
    nuova = riga is None
    riga = riga or modello(**chiave)
    valori = {campo: voce.get(campo) for campo in VALIDITA}
    if not nuova and all(getattr(riga, campo) == valore for campo, valore in valori.items()):
        return riga, False
    for campo, valore in valori.items():
        setattr(riga, campo, valore)
    riga.full_clean()
    riga.save()
    return riga, True
