"""Who may do what to the strategy and to the plan: see ``organizzazione.rules``.

The rows of a plan, whatever the post, are written only while it is in preparation: an approved plan changes by a
variation alone.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import rules
from django.db.models import Model

from obiettivi.models import (
    Ciclo,
    Classificazione,
    CriterioPesatura,
    Fase,
    Indicatore,
    Obiettivo,
    PesaturaObiettivo,
    Progetto,
    SistemaValutazione,
    TipologiaObiettivo,
    ValoreAtteso,
)
from obiettivi.models.strategia import VoceStrategica
from organizzazione.models import Utente
from organizzazione.rules import Luogo, condivise_of, gestisce, in_ente, is_superutente, luogo_of, register_perms, vede


def luogo_in_ciclo(riga: Model, struttura_id: int | None) -> Luogo:
    """Say where a row of a plan stands: in the ente of its ciclo, in the given structure."""
    ciclo = ciclo_of(riga)
    return Luogo(ciclo.ente_id if ciclo else None, frozenset([struttura_id]))


@singledispatch
def ciclo_of(riga: Any) -> Ciclo | None:
    """Return the ciclo whose state rules a row, or None when it is not chosen yet; each app registers its models."""
    return riga.ciclo if riga.ciclo_id else None


for modello in (Ciclo, SistemaValutazione, TipologiaObiettivo, Classificazione, VoceStrategica):
    luogo_of.register(modello, lambda riga: Luogo(riga.ente_id))
luogo_of.register(CriterioPesatura, lambda riga: luogo_of(riga.sistema))
luogo_of.register(Progetto, lambda riga: luogo_in_ciclo(riga, riga.cdr_id))
luogo_of.register(Obiettivo, lambda riga: luogo_in_ciclo(riga, riga.struttura_id))
luogo_of.register(ValoreAtteso, lambda riga: luogo_of(riga.indicatore))
condivise_of.register(ValoreAtteso, lambda riga: condivise_of(riga.indicatore))
ciclo_of.register(Ciclo, lambda riga: riga)
ciclo_of.register(ValoreAtteso, lambda riga: ciclo_of(riga.indicatore))
for figlio in (Indicatore, Fase, PesaturaObiettivo):
    luogo_of.register(figlio, lambda riga: luogo_of(riga.obiettivo))
    condivise_of.register(figlio, lambda riga: condivise_of(riga.obiettivo))
    ciclo_of.register(figlio, lambda riga: ciclo_of(riga.obiettivo))


@condivise_of.register
def _(riga: Obiettivo) -> frozenset[int]:
    """The structures that contribute, and that of the project."""
    contributi = riga.contributi.values_list("pk", flat=True) if riga.pk else ()
    return frozenset(contributi) | (frozenset([riga.progetto.cdr_id]) if riga.progetto else frozenset())


@rules.predicate
def in_preparazione(_user: Utente, riga: Model | None = None) -> bool:
    """The plan of the row is not approved yet."""
    ciclo = ciclo_of(riga) if riga is not None else None
    return ciclo is None or ciclo.stato == Ciclo.Stato.PREPARAZIONE


@rules.predicate
def is_sistema_libero(_user: Utente, riga: SistemaValutazione | CriterioPesatura | None = None) -> bool:
    """No approved plan uses the sistema di valutazione yet: it is frozen with the first."""
    sistema = riga.sistema if isinstance(riga, CriterioPesatura) else riga
    if sistema is None or sistema.pk is None:
        return True
    return not sistema.cicli.exclude(stato=Ciclo.Stato.PREPARAZIONE).exists()


scrive_piano = gestisce & in_preparazione

register_perms(
    "obiettivi",
    ["indirizzo", "obiettivostrategico", "azione", "tipologiaobiettivo", "classificazione"],
    view=vede,
    write=gestisce,
)
register_perms("obiettivi", ["sistemavalutazione", "criteriopesatura"], view=vede, write=gestisce & is_sistema_libero)
register_perms(
    "obiettivi",
    ["ciclo", "progetto", "obiettivo", "indicatore", "valoreatteso", "fase", "pesaturaobiettivo"],
    view=vede,
    write=scrive_piano,
)


@rules.predicate
def has_incarico(user: Utente) -> bool:
    return in_ente(user)


# The reference data of the law are the same for all enti: everyone reads them, an installation's superuser writes.
register_perms("obiettivi", ["missione", "programma"], view=is_superutente | has_incarico, write=is_superutente)
