"""A Quadro arranged into the tables of the printed page: columns, groups, what is kept together. Pure code.

Every figure is the Quadro's or the riepilogo's: here nothing is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rendicontazione import quadro, riepilogo

LIVELLI = (riepilogo.INDIRIZZO, riepilogo.OBIETTIVO, riepilogo.AZIONE)
RIGHE_PER_GRUPPO = 8
"""Lines of the riepilogo kept on one page under their labels; a longer group repeats its labels."""


@dataclass(frozen=True, slots=True)
class Gruppo:
    """Lines of the riepilogo that share the labels at their left, with the totals that follow them."""

    strategia: quadro.Strategia
    righe: tuple[riepilogo.Riga, ...]
    totali: tuple[tuple[riepilogo.Riga, int], ...]
    """Each total with the number of columns that its label takes."""
    precedente: quadro.Strategia | None
    """The strategy of the group before: a label that it has already printed is printed lighter."""

    @property
    def prima(self) -> riepilogo.Riga:
        return self.righe[0]

    @property
    def altre(self) -> tuple[riepilogo.Riga, ...]:
        return self.righe[1:]

    @property
    def stesso_indirizzo(self) -> bool:
        return self.precedente is not None and self.strategia.indirizzo == self.precedente.indirizzo

    @property
    def stesso_obiettivo(self) -> bool:
        return (
            self.precedente is not None
            and self.stesso_indirizzo
            and self.strategia.obiettivo == self.precedente.obiettivo
        )

    @property
    def stessa_azione(self) -> bool:
        return self.strategia == self.precedente

    @property
    def alte_indirizzo(self) -> int:
        """Rows that the label of the indirizzo spans; likewise the next two."""
        return len(self.righe) + len(self.totali)

    @property
    def alte_obiettivo(self) -> int:
        return self.alte_indirizzo - sum(totale.livello == riepilogo.INDIRIZZO for totale, _ in self.totali)

    @property
    def alte_azione(self) -> int:
        return len(self.righe) + sum(totale.livello == riepilogo.AZIONE for totale, _ in self.totali)


@dataclass(frozen=True, slots=True)
class RigaBudget:
    quota: quadro.QuotaCapitolo
    obiettivo: str
    """Code of the objective that the quota belongs to; blank when it is the project's own."""
    importi: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """The table of the chapters: only the columns that it needs, in the order of the document."""

    colonne: tuple[str, ...]
    righe: tuple[RigaBudget, ...]
    totali: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Personale:
    righe: tuple[tuple[quadro.QuotaPersonale, str], ...]
    """Each quota with the code of its objective, blank when it is the project's own."""

    @property
    def con_relazione(self) -> bool:
        return any(quota.relazione or quota.nota or obiettivo for quota, obiettivo in self.righe)

    @property
    def con_unita(self) -> bool:
        return any(quota.unita is not None for quota, _ in self.righe)

    @property
    def con_percentuale(self) -> bool:
        return any(quota.percentuale is not None for quota, _ in self.righe)


@dataclass(frozen=True, slots=True)
class Fasi:
    righe: tuple[quadro.Fase, ...]
    con_obiettivo: bool = True

    @property
    def con_atteso(self) -> bool:
        return any(fase.atteso for fase in self.righe)

    @property
    def con_peso(self) -> bool:
        return any(fase.peso is not None for fase in self.righe)

    @property
    def larghezza(self) -> int:
        """Number of columns."""
        return 4 + self.con_obiettivo + self.con_atteso + self.con_peso


@dataclass(frozen=True, slots=True)
class SchedaObiettivo:
    """An objective and, when it stands alone, what a project would print for it."""

    obiettivo: quadro.Obiettivo
    fasi: Fasi | None = None
    budget: Budget | None = None
    personale: Personale | None = None

    @property
    def con_atteso(self) -> bool:
        return any(indicatore.atteso for indicatore in self.obiettivo.indicatori)

    @property
    def breve(self) -> bool:
        """Whether it is short enough to stay whole on a page without leaving a hole in the one before."""
        obiettivo = self.obiettivo
        testo = obiettivo.descrizione + obiettivo.attivita + obiettivo.tempi + obiettivo.risorse + obiettivo.note
        return len(obiettivo.indicatori) < 4 and len(testo) < 600

    @property
    def atteso_a_parole(self) -> bool:
        """Whether a target is a sentence, that needs a wider column and lines."""
        attesi = (indicatore.atteso for indicatore in self.obiettivo.indicatori)
        return any(len(atteso.stampato) > 20 for atteso in attesi if atteso)

    @property
    def con_peso(self) -> bool:
        return any(indicatore.peso is not None for indicatore in self.obiettivo.indicatori)

    @property
    def larghezza(self) -> int:
        """Number of columns of the table of the indicators."""
        return 2 + self.con_atteso + self.con_peso


@dataclass(frozen=True, slots=True)
class SchedaProgetto:
    progetto: quadro.Progetto
    obiettivi: tuple[SchedaObiettivo, ...]
    fasi: Fasi | None
    budget: Budget | None
    personale: Personale | None


