"""The proposal of the objectives: sent by whoever answers for them, given back or agreed by the ufficio.

Every act holds the ciclo and the objectives until it ends, reads them anew, refuses what is out of turn with a
sentence, and leaves a ``Transizione``. Those on many objectives do what can be done and say what could not, and why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from obiettivi.models import Ciclo, Obiettivo
from obiettivi.models.proposta import Commento
from obiettivi.proposta import CAMPI, CONCORDATO, PASSAGGI, PROPOSTO, RESPONSABILI
from organizzazione.models import Ruolo, Utente
from pianoperformance.base.stati import Passaggio, PassaggioRifiutato, check_passaggio, find_passaggi
from rendicontazione.controlli import BLOCCO
from rendicontazione.queries import build_quadro
from rendicontazione.queries.rilievi import check_piano
from rendicontazione.scrittura import cdr_of, ruoli_of, strutture_with
from rendicontazione.services.approvazione import lock_ciclo, write_transizione

NOMI = {**{str(k): str(v) for k, v in Obiettivo.Stato.choices}, **{str(k): str(v) for k, v in Ruolo.choices}}
ALTRUI = "Lo propone chi risponde della sua struttura: dirigente, EQ o referente."
VECCHIA = (
    "L'obiettivo è cambiato dopo che hai aperto questa pagina: non è stato fatto niente. Rileggilo com'è adesso e "
    "conferma di nuovo."
)


@dataclass
class Esito:
    """What an act on many objectives did: those that moved, and those that did not with the reason."""

    fatti: list[Obiettivo] = field(default_factory=list)
    rifiuti: list[tuple[Obiettivo, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Richiesta:
    """What is asked, by whom and with what words."""

    a: str
    user: Utente
    motivo: str = ""
    campo: str = ""


def move_obiettivo(
    obiettivo: Obiettivo, a: str, *, user: Utente, versione: int, motivo: str = "", campo: str = ""
) -> Obiettivo:
    """Take one objective to another state, or raise ``PassaggioRifiutato``; ``versione`` is that of the page."""
    richiesta = Richiesta(a, user, motivo.strip(), campo if campo in CAMPI else "")
    with transaction.atomic():
        esito = _move_each(obiettivo.ciclo, {obiettivo.pk: versione}, richiesta)
    for _, frase in esito.rifiuti:
        raise PassaggioRifiutato(frase)
    if not esito.fatti:
        raise PassaggioRifiutato("L'obiettivo non c'è più: qualcuno lo ha tolto.")
    return esito.fatti[0]


def move_obiettivi(ciclo: Ciclo, versioni: Mapping[int, int], a: str, *, user: Utente) -> Esito:
    """Take many objectives (their keys, each with the version of the page) to another state, in one act."""
    with transaction.atomic():
        return _move_each(ciclo, versioni, Richiesta(a, user))


def passaggi_of(user: Utente, obiettivo: Obiettivo, proprie: Collection[int] | None = None) -> list[Passaggio]:
    """The passages that the user may do now on an objective; none once the plan is approved.

    ``proprie`` are the structures he answers for, given by whoever asks of many objectives.
    """
    if obiettivo.ciclo.stato != Ciclo.Stato.PREPARAZIONE:
        return []
    return find_passaggi(PASSAGGI, obiettivo.stato, ruoli_on(user, obiettivo, proprie))


def ruoli_on(user: Utente, obiettivo: Obiettivo, proprie: Collection[int] | None = None) -> frozenset[str]:
    """The posts that count on an objective: those of structure only where it is theirs, or its project is."""
    ente = obiettivo.ciclo.ente_id
    proprie = strutture_with(user, ente) if proprie is None else proprie
    ruoli = ruoli_of(user, ente)
    return ruoli if {obiettivo.struttura_id, cdr_of(obiettivo)} & set(proprie) else ruoli - RESPONSABILI


def _move_each(ciclo: Ciclo, versioni: Mapping[int, int], richiesta: Richiesta) -> Esito:
    ciclo = lock_ciclo(ciclo)
    righe = Obiettivo.objects.select_for_update(of=("self",)).filter(ciclo=ciclo, pk__in=versioni)
    obiettivi = list(righe.select_related("progetto").order_by("pk"))
    proprie = strutture_with(richiesta.user, ciclo.ente_id)
    blocchi = find_blocchi_of(ciclo, obiettivi) if richiesta.a == PROPOSTO else {}
    esito = Esito()
    for obiettivo in obiettivi:
        obiettivo.ciclo = ciclo
        try:
            _check(obiettivo, versioni[obiettivo.pk], richiesta, proprie)
            _refuse_blocchi(blocchi.get(obiettivo.pk, []))
        except PassaggioRifiutato as rifiuto:
            esito.rifiuti.append((obiettivo, str(rifiuto)))
        else:
            _apply(obiettivo, richiesta)
            esito.fatti.append(obiettivo)
    return esito


def _check(obiettivo: Obiettivo, versione: int, richiesta: Richiesta, proprie: Collection[int]) -> None:
    if obiettivo.ciclo.stato != Ciclo.Stato.PREPARAZIONE:
        stato = obiettivo.ciclo.get_stato_display().lower()
        raise PassaggioRifiutato(
            f"Il piano {obiettivo.ciclo.anno} è {stato}: gli obiettivi si propongono e si concordano solo mentre è in "
            "preparazione. Dopo, si cambiano con una variazione."
        )
    ruoli = ruoli_on(richiesta.user, obiettivo, proprie)
    tutti = ruoli_of(richiesta.user, obiettivo.ciclo.ente_id)
    if richiesta.a == PROPOSTO and not ruoli & RESPONSABILI and tutti & RESPONSABILI:
        raise PassaggioRifiutato(ALTRUI)
    check_passaggio(PASSAGGI, obiettivo.stato, richiesta.a, ruoli, nomi=NOMI, motivo=richiesta.motivo)
    if versione != obiettivo.versione:
        raise PassaggioRifiutato(VECCHIA)


def find_blocchi_of(ciclo: Ciclo, obiettivi: Collection[Obiettivo]) -> dict[int, list[str]]:
    """The sentences of the findings that block each objective, in a constant number of queries."""
    chiavi = {cdr for cdr in map(cdr_of, obiettivi) if cdr}
    trovati: dict[int, list[str]] = {}
    for rilievo in check_piano(ciclo, build_quadro(ciclo, strutture=chiavi)) if chiavi else ():
        if (rilievo.gravita, rilievo.tipo) == (BLOCCO, "obiettivo"):
            trovati.setdefault(rilievo.id, []).append(rilievo.frase)
    return trovati


def _refuse_blocchi(frasi: list[str]) -> None:
    if frasi:
        raise PassaggioRifiutato(f"I controlli non lasciano inviare la proposta. {' '.join(frasi)}")


def _apply(obiettivo: Obiettivo, richiesta: Richiesta) -> None:
    """Move a row that is held; what is returned says why in a remark too, and an agreement closes all remarks."""
    write_transizione(obiettivo, obiettivo.stato, richiesta.a, user=richiesta.user, motivo=richiesta.motivo)
    obiettivo.stato = richiesta.a
    obiettivo.versione += 1
    obiettivo.save()
    if richiesta.motivo:
        Commento.objects.create(
            obiettivo=obiettivo, autore=richiesta.user, campo=richiesta.campo, testo=richiesta.motivo
        )
    if richiesta.a == CONCORDATO:
        aperti = Commento.objects.filter(obiettivo=obiettivo, risposta_a=None, risolto_il=None)
        aperti.update(risolto_il=timezone.now(), risolto_da=richiesta.user)
