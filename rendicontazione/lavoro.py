"""What waits for a person: from how a plan stands and from who asks to a list of things to do. Pure code, no Django.

The same list makes the home page, the page of a ciclo and the e-mails. A sentence never says "in three days": what
has not changed must read the same tomorrow, or the same reminder would be sent again.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from obiettivi.proposta import BOZZA, CONCORDATO, DA_INVIARE, DA_RIVEDERE, PROPOSTO, ancora_of
from obiettivi.scadenze import PEG, PROPOSTE, VARIAZIONI, Termine
from rendicontazione.controlli.rilievi import Rilievo

PREPARAZIONE, APPROVATO = "preparazione", "approvato"
DEL_PIANO = (PROPOSTE, PEG)
"""Deadlines that are met once the plan is approved; those of the variazioni begin then."""
GIORNI_VICINI = 30
"""How many days before a deadline begins to be told."""
SINGOLI = 3
"""Up to so many objectives of a CdR are named one by one; more are a line that opens them all."""


@dataclass(frozen=True, slots=True)
class Struttura:
    """A CdR of the plan."""

    id: int
    codice: str
    nome: str


@dataclass(frozen=True, slots=True)
class Obiettivo:
    """An objective as far as its proposal goes."""

    id: int
    codice: str
    titolo: str
    stato: str
    cdr: Struttura
    proprie: frozenset[int] = frozenset()
    """Keys of the structures whose people write it: its own, and that of its project."""

    @property
    def nome(self) -> str:
        return f"{self.codice} {self.titolo or '(senza titolo)'}"


@dataclass(frozen=True, slots=True)
class Filo:
    """An open remark; ``dell_ufficio`` says who spoke last."""

    obiettivo: Obiettivo
    id: int
    campo: str
    testo: str
    dell_ufficio: bool


@dataclass(frozen=True, slots=True)
class Variazione:
    numero: int
    oggetto: str
    stato: str
    strutture: frozenset[int]


@dataclass(frozen=True, slots=True)
class Situazione:
    """How a plan stands on a day; of findings, those that block and how many others each CdR has."""

    anno: int
    stato: str
    oggi: datetime.date
    termini: tuple[Termine, ...] = ()
    obiettivi: tuple[Obiettivo, ...] = ()
    fili: tuple[Filo, ...] = ()
    variazioni: tuple[Variazione, ...] = ()
    blocchi: tuple[Rilievo, ...] = ()
    altri_rilievi: int = 0
    versione: int = 0
    """The last approved version, 0 when there is none."""

    def data_of(self, codice: str) -> datetime.date | None:
        return next((t.data for t in self.termini if t.codice == codice), None)

    def is_passata(self, codice: str) -> bool:
        data = self.data_of(codice)
        return data is not None and data < self.oggi


@dataclass(frozen=True, slots=True)
class Chi:
    """Who asks: of the ufficio, or answering for some structures (with those below), or only reading."""

    ufficio: bool = False
    strutture: frozenset[int] = frozenset()

    @property
    def legge(self) -> bool:
        return not (self.ufficio or self.strutture)


@dataclass(frozen=True, slots=True)
class Voce:
    """A thing to do: a sentence, by when, and the page of the ciclo where it is done."""

    frase: str
    pagina: str
    chiavi: tuple[int | str, ...] = ()
    ancora: str = ""
    cerca: str = ""
    entro: datetime.date | None = None


@dataclass(slots=True)
class Gruppo:
    """Things to do of one kind."""

    titolo: str
    voci: list[Voce] = field(default_factory=list)


def list_lavoro(s: Situazione, chi: Chi) -> list[Gruppo]:
    """What waits for somebody, in the order in which it is done; groups with nothing are left out."""
    if chi.legge:
        gruppi = [Gruppo("Da leggere", list(_to_read(s)))]
    else:
        suoi = chi.strutture if not chi.ufficio else frozenset()
        gruppi = [
            Gruppo("Obiettivi da rivedere", list(_to_revise(s, chi.strutture))),
            Gruppo("Proposte da esaminare", list(_to_examine(s)) if chi.ufficio else []),
            Gruppo("Commenti senza risposta", list(_to_answer(s, chi))),
            Gruppo("Obiettivi da scrivere e inviare", list(_to_send(s, chi.strutture))),
            Gruppo("CdR in ritardo", list(_late(s)) if chi.ufficio else []),
            Gruppo("Rilievi dei controlli", list(_blocking(s, suoi))),
            Gruppo("Variazioni", list(_variazioni(s, chi))),
        ]
    gruppi.append(Gruppo("Scadenze vicine", list(_deadlines(s))))
    return [gruppo for gruppo in gruppi if gruppo.voci]


def late_cdr(s: Situazione) -> list[tuple[Struttura, int]]:
    """The CdR that have not sent all their objectives by the deadline, with how many are missing."""
    if s.stato != PREPARAZIONE or not s.is_passata(PROPOSTE):
        return []
    mancano = Counter(o.cdr for o in s.obiettivi if o.stato in DA_INVIARE)
    return list(mancano.items())


def _mine(s: Situazione, strutture: frozenset[int], stato: str) -> list[Obiettivo]:
    in_corso = s.stato == PREPARAZIONE
    return [o for o in s.obiettivi if in_corso and o.stato == stato and o.proprie & strutture]


def _to_revise(s: Situazione, strutture: frozenset[int]) -> Iterator[Voce]:
    """Returned objectives, each at the field of the last remark of the ufficio."""
    motivi = {filo.obiettivo.id: filo for filo in s.fili if filo.dell_ufficio}
    for o in _mine(s, strutture, DA_RIVEDERE):
        filo = motivi.get(o.id)
        motivo = f": «{shorten(filo.testo)}»" if filo else ""
        ancora = ancora_of(filo.campo) if filo else ""
        yield Voce(f"{o.nome}{motivo}", "obiettivo_modifica", (o.id,), ancora, entro=s.data_of(PROPOSTE))


def _to_send(s: Situazione, strutture: frozenset[int]) -> Iterator[Voce]:
    yield from _by_cdr(_mine(s, strutture, BOZZA), "obiettivo", "in bozza", s.data_of(PROPOSTE))


def _to_examine(s: Situazione) -> Iterator[Voce]:
    proposti = [o for o in s.obiettivi if o.stato == PROPOSTO] if s.stato == PREPARAZIONE else []
    yield from _by_cdr(proposti, "obiettivo", "da esaminare", s.data_of(PEG))


def _by_cdr(obiettivi: Iterable[Obiettivo], pagina: str, cosa: str, entro: datetime.date | None) -> Iterator[Voce]:
    gruppi: dict[Struttura, list[Obiettivo]] = defaultdict(list)
    for o in obiettivi:
        gruppi[o.cdr].append(o)
    for cdr, suoi in gruppi.items():
        if len(suoi) <= SINGOLI:
            yield from (Voce(o.nome, pagina, (o.id,), "proposta", entro=entro) for o in suoi)
        else:
            yield Voce(f"{cdr.nome}: {len(suoi)} obiettivi {cosa}", "proposte", (cdr.id,), entro=entro)


def _to_answer(s: Situazione, chi: Chi) -> Iterator[Voce]:
    """Open remarks in which the other side spoke last; a returned objective already tells the ufficio's."""
    for filo in s.fili:
        o = filo.obiettivo
        mio = chi.ufficio if not filo.dell_ufficio else bool(o.proprie & chi.strutture) and o.stato != DA_RIVEDERE
        if mio:
            yield Voce(f"{o.nome}: «{shorten(filo.testo)}»", "obiettivo", (o.id,), f"commento-{filo.id}")


