"""Reads of the frozen versions: what was approved is always read from what was stored, never from the tables."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from obiettivi.models import Ciclo
from organizzazione.models import Struttura, Transizione, Utente
from organizzazione.models.ambito import descendants_of
from rendicontazione import quadro
from rendicontazione.canonico import load_quadro
from rendicontazione.models import Documento, Variazione
from rendicontazione.queries import build_quadro
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
    return limit_to(user, documento.ciclo, load_versione(documento))


def piano_for(user: Utente, ciclo: Ciclo) -> quadro.Quadro:
    """What ``user`` may see of the plan as it is being worked on, each thing where the whole plan has it."""
    return limit_to(user, ciclo, build_quadro(ciclo))


def limit_to(user: Utente, ciclo: Ciclo, q: quadro.Quadro) -> quadro.Quadro:
    codici = codici_visibili(user, ciclo)
    return q if codici is None else narrow_quadro(q, codici)


def lati_of(variazione: Variazione, user: Utente) -> tuple[quadro.Quadro, quadro.Quadro] | None:
    """The plan of the CdR of a variazione before and after it, as far as ``user`` sees; None before it is opened.

    Until it is proposed the after is what is being written; then it is what was proposed, whatever became of it.
    """
    if not variazione.istantanea:
        return None
    codici = codici_of(variazione)
    aperta = variazione.stato == Variazione.Stato.BOZZA
    dopo = build_quadro(variazione.ciclo) if aperta else load_quadro(variazione.proposta)
    prima = load_versione(variazione.base)
    return tuple(limit_to(user, variazione.ciclo, narrow_quadro(q, codici)) for q in (prima, dopo))  # type: ignore[return-value]


def codici_of(variazione: Variazione) -> frozenset[str]:
    """The codes of the CdR of a variazione, with those below them."""
    coperte = descendants_of(list(variazione.strutture.values_list("pk", flat=True)))
    return frozenset(Struttura.objects.filter(pk__in=coperte).values_list("codice", flat=True))


def storia_of(oggetto: Model) -> QuerySet[Transizione]:
    """The acts on a row, from the first; of a version, those of its ciclo or of its variazione."""
    if isinstance(oggetto, Documento):
        oggetto = getattr(oggetto, "variazione", None) or oggetto.ciclo
    tipo = ContentType.objects.get_for_model(oggetto)
    return Transizione.objects.filter(oggetto_tipo=tipo, oggetto_id=oggetto.pk).select_related("utente")
