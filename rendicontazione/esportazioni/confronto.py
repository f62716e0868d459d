"""Two Quadri side by side as people read them: CdR by CdR, scheda by scheda, field by field, amounts with differences.

Here the differences are only arranged; what they are is said by ``rendicontazione.confronto``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rendicontazione import quadro
from rendicontazione.confronto import AGGIUNTO, CAMBIATO, TOLTO, Campo, Differenza
from rendicontazione.esportazioni.campi import format_campo, format_coppia, format_scarto, name_campo
from rendicontazione.esportazioni.differenze import AZIONI, NOMI, Nodi, index_nodi, list_differenze, walk_nodi
from rendicontazione.esportazioni.parole import Pezzi, mark_words

CLASSI = {"cdr": quadro.Cdr, "progetto": quadro.Progetto, "obiettivo": quadro.Obiettivo}
"""What has a scheda of its own; everything else is told in the scheda of what holds it."""
GUIDA = {"indicatore": "testo", "fase": "descrizione"}
LATI = {quadro.ENTRATA: "Entrata", quadro.SPESA: "Spesa"}
MISURE = {"quota": "importo", "personale": "percentuale"}
"""The figure of a quota that has its own columns."""
NEL_TITOLO = ("persona", "descrizione", "natura")
"""What is not told again of a new quota."""


@dataclass(frozen=True, slots=True)
class RigaCampo:
    """A field, with its two values cut where they differ."""

    etichetta: str
    prima: Pezzi
    dopo: Pezzi


@dataclass(frozen=True, slots=True)
class RigaRisorsa:
    """A quota of a chapter or of a person: its amount before and after, and what else changed in words."""

    sigla: str
    descrizione: str
    azione: str
    prima: str
    dopo: str
    scarto: str
    altro: tuple[str, ...] = ()

    @property
    def nome_breve(self) -> str:
        return self.descrizione.removeprefix("Totale ").capitalize()


@dataclass(slots=True)
class Scheda:
    """What changes in a project, in an objective or in the CdR itself."""

    genere: str
    codice: str
    titolo: str
    progetto: str = ""
    """The code of the project of an objective."""
    azione: str = CAMBIATO
    campi: list[RigaCampo] = field(default_factory=list)
    quote: list[RigaRisorsa] = field(default_factory=list)
    personale: list[RigaRisorsa] = field(default_factory=list)
    totali: tuple[RigaRisorsa, ...] = ()
    lati: set[str] = field(default_factory=set)
    """The sides of the budget that have a line here."""

    @property
    def nome(self) -> str:
        return NOMI[self.genere]

    @property
    def segno(self) -> str:
        return AZIONI[self.azione]


@dataclass(frozen=True, slots=True)
class Somme:
    """The line of a CdR in the summary."""

    nuovi: int
    modificati: int
    tolti: int
    importi: tuple[RigaRisorsa, ...]
    """Revenue and spending."""

    @property
    def parole(self) -> str:
        """How many objectives are new, changed and taken away."""
        conti = [(self.nuovi, "nuovo", "nuovi"), (self.modificati, "modificato", "modificati")]
        conti.append((self.tolti, "tolto", "tolti"))
        return ", ".join(f"{n} {uno if n == 1 else tanti}" for n, uno, tanti in conti if n)


@dataclass(frozen=True, slots=True)
class ParteCdr:
    nome: str
    schede: tuple[Scheda, ...]
    somme: Somme


@dataclass(frozen=True, slots=True)
class Confronto:
    parti: tuple[ParteCdr, ...]
    totale: tuple[RigaRisorsa, ...]
    """Revenue and spending of the CdR that change, together."""

    @property
    def vuoto(self) -> bool:
        return not self.parti


def build_confronto(prima: quadro.Quadro, dopo: quadro.Quadro) -> Confronto:
    """Arrange what changes from a Quadro to another."""
    lati = index_nodi(prima), index_nodi(dopo)
    per_cdr: dict[str, list[Differenza]] = {}
    for differenza in list_differenze(prima, dopo):
        per_cdr.setdefault(differenza.cdr, []).append(differenza)
    parti = tuple(_build_parte(codice, differenze, *lati) for codice, differenze in per_cdr.items())
    prime, seconde = ([q for codice in per_cdr for q in _quote_of(nodi.get(("cdr", codice, ())))] for nodi in lati)
    return Confronto(parti, _compare_importi(prime, seconde))


def each_quota(nodo: Any) -> Iterator[quadro.QuotaCapitolo]:
    """The quotas of chapters of a CdR, a project or an objective, with all that it holds."""
    genere = next(nome for nome, classe in CLASSI.items() if isinstance(nodo, classe))
    return (voce for (figlio, _, _), voce in walk_nodi(genere, nodo, "", ()) if figlio == "quota")


def _build_parte(codice: str, differenze: list[Differenza], vecchi: Nodi, nuovi: Nodi) -> ParteCdr:
    schede: dict[tuple[str, tuple[str, ...]], Scheda] = {}
    for d in differenze:
        genere, luogo = _place_of(d, vecchi, nuovi)
        prima, dopo = vecchi.get((genere, codice, luogo)), nuovi.get((genere, codice, luogo))
        if (genere, luogo) not in schede:
            schede[genere, luogo] = _new_scheda(genere, luogo or (codice,), dopo or prima)
        scheda = schede[genere, luogo]
        _add(scheda, d, vecchi, nuovi)
        if d.genere == "quota":
            scheda.totali = _compare_importi(_quote_of(prima), _quote_of(dopo), solo=scheda.lati)
    azioni = [s.azione for s in schede.values() if s.genere == "obiettivo"]
    prima, dopo = vecchi.get(("cdr", codice, ())), nuovi.get(("cdr", codice, ()))
    importi = _compare_importi(_quote_of(prima), _quote_of(dopo))
    somme = Somme(azioni.count(AGGIUNTO), azioni.count(CAMBIATO), azioni.count(TOLTO), importi)
    capo: Any = dopo or prima
    return ParteCdr(capo.nome, tuple(schede.values()), somme)


def _new_scheda(genere: str, luogo: tuple[str, ...], nodo: Any) -> Scheda:
    titolo = nodo.denominazione if genere == "cdr" else nodo.titolo
    return Scheda(genere, luogo[-1], titolo, luogo[0] if len(luogo) > 1 else "")


def _quote_of(nodo: Any) -> list[quadro.QuotaCapitolo]:
    return list(each_quota(nodo)) if nodo else []


def _place_of(d: Differenza, *lati: Nodi) -> tuple[str, tuple[str, ...]]:
    """The scheda that tells a difference: its own, or that of what holds it."""
    if d.genere in CLASSI:
        return d.genere, d.luogo
    luogo = d.luogo[:-1]
    return next((genere, luogo) for genere in CLASSI if any((genere, d.cdr, luogo) in nodi for nodi in lati))


def _add(scheda: Scheda, d: Differenza, vecchi: Nodi, nuovi: Nodi) -> None:
    if d.genere in CLASSI:
        scheda.azione = d.azione
        nel_capo = "titolo" if d.azione != CAMBIATO else ""
        scheda.campi += [_riga(name_campo(d.genere, c.nome), c) for c in d.campi if c.nome != nel_capo]
    elif d.genere in MISURE:
        chiave = (d.genere, d.cdr, d.luogo)
        righe = scheda.quote if d.genere == "quota" else scheda.personale
        scheda.lati.add(d.luogo[-1].partition(" ")[0])
        righe.append(_risorsa(d, vecchi.get(chiave), nuovi.get(chiave)))
    else:
        scheda.campi += _righe_of(d)


def _riga(etichetta: str, campo: Campo) -> RigaCampo:
    return RigaCampo(etichetta, *mark_words(*format_coppia(campo.nome, campo.prima, campo.dopo)))


def _righe_of(d: Differenza) -> list[RigaCampo]:
    """An indicator or a phase: a line for each field that changes, one in all when it is new or goes away."""
    nome = d.luogo[-1].capitalize() if d.genere == "fase" else f"{NOMI[d.genere]} {d.luogo[-1]}"
    if d.azione == CAMBIATO:
        return [_riga(f"{nome}: {name_campo(d.genere, c.nome).lower()}", c) for c in d.campi]
    testo = _sentence(d)
    azione = AZIONI[d.azione][:-1] + ("a" if d.genere == "fase" else "o")
    return [RigaCampo(f"{nome} ({azione})", *mark_words(*("", testo) if d.azione == AGGIUNTO else (testo, "")))]


def _sentence(d: Differenza) -> str:
    """All that a new or removed thing says, in one line."""
    valori = [(c.nome, format_campo(c.nome, c.dopo if d.azione == AGGIUNTO else c.prima)) for c in d.campi]
    parti = [v if n == GUIDA.get(d.genere) else f"{name_campo(d.genere, n)}: {v}" for n, v in valori if n != "verso"]
    return ". ".join(parte.rstrip(". ") for parte in parti)


def _risorsa(d: Differenza, prima: Any, dopo: Any) -> RigaRisorsa:
    """A quota with its figure on both sides, whether it changes or not, and what else changes."""
    misura = MISURE[d.genere]
    lato, _, resto = d.luogo[-1].partition(" ")
    campo = Campo(misura, getattr(prima, misura, None), getattr(dopo, misura, None))
    return RigaRisorsa(
        f"{LATI[lato]} {resto}" if d.genere == "quota" else "",
        d.titolo,
        AZIONI[d.azione] if d.azione != CAMBIATO else "",
        format_campo(misura, campo.prima),
        format_campo(misura, campo.dopo),
        format_scarto(misura, campo.scarto if campo.prima != campo.dopo else None),
        tuple(_altro(d, misura)),
    )


def _altro(d: Differenza, misura: str) -> Iterator[str]:
    for c in d.campi:
        if c.nome == misura or (d.azione != CAMBIATO and c.nome in NEL_TITOLO):
            continue
        prima, dopo = format_coppia(c.nome, c.prima, c.dopo)
        valore = f"{prima or 'vuoto'} → {dopo or 'vuoto'}" if d.azione == CAMBIATO else prima or dopo
        yield f"{name_campo(d.genere, c.nome)}: {valore}"


def _compare_importi(
    prima: Iterable[quadro.QuotaCapitolo], dopo: Iterable[quadro.QuotaCapitolo], solo: Collection[str] = LATI
) -> tuple[RigaRisorsa, ...]:
    """Revenue and spending before and after; a side without amounts, or not asked for, is left out."""
    vecchie, nuove, righe = list(prima), list(dopo), []
    for lato, nome in ((quadro.ENTRATA, "Totale entrate"), (quadro.SPESA, "Totale spese")):
        campo = Campo("importo", quadro.sum_importi(vecchie, lato=lato), quadro.sum_importi(nuove, lato=lato))
        if campo.scarto is not None and lato in solo:
            scritti = [format_campo("importo", valore) for valore in (campo.prima, campo.dopo)]
            righe.append(RigaRisorsa("", nome, "", scritti[0], scritti[1], format_scarto("importo", campo.scarto)))
    return tuple(righe)
