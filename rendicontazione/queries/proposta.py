"""What stands beside an objective while it is being agreed: the remarks on it and the history of its acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from obiettivi.models import Ciclo, Obiettivo
from obiettivi.models.proposta import Commento
from obiettivi.proposta import CAMPI, FATTO
from organizzazione.models import Incarico, Transizione
from organizzazione.rules import RUOLI_DI_GESTIONE


@dataclass(frozen=True, slots=True)
class Passo:
    """An act of the history, as it is told."""

    nome: str
    transizione: Transizione


@dataclass(slots=True)
class Filo:
    """A remark with its answers; ``dell_ufficio`` says who spoke last, so that the other side is awaited."""

    commento: Commento
    dell_ufficio: bool
    risposte: list[Commento] = field(default_factory=list)

    @property
    def ultimo(self) -> str:
        """What was said last."""
        return (self.risposte[-1] if self.risposte else self.commento).testo

    @property
    def campo(self) -> str:
        return CAMPI.get(self.commento.campo, "")


def load_storia(obiettivo: Obiettivo) -> list[Passo]:
    """Every act on an objective, from the first."""
    righe = Transizione.objects.filter(
        oggetto_tipo__app_label="obiettivi", oggetto_tipo__model="obiettivo", oggetto_id=obiettivo.pk
    ).select_related("utente")
    return [Passo(FATTO.get((t.da, t.a), str(t)), t) for t in righe]


def load_fili(obiettivo: Obiettivo) -> list[Filo]:
    """The remarks on an objective with their answers: the open ones first, each side in the order of time."""
    commenti = list(Commento.objects.filter(obiettivo=obiettivo).select_related("autore", "risolto_da"))
    for commento in commenti:
        commento.obiettivo = obiettivo
    fili = build_fili(commenti, utenti_ufficio(obiettivo.ciclo))
    return sorted(fili, key=lambda filo: filo.commento.risolto_il is not None)


def load_fili_aperti(ciclo: Ciclo, obiettivi: QuerySet[Obiettivo]) -> list[Filo]:
    """The open remarks on some objectives of a ciclo, in two queries."""
    commenti = Commento.objects.filter(obiettivo__in=obiettivi.order_by().values("pk"), risolto_il=None)
    aperti = commenti.exclude(risposta_a__risolto_il__isnull=False).order_by("quando", "pk")
    return build_fili(aperti, utenti_ufficio(ciclo))


def build_fili(commenti: Iterable[Commento], ufficio: set[int]) -> list[Filo]:
    """Put each answer under its remark."""
    fili: dict[int, Filo] = {}
    for commento in commenti:
        if commento.risposta_a_id is None:
            fili[commento.pk] = Filo(commento, commento.autore_id in ufficio)
        elif commento.risposta_a_id in fili:
            filo = fili[commento.risposta_a_id]
            filo.risposte.append(commento)
            filo.dell_ufficio = commento.autore_id in ufficio
    return list(fili.values())


def utenti_ufficio(ciclo: Ciclo) -> set[int]:
    """The accounts that run the plan of the ente today."""
    posti = Incarico.objects.in_corso().filter(ente=ciclo.ente_id, ruolo__in=RUOLI_DI_GESTIONE)
    coppie = posti.values_list("utente", "persona__utente")
    return {utente for coppia in coppie for utente in coppia if utente is not None}
