"""The Quadro: the whole plan of a year as a small tree of frozen values. Pure code, no Django.

Everything read-only and whole (pages, allegato, exports) is rendered from it, so that the same number appears
everywhere. Import it as a module, ``from rendicontazione import quadro``: its classes bear the names of the models.
``id`` fields are the database keys of the rows, for links only; they take no part in what a document says.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

ENTRATA, SPESA = "E", "U"
CORRENTE, INVESTIMENTO = "corrente", "investimento"


@dataclass(frozen=True, slots=True)
class Voce:
    """A level of the strategy: code and name."""

    codice: str
    denominazione: str
    ordine: int = 0


@dataclass(frozen=True, slots=True)
class Strategia:
    """Where a project or an objective hangs; any level may be missing."""

    indirizzo: Voce | None = None
    obiettivo: Voce | None = None
    azione: Voce | None = None


@dataclass(frozen=True, slots=True)
class Atteso:
    """A target: what was understood, and ``stampato`` as the document has it."""

    tipo: str = ""
    operatore: str = ""
    numero: Decimal | None = None
    data: datetime.date | None = None
    si_no: bool | None = None
    unita: str = ""
    stampato: str = ""


@dataclass(frozen=True, slots=True)
class Indicatore:
    codice: str
    testo: str
    atteso: Atteso | None = None
    """The target of the plan's year; None when none is stated."""
    successivi: tuple[tuple[int, Atteso], ...] = ()
    """Targets of later years, as (year, target), for the PIAO."""
    verso: str = "crescente"
    formula: str = ""
    baseline: Decimal | None = None
    fonte: str = ""
    dimensione: str = ""
    nota: str = ""
    peso: Decimal | None = None
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Fase:
    ordine: int
    codice: str
    codice_obiettivo: str
    descrizione: str
    atteso: Atteso | None = None
    dal: datetime.date | None = None
    al: datetime.date | None = None
    peso: Decimal | None = None
    nota: str = ""
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class QuotaCapitolo:
    """A chapter's part; ``importo`` None is blank, not zero."""

    lato: str
    numero: str
    articolo: str
    natura: str
    descrizione: str
    importo: Decimal | None = None
    stanziamento: Decimal | None = None
    """What the budget gives to the whole chapter, when it is known."""
    quota_parte: bool = False
    avanzo: bool = False
    nota: str = ""
    capitolo_id: int = field(default=0, compare=False)

    @property
    def sigla(self) -> str:
        return f"Cap. {self.numero}" + (f" Art. {self.articolo}" if self.articolo else "")

    @property
    def colonna(self) -> str:
        """The column of the budget table in which the amount stands."""
        return COLONNE.get((self.lato, self.natura)) or ("Altre entrate" if self.lato == ENTRATA else "Altre spese")


COLONNE = {
    (ENTRATA, CORRENTE): "Entrate Correnti",
    (ENTRATA, INVESTIMENTO): "Entrate Investimenti",
    (SPESA, CORRENTE): "Spese Correnti",
    (SPESA, INVESTIMENTO): "Spese Investimenti",
}
ORDINE_COLONNE = (*COLONNE.values(), "Altre entrate", "Altre spese")


@dataclass(frozen=True, slots=True)
class QuotaPersonale:
    codice: str
    persona: str
    gruppo: bool
    relazione: str
    percentuale: Decimal | None = None
    unita: Decimal | None = None
    nota: str = ""
    persona_id: int = field(default=0, compare=False)

    @property
    def fte(self) -> Decimal | None:
        """Full-time equivalents: the stated units of a group, or the percentage of a person; None when neither is."""
        if self.unita is not None:
            return self.unita
        return None if self.percentuale is None else self.percentuale / 100


