"""Times of the Quadro and of the pages on twenty copies of the real PEG: ``python -m benchmarks.pagine [--copie 20]``.

It uses a new SQLite database, or the (empty) one of DATABASE_URL. Each figure is the median of several runs in one
process, after one that is not counted; pages are asked of the application itself, without a network in between.
What counts is the ratio between the Quadro and its bare SQL; seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.importa import say, write_workbook

LIMITE_QUADRO, LIMITE_PAGINA = 1.5, 0.150
ELENCHI = ("progetti", "obiettivi", "indicatori", "capitoli", "persone")


def median_of(funzione: Callable[[], Any], volte: int = 7) -> float:
    funzione()
    tempi = []
    for _ in range(volte):
        inizio = time.perf_counter()
        funzione()
        tempi.append(time.perf_counter() - inizio)
    return statistics.median(tempi)


def load(copie: int) -> None:
    from django.core.management import call_command

    from rendicontazione.services import import_cartella, read_cartella

    call_command("migrate", verbosity=0)
    call_command("riferimenti", verbosity=0)
    with tempfile.TemporaryDirectory() as cartella:
        percorso = Path(cartella) / "peg.xlsx"
        write_workbook(percorso, copie)
        assert import_cartella(read_cartella(percorso)).salvato  # noqa: S101 -- a script, not the product


def measure_quadro(ciclo: Any) -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from rendicontazione.controlli import check_quadro
    from rendicontazione.queries import build_quadro

    with CaptureQueriesContext(connection) as contesto:
        quadro = build_quadro(ciclo)
    frasi = [voce["sql"] for voce in contesto.captured_queries]

    def bare_sql() -> None:
        with connection.cursor() as cursore:
            for frase in frasi:
                cursore.execute(frase)
                cursore.fetchall()

    obiettivi = list(quadro.each_obiettivo())
    say(
        f"CdR {len(quadro.cdr)}, obiettivi {len(obiettivi)}, indicatori {sum(len(o.indicatori) for _, o in obiettivi)}"
    )
    nudo, tutto = median_of(bare_sql), median_of(lambda: build_quadro(ciclo))
    say(f"{'Solo SQL del Quadro (' + str(len(frasi)) + ' interrogazioni)':<48}{nudo * 1000:>8.0f} ms")
    say(f"{'Quadro di tutto il piano':<48}{tutto * 1000:>8.0f} ms, {tutto / nudo:.1f} volte il solo SQL")
    say(f"{'Controlli su tutto il piano':<48}{median_of(lambda: check_quadro(quadro)) * 1000:>8.0f} ms")
    return tutto <= LIMITE_QUADRO


def measure_pagine(ciclo: Any) -> bool:
    from django.test import Client
    from django.urls import reverse

    from organizzazione.models import Utente

    client = Client(headers={"host": "localhost"})
    client.force_login(Utente.objects.create_superuser("misura"))
    radice = [ciclo.ente.codice, ciclo.anno]
    cdr = ciclo.ente.strutture.get(codice="85")
    pagine = {
        "riepilogo": reverse("riepilogo", args=[*radice, cdr.pk]),
        "progetto": reverse("progetto", args=[*radice, ciclo.progetti.filter(cdr=cdr).first().pk]),
        **{nome: reverse(nome, args=radice) for nome in ELENCHI},
        "ciclo": reverse("ciclo", args=radice),
        "controlli": reverse("controlli", args=radice),
    }
    buono = True
    for nome, indirizzo in pagine.items():
        assert client.get(indirizzo).status_code == 200, nome  # noqa: S101
        secondi = median_of(lambda indirizzo=indirizzo: client.get(indirizzo))
        say(f"{'Pagina ' + nome:<48}{secondi * 1000:>8.0f} ms")
        buono = buono and (secondi <= LIMITE_PAGINA or nome in ("ciclo", "controlli"))
    return buono


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copie", type=int, default=20)
    copie = parser.parse_args().copie
    with tempfile.TemporaryDirectory() as cartella:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{cartella}/prova.sqlite3")
        os.environ.update(DJANGO_SETTINGS_MODULE="pianoperformance.settings", DEBUG="0", HTTPS="0")
        os.environ.setdefault("SECRET_KEY", "s" * 50)
        import django

        django.setup()
        from obiettivi.models import Ciclo

        load(copie)
        ciclo = Ciclo.objects.select_related("ente").get()
        buoni = [measure_quadro(ciclo), measure_pagine(ciclo)]
        sys.exit(0 if all(buoni) else "Fuori dai limiti.")


if __name__ == "__main__":
    main()
