from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pianoperformance.base.tracciato import Esito, FileNonLeggibile
from rendicontazione.services import import_cartella, read_cartella


class Command(BaseCommand):
    help = "Importa un file xlsx o ods (o una cartella di file CSV): tutto o niente."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="il file da importare")
        parser.add_argument("--prova", action="store_true", help="dice che cosa cambierebbe, senza salvare")

    def handle(self, *_args: Any, **opzioni: Any) -> None:
        percorso: Path = opzioni["file"]
        if not percorso.exists():
            raise CommandError(f"Il file «{percorso}» non esiste.")
        try:
            esito = import_cartella(read_cartella(percorso), prova=opzioni["prova"], nome=percorso.name)
        except FileNonLeggibile as errore:
            raise CommandError(str(errore)) from errore
        self._print(esito, opzioni["verbosity"])
        if esito.errori:
            raise CommandError(f"Errori: {len(esito.errori)}. Non è stato salvato niente.")
        if not (esito.nuove or esito.cambiate):
            self.stdout.write("Il file dice quello che è già scritto: non c'era niente da salvare.")
        else:
            self.stdout.write(
                "Importazione salvata." if esito.salvato else "Prova riuscita: non è stato salvato niente."
            )

    def _print(self, esito: Esito, verbosity: int) -> None:
        for foglio, conteggio in esito.conteggi.items():
            self.stdout.write(
                f"{foglio}: {conteggio.nuove} nuove, {conteggio.cambiate} cambiate, {conteggio.invariate} invariate"
            )
        for novita in esito.novita if verbosity > 1 else ():
            self.stdout.write(f"Nuova: {novita.foglio}, riga {novita.riga}: {novita.voce}")
        for d in esito.differenze:
            self.stdout.write(f"Cambia: {d.foglio}, riga {d.riga}, {d.voce}: {d.colonna} «{d.prima}» → «{d.dopo}»")
        for avviso in esito.avvisi:
            self.stdout.write(self.style.WARNING(f"Avviso: {avviso.luogo}: {avviso.messaggio}"))
        for errore in esito.errori:
            valore = f" (valore «{errore.valore}»)" if errore.valore else ""
            self.stdout.write(self.style.ERROR(f"Errore: {errore.luogo}{valore}: {errore.messaggio}"))
