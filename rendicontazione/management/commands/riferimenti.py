import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from budget.services import load_riferimenti

PERCORSO = Path(settings.BASE_DIR) / "fixtures" / "riferimenti.json"


class Command(BaseCommand):
    help = "Carica missioni, programmi e titoli di bilancio da fixtures/riferimenti.json; si può ripetere."

    def handle(self, *_args: Any, **opzioni: Any) -> None:
        elenchi = json.loads(PERCORSO.read_text(encoding="utf-8"))
        cambiate = load_riferimenti(elenchi)
        if opzioni["verbosity"]:
            righe = ", ".join(f"{nome} {quante}" for nome, quante in cambiate.items())
            self.stdout.write(f"Elenchi della versione {elenchi['versione']}. Righe nuove o cambiate: {righe}.")
