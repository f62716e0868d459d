"""What changes the resources: the reference data of the budget, and the links between chapters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from budget.models import Capitolo, CollegamentoCapitolo, Titolo
from obiettivi.models import Missione, Programma
from pianoperformance.base.tracciato.salvataggio import Firma, update_rows

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


def link_collegamenti(capitoli: Iterable[Capitolo], firma: Firma) -> list[CollegamentoCapitolo]:
    """Tie to these chapters the links of the same plan that were waiting for them; return the links."""
    arrivati = {(c.ciclo_id, c.lato, c.numero, c.articolo): c for c in capitoli}
    in_attesa = CollegamentoCapitolo.objects.filter(
        collegato=None, capitolo__ciclo__in={ciclo for ciclo, *_ in arrivati}
    ).select_related("capitolo")
    legati = []
    for legame in in_attesa:
        chiave = (legame.capitolo.ciclo_id, legame.verso_lato, legame.verso_numero, legame.verso_articolo)
        if chiave in arrivati:
            legame.collegato = arrivati[chiave]
            legati.append(legame)
    update_rows(CollegamentoCapitolo, legati, ["collegato"], firma)
    return legati
