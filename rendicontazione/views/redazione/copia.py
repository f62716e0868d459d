"""Copying an objective: into the same year or the next, in another project or CdR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from obiettivi.models import Ciclo, Obiettivo, Progetto
from organizzazione.models import Struttura, Utente
from pianoperformance.base.valori import format_data, read_data
from rendicontazione.foglio import Foglio
from rendicontazione.queries.redazione import Originale, foglio_of
from rendicontazione.scrittura import editable_strutture

DATE = {"indicatori": ("valore", "valore_1", "valore_2"), "fasi": ("dal", "al", "risultato_atteso")}


def copy_foglio(modello: Originale, obiettivo: Obiettivo) -> Foglio:
    """Write a copy on a new sheet: texts, targets and phases, with the dates moved to the new year.

    Resources are not copied: chapters and people given twice would be counted twice. Nor is the weight.
    """
    foglio = foglio_of(modello)
    anni = obiettivo.ciclo.anno - modello.obiettivo.ciclo.anno
    foglio.campi |= {"peso": "", "peso_nota": "", "gruppo": ""}
    if obiettivo.progetto_id:
        foglio.campi["obiettivo_strategico"] = ""
    foglio.righe["capitoli"], foglio.righe["personale"] = [], []
    foglio.campi |= {campo: move_data(str(foglio.campi[campo]), anni) for campo in ("dal", "al")}
    for sezione, colonne in DATE.items():
        for riga in foglio.righe[sezione]:
            riga["id"] = ""
            riga |= {colonna: move_data(riga[colonna], anni) for colonna in colonne}
    return foglio


def move_data(testo: str, anni: int) -> str:
    """Move a date by some years; what is not a date stays as it is, the 29th of February becomes the 28th."""
    data = read_data(testo)
    if data is None or not anni:
        return testo
    try:
        return format_data(data.replace(year=data.year + anni))
    except ValueError:
        return format_data(data.replace(year=data.year + anni, day=28))


@dataclass(frozen=True)
class Destinazione:
    """A plan into which one may copy, with its projects and structures that the user may write."""

    ciclo: Ciclo
    progetti: Iterable[Progetto]
    strutture: Iterable[Struttura]


def list_destinazioni(user: Utente, ciclo: Ciclo) -> list[Destinazione]:
    """The plans of the ente that the user may write, this one and those after it: newest first."""
    cicli = Ciclo.objects.visible_to(user).filter(ente=ciclo.ente_id, anno__gte=ciclo.anno, anno__lte=ciclo.anno + 1)
    trovate = []
    for di_anno in cicli.select_related("ente").order_by("-anno"):
        strutture = editable_strutture(user, di_anno)
        if strutture:
            progetti = Progetto.objects.filter(ciclo=di_anno, cdr__in=strutture).select_related("cdr")
            visibili = Struttura.objects.filter(pk__in=strutture).order_by("ordine", "codice")
            trovate.append(Destinazione(di_anno, progetti, visibili))
    return trovate
