"""Who may do what to a row, from the dated posts and never from Django groups.

The predicates compose with ``&`` and ``|``; the permissions registered here and in the same module of the other apps
are asked with ``rules.has_perm(name, user, row)``. Without a row the question is "for at least one ente?". Whoever may
``view`` a row is exactly whoever finds it in ``visible_to``.

Amministratore and controllo di gestione run the data of their ente. Only an amministratore, besides, manages the
accounts and gives the two posts that open the administration; accounts are deactivated and never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

import rules
from django.db.models import Model, Q, QuerySet

from organizzazione.models import Ente, Incarico, Persona, Ruolo, Struttura, Utente, ambito_of
from organizzazione.models.ambito import descendants_of
from organizzazione.models.persone import RESPONSABILI

RUOLI_DI_GESTIONE = (Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO)


@dataclass(frozen=True, slots=True)
class Luogo:
    """Where a row stands: its ente, and the structures it belongs to (None when it is of the whole ente)."""

    ente: int | None
    strutture: frozenset[int | None] | None = None


@singledispatch
def luogo_of(riga: Model) -> Luogo:
    """Say where a row stands; each app registers its models."""
    raise TypeError(f"Non si sa di quale ente sia una riga di {type(riga).__name__}.")


@singledispatch
def condivise_of(riga: Model) -> frozenset[int]:  # noqa: ARG001 -- the default of all models
    """Return the structures that do not own a row but take part in it."""
    return frozenset()


luogo_of.register(Ente, lambda riga: Luogo(riga.pk))
luogo_of.register(Persona, lambda riga: Luogo(riga.ente_id))
luogo_of.register(Incarico, lambda riga: Luogo(riga.ente_id))
luogo_of.register(Struttura, lambda riga: Luogo(riga.ente_id, frozenset([riga.pk])))


def _has_ruolo(user: Utente, riga: Model | None, *ruoli: str) -> bool:
    ambito = ambito_of(user)
    if riga is None:
        return bool(ambito.enti_con(*ruoli))
    ente = luogo_of(riga).ente
    return ente is not None and ambito.has_ruolo(ente, *ruoli)


def _answers_for(user: Utente, riga: Model | None, *ruoli: str) -> bool:
    """Whether the user holds one of the posts over the structure of the row, or over one above it."""
    if not _has_ruolo(user, riga, *ruoli):
        return False
    strutture = luogo_of(riga).strutture if riga is not None else None
    if strutture is None:
        return True
    radici = {struttura for ruolo, _, struttura in ambito_of(user).ruoli if ruolo in ruoli and struttura is not None}
    return not strutture.isdisjoint(descendants_of(radici))


@rules.predicate
def is_superutente(user: Utente) -> bool:
    return ambito_of(user).tutto


@rules.predicate
def is_amministratore(user: Utente, riga: Model | None = None) -> bool:
    return _has_ruolo(user, riga, Ruolo.AMMINISTRATORE)


@rules.predicate
def is_controllo(user: Utente, riga: Model | None = None) -> bool:
    return _has_ruolo(user, riga, Ruolo.CONTROLLO)


@rules.predicate
def is_oiv(user: Utente, riga: Model | None = None) -> bool:
    return _has_ruolo(user, riga, Ruolo.OIV)


@rules.predicate
def is_lettore(user: Utente, riga: Model | None = None) -> bool:
    return _has_ruolo(user, riga, Ruolo.LETTORE)


@rules.predicate
def is_responsabile(user: Utente, riga: Model | None = None) -> bool:
    """Dirigente or EQ of the structure that owns the row, or of one above it."""
    return _answers_for(user, riga, *RESPONSABILI)


@rules.predicate
def is_referente(user: Utente, riga: Model | None = None) -> bool:
    return _answers_for(user, riga, Ruolo.REFERENTE)


@rules.predicate
def in_struttura(user: Utente, riga: Model | None = None) -> bool:
    """The row belongs to a structure of the user's posts (with those below), or such a structure takes part in it."""
    strutture = ambito_of(user).strutture
    if riga is None or not strutture:
        return bool(strutture)
    proprie = luogo_of(riga).strutture
    return proprie is not None and not (strutture.isdisjoint(proprie) and strutture.isdisjoint(condivise_of(riga)))


@rules.predicate
def in_ente(user: Utente, riga: Model | None = None) -> bool:
    """The user holds a post over the whole ente, or any post in it when the row is not of a structure."""
    ambito = ambito_of(user)
    if riga is None:
        return bool(ambito.enti)
    luogo = luogo_of(riga)
    return luogo.ente in (ambito.enti if luogo.strutture is None else ambito.enti_interi)


@rules.predicate
def is_incarico_ordinario(_user: Utente, incarico: Incarico | None = None) -> bool:
    return incarico is None or incarico.ruolo not in RUOLI_DI_GESTIONE


@rules.predicate
def amministra_utente(user: Utente, altro: Utente | None = None) -> bool:
    """An amministratore manages the accounts that belong to nobody yet, or only to the enti he administers."""
    if altro is None or altro.pk is None:
        return is_amministratore(user)
    return utenti_amministrati(user).filter(pk=altro.pk).exists()


def utenti_amministrati(user: Utente) -> QuerySet[Utente]:
    """Return the accounts that a user may manage; a superuser's account only by a superuser."""
    if ambito_of(user).tutto:
        return Utente.objects.all()
    enti = ambito_of(user).enti_con(Ruolo.AMMINISTRATORE)
    if not enti:
        return Utente.objects.none()
    altrui = Incarico.objects.exclude(ente__in=enti)
    estranei = Q(pk__in=altrui.filter(utente__isnull=False).values("utente"))
    estranei |= Q(pk__in=Persona.objects.exclude(ente__in=enti).filter(utente__isnull=False).values("utente"))
    return Utente.objects.filter(is_superuser=False).exclude(estranei)


vede = is_superutente | in_ente | in_struttura
gestisce = is_superutente | is_amministratore | is_controllo


def register_perms(app: str, modelli: Iterable[str], *, view: rules.Predicate, write: rules.Predicate) -> None:
    """Register the four permissions of each model: one predicate to see a row, one to add, change or delete it."""
    for modello in modelli:
        for azione in ("add", "change", "delete"):
            rules.set_perm(f"{app}.{azione}_{modello}", write)
        rules.set_perm(f"{app}.view_{modello}", view)


register_perms("organizzazione", ["struttura", "persona"], view=vede, write=gestisce)
register_perms(
    "organizzazione",
    ["incarico"],
    view=vede,
    write=is_superutente | is_amministratore | (is_controllo & is_incarico_ordinario),
)
amministra = is_superutente | amministra_utente
register_perms("organizzazione", ["utente"], view=amministra, write=amministra)
rules.set_perm("organizzazione.delete_utente", rules.always_deny)
register_perms("organizzazione", ["ente"], view=vede, write=is_superutente)
rules.set_perm("organizzazione.change_ente", gestisce)
