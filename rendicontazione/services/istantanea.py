"""The rows of the plan of some CdR, kept at the opening of a variazione and put back exactly if it is refused."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models
from django.db.models import Q

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale, TotaleStampato
from obiettivi.models import Ciclo, Fase, Indicatore, Obiettivo, PesaturaObiettivo, Progetto, ValoreAtteso
from organizzazione.models import Utente
from organizzazione.models.ambito import descendants_of
from pianoperformance.base.stati import PassaggioRifiutato

Chiave = tuple[str, int]
Righe = dict[Chiave, dict[str, Any]]
"""The fields of each row, by model and key, parents first."""

CONTATORE = "versione"
"""The token against stale pages: it never goes back."""


def take_istantanea(ciclo: Ciclo, strutture: Iterable[int]) -> str:
    """Write down the rows that stand under some structures and those below them."""
    return json.dumps(_to_plain(_load_rows(ciclo, descendants_of(list(strutture)))))


def read_chiavi(istantanea: str) -> frozenset[Chiave]:
    return frozenset(_index(json.loads(istantanea)))


def restore_istantanea(
    istantanea: str,
    ciclo: Ciclo,
    strutture: Iterable[int],
    *,
    user: Utente | None,
    motivo: str,
    altrui: Collection[Chiave] = (),
) -> None:
    """Put the rows back as they were; the history keeps what they had become.

    ``altrui`` are the rows written down by other variazioni in progress: those are not taken away here.
    """
    prima = _index(json.loads(istantanea))
    presenti = {_key_of(riga): riga for riga in _load_rows(ciclo, descendants_of(list(strutture)))}
    presenti |= {_key_of(riga): riga for riga in _load_by_key(prima.keys() - presenti.keys())}
    nuove = [riga for chiave, riga in presenti.items() if chiave not in prima]
    _refuse_altrui([riga for riga in nuove if _key_of(riga) in altrui])
    firma = {"_history_user": user, "_change_reason": motivo[:100]}
    _delete(nuove, firma)
    adesso = _index(_to_plain([riga for chiave, riga in presenti.items() if chiave in prima]))
    diverse = {c: campi for c, campi in prima.items() if c not in adesso or _differs(campi, adesso[c])}
    _write_back(diverse, {c: campi.get(CONTATORE, 0) for c, campi in adesso.items()}, firma)


def _load_rows(ciclo: Ciclo, strutture: Collection[int]) -> list[models.Model]:
    """Every row under some structures, parents first; an objective stands where its project does."""
    di_obiettivo = Q(progetto__cdr__in=strutture) | Q(progetto=None, struttura__in=strutture)
    obiettivi = Obiettivo.objects.filter(di_obiettivo, ciclo=ciclo)
    progetti = Progetto.objects.filter(ciclo=ciclo, cdr__in=strutture)
    capitoli = Capitolo.objects.filter(ciclo=ciclo, struttura__in=strutture)
    del_piano = Q(progetto__in=progetti) | Q(obiettivo__in=obiettivi)
    insiemi: list[models.QuerySet[Any]] = [
        progetti,
        obiettivi.prefetch_related("contributi", "classificazioni"),
        PesaturaObiettivo.objects.filter(obiettivo__in=obiettivi),
        Indicatore.objects.filter(obiettivo__in=obiettivi),
        ValoreAtteso.objects.filter(indicatore__obiettivo__in=obiettivi),
        Fase.objects.filter(obiettivo__in=obiettivi),
        capitoli,
        CollegamentoCapitolo.objects.filter(capitolo__in=capitoli),
        QuotaCapitolo.objects.filter(del_piano),
        QuotaPersonale.objects.filter(del_piano | Q(struttura__in=strutture), ciclo=ciclo),
        TotaleStampato.objects.filter(ciclo=ciclo, cdr__in=strutture),
    ]
    return [riga for insieme in insiemi for riga in insieme.order_by("pk")]


def _load_by_key(chiavi: Collection[Chiave]) -> list[models.Model]:
    """The rows written down that are still there, wherever they stand now."""
    per_modello: dict[str, list[int]] = {}
    for nome, pk in chiavi:
        per_modello.setdefault(nome, []).append(pk)
    return [riga for nome, pk in per_modello.items() for riga in apps.get_model(nome)._base_manager.filter(pk__in=pk)]


def _to_plain(righe: list[models.Model]) -> list[dict[str, Any]]:
    return json.loads(serializers.serialize("json", righe))  # type: ignore[no-any-return]


def _key_of(riga: models.Model) -> Chiave:
    return riga._meta.label_lower, riga.pk


def _index(voci: Iterable[dict[str, Any]]) -> Righe:
    return {(voce["model"], voce["pk"]): voce["fields"] for voce in voci}


def _differs(prima: dict[str, Any], adesso: dict[str, Any]) -> bool:
    return any(_sorted(valore) != _sorted(adesso[nome]) for nome, valore in prima.items() if nome != CONTATORE)


def _sorted(valore: Any) -> Any:
    """The keys of a many-to-many come in no order."""
    return sorted(valore) if isinstance(valore, list) else valore


def _refuse_altrui(righe: list[models.Model]) -> None:
    if righe:
        raise PassaggioRifiutato(
            f"«{righe[0]}» ({righe[0]._meta.verbose_name}) viene da un centro di responsabilità che ha un'altra "
            "variazione aperta: riportarlo dov'era, poi chiudere questa."
        )


def _delete(righe: list[models.Model], firma: dict[str, Any]) -> None:
    """Take away what the variazione had added, children first."""
    for riga in reversed(righe):
        _sign(riga, firma)
        try:
            riga.delete()
        except models.ProtectedError as errore:
            usi = ", ".join(sorted({str(altra) for altra in errore.protected_objects})[:3])
            raise PassaggioRifiutato(
                f"«{riga}» ({riga._meta.verbose_name}), che questa variazione aveva aggiunto, è in uso anche altrove "
                f"({usi}): toglierlo prima da lì."
            ) from errore


def _write_back(righe: Righe, contatori: dict[Chiave, int], firma: dict[str, Any]) -> None:
    """Write rows as they were: all those that changed leave first, for two may have swapped what must be unique."""
    for modello in {nome for nome, _ in righe}:
        insieme = apps.get_model(modello)._base_manager.filter(pk__in=[pk for nome, pk in righe if nome == modello])
        insieme._raw_delete(insieme.db)
    voci = [{"model": modello, "pk": pk, "fields": campi} for (modello, pk), campi in righe.items()]
    lette = list(serializers.deserialize("python", voci))
    for letta in lette:
        riga: Any = letta.object
        if hasattr(riga, CONTATORE):
            riga.versione = max(riga.versione, contatori.get(_key_of(riga), 0)) + 1
        riga.skip_history_when_saving = True
        riga.save(force_insert=True)
    for letta in lette:
        riga = letta.object
        for nome, valori in (letta.m2m_data or {}).items():
            getattr(riga, nome).set(valori)
        del riga.skip_history_when_saving
        _sign(riga, firma)
        if hasattr(riga, "history"):
            riga.save()


def _sign(riga: models.Model, firma: dict[str, Any]) -> None:
    for nome, valore in firma.items():
        setattr(riga, nome, valore)
