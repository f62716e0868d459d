"""Controlli: what does not hold together in a plan. Pure functions over the Quadro, no Django.

Each check takes a Quadro and yields findings; ``check_quadro`` runs them all. A check that needs the whole ente
(people, chapters) says nothing on a partial Quadro, where its sums would be wrong.
"""

from __future__ import annotations

from rendicontazione import quadro
from rendicontazione.controlli.piano import check_cdr, check_fasi, check_obiettivi, check_pesi
from rendicontazione.controlli.rilievi import AVVISO, BLOCCO, SUGGERIMENTO, Rilievo
from rendicontazione.controlli.risorse import check_capitoli, check_collegamenti, check_persone, check_totali_stampati

__all__ = ["AVVISO", "BLOCCO", "CONTROLLI", "SUGGERIMENTO", "Rilievo", "check_quadro"]

CONTROLLI = (
    check_cdr,
    check_obiettivi,
    check_pesi,
    check_fasi,
    check_capitoli,
    check_collegamenti,
    check_persone,
    check_totali_stampati,
)

_ORDINE = {BLOCCO: 0, AVVISO: 1, SUGGERIMENTO: 2}


def check_quadro(q: quadro.Quadro) -> list[Rilievo]:
    """Run every check; the gravest findings first, otherwise in the order of the checks and of the plan."""
    return sorted((rilievo for check in CONTROLLI for rilievo in check(q)), key=lambda r: _ORDINE[r.gravita])
