"""What the page on which an objective is written needs: the objective with its rows, the choices, what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet, Sum

from budget.models import Capitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import (
    Ciclo,
    Classificazione,
    Commento,
    Fase,
    Indicatore,
    Missione,
    Obiettivo,
    ObiettivoStrategico,
    Programma,
    TipologiaObiettivo,
    ValoreAtteso,
)
from obiettivi.tracciati.misura import ANNI_SUCCESSIVI
from organizzazione.models import Persona, Struttura, Utente
from organizzazione.queries import load_responsabili
from pianoperformance.base.filters import search_words
from pianoperformance.base.valori import format_data, format_numero
from rendicontazione.foglio import CAMPI, CORREZIONI, Foglio, Riga, blank_riga, clean_testo
from rendicontazione.inteso import atteso_of, corrections_of


@dataclass
class Originale:
    """An objective with all its rows as the tables hold them."""

    obiettivo: Obiettivo
    contributi: list[int] = field(default_factory=list)
    classificazioni: list[int] = field(default_factory=list)
    indicatori: list[Indicatore] = field(default_factory=list)
    attesi: dict[int, dict[int, ValoreAtteso]] = field(default_factory=dict)
    """Targets by key of the indicator and by year."""
    fasi: list[Fase] = field(default_factory=list)
    capitoli: list[QuotaCapitolo] = field(default_factory=list)
    personale: list[QuotaPersonale] = field(default_factory=list)


def load_originale(obiettivo: Obiettivo) -> Originale:
    """Read the rows of an objective, in a constant number of queries."""
    attesi: dict[int, dict[int, ValoreAtteso]] = defaultdict(dict)
    for atteso in ValoreAtteso.objects.filter(indicatore__obiettivo=obiettivo):
        attesi[atteso.indicatore_id][atteso.anno] = atteso
    contributi = Obiettivo.contributi.through.objects.filter(obiettivo=obiettivo)
    classi = Obiettivo.classificazioni.through.objects.filter(obiettivo=obiettivo)
    capitoli = QuotaCapitolo.objects.filter(obiettivo=obiettivo).select_related("capitolo")
    personale = QuotaPersonale.objects.filter(obiettivo=obiettivo).select_related("persona")
    righe = Originale(
        obiettivo,
        sorted(contributi.values_list("struttura", flat=True)),
        sorted(classi.values_list("classificazione", flat=True)),
        list(Indicatore.objects.filter(obiettivo=obiettivo).order_by("ordine", "codice")),
        dict(attesi),
        list(Fase.objects.filter(obiettivo=obiettivo).order_by("ordine")),
        list(capitoli.order_by("ordine", "capitolo__lato", "capitolo__numero", "capitolo__articolo")),
        list(personale.order_by("ordine", "persona__denominazione", "pk")),
    )
    tutte: tuple[Any, ...] = (*righe.indicatori, *righe.fasi, *righe.capitoli, *righe.personale)
    for riga in tutte:
        riga.obiettivo = obiettivo
    for quota in righe.personale:
        quota.ciclo = obiettivo.ciclo
    return righe


# -- the sheet -------------------------------------------------------------------------------------------------------


def label_capitolo(capitolo: Capitolo) -> str:
    """A chapter as it is chosen and written: ``U 03641/00 Prestazioni di servizi``."""
    numero = f"{capitolo.numero}/{capitolo.articolo}" if capitolo.articolo else capitolo.numero
    return " ".join(f"{capitolo.lato} {numero} {capitolo.descrizione}".split())[:90].rstrip()


def label_persona(persona: Persona) -> str:
    return " ".join(f"{persona.denominazione} ({persona.codice})".split())


CHIAVI = ("tipologia", "missione", "programma", "obiettivo_strategico")


def text_of(valore: Any) -> str:
    """A value as it stands in its box."""
    if valore is None or valore is False:
        return ""
    if valore is True:
        return "on"
    if isinstance(valore, Model):
        return label_persona(valore) if isinstance(valore, Persona) else str(valore.pk)
    if isinstance(valore, str):
        return clean_testo(valore)
    return format_numero(valore) if isinstance(valore, Decimal | int) else format_data(valore)


def foglio_of(originale: Originale) -> Foglio:
    """Write an objective on a sheet, without any query if its relations are loaded."""
    obiettivo = originale.obiettivo
    anno = obiettivo.ciclo.anno
    campi: dict[str, Any] = {campo: text_of(getattr(obiettivo, campo)) for campo in CAMPI if campo not in CHIAVI}
    campi |= {campo: str(getattr(obiettivo, f"{campo}_id") or "") for campo in CHIAVI}
    campi["contributi"] = [str(pk) for pk in originale.contributi]
    campi["classificazioni"] = [str(pk) for pk in originale.classificazioni]
    righe = {
        "indicatori": [
            _riga_indicatore(n, indicatore, originale.attesi.get(indicatore.pk, {}), anno)
            for n, indicatore in enumerate(originale.indicatori, 1)
        ],
        "fasi": [_riga_fase(fase) for fase in originale.fasi],
        "capitoli": [
            _riga("capitoli", quota, capitolo=label_capitolo(quota.capitolo)) for quota in originale.capitoli
        ],
        "personale": [_riga("personale", quota) for quota in originale.personale],
    }
    return Foglio(campi, righe)


def _riga(sezione: str, riga: Any, **valori: str) -> Riga:
    scritta = blank_riga(sezione, id=str(riga.pk), **valori)
    propri = {c for c in scritta if c not in valori and c != "id" and hasattr(riga, c)}
    return scritta | {colonna: text_of(getattr(riga, colonna)) for colonna in propri}


def _riga_indicatore(posto: int, indicatore: Indicatore, attesi: dict[int, ValoreAtteso], anno: int) -> Riga:
    atteso = attesi.get(anno)
    stampato = clean_testo(atteso.stampato) if atteso else ""
    noto = atteso_of(atteso, tipo=indicatore.tipo, unita=indicatore.unita, verso=indicatore.verso, stampato=stampato)
    dopo = {f"valore_{n}": clean_testo(attesi[anno + n].stampato) for n in ANNI_SUCCESSIVI if anno + n in attesi}
    corretti = corrections_of(indicatore.testo, noto)
    posizione = {"posizione": str(posto), "era": str(posto)}
    return _riga("indicatori", indicatore, valore=stampato, **dopo, **corretti, **posizione)


def _riga_fase(fase: Fase) -> Riga:
    stampato = clean_testo(fase.risultato_atteso)
    noto = atteso_of(fase, tipo=fase.tipo, unita=fase.unita, stampato=stampato)
    corretti = corrections_of("", noto) if fase.tipo else {}
    corretti = {colonna: corretti.get(colonna, "") for colonna in CORREZIONI}
    return _riga("fasi", fase, posizione=str(fase.ordine), era=str(fase.ordine), **corretti)


# -- the choices -----------------------------------------------------------------------------------------------------


class Voci:
    """Things chosen by typing: the whole label, or the code, or a name that only one of them has."""

    def __init__(self, righe: Iterable[Any], label: Callable[[Any], str], *altri: Callable[[Any], str]) -> None:
        self.etichette: list[str] = []
        self._trovate: dict[str, Any] = {}
        self._incerte: set[str] = set()
        for riga in righe:
            self.etichette.append(label(riga))
            self._trovate[label(riga).casefold()] = riga
            for nome in {altro(riga).casefold() for altro in altri}:
                if nome in self._trovate:
                    self._incerte.add(nome)
                self._trovate.setdefault(nome, riga)

    def find(self, testo: str) -> Any:
        """Return what the text names, None when nothing or more than one thing."""
        nome = " ".join(testo.split()).casefold()
        return None if nome in self._incerte else self._trovate.get(nome)


@dataclass
class Elenchi:
    """What may be chosen on the page, each list read once."""

    tipologie: list[TipologiaObiettivo]
    missioni: list[Missione]
    programmi: list[Programma]
    strategici: list[ObiettivoStrategico]
    strutture: list[Struttura]
    classificazioni: list[Classificazione]
    persone: Voci
    capitoli: Voci


def _in_anno(righe: QuerySet[Any], anno: int) -> QuerySet[Any]:
    """Keep what is valid in a year."""
    dal = Q(dal_anno__isnull=True) | Q(dal_anno__lte=anno)
    return righe.filter(dal, Q(al_anno__isnull=True) | Q(al_anno__gte=anno))


def load_elenchi(user: Utente, ciclo: Ciclo, originale: Originale) -> Elenchi:
    """Read every choice of the page; what the objective already has can always be kept."""
    ente, o = ciclo.ente_id, originale.obiettivo
    capitoli = {c.pk: c for c in Capitolo.objects.visible_to(user).filter(ciclo=ciclo).order_by(*_CAPITOLI)}
    capitoli |= {quota.capitolo_id: quota.capitolo for quota in originale.capitoli}
    strategici = ObiettivoStrategico.objects.filter(ente=ente)
    return Elenchi(
        tipologie=list(TipologiaObiettivo.objects.filter(ente=ente)),
        missioni=list(_in_anno(Missione.objects.all(), ciclo.anno) | Missione.objects.filter(pk__in=[o.missione_id])),
        programmi=list(
            (_in_anno(Programma.objects.all(), ciclo.anno) | Programma.objects.filter(pk__in=[o.programma_id]))
            .select_related("missione")
            .order_by("missione__codice", "codice")
        ),
        strategici=list(_in_anno(strategici, ciclo.anno) | strategici.filter(pk__in=[o.obiettivo_strategico_id])),
        strutture=list(Struttura.objects.filter(ente=ente).order_by("ordine", "codice")),
        classificazioni=list(Classificazione.objects.filter(ente=ente)),
        persone=Voci(
            Persona.objects.filter(ente=ente).order_by("denominazione", "codice"),
            *(label_persona, lambda p: p.codice, lambda p: p.denominazione),
        ),
        capitoli=Voci(capitoli.values(), label_capitolo, *_NOMI_CAPITOLO),
    )


_CAPITOLI = ("lato", "numero", "articolo")
_NOMI_CAPITOLO: tuple[Callable[[Any], str], ...] = (
    lambda c: f"{c.lato} {c.numero}/{c.articolo}",
    lambda c: f"{c.numero}/{c.articolo}",
    lambda c: c.numero,
)


# -- what is left ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Impegni:
    """What other projects and objectives of the whole ente already take of chapters and people, by key."""

    capitoli: dict[int, Decimal | None]
    persone: dict[int, Decimal | None]


def load_impegni(ciclo: Ciclo, obiettivo: Obiettivo) -> Impegni:
    altrove = Q(obiettivo__isnull=True) | ~Q(obiettivo=obiettivo.pk or 0)
    capitoli = QuotaCapitolo.objects.filter(altrove, capitolo__ciclo=ciclo).order_by().values_list("capitolo")
    persone = QuotaPersonale.objects.filter(altrove, ciclo=ciclo).order_by().values_list("persona")
    return Impegni(dict(capitoli.annotate(Sum("importo"))), dict(persone.annotate(Sum("percentuale"))))


@dataclass(frozen=True)
class QuoteProgetto:
    """What the project gives to all its objectives together: shown, not written here."""

    capitoli: list[QuotaCapitolo]
    personale: list[QuotaPersonale]


def load_quote_progetto(obiettivo: Obiettivo) -> QuoteProgetto | None:
    if obiettivo.progetto_id is None:
        return None
    capitoli = QuotaCapitolo.objects.filter(progetto=obiettivo.progetto_id).select_related("capitolo")
    personale = QuotaPersonale.objects.filter(progetto=obiettivo.progetto_id).select_related("persona")
    return QuoteProgetto(list(capitoli.order_by("ordine", "pk")), list(personale.order_by("ordine", "pk")))


# -- what one starts from --------------------------------------------------------------------------------------------

AL_MASSIMO = 20


def search_indicatori(user: Utente, ciclo: Ciclo, testo: str) -> list[Indicatore]:
    """The library: indicators that the user sees in the ente, of any year; the same words only once, newest first."""
    righe: Any = Indicatore.objects.visible_to(user).filter(obiettivo__ciclo__ente=ciclo.ente_id)
    righe = search_words(righe, testo, ("testo", "codice", "formula"))
    righe = righe.select_related("obiettivo__ciclo", "obiettivo__struttura")
    trovati: dict[str, Indicatore] = {}
    for riga in righe.order_by("-obiettivo__ciclo__anno", "codice", "pk")[: AL_MASSIMO * 5]:
        trovati.setdefault(" ".join(riga.testo.split()).casefold(), riga)
    return list(trovati.values())[:AL_MASSIMO]


def search_obiettivi(user: Utente, ciclo: Ciclo, testo: str) -> list[Obiettivo]:
    """Objectives to copy from: those that the user sees in the ente, of any year and CdR, newest first."""
    righe: Any = Obiettivo.objects.visible_to(user).filter(ciclo__ente=ciclo.ente_id)
    righe = search_words(righe, testo, ("codice", "titolo", "descrizione")).select_related("ciclo", "struttura")
    return list(righe.order_by("-ciclo__anno", "codice")[:AL_MASSIMO])


def load_commenti(obiettivo: Obiettivo) -> list[Commento]:
    """The remarks on an objective that nobody has closed yet, without their answers."""
    if obiettivo.pk is None:
        return []
    aperti = Commento.objects.filter(obiettivo=obiettivo, risolto_il=None, risposta_a=None)
    return list(aperti.select_related("autore").order_by("-quando"))


def load_nomi_responsabili(ciclo: Ciclo, obiettivo: Obiettivo) -> list[tuple[str, str]]:
    """Who answers for the structure of an objective in the year, as (name, label)."""
    struttura = obiettivo.progetto.cdr_id if obiettivo.progetto else obiettivo.struttura_id
    return load_responsabili(ciclo.ente_id, ciclo.anno).get(struttura, [])
