"""Remarks on an objective: written, answered and closed by whoever works on it, never deleted."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from obiettivi.models import Obiettivo
from obiettivi.models.proposta import Commento
from obiettivi.proposta import CAMPI, RESPONSABILI, UFFICIO
from organizzazione.models import Utente
from pianoperformance.base.stati import PassaggioRifiutato
from rendicontazione.scrittura import is_ufficio, ruoli_of

VUOTO = "Scrivere il testo del commento."
NON_SUOI = "Commentano l'obiettivo chi ne risponde, chi vi contribuisce e il controllo di gestione."
CHIUSO = "Il commento è già stato chiuso: per continuare scriverne uno nuovo."


def may_comment(user: Utente, obiettivo: Obiettivo) -> bool:
    """Whether the user, who sees the objective, takes part in its making."""
    return bool(ruoli_of(user, obiettivo.ciclo.ente_id) & (RESPONSABILI | UFFICIO))


def may_close(user: Utente, commento: Commento) -> bool:
    """A remark is closed by who wrote it, or by the ufficio."""
    return commento.autore_id == user.pk or is_ufficio(user, commento.obiettivo.ciclo.ente_id)


def add_commento(obiettivo: Obiettivo, *, user: Utente, testo: str, campo: str = "") -> Commento:
    """Write a remark on an objective, or on one of its parts."""
    _refuse(user, obiettivo, testo)
    campo = campo if campo in CAMPI else ""
    return Commento.objects.create(obiettivo=obiettivo, autore=user, campo=campo, testo=testo.strip())


def answer_commento(obiettivo: Obiettivo, pk: int, *, user: Utente, testo: str) -> Commento:
    """Answer a remark that is still open."""
    _refuse(user, obiettivo, testo)
    with transaction.atomic():
        primo = _lock_aperto(obiettivo, pk)
        return Commento.objects.create(
            obiettivo=obiettivo, autore=user, campo=primo.campo, testo=testo.strip(), risposta_a=primo
        )


@transaction.atomic
def close_commento(obiettivo: Obiettivo, pk: int, *, user: Utente) -> Commento:
    """Close a remark; twice is refused."""
    commento = _lock_aperto(obiettivo, pk)
    if not may_close(user, commento):
        raise PassaggioRifiutato("Lo chiude chi l'ha scritto, o il controllo di gestione.")
    commento.risolto_il, commento.risolto_da = timezone.now(), user
    commento.save()
    return commento


def _refuse(user: Utente, obiettivo: Obiettivo, testo: str) -> None:
    if not may_comment(user, obiettivo):
        raise PassaggioRifiutato(NON_SUOI)
    if not testo.strip():
        raise PassaggioRifiutato(VUOTO)


def _lock_aperto(obiettivo: Obiettivo, pk: int) -> Commento:
    righe = Commento.objects.select_for_update(of=("self",)).select_related("obiettivo__ciclo")
    commento = righe.filter(obiettivo=obiettivo, risposta_a=None, pk=pk).first()
    if commento is None:
        raise PassaggioRifiutato("Il commento non c'è.")
    if commento.risolto_il:
        raise PassaggioRifiutato(CHIUSO)
    return commento
