from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from obiettivi.models import Ciclo
from rendicontazione.services import write_tracciato

FORMATI = ("xlsx", "ods")


class Command(BaseCommand):
    help = "Scrive il file da compilare e importare: vuoto, o con il piano di un ente e di un anno."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, required=True, help="il file da scrivere, .xlsx o .ods")
        parser.add_argument("--ente", help="il codice dell'ente")
        parser.add_argument("--anno", type=int, help="l'anno del piano")

    def handle(self, *_args: Any, **opzioni: Any) -> None:
        percorso: Path = opzioni["file"]
        formato = percorso.suffix.lower().removeprefix(".")
        if formato not in FORMATI:
            raise CommandError("Il nome del file deve finire con .xlsx oppure con .ods.")
        percorso.write_bytes(write_tracciato(formato, ciclo=self._find(opzioni["ente"], opzioni["anno"])))
        self.stdout.write(f"Scritto {percorso}.")

    def _find(self, ente: str | None, anno: int | None) -> Ciclo | None:
        if ente is None and anno is None:
            return None
        if ente is None or anno is None:
            raise CommandError("Ente e anno vanno indicati tutti e due, oppure nessuno dei due.")
        try:
            return Ciclo.objects.select_related("ente").get(ente__codice=ente, anno=anno)
        except Ciclo.DoesNotExist as errore:
            raise CommandError(f"Non c'è un piano {anno} dell'ente «{ente}».") from errore
