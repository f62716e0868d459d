"""Time and memory of importing twenty copies of the real PEG: ``python -m benchmarks.importa [--copie 20]``.

It uses a new SQLite database, or the (empty) one of DATABASE_URL. What counts is the ratio between the import and the
bare reading of the same workbook with python-calamine, in the same run; seconds depend on the machine.

Measured in November 2026 on two cores busy with other work (27,488 rows): SQLite 12 s (11 of CPU), 213 MB, 41 times
the bare reading; PostgreSQL 15, with the server on the same cores, 16 to 23 s (9 of CPU), 200 MB. The limits are
30 s and 600 MB.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIMITE_SECONDI, LIMITE_MEGA = 30, 600


def measure(etichetta: str, funzione: Callable[[], Any]) -> tuple[float, Any]:
    inizio, cpu = time.perf_counter(), time.process_time()
    uscita = funzione()
    secondi, cpu = time.perf_counter() - inizio, time.process_time() - cpu
    say(f"{etichetta:<44}{secondi:>8.2f} s ({cpu:>6.2f} s di CPU), memoria massima {peak_mega():>4.0f} MB")
    return secondi, uscita


def say(testo: str) -> None:
    sys.stdout.write(testo + "\n")


def peak_mega() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_bare(percorso: Path) -> int:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(percorso) as libro:
        return sum(len(libro.get_sheet_by_name(nome).to_python()) for nome in libro.sheet_names)


def write_workbook(percorso: Path, copie: int) -> None:
    """In another process: what writing takes must not count among what reading takes."""
    import subprocess

    codice = (
        "import sys; from pathlib import Path; from tests.seeds.cartella import write_cartella;"
        "from tests.seeds.peg2021 import build_cartella_peg;"
        "write_cartella(build_cartella_peg(int(sys.argv[2])), Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", codice, str(percorso), str(copie)], check=True)  # noqa: S603 -- ourselves


def run(percorso: Path) -> bool:
    from django.core.management import call_command

    from rendicontazione.services import import_cartella, read_cartella

    call_command("migrate", verbosity=0)
    call_command("riferimenti", verbosity=0)
    calamine, righe = measure("Lettura con il solo python-calamine", lambda: read_bare(percorso))
    _, cartella = measure("Lettura con i controlli sul file", lambda: read_cartella(percorso))
    measure("Prova (anteprima)", lambda: import_cartella(cartella, prova=True))
    importa, esito = measure("Importazione", lambda: import_cartella(read_cartella(percorso)))
    _, ancora = measure("Seconda importazione, senza cambiamenti", lambda: import_cartella(read_cartella(percorso)))
    say(f"Righe nel file {righe}: nuove {esito.nuove}, la seconda volta {ancora.nuove} (cambiate {ancora.cambiate})")
    say(f"Importazione / sola lettura: {importa / calamine:.0f} volte")
    buono = importa <= LIMITE_SECONDI and peak_mega() <= LIMITE_MEGA and esito.salvato
    return buono and ancora.nuove == ancora.cambiate == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copie", type=int, default=20)
    copie = parser.parse_args().copie
    with tempfile.TemporaryDirectory() as cartella:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{cartella}/prova.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pianoperformance.settings")
        os.environ.setdefault("DEBUG", "0")
        os.environ.setdefault("SECRET_KEY", "s" * 50)
        import django

        django.setup()
        percorso = Path(cartella) / "peg.xlsx"
        write_workbook(percorso, copie)
        sys.exit(0 if run(percorso) else "Fuori dai limiti.")


if __name__ == "__main__":
    main()
