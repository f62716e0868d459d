"""The riepilogo of a CdR: projects under the strategy, with totals and shares of the money. Pure code.

Totals are always recomputed from the quotas: the seed documents print wrong ones. Only spending counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from rendicontazione import quadro

PROGETTO, AZIONE, OBIETTIVO, INDIRIZZO, CDR = "progetto", "azione", "obiettivo", "indirizzo", "cdr"
ETICHETTE = {
    AZIONE: "Totale Azione",
    OBIETTIVO: "Totale Obiettivo",
    INDIRIZZO: "Totale Indirizzo",
    CDR: "Totale CDR",
}


@dataclass(frozen=True, slots=True)
class Riga:
    """A line of the riepilogo: a project (or an objective without project), or a total.

    ``importo`` is in euros and None when blank; ``percentuale`` is 0-100 with 2 decimals over the CdR's total.
    ``stampato`` holds what an imported document printed, where it differs.
    """

    livello: str
    strategia: quadro.Strategia
    codice: str = ""
    titolo: str = ""
    importo: Decimal | None = None
    percentuale: Decimal | None = None
    stampato: quadro.TotaleStampato | None = None
    id: int = 0

    @property
    def etichetta(self) -> str:
        return ETICHETTE.get(self.livello, "")


@dataclass(frozen=True, slots=True)
class Elemento:
    """What a line is about, before its percentage is known."""

    strategia: quadro.Strategia
    codice: str
    titolo: str
    importo: Decimal | None
    id: int


def percent_of(importo: Decimal | None, totale: Decimal | None) -> Decimal | None:
    """Share of a total as 0-100, rounded half up to 2 decimals; None when either is blank or the total is zero."""
    if importo is None or not totale:
        return None
    return (importo * 100 / totale).quantize(Decimal("0.01"), ROUND_HALF_UP)


def sum_or_none(valori: Iterable[Decimal | None]) -> Decimal | None:
    """Sum what is stated; None when nothing is."""
    presenti = [valore for valore in valori if valore is not None]
    return sum(presenti, Decimal(0)) if presenti else None


def elements_of(cdr: quadro.Cdr) -> list[Elemento]:
    """The projects of a CdR and its objectives without project, in the order of the strategy, then of the code."""
    elementi = [
        Elemento(p.strategia, p.codice, p.titolo, quadro.sum_importi(p.tutte_le_quote, lato=quadro.SPESA), p.id)
        for p in cdr.progetti
    ]
    elementi += [
        Elemento(o.strategia, o.codice, o.titolo, quadro.sum_importi(o.quote, lato=quadro.SPESA), o.id)
        for o in cdr.obiettivi
    ]
    return sorted(elementi, key=lambda e: (*_key(e.strategia), e.codice))


def build_riepilogo(cdr: quadro.Cdr, stampati: Sequence[quadro.TotaleStampato] = ()) -> list[Riga]:
    """Lines of a CdR's riepilogo, each group followed by its total as in the PEG allegato."""
    elementi = elements_of(cdr)
    totale = sum_or_none(e.importo for e in elementi)
    attesi = {(t.livello, t.voce): t for t in stampati if t.cdr == cdr.codice}
    righe: list[Riga] = []

    def add(livello: str, strategia: quadro.Strategia, gruppo: Sequence[Elemento], voce: str) -> None:
        importo = sum_or_none(e.importo for e in gruppo)
        percentuale = percent_of(importo, totale)
        stampato = attesi.get((livello, voce))
        if stampato and (stampato.importo, stampato.percentuale) == (importo, percentuale):
            stampato = None
        singolo = gruppo[0] if livello == PROGETTO else None
        righe.append(
            Riga(
                livello,
                strategia,
                singolo.codice if singolo else "",
                singolo.titolo if singolo else "",
                importo,
                percentuale,
                stampato,
                singolo.id if singolo else 0,
            )
        )

    for indirizzo, di_indirizzo in _groups(elementi, "indirizzo"):
        for obiettivo, di_obiettivo in _groups(di_indirizzo, "obiettivo"):
            for azione, di_azione in _groups(di_obiettivo, "azione"):
                for elemento in di_azione:
                    add(PROGETTO, elemento.strategia, [elemento], elemento.codice)
                if azione:
                    add(AZIONE, di_azione[0].strategia, di_azione, azione.codice)
            if obiettivo:
                add(OBIETTIVO, di_obiettivo[0].strategia, di_obiettivo, obiettivo.codice)
        if indirizzo:
            add(INDIRIZZO, di_indirizzo[0].strategia, di_indirizzo, indirizzo.codice)
    add(CDR, quadro.Strategia(), elementi, cdr.codice)
    return righe


def _groups(elementi: Sequence[Elemento], livello: str) -> list[tuple[quadro.Voce | None, list[Elemento]]]:
    gruppi = groupby(elementi, key=lambda e: getattr(e.strategia, livello))
    return [(voce, list(gruppo)) for voce, gruppo in gruppi]


def _key(strategia: quadro.Strategia) -> tuple[int | str, ...]:
    chiave: list[int | str] = []
    for voce in (strategia.indirizzo, strategia.obiettivo, strategia.azione):
        chiave += [voce.ordine, voce.codice] if voce else [-1, ""]
    return tuple(chiave)
