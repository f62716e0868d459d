"""Loads the projects, objectives, indicators and phases of some structures, grouped by parent.

Rows come as ``values()`` where they are many: five thousand indicators are read without making model instances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from django.db.models import Q

from obiettivi.models import Ciclo, Fase, Indicatore, Obiettivo, PesaturaObiettivo, Progetto, ValoreAtteso
from rendicontazione import quadro
from rendicontazione.queries.quote import load_personale, load_quote_capitolo

T = TypeVar("T")
Gruppi = dict[Any, tuple[T, ...]]


def of_strutture(scelte: Collection[int] | None, prefisso: str = "") -> Q:
    """A filter on rows of an objective: its structure, or that of its project, is among ``scelte`` (None: all)."""
    if scelte is None:
        return Q()
    return Q(**{f"{prefisso}struttura__in": scelte}) | Q(**{f"{prefisso}progetto__cdr__in": scelte})


class Piano:
    """Everything of a ciclo and of some structures (None: all of them), loaded and grouped by parent."""

    def __init__(self, ciclo: Ciclo, scelte: Collection[int] | None) -> None:
        self.ciclo, self.scelte = ciclo, scelte
        self.quote_progetto, self.quote_obiettivo = load_quote_capitolo(ciclo, scelte)
        self.personale = load_personale(ciclo, scelte)
        self._load_parti()
        progetti = Progetto.objects.filter(ciclo=ciclo).select_related("azione__obiettivo_strategico__indirizzo")
        if scelte is not None:
            progetti = progetti.filter(cdr__in=scelte)
        progetti = progetti.order_by("ordine", "codice")
        presenti = {p.pk for p in progetti}
        obiettivi = (
            Obiettivo.objects.filter(of_strutture(scelte), ciclo=ciclo)
            .select_related("tipologia", "missione", "programma", "responsabile", "obiettivo_strategico__indirizzo")
            .order_by("ordine", "codice")
        )
        self.obiettivi = _group_by(
            obiettivi,
            lambda o: ("progetto", o.progetto_id) if o.progetto_id in presenti else ("struttura", o.struttura_id),
            self._obiettivo,
        )
        self.progetti = _group_by(progetti, lambda p: p.cdr_id, self._progetto)
        self.con_contenuto = set(self.progetti)
        self.con_contenuto |= {
            pk for gruppo in (self.obiettivi, self.personale) for t, pk in gruppo if t == "struttura"
        }

    def _load_parti(self) -> None:
        def rows(manager: Any, prefisso: str = "obiettivo__") -> Any:
            return manager.filter(of_strutture(self.scelte, prefisso), **{f"{prefisso}ciclo": self.ciclo})

        attesi = rows(ValoreAtteso.objects, "indicatore__obiettivo__").order_by("anno")
        self.attesi = _group(attesi.values("indicatore_id", "anno", *_VALORE, "stampato"), "indicatore_id", dict)
        indicatori = rows(Indicatore.objects).order_by("obiettivo_id", "ordine", "codice")
        self.indicatori = _group(indicatori.values(), "obiettivo_id", self._indicatore)
        fasi = rows(Fase.objects).order_by("obiettivo_id", "ordine")
        self.fasi = _group(fasi.values(*_FASE, "obiettivo__codice"), "obiettivo_id", _fase)
        pesature = rows(PesaturaObiettivo.objects).order_by("criterio__ordine", "criterio__codice")
        self.pesature = _group(
            pesature.values("obiettivo_id", "criterio__denominazione", "livello"),
            "obiettivo_id",
            lambda r: (r["criterio__denominazione"], r["livello"]),
        )
        contributi = rows(Obiettivo.contributi.through.objects).order_by("struttura__ordine", "struttura__codice")
        self.contributi = _names(contributi, "struttura__denominazione")
        classi = rows(Obiettivo.classificazioni.through.objects).order_by("classificazione__denominazione")
        self.classi = _group(
            classi.values("obiettivo_id", *_CLASSE), "obiettivo_id", lambda r: [r[c] for c in _CLASSE]
        )

    def _indicatore(self, r: dict[str, Any]) -> quadro.Indicatore:
        attesi = {v["anno"]: _atteso(v, r["tipo"], r["unita"]) for v in self.attesi.get(r["id"], ())}
        return quadro.Indicatore(
            codice=r["codice"],
            testo=r["testo"],
            atteso=attesi.get(self.ciclo.anno),
            successivi=tuple((anno, atteso) for anno, atteso in attesi.items() if anno > self.ciclo.anno),
            verso=r["verso"],
            formula=r["formula"],
            baseline=r["baseline"],
            fonte=r["fonte"],
            dimensione=r["dimensione"],
            nota=r["nota"],
            peso=r["peso"],
            id=r["id"],
        )

    def _obiettivo(self, o: Obiettivo) -> quadro.Obiettivo:
        return quadro.Obiettivo(
            codice=o.codice,
            titolo=o.titolo,
            tipologia=str(o.tipologia or ""),
            descrizione=o.descrizione,
            attivita=o.attivita,
            tempi=o.tempi,
            dal=o.dal,
            al=o.al,
            priorita=o.get_priorita_display() if o.priorita else "",
            missione=str(o.missione or ""),
            programma=f"{o.programma.codice} - {o.programma.denominazione}" if o.programma else "",
            peso=o.peso,
            gruppo=o.gruppo,
            responsabile=str(o.responsabile or ""),
            contributi=self.contributi.get(o.pk, ()),
            classificazioni=tuple(nome for nome, _, _ in self.classi.get(o.pk, ())),
            classi=tuple((famiglia, codice) for _, famiglia, codice in self.classi.get(o.pk, ())),
            pesatura=self.pesature.get(o.pk, ()),
            risorse=o.risorse,
            note=o.note,
            note_fonte=o.note_fonte,
            strategia=_strategia(None, o.obiettivo_strategico),
            indicatori=self.indicatori.get(o.pk, ()),
            fasi=self.fasi.get(o.pk, ()),
            quote=self.quote_obiettivo.get(o.pk, ()),
            personale=self.personale.get(("obiettivo", o.pk), ()),
            stato=o.stato,
            id=o.pk,
        )

    def _progetto(self, p: Progetto) -> quadro.Progetto:
        return quadro.Progetto(
            codice=p.codice,
            titolo=p.titolo,
            tipo=p.get_tipo_display(),
            descrizione=p.descrizione,
            strategia=_strategia(p.azione, p.azione.obiettivo_strategico if p.azione else None),
            obiettivi=self.obiettivi.get(("progetto", p.pk), ()),
            quote=self.quote_progetto.get(p.pk, ()),
            personale=self.personale.get(("progetto", p.pk), ()),
            note_fonte=p.note_fonte,
            id=p.pk,
        )


_CLASSE = ("classificazione__denominazione", "classificazione__famiglia", "classificazione__codice")
_VALORE = ("operatore", "numero", "data", "si_no")
_FASE = (
    *("id", "obiettivo_id", "ordine", "codice", "descrizione", "risultato_atteso", "tipo", "unita"),
    *(*_VALORE, "dal", "al", "peso", "nota"),
)


def _fase(r: dict[str, Any]) -> quadro.Fase:
    atteso = {**r, "stampato": r["risultato_atteso"]}
    return quadro.Fase(
        ordine=r["ordine"],
        codice=r["codice"],
        codice_obiettivo=r["obiettivo__codice"],
        descrizione=r["descrizione"],
        atteso=_atteso(atteso, r["tipo"], r["unita"]) if r["risultato_atteso"] or r["tipo"] else None,
        dal=r["dal"],
        al=r["al"],
        peso=r["peso"],
        nota=r["nota"],
        id=r["id"],
    )


def _atteso(r: dict[str, Any], tipo: str, unita: str) -> quadro.Atteso:
    return quadro.Atteso(tipo, r["operatore"], r["numero"], r["data"], r["si_no"], unita, r["stampato"])


def _strategia(azione: Any, obiettivo: Any) -> quadro.Strategia:
    return quadro.Strategia(_voce(obiettivo.indirizzo if obiettivo else None), _voce(obiettivo), _voce(azione))


def _voce(riga: Any) -> quadro.Voce | None:
    return quadro.Voce(riga.codice, riga.denominazione, riga.ordine) if riga else None


def _group_by(righe: Iterable[Any], chiave: Callable[[Any], Any], make: Callable[[Any], T]) -> Gruppi[T]:
    gruppi: dict[Any, list[T]] = defaultdict(list)
    for riga in righe:
        gruppi[chiave(riga)].append(make(riga))
    return {k: tuple(v) for k, v in gruppi.items()}


def _group(righe: Iterable[dict[str, Any]], campo: str, make: Callable[[dict[str, Any]], T]) -> Gruppi[T]:
    return _group_by(righe, lambda riga: riga[campo], make)


def _names(righe: Any, campo: str) -> Gruppi[str]:
    return _group(righe.values("obiettivo_id", campo), "obiettivo_id", lambda riga: str(riga[campo]))
