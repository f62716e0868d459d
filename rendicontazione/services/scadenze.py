"""The days that an ente moves in the calendar of its year."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction

from obiettivi.models import Ciclo, Scadenza
from organizzazione.models import Utente
from pianoperformance.base.stati import PassaggioRifiutato
from rendicontazione.queries.lavoro import load_calendario
from rendicontazione.scrittura import is_ufficio
from rendicontazione.services.approvazione import lock_ciclo


def save_scadenze(ciclo: Ciclo, *, user: Utente, date: Mapping[str, datetime.date | None]) -> None:
    """Move deadlines of a ciclo; a day that is None, or the one that it would have anyway, is moved no longer."""
    if not is_ufficio(user, ciclo.ente_id):
        raise PassaggioRifiutato("Le scadenze le cambia solo il controllo di gestione o l'amministratore.")
    with transaction.atomic():
        ciclo = lock_ciclo(ciclo)
        for termine in load_calendario(ciclo):
            if termine.codice not in date:
                continue
            data = date[termine.codice]
            riga = Scadenza.objects.filter(ciclo=ciclo, codice=termine.codice).first()
            if data is None or data == termine.predefinita:
                if riga is not None:
                    riga.delete()
                continue
            riga = riga or Scadenza(ciclo=ciclo, codice=termine.codice)
            riga.denominazione, riga.norma, riga.data = termine.denominazione, termine.norma, data
            riga.save()