@dataclass(frozen=True, slots=True)
class Obiettivo:
    codice: str
    titolo: str
    tipologia: str = ""
    descrizione: str = ""
    attivita: str = ""
    tempi: str = ""
    dal: datetime.date | None = None
    al: datetime.date | None = None
    priorita: str = ""
    missione: str = ""
    programma: str = ""
    peso: Decimal | None = None
    gruppo: str = ""
    responsabile: str = ""
    contributi: tuple[str, ...] = ()
    classificazioni: tuple[str, ...] = ()
    classi: tuple[tuple[str, str], ...] = ()
    """The same classifications as (family, code)."""
    pesatura: tuple[tuple[str, str], ...] = ()
    """The levels of the matrix as (criterio, livello)."""
    risorse: str = ""
    note: str = ""
    note_fonte: str = ""
    strategia: Strategia = Strategia()
    indicatori: tuple[Indicatore, ...] = ()
    fasi: tuple[Fase, ...] = ()
    quote: tuple[QuotaCapitolo, ...] = ()
    personale: tuple[QuotaPersonale, ...] = ()
    stato: str = ""
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Progetto:
    codice: str
    titolo: str
    tipo: str
    descrizione: str = ""
    strategia: Strategia = Strategia()
    obiettivi: tuple[Obiettivo, ...] = ()
    quote: tuple[QuotaCapitolo, ...] = ()
    personale: tuple[QuotaPersonale, ...] = ()
    note_fonte: str = ""
    id: int = field(default=0, compare=False)

    @property
    def fasi(self) -> tuple[Fase, ...]:
        """The phases of all its objectives, in the order in which the document numbers them."""
        return tuple(sorted((fase for o in self.obiettivi for fase in o.fasi), key=lambda fase: fase.ordine))

    @property
    def tutte_le_quote(self) -> tuple[QuotaCapitolo, ...]:
        """Its own quotas of chapters and those of its objectives."""
        return self.quote + tuple(quota for o in self.obiettivi for quota in o.quote)


@dataclass(frozen=True, slots=True)
class Responsabile:
    persona: str
    ruolo: str


@dataclass(frozen=True, slots=True)
class Cdr:
    """A centre of responsibility with what is entrusted to it."""

    codice: str
    denominazione: str
    tipo: str
    percorso: tuple[str, ...] = ()
    """Names of the structures above, from the top."""
    responsabili: tuple[Responsabile, ...] = ()
    descrizione: str = ""
    progetti: tuple[Progetto, ...] = ()
    obiettivi: tuple[Obiettivo, ...] = ()
    """Objectives that belong to no project."""
    personale: tuple[QuotaPersonale, ...] = ()
    id: int = field(default=0, compare=False)

    @property
    def nome(self) -> str:
        return f"{self.codice} - {self.denominazione}"

    @property
    def tutti_gli_obiettivi(self) -> tuple[Obiettivo, ...]:
        return tuple(o for p in self.progetti for o in p.obiettivi) + self.obiettivi


@dataclass(frozen=True, slots=True)
class Collegamento:
    """A funding link between chapters; ``risolto`` is False when the other end is not in the plan."""

    lato: str
    numero: str
    articolo: str
    verso_lato: str
    verso_numero: str
    verso_articolo: str
    risolto: bool
    testo: str = ""


@dataclass(frozen=True, slots=True)
class TotaleStampato:
    """A figure printed by an imported document, to be compared with ours; ``voce`` is a code of that level."""

    cdr: str
    livello: str
    voce: str
    importo: Decimal | None
    percentuale: Decimal | None
    riga: int | None = None


@dataclass(frozen=True, slots=True)
class Ente:
    codice: str
    denominazione: str
    tipo: str
    organo: str = ""


@dataclass(frozen=True, slots=True)
class Quadro:
    """The plan of an ente for a year, whole or of some CdR (``parziale``)."""

    ente: Ente
    anno: int
    titolo: str
    allegato: str = ""
    elaborato_il: datetime.date | None = None
    premessa: str = ""
    regime: str = ""
    """``unificato`` until 2021, ``piao`` since 2022 (DPR 81/2022)."""
    cdr: tuple[Cdr, ...] = ()
    collegamenti: tuple[Collegamento, ...] = ()
    totali_stampati: tuple[TotaleStampato, ...] = ()
    parziale: bool = False

    def each_progetto(self) -> Iterator[tuple[Cdr, Progetto]]:
        return ((cdr, progetto) for cdr in self.cdr for progetto in cdr.progetti)

    def each_obiettivo(self) -> Iterator[tuple[Cdr, Obiettivo]]:
        return ((cdr, obiettivo) for cdr in self.cdr for obiettivo in cdr.tutti_gli_obiettivi)


def sum_importi(quote: Iterable[QuotaCapitolo], *, lato: str | None = None) -> Decimal | None:
    """Sum the stated amounts in euros; None when no amount is stated (null is not zero)."""
    importi = [quota.importo for quota in quote if quota.importo is not None and lato in (None, quota.lato)]
    return sum(importi, Decimal(0)) if importi else None


def totals_by_colonna(quote: Iterable[QuotaCapitolo]) -> dict[str, Decimal]:
    """Sum the stated amounts in each column of the budget table; only the columns that have one, in print order."""
    somme: dict[str, Decimal] = {}
    for quota in quote:
        if quota.importo is not None:
            somme[quota.colonna] = somme.get(quota.colonna, Decimal(0)) + quota.importo
    return {colonna: somme[colonna] for colonna in ORDINE_COLONNE if colonna in somme}
