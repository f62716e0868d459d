"""Loads quotas of chapters and of people, funding links and printed totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from budget.models import CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale, TotaleStampato
from obiettivi.models import Ciclo
from rendicontazione import quadro

Quote = dict[int, tuple[quadro.QuotaCapitolo, ...]]
Persone = dict[tuple[str, int], tuple[quadro.QuotaPersonale, ...]]


def _of_plan(scelte: Collection[int] | None) -> Q:
    """A filter on quotas: those of projects and objectives of ``scelte`` (None: all)."""
    if scelte is None:
        return Q()
    return Q(progetto__cdr__in=scelte) | Q(obiettivo__struttura__in=scelte) | Q(obiettivo__progetto__cdr__in=scelte)


def load_quote_capitolo(ciclo: Ciclo, scelte: Collection[int] | None) -> tuple[Quote, Quote]:
    """Return the quotas of chapters by project key and by objective key, in one query."""
    righe = (
        QuotaCapitolo.objects.filter(_of_plan(scelte), capitolo__ciclo=ciclo)
        .order_by("ordine", "capitolo__lato", "capitolo__numero", "capitolo__articolo")
        .values(
            *("progetto_id", "obiettivo_id", "capitolo_id", "importo", "quota_parte", "descrizione", "nota"),
            *("capitolo__lato", "capitolo__numero", "capitolo__articolo", "capitolo__natura"),
            *("capitolo__descrizione", "capitolo__avanzo", "capitolo__stanziamento"),
        )
    )
    di_progetto: dict[int, list[quadro.QuotaCapitolo]] = defaultdict(list)
    di_obiettivo: dict[int, list[quadro.QuotaCapitolo]] = defaultdict(list)
    for riga in righe:
        gruppo = di_progetto[riga["progetto_id"]] if riga["progetto_id"] else di_obiettivo[riga["obiettivo_id"]]
        gruppo.append(_quota_capitolo(riga))
    return {k: tuple(v) for k, v in di_progetto.items()}, {k: tuple(v) for k, v in di_obiettivo.items()}


def _quota_capitolo(r: dict[str, Any]) -> quadro.QuotaCapitolo:
    return quadro.QuotaCapitolo(
        lato=r["capitolo__lato"],
        numero=r["capitolo__numero"],
        articolo=r["capitolo__articolo"],
        natura=r["capitolo__natura"],
        descrizione=r["descrizione"] or r["capitolo__descrizione"],
        importo=r["importo"],
        stanziamento=r["capitolo__stanziamento"],
        quota_parte=r["quota_parte"],
        avanzo=r["capitolo__avanzo"],
        nota=r["nota"],
        capitolo_id=r["capitolo_id"],
    )


def load_personale(ciclo: Ciclo, scelte: Collection[int] | None) -> Persone:
    """Return the quotas of people by what they are given to, ``("progetto", key)`` and so on, in one query."""
    filtro = Q() if scelte is None else _of_plan(scelte) | Q(struttura__in=scelte)
    righe = (
        QuotaPersonale.objects.filter(filtro, ciclo=ciclo)
        .order_by("ordine", "persona__denominazione", "pk")
        .values(
            *("progetto_id", "obiettivo_id", "struttura_id", "persona_id", "relazione", "percentuale", "unita"),
            *("nota", "persona__codice", "persona__denominazione", "persona__gruppo"),
        )
    )
    gruppi: dict[tuple[str, int], list[quadro.QuotaPersonale]] = defaultdict(list)
    for riga in righe:
        di_chi = next(nome for nome in ("progetto", "obiettivo", "struttura") if riga[f"{nome}_id"])
        gruppi[di_chi, riga[f"{di_chi}_id"]].append(_quota_personale(riga))
    return {k: tuple(v) for k, v in gruppi.items()}


def _quota_personale(r: dict[str, Any]) -> quadro.QuotaPersonale:
    return quadro.QuotaPersonale(
        codice=r["persona__codice"],
        persona=r["persona__denominazione"],
        gruppo=r["persona__gruppo"],
        relazione=r["relazione"],
        percentuale=r["percentuale"],
        unita=r["unita"],
        nota=r["nota"],
        persona_id=r["persona_id"],
    )


def load_collegamenti(ciclo: Ciclo, scelte: Collection[int] | None) -> tuple[quadro.Collegamento, ...]:
    """Return the funding links of the chapters of which ``scelte`` have a quota, in one query."""
    righe = CollegamentoCapitolo.objects.filter(capitolo__ciclo=ciclo)
    if scelte is not None:
        righe = righe.filter(capitolo__in=QuotaCapitolo.objects.filter(_of_plan(scelte)).values("capitolo"))
    righe = righe.order_by(
        *("capitolo__lato", "capitolo__numero", "capitolo__articolo"),
        *("verso_lato", "verso_numero", "verso_articolo"),
    )
    return tuple(
        quadro.Collegamento(riga[0], riga[1], riga[2], riga[3], riga[4], riga[5], riga[6] is not None, riga[7])
        for riga in righe.values_list(
            *("capitolo__lato", "capitolo__numero", "capitolo__articolo"),
            *("verso_lato", "verso_numero", "verso_articolo", "collegato_id", "testo"),
        )
    )


def load_totali(ciclo: Ciclo, scelte: Collection[int] | None) -> tuple[quadro.TotaleStampato, ...]:
    """Return the totals printed by the imported document for the given CdR, in one query."""
    righe = TotaleStampato.objects.filter(ciclo=ciclo)
    if scelte is not None:
        righe = righe.filter(cdr__in=scelte)
    righe = righe.select_related("cdr", "progetto", "azione", "obiettivo_strategico", "indirizzo")
    return tuple(
        quadro.TotaleStampato(
            cdr=totale.cdr.codice,
            livello=totale.livello,
            voce=(
                totale.progetto or totale.azione or totale.obiettivo_strategico or totale.indirizzo or totale.cdr
            ).codice,
            importo=totale.importo,
            percentuale=totale.percentuale,
            riga=totale.riga,
        )
        for totale in righe
    )
