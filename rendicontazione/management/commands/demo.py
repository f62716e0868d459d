"""Load the invented Comune and its users, to try the application with something in it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from obiettivi.models import Missione
from pianoperformance.base.tracciato import Esito
from rendicontazione.demo import UTENTI, create_utenti, load_demo

PASSWORD = "piano-demo-2026"  # noqa: S105 -- known to all on purpose: see RIFIUTO
RIFIUTO = (
    "Il comando demo crea utenti con una password nota a tutti: in un'installazione vera aprirebbe la porta a "
    "chiunque. Qui DEBUG non è attivo e quindi non è stato fatto nulla. Se è davvero un'installazione di prova, "
    "ripetere con --forza."
)


class Command(BaseCommand):
    help = "Carica il Comune inventato di Montegelso e un utente per ogni ruolo (password in DEMO_PASSWORD)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forza", action="store_true", help="esegue anche quando DEBUG non è attivo")

    def handle(self, *, forza: bool, **_opzioni: Any) -> None:
        if not (settings.DEBUG or forza):
            raise CommandError(RIFIUTO)
        if not Missione.objects.exists():
            call_command("riferimenti", verbosity=0)
        esito = load_demo()
        if esito.errori:
            raise CommandError("\n".join(["I file della dimostrazione non sono stati caricati:", *_errori(esito)]))
        password = os.environ.get("DEMO_PASSWORD") or PASSWORD
        create_utenti(password)
        self.stdout.write(
            f"Comune di Montegelso, ciclo 2026: {esito.nuove} righe nuove, {esito.cambiate} cambiate, "
            f"{esito.invariate} già presenti."
        )
        self.stdout.write(f"\nUtenti di prova (password: {password}) e che cosa provare per primo:")
        for voce in UTENTI:
            self.stdout.write(f"  {voce.ruolo:<15} {voce.ruolo.label}: {voce.prova}")


def _errori(esito: Esito) -> list[str]:
    return [f"- {errore.luogo}: {errore.messaggio}" for errore in esito.errori]
