"""Parts of a Quadro taken and put back: the scope of a reader, a version after a variazione. Pure code.

CdR are told by their codes: a stored Quadro has no database keys.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rendicontazione import quadro

Capo = tuple[str, str, str]


def narrow_quadro(q: quadro.Quadro, codici: Collection[str]) -> quadro.Quadro:
    """Keep only the given CdR, with what concerns them."""
    cdr = tuple(c for c in q.cdr if c.codice in codici)
    capi = _capi_of(cdr)
    return replace(
        q,
        cdr=cdr,
        collegamenti=tuple(c for c in q.collegamenti if _capo_of(c) in capi),
        totali_stampati=tuple(t for t in q.totali_stampati if t.cdr in codici),
        parziale=q.parziale or len(cdr) < len(q.cdr),
    )


def replace_cdr(base: quadro.Quadro, attuale: quadro.Quadro, codici: Collection[str]) -> quadro.Quadro:
    """Return ``base`` with the given CdR as they are in ``attuale``, and everything else as it was."""
    vecchi = {c.codice: c for c in base.cdr}
    ordine = [c.codice for c in attuale.cdr]
    nuovi = {c.codice: c for c in attuale.cdr if c.codice in codici}
    scelti = [nuovi.get(codice) or vecchi.get(codice) for codice in ordine if codice in codici or codice in vecchi]
    scelti += [c for c in base.cdr if c.codice not in ordine and c.codice not in codici]
    cambiati = [c for c in base.cdr if c.codice in codici]
    capi = _capi_of([*cambiati, *nuovi.values()])
    collegamenti = [c for c in base.collegamenti if _capo_of(c) not in capi]
    collegamenti += [c for c in attuale.collegamenti if _capo_of(c) in capi]
    return replace(
        base,
        cdr=tuple(c for c in scelti if c),
        collegamenti=tuple(sorted(collegamenti, key=_ordine_of)),
    )


def _capi_of(cdr: Collection[quadro.Cdr]) -> set[Capo]:
    """The chapters of which some CdR have a quota."""
    quote = [quota for c in cdr for p in c.progetti for quota in p.tutte_le_quote]
    quote += [quota for c in cdr for o in c.obiettivi for quota in o.quote]
    return {(quota.lato, quota.numero, quota.articolo) for quota in quote}


def _capo_of(collegamento: quadro.Collegamento) -> Capo:
    return collegamento.lato, collegamento.numero, collegamento.articolo


def _ordine_of(collegamento: quadro.Collegamento) -> tuple[str, ...]:
    return *_capo_of(collegamento), collegamento.verso_lato, collegamento.verso_numero, collegamento.verso_articolo
