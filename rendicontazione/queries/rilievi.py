"""The findings of a plan as its ente holds them grave; those of a whole ente are kept until a row of it changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Subquery

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import (
    Ciclo,
    Fase,
    GravitaControllo,
    Indicatore,
    Obiettivo,
    PesaturaObiettivo,
    Progetto,
    ValoreAtteso,
)
from obiettivi.queries import load_gravita
from organizzazione.models import Ente, Incarico, Persona, Struttura, Utente, ambito_of
from rendicontazione import quadro
from rendicontazione.controlli import BLOCCO, Rilievo, check_quadro
from rendicontazione.queries import build_quadro, quadro_for

DURATA = 300
"""Seconds: a transaction that ends after a later one is not seen by ``_fingerprint``."""
MODELLI = (
    *(Ente, Struttura, Persona, Incarico, Ciclo, Progetto, Obiettivo, Indicatore, ValoreAtteso, Fase),
    *(PesaturaObiettivo, GravitaControllo, Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale),
)


@dataclass(frozen=True, slots=True)
class Sintesi:
    """The findings that block, and how many of each gravity each CdR has (the code of the CdR, the gravity)."""

    blocchi: tuple[Rilievo, ...] = ()
    conteggi: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def altri(self) -> int:
        return sum(quanti for (_, gravita), quanti in self.conteggi.items() if gravita != BLOCCO)


def check_piano(ciclo: Ciclo, q: quadro.Quadro) -> list[Rilievo]:
    """The findings of a Quadro, each as grave as its ente holds it."""
    return check_quadro(q, load_gravita(ciclo.ente_id))


def load_sintesi(user: Utente, ciclo: Ciclo) -> Sintesi:
    """The findings of what the user sees of a ciclo."""
    ambito = ambito_of(user)
    if not ambito.tutto and ciclo.ente_id not in ambito.enti_interi:
        return make_sintesi(check_piano(ciclo, quadro_for(user, ciclo)))
    chiave = f"sintesi-{ciclo.pk}-{_fingerprint(ciclo)}"
    trovata: Sintesi | None = cache.get(chiave)
    if trovata is None:
        trovata = make_sintesi(check_piano(ciclo, build_quadro(ciclo)))
        cache.set(chiave, trovata, DURATA)
    return trovata


def make_sintesi(rilievi: list[Rilievo]) -> Sintesi:
    blocchi = tuple(r for r in rilievi if r.gravita == BLOCCO)
    return Sintesi(blocchi, Counter((r.cdr, r.gravita) for r in rilievi))


def _fingerprint(ciclo: Ciclo) -> str:
    """The last row of the history of each model that a check reads, in one query."""
    storie = [modello.history.model.objects.order_by("-history_id") for modello in MODELLI]
    ultime = {f"u{n}": Subquery(storia.values("history_id")[:1]) for n, storia in enumerate(storie)}
    return "-".join(map(str, Ciclo.objects.annotate(**ultime).values_list(*ultime).get(pk=ciclo.pk)))
