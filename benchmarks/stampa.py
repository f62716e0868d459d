"""Time and memory of printing the Allegato PEG: ``python -m benchmarks.stampa [--copie 1]``.

It uses a new SQLite database, or the (empty) one of DATABASE_URL. Each print runs in a process of its own, so that
its memory is its own. What counts is the ratio between our print and the same HTML and style given to plain WeasyPrint
(the collector running, its own index of the pages), tagged too; seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import sys
import tempfile
import time
from typing import Any

from benchmarks.importa import peak_mega, say
from benchmarks.pagine import load

LIMITE_SECONDI = 8
RIPETIZIONI = 3


def read_quadro(codici: list[str] | None) -> Any:
    from obiettivi.models import Ciclo
    from rendicontazione.queries import build_quadro

    ciclo = Ciclo.objects.select_related("ente").get()
    strutture = codici and set(ciclo.ente.strutture.filter(codice__in=codici).values_list("pk", flat=True))
    return build_quadro(ciclo, strutture=strutture)


def print_quadro(codici: list[str] | None) -> tuple[bytes, float]:
    """Our own print, with the reading of the plan: the file and the seconds of CPU."""
    from rendicontazione.esportazioni.peg import print_peg

    return timed(lambda: print_peg(read_quadro(codici)))


def print_plain(codici: list[str] | None) -> tuple[bytes, float]:
    """The same document by WeasyPrint alone, as its manual says."""
    import pydyf
    from django.template.loader import render_to_string
    from weasyprint import CSS, HTML

    from pianoperformance.base import pdf
    from rendicontazione.esportazioni.peg import render_peg

    pydyf.PDF.page_references = property(
        lambda documento: tuple(f"{numero} 0 R".encode() for numero in documento.pages["Kids"][::3])
    )
    html = f'<html lang="it"><title>PEG</title><body>{render_peg(read_quadro(codici))}'
    fogli = [CSS(string=render_to_string("stampe/peg.css"), font_config=pdf.get_font_config())]
    opzioni: dict[str, Any] = {"font_config": pdf.get_font_config(), "pdf_variant": "pdf/ua-1"}
    return timed(lambda: HTML(string=html).write_pdf(stylesheets=fogli, **opzioni))


def timed(funzione: Any) -> tuple[bytes, float]:
    """The result with its seconds of CPU; ``run`` takes the least, for the first print also loads fonts and style."""
    inizio = time.process_time()
    return funzione(), time.process_time() - inizio


def run(funzione: Any, codici: list[str] | None, volte: int) -> tuple[int, int, float, float]:
    """In a new process: pages, bytes, the least seconds of CPU, megabytes."""
    from pypdf import PdfReader

    stampe = [funzione(codici) for _ in range(volte)]
    mega = peak_mega()
    contenuto = stampe[0][0]
    return len(PdfReader(io.BytesIO(contenuto)).pages), len(contenuto), min(cpu for _, cpu in stampe), mega


def measure(etichetta: str, funzione: Any, codici: list[str] | None = None, volte: int = RIPETIZIONI) -> float:
    with multiprocessing.get_context("fork").Pool(1) as processo:
        pagine, byte, secondi, mega = processo.apply(run, (funzione, codici, volte))
    say(
        f"{etichetta:<34}{pagine:>6} pagine{secondi:>8.2f} s di CPU{1000 * secondi / pagine:>7.0f} ms a pagina"
        f"{mega:>7.0f} MB{byte // 1024:>8} kB"
    )
    return secondi


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copie", type=int, default=1)
    copie = parser.parse_args().copie
    with tempfile.TemporaryDirectory() as cartella:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{cartella}/prova.sqlite3")
        os.environ.update(DJANGO_SETTINGS_MODULE="pianoperformance.settings", DEBUG="0", HTTPS="0")
        os.environ.setdefault("SECRET_KEY", "s" * 50)
        import django

        django.setup()
        from django.db import connections

        load(copie)
        connections.close_all()
        volte = RIPETIZIONI if copie == 1 else 1
        measure("CdR A2", print_quadro, ["A2"])
        measure("CdR 87", print_quadro, ["87"])
        nostro = measure("Tutto l'ente", print_quadro, volte=volte)
        nudo = measure("Tutto l'ente, solo WeasyPrint", print_plain, volte=volte)
        say(f"La nostra stampa è {nostro / nudo:.2f} volte quella di WeasyPrint da solo.")
        sys.exit(0 if nostro <= LIMITE_SECONDI * copie else f"Oltre {LIMITE_SECONDI * copie} secondi.")


if __name__ == "__main__":
    main()
