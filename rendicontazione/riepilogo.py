"""The riepilogo of a CdR: projects under the strategy, with totals and shares of the money. Pure code.

Totals are always recomputed from the quotas: the seed documents print wrong ones. Only spending counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from rendicontazione import quadro

PROGETTO, AZIONE, OBIETTIVO, INDIRIZZO, CDR = "progetto", "azione", "obiettivo", "indirizzo", "cdr"
LIVELLI = (INDIRIZZO, OBIETTIVO, AZIONE)
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
    tipo: str = ""
    """What ``id`` is the key of: ``progetto`` or ``obiettivo``; empty on totals."""

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
    tipo: str = "progetto"


@dataclass(frozen=True, slots=True)
class Gruppo:
    """Elements that a line sums up: ``voce`` is the code of the level."""

    livello: str
    voce: str
    elementi: Sequence[Elemento]


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
        Elemento(o.strategia, o.codice, o.titolo, quadro.sum_importi(o.quote, lato=quadro.SPESA), o.id, "obiettivo")
        for o in cdr.obiettivi
    ]
    return sorted(elementi, key=lambda e: (*_key(e.strategia), e.codice))


def build_riepilogo(cdr: quadro.Cdr, stampati: Sequence[quadro.TotaleStampato] = ()) -> list[Riga]:
    """Lines of a CdR's riepilogo, each group followed by its total as in the PEG allegato."""
    elementi = elements_of(cdr)
    totale = sum_or_none(e.importo for e in elementi)
    letti = {(t.livello, t.voce): t for t in sorted(stampati, key=_information) if t.cdr == cdr.codice}
    righe = [
        _riga(gruppo, totale, letti.get((gruppo.livello, gruppo.voce))) for gruppo in _groups(elementi, list(LIVELLI))
    ]
    return [*righe, _riga(Gruppo(CDR, cdr.codice, elementi), totale, letti.get((CDR, cdr.codice)))]


def _groups(elementi: Sequence[Elemento], livelli: Sequence[str]) -> Iterator[Gruppo]:
    """Walk the strategy from the given levels down: what is in a group first, then the group for its total."""
    if not livelli:
        yield from (Gruppo(PROGETTO, elemento.codice, [elemento]) for elemento in elementi)
        return
    livello, *sotto = livelli
    for voce, parte in groupby(elementi, key=lambda e: getattr(e.strategia, livello)):
        gruppo = list(parte)
        yield from _groups(gruppo, sotto)
        if voce:
            yield Gruppo(livello, voce.codice, gruppo)


def _riga(gruppo: Gruppo, totale: Decimal | None, stampato: quadro.TotaleStampato | None) -> Riga:
    importo = sum_or_none(e.importo for e in gruppo.elementi)
    percentuale = percent_of(importo, totale)
    if stampato and (stampato.importo, stampato.percentuale) == (importo, percentuale):
        stampato = None
    strategia = gruppo.elementi[0].strategia if gruppo.elementi and gruppo.livello != CDR else quadro.Strategia()
    riga = Riga(gruppo.livello, strategia, importo=importo, percentuale=percentuale, stampato=stampato)
    if gruppo.livello == PROGETTO:
        elemento = gruppo.elementi[0]
        riga = replace(riga, codice=elemento.codice, titolo=elemento.titolo, id=elemento.id, tipo=elemento.tipo)
    return riga


def _information(totale: quadro.TotaleStampato) -> int:
    """How much a printed total says: where a document prints one several times, the fullest is compared."""
    return (totale.importo is not None) + (totale.percentuale is not None)


def _key(strategia: quadro.Strategia) -> tuple[int | str, ...]:
    chiave: list[int | str] = []
    for voce in (strategia.indirizzo, strategia.obiettivo, strategia.azione):
        chiave += [voce.ordine, voce.codice] if voce else [-1, ""]
    return tuple(chiave)
