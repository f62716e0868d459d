"""Reads of the frozen versions: what was approved is always read from what was stored, never from the tables."""

from __future__ import annotations

from django.db.models import QuerySet

from obiettivi.models import Ciclo
from organizzazione.models import Struttura, Utente
from organizzazione.models.ambito import descendants_of
from rendicontazione import quadro
from rendicontazione.canonico import load_quadro
from rendicontazione.models import Documento, Variazione
from rendicontazione.versioni import narrow_quadro


def list_documenti(ciclo: Ciclo, user: Utente) -> QuerySet[Documento]:
    """The versions of a ciclo from the newest, without their heavy parts."""
    visibili = Documento.objects.visible_to(user).filter(ciclo=ciclo).defer("quadro", "pdf")
    return visibili.select_related("utente", "variazione").order_by("-versione")


def ultimo_documento(ciclo: Ciclo) -> Documento:
    """The last approved version; there is one in every approved ciclo."""
    return Documento.objects.filter(ciclo=ciclo).order_by("-versione")[0]


def load_versione(documento: Documento) -> quadro.Quadro:
    return load_quadro(documento.quadro)


def codici_visibili(user: Utente, ciclo: Ciclo) -> frozenset[str] | None:
    """The codes of the structures that the user sees, None when he sees the whole ente."""
    dell_ente = Struttura.objects.filter(ente=ciclo.ente_id)
    codici = frozenset(dell_ente.visible_to(user).values_list("codice", flat=True))
    return None if len(codici) == dell_ente.count() else codici


def versione_for(user: Utente, documento: Documento) -> quadro.Quadro:
    """What ``user`` may see of a version."""
    q, codici = load_versione(documento), codici_visibili(user, documento.ciclo)
    return q if codici is None else narrow_quadro(q, codici)


def codici_of(variazione: Variazione) -> frozenset[str]:
    """The codes of the CdR of a variazione, with those below them."""
    coperte = descendants_of(list(variazione.strutture.values_list("pk", flat=True)))
    return frozenset(Struttura.objects.filter(pk__in=coperte).values_list("codice", flat=True))