def _late(s: Situazione) -> Iterator[Voce]:
    for cdr, quanti in late_cdr(s):
        cosa = "1 obiettivo non inviato" if quanti == 1 else f"{quanti} obiettivi non inviati"
        yield Voce(f"{cdr.nome}: {cosa}", "proposte", (cdr.id,), entro=s.data_of(PROPOSTE))


def _blocking(s: Situazione, strutture: frozenset[int]) -> Iterator[Voce]:
    """Findings that keep from proposing or approving; with ``strutture``, those of the objectives to write."""
    if s.stato != PREPARAZIONE:
        return
    pagine = {"obiettivo": "obiettivo_modifica", "progetto": "progetto", "cdr": "riepilogo"}
    scrivibili = {o.id for stato in DA_INVIARE for o in _mine(s, strutture, stato)} if strutture else None
    for r in s.blocchi:
        if scrivibili is not None and r.tipo == "obiettivo" and r.id not in scrivibili:
            continue
        frase = f"{shorten(r.luogo)}: {r.frase}"
        if r.tipo in pagine and r.id:
            yield Voce(frase, pagine[r.tipo], (r.id,), entro=s.data_of(PEG))
        else:
            yield Voce(frase, "controlli", cerca="gravita=blocco", entro=s.data_of(PEG))
    if s.altri_rilievi:
        cosa = "1 altro rilievo" if s.altri_rilievi == 1 else f"{s.altri_rilievi} altri rilievi"
        yield Voce(f"{cosa} da guardare, che non bloccano", "controlli")