@dataclass(frozen=True, slots=True)
class ParteCdr:
    """What is printed of a CdR."""

    cdr: quadro.Cdr
    livelli: tuple[str, ...]
    """Levels of the strategy that have a column in the riepilogo."""
    con_importi: bool
    gruppi: tuple[Gruppo, ...]
    totale: riepilogo.Riga
    progetti: tuple[SchedaProgetto, ...]
    obiettivi: tuple[SchedaObiettivo, ...]
    personale: Personale | None


def build_parte(cdr: quadro.Cdr, stampati: Sequence[quadro.TotaleStampato] = ()) -> ParteCdr:
    """Arrange a CdR for the page."""
    *righe, totale = riepilogo.build_riepilogo(cdr, stampati)
    con_importi = bool(cdr.progetti) or totale.importo is not None
    livelli = tuple(livello for livello in LIVELLI if any(getattr(riga.strategia, livello) for riga in righe))
    return ParteCdr(
        cdr,
        livelli,
        con_importi,
        tuple(group_righe(righe, livelli if con_importi else None)),
        totale,
        tuple(build_scheda_progetto(progetto) for progetto in cdr.progetti),
        tuple(build_scheda_obiettivo(obiettivo) for obiettivo in cdr.obiettivi),
        build_personale([(quota, "") for quota in cdr.personale]),
    )


def group_righe(righe: Sequence[riepilogo.Riga], livelli: Sequence[str] | None) -> list[Gruppo]:
    """Cut the lines of a riepilogo into groups under the same labels, none longer than a page can hold.

    ``livelli`` are the columns of the strategy, None for a riepilogo that prints no totals.
    """
    gruppi: list[Gruppo] = []
    corrente: list[riepilogo.Riga] = []
    totali: list[tuple[riepilogo.Riga, int]] = []

    def close() -> None:
        if corrente:
            precedente = gruppi[-1].strategia if gruppi else None
            gruppi.append(Gruppo(corrente[0].strategia, tuple(corrente), tuple(totali), precedente))
            corrente.clear()
            totali.clear()

    for riga in righe:
        if riga.livello == riepilogo.PROGETTO:
            if totali or len(corrente) == RIGHE_PER_GRUPPO or (corrente and corrente[0].strategia != riga.strategia):
                close()
            corrente.append(riga)
        elif livelli is not None:
            # A total's label goes from the column after its level's to that of the titles.
            totali.append((riga, 2 + len(livelli) - livelli.index(riga.livello) - 1))
    close()
    return gruppi


def build_scheda_progetto(progetto: quadro.Progetto) -> SchedaProgetto:
    """Arrange a project: its money and people with those of its objectives, each under the objective's code."""
    quote = [(quota, "") for quota in progetto.quote]
    quote += [(quota, o.codice) for o in progetto.obiettivi for quota in o.quote]
    personale = [(quota, "") for quota in progetto.personale]
    personale += [(quota, o.codice) for o in progetto.obiettivi for quota in o.personale]
    return SchedaProgetto(
        progetto,
        tuple(SchedaObiettivo(obiettivo) for obiettivo in progetto.obiettivi),
        Fasi(progetto.fasi) if progetto.fasi else None,
        build_budget(quote),
        build_personale(personale),
    )


def build_scheda_obiettivo(obiettivo: quadro.Obiettivo) -> SchedaObiettivo:
    """Arrange an objective that belongs to no project."""
    return SchedaObiettivo(
        obiettivo,
        Fasi(obiettivo.fasi, con_obiettivo=False) if obiettivo.fasi else None,
        build_budget([(quota, "") for quota in obiettivo.quote]),
        build_personale([(quota, "") for quota in obiettivo.personale]),
    )


def build_budget(quote: Sequence[tuple[quadro.QuotaCapitolo, str]]) -> Budget | None:
    """Lay the quotas out in columns, with a total for each that has amounts; None when there are no quotas."""
    if not quote:
        return None
    presenti = {quota.colonna for quota, _ in quote}
    colonne = tuple(colonna for colonna in quadro.ORDINE_COLONNE if colonna in presenti)
    somme = quadro.totals_by_colonna(quota for quota, _ in quote)
    righe = tuple(
        RigaBudget(quota, obiettivo, tuple(quota.importo if quota.colonna == c else None for c in colonne))
        for quota, obiettivo in quote
    )
    return Budget(name_colonne(colonne), righe, tuple(somme.get(colonna) for colonna in colonne))


def name_colonne(colonne: Sequence[str]) -> tuple[str, ...]:
    """Name the columns: revenue of no stated kind is "Altre entrate" beside others and "Entrate" alone."""
    lati = [colonna.removeprefix("Altre ").split()[0].capitalize() for colonna in colonne]
    return tuple(
        lato if colonna.startswith("Altre ") and lati.count(lato) == 1 else colonna
        for colonna, lato in zip(colonne, lati, strict=True)
    )


def build_personale(righe: Sequence[tuple[quadro.QuotaPersonale, str]]) -> Personale | None:
    return Personale(tuple(righe)) if righe else None
