"""Who may write the plan, and when: the one answer for pages, administration and imports.

A plan in preparation is written by the ufficio and by whoever answers for a structure; an approved one only inside an
open variazione, in its CdR. A refusal is a sentence that says why and who can; an empty one means yes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import singledispatch
from typing import Any

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import Ciclo, Fase, Indicatore, Obiettivo, PesaturaObiettivo, Progetto, ValoreAtteso
from obiettivi.rules import ciclo_of
from organizzazione.models import Ruolo, Struttura, Utente, ambito_of
from organizzazione.models.ambito import descendants_of
from organizzazione.models.persone import RESPONSABILI
from organizzazione.rules import RUOLI_DI_GESTIONE
from rendicontazione.models import Variazione

DI_STRUTTURA = (*RESPONSABILI, Ruolo.REFERENTE)
SCRIVIBILI = (Obiettivo.Stato.BOZZA, Obiettivo.Stato.DA_RIVEDERE)
"""States of an objective in which whoever answers for it may write it; the ufficio always may."""


def ruoli_of(user: Utente, ente_id: int) -> frozenset[str]:
    """The posts held today in an ente; whoever runs the installation counts as its amministratore."""
    ambito = ambito_of(user)
    ruoli = {ruolo for ruolo, ente, _ in ambito.ruoli if ente == ente_id}
    return frozenset(ruoli | {Ruolo.AMMINISTRATORE} if ambito.tutto else ruoli)


def is_ufficio(user: Utente, ente_id: int) -> bool:
    """Whether the user runs the plan of an ente: controllo di gestione or amministratore."""
    return not ruoli_of(user, ente_id).isdisjoint(RUOLI_DI_GESTIONE)


def is_scrittore(user: Utente, ente_id: int) -> bool:
    """Whether the user holds a post that writes plans, somewhere in the ente."""
    return not ruoli_of(user, ente_id).isdisjoint((*DI_STRUTTURA, *RUOLI_DI_GESTIONE))


def strutture_with(user: Utente, ente_id: int, ruoli: Collection[str] = DI_STRUTTURA) -> frozenset[int]:
    """The structures, with those below them, over which the user holds one of the posts."""
    return descendants_of(
        {pk for ruolo, ente, pk in ambito_of(user).ruoli if ruolo in ruoli and ente == ente_id and pk}
    )


def can_edit(user: Utente, ciclo: Ciclo, struttura: Struttura | int | None) -> bool:
    return not why_not_edit(user, ciclo, struttura)


def why_not_edit(user: Utente, ciclo: Ciclo, struttura: Struttura | int | None) -> str:
    """Say why ``user`` may not write what stands in a structure (None: what belongs to no structure)."""
    pk = struttura.pk if isinstance(struttura, Struttura) else struttura
    if not is_ufficio(user, ciclo.ente_id) and pk not in strutture_with(user, ciclo.ente_id):
        return "Qui scrive solo chi risponde della struttura (dirigente, EQ o referente) o il controllo di gestione."
    return why_closed(ciclo, pk)


def why_not_edit_obiettivo(user: Utente, obiettivo: Obiettivo) -> str:
    """The same of an objective: of its structure or of its project's, and by the state of its proposal."""
    ciclo = obiettivo.ciclo
    proprie = {obiettivo.struttura_id, cdr_of(obiettivo)}
    motivi = [why_not_edit(user, ciclo, pk) for pk in proprie]
    if all(motivi):
        return motivi[0]
    if chiuso := why_closed(ciclo, cdr_of(obiettivo)):
        return chiuso
    libero = ciclo.stato != Ciclo.Stato.PREPARAZIONE or obiettivo.stato in SCRIVIBILI
    if libero or is_ufficio(user, ciclo.ente_id):
        return ""
    stato = obiettivo.get_stato_display().lower()
    return f"L'obiettivo è {stato}: per cambiarlo bisogna che il controllo di gestione lo rimandi da rivedere."