def _variazioni(s: Situazione, chi: Chi) -> Iterator[Voce]:
    cosa = {"richiesta": "chiesta, da aprire o respingere", "proposta": "proposta, da portare in approvazione"}
    for v in s.variazioni:
        nome = f"Variazione n. {v.numero}, «{shorten(v.oggetto)}»"
        if chi.ufficio and v.stato in cosa:
            yield Voce(f"{nome}: {cosa[v.stato]}", "variazione", (v.numero,), entro=s.data_of(VARIAZIONI))
        elif v.stato == "bozza" and v.strutture & chi.strutture:
            yield Voce(
                f"{nome}: aperta, da scrivere e proporre", "variazione", (v.numero,), entro=s.data_of(VARIAZIONI)
            )


def _to_read(s: Situazione) -> Iterator[Voce]:
    if s.stato == PREPARAZIONE:
        concordati = sum(o.stato == CONCORDATO for o in s.obiettivi)
        yield Voce(
            f"Il piano {s.anno} è in preparazione: obiettivi concordati {concordati} su {len(s.obiettivi)}",
            "obiettivi",
        )
        return
    versione = f", versione {s.versione}" if s.versione else ""
    yield Voce(f"Il piano {s.anno} approvato{versione}", "documenti" if s.versione else "ciclo")
    for v in s.variazioni:
        if v.stato == "proposta":
            yield Voce(f"Variazione n. {v.numero} proposta: «{shorten(v.oggetto)}»", "variazione", (v.numero,))


def _deadlines(s: Situazione) -> Iterator[Voce]:
    """Deadlines of the next days, and that of the approval when it has gone by and there is no approved plan."""
    fuori = (VARIAZIONI,) if s.stato == PREPARAZIONE else DEL_PIANO
    for t in s.termini:
        vicina = 0 <= (t.data - s.oggi).days <= GIORNI_VICINI
        scaduta = t.codice == PEG and t.data < s.oggi
        if t.codice not in fuori and (vicina or scaduta):
            yield Voce(t.denominazione, "scadenze", ancora=f"scadenza-{t.codice}", entro=t.data)


def shorten(testo: str, lunghezza: int = 110) -> str:
    """The beginning of a text, cut at a word."""
    righe = " ".join(testo.split())
    return righe if len(righe) <= lunghezza else f"{righe[:lunghezza].rsplit(' ', 1)[0]}…"