def why_closed(ciclo: Ciclo, struttura_id: int | None) -> str:
    """Say why nobody may write what stands in a structure, whatever the post; the state of the ciclo is read anew."""
    stato = Ciclo.Stato(Ciclo.objects.values_list("stato", flat=True).get(pk=ciclo.pk))
    if stato == Ciclo.Stato.PREPARAZIONE:
        return ""
    if stato != Ciclo.Stato.APPROVATO:
        return f"Il piano {ciclo.anno} è {stato.label.lower()}: obiettivi e risorse non si cambiano più."
    trovata = find_variazione(ciclo, struttura_id)
    if trovata is None:
        return (
            f"Il piano {ciclo.anno} è approvato: si cambia solo dentro una variazione aperta per questa struttura. La "
            "apre il controllo di gestione; il dirigente la può chiedere dalla pagina «Variazioni»."
        )
    if trovata.stato == Variazione.Stato.PROPOSTA:
        return (
            f"La variazione n. {trovata.numero} di questa struttura è già stata proposta e aspetta la decisione: per "
            "correggerla il controllo di gestione la deve prima riportare in lavorazione."
        )
    return ""


def find_variazione(ciclo: Ciclo, struttura_id: int | None) -> Variazione | None:
    """The variazione in progress that covers a structure, itself or from one above it."""
    if struttura_id is None:
        return None
    return next((v for v, coperte in strutture_in_variazione(ciclo) if struttura_id in coperte), None)


def strutture_in_variazione(ciclo: Ciclo) -> list[tuple[Variazione, frozenset[int]]]:
    """The variazioni in progress of a ciclo, each with the structures that it covers; however many, three queries."""
    in_corso = Variazione.objects.filter(ciclo=ciclo).in_corso().defer("istantanea", "proposta")
    variazioni = list(in_corso.prefetch_related("strutture"))
    if not variazioni:
        return []
    padri = dict(Struttura.objects.filter(ente=ciclo.ente_id).values_list("pk", "padre_id"))
    return [(variazione, _below({s.pk for s in variazione.strutture.all()}, padri)) for variazione in variazioni]


def _below(radici: set[int], padri: Mapping[int, int | None]) -> frozenset[int]:
    """The structures at or under some others."""

    def climb(pk: int | None) -> Iterator[int]:
        for _ in padri:
            if pk is not None:
                yield pk
                pk = padri.get(pk)

    return frozenset(pk for pk in padri if not radici.isdisjoint(climb(pk)))


def strutture_aperte(ciclo: Ciclo) -> frozenset[int]:
    """The structures of an approved plan that an open variazione lets be written."""
    aperte = [coperte for v, coperte in strutture_in_variazione(ciclo) if v.stato == Variazione.Stato.BOZZA]
    return frozenset().union(*aperte)


def editable_strutture(user: Utente, ciclo: Ciclo) -> frozenset[int]:
    """The structures in which ``user`` may write now: for lists, that must not ask one row at a time."""
    dell_ente = frozenset(Struttura.objects.filter(ente=ciclo.ente_id).values_list("pk", flat=True))
    proprie = dell_ente if is_ufficio(user, ciclo.ente_id) else strutture_with(user, ciclo.ente_id)
    if ciclo.stato == Ciclo.Stato.PREPARAZIONE:
        return proprie
    if ciclo.stato != Ciclo.Stato.APPROVATO:
        return frozenset()
    return proprie & strutture_aperte(ciclo)


@singledispatch
def cdr_of(riga: Any) -> int | None:  # noqa: ARG001 -- the default of all models
    """Where a row stands in the plan: the key of the structure under which it is printed, None for the whole ente."""
    return None


cdr_of.register(Progetto, lambda riga: riga.cdr_id)
cdr_of.register(Obiettivo, lambda riga: riga.progetto.cdr_id if riga.progetto else riga.struttura_id)
cdr_of.register(ValoreAtteso, lambda riga: cdr_of(riga.indicatore.obiettivo))
cdr_of.register(Capitolo, lambda riga: riga.struttura_id)
cdr_of.register(CollegamentoCapitolo, lambda riga: riga.capitolo.struttura_id)
for figlio in (Indicatore, Fase, PesaturaObiettivo):
    cdr_of.register(figlio, lambda riga: cdr_of(riga.obiettivo))


@cdr_of.register(QuotaCapitolo)
@cdr_of.register(QuotaPersonale)
def _(riga: QuotaCapitolo | QuotaPersonale) -> int | None:
    dove = riga.destinazione
    return dove.pk if isinstance(dove, Struttura) else cdr_of(dove)


def why_closed_riga(riga: Any) -> str:
    """Say why nobody may write a row of the plan as it stands; a row whose plan is not chosen yet is not refused."""
    ciclo = ciclo_of(riga)
    return why_closed(ciclo, cdr_of(riga)) if ciclo is not None else ""
