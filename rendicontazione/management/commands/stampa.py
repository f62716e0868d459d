"""Print a document of the plan to a file, whole or of some structures: what the site's button does, for an office."""

from __future__ import annotations

import hashlib
import time
from argparse import ArgumentParser
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from os import getpid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from obiettivi.models import Ciclo
from organizzazione.models import Ente, Struttura
from organizzazione.models.ambito import descendants_of
from rendicontazione.esportazioni import ESPORTAZIONI, Esportazione, find_esportazione
from rendicontazione.models import Documento
from rendicontazione.queries import build_quadro
from rendicontazione.services.approvazione import print_documento


class Command(BaseCommand):
    help = "Stampa un documento in PDF, per esempio: stampa peg --ente CODICE --anno 2026 --file peg.pdf"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("documento", help="il documento: " + ", ".join(e.slug for e in ESPORTAZIONI))
        parser.add_argument("--ente", required=True, metavar="CODICE", help="il codice dell'ente")
        parser.add_argument("--anno", required=True, help="l'anno del ciclo")
        parser.add_argument(
            "--cdr", action="append", default=[], metavar="CODICE", help="solo questo CdR (ripetibile)"
        )
        parser.add_argument(
            "--area", action="append", default=[], metavar="CODICE", help="solo questa area e ciò che ne dipende"
        )
        parser.add_argument("--versione", metavar="N", help="la versione approvata, com'è stata congelata")
        parser.add_argument("--file", required=True, metavar="FILE.pdf", help="il file da scrivere")

    def handle(
        self,
        *,
        documento: str,
        ente: str,
        anno: str,
        cdr: list[str],
        area: list[str],
        file: str,
        versione: str | None,
        **_opzioni: Any,
    ) -> None:
        inizio = time.monotonic()
        esportazione = _find_documento(documento)
        ciclo = _find_ciclo(ente, anno)
        strutture = _find_strutture(ciclo, cdr, area)
        if versione is None:
            contenuto = _write(Path(file), _prepare(esportazione, ciclo, strutture))
        else:
            riga = _find_versione(ciclo, versione)
            contenuto = _write(Path(file), lambda: print_documento(riga, _codici_of(strutture)))
        secondi = f"{time.monotonic() - inizio:.1f}".replace(".", ",")
        self.stdout.write(f"{esportazione.titolo} scritto in {file} ({len(contenuto) // 1024} kB, {secondi} secondi).")
        self.stdout.write(f"SHA-256: {hashlib.sha256(contenuto).hexdigest()}")


def _prepare(esportazione: Esportazione, ciclo: Ciclo, strutture: Collection[int] | None) -> Callable[[], bytes]:
    quadro = build_quadro(ciclo, strutture=strutture)
    if not any(parte.progetti or parte.obiettivi for parte in quadro.cdr):
        raise CommandError("Non c'è niente da stampare: in questa parte del piano non ci sono obiettivi.")
    return lambda: esportazione.funzione(quadro)


def _find_versione(ciclo: Ciclo, versione: str) -> Documento:
    righe = {str(riga.versione): riga for riga in ciclo.documenti.order_by("versione")}
    if versione not in righe:
        raise CommandError(f"Il piano {ciclo} non ha la versione «{versione}». Versioni approvate: {_elenco(righe)}.")
    return righe[versione]


def _codici_of(strutture: Collection[int] | None) -> frozenset[str] | None:
    if strutture is None:
        return None
    return frozenset(Struttura.objects.filter(pk__in=strutture).values_list("codice", flat=True))


def _find_documento(slug: str) -> Esportazione:
    esportazione = find_esportazione(slug)
    if esportazione is None:
        raise CommandError(
            f"Non c'è un documento di nome «{slug}». Documenti: {_elenco(e.slug for e in ESPORTAZIONI)}."
        )
    return esportazione


def _find_ciclo(codice: str, anno: str) -> Ciclo:
    ente = Ente.objects.filter(codice=codice).first()
    if ente is None:
        presenti = _elenco(Ente.objects.order_by("codice").values_list("codice", flat=True))
        raise CommandError(f"Non c'è un ente con codice «{codice}». Enti presenti: {presenti}.")
    cicli = {
        str(ciclo.anno): ciclo for ciclo in Ciclo.objects.filter(ente=ente).select_related("ente").order_by("anno")
    }
    if anno not in cicli:
        raise CommandError(
            f"{ente.denominazione} non ha un ciclo dell'anno «{anno}». Anni presenti: {_elenco(cicli)}."
        )
    return cicli[anno]


def _find_strutture(ciclo: Ciclo, cdr: list[str], aree: list[str]) -> Collection[int] | None:
    """The keys of the structures asked for, None when none is: the whole ente."""
    if not cdr and not aree:
        return None
    strutture = list(Struttura.objects.filter(ente=ciclo.ente_id).order_by("ordine", "codice"))
    chiavi = {struttura.codice: struttura.pk for struttura in strutture}
    if ignote := sorted({*cdr, *aree} - chiavi.keys()):
        presenti = _elenco(f"{s.codice} ({s.denominazione})" for s in strutture)
        raise CommandError(f"Strutture che l'ente non ha: {_elenco(ignote)}. Strutture presenti: {presenti}.")
    return {chiavi[codice] for codice in cdr} | descendants_of([chiavi[codice] for codice in aree])


def _elenco(voci: Any) -> str:
    return ", ".join(voci) or "nessuno"


def _write(destinazione: Path, build: Callable[[], bytes]) -> bytes:
    """Write what ``build`` gives in one move: until then the file that was there stays; a bad path is told at once."""
    provvisorio = destinazione.with_name(f".{destinazione.name}.{getpid()}.tmp")
    with _writing(destinazione):
        if destinazione.is_dir():
            raise IsADirectoryError
        provvisorio.touch(exist_ok=False)
    try:
        contenuto = build()
        with _writing(destinazione):
            provvisorio.write_bytes(contenuto)
            provvisorio.replace(destinazione)
    finally:
        provvisorio.unlink(missing_ok=True)
    return contenuto


@contextmanager
def _writing(destinazione: Path) -> Iterator[None]:
    try:
        yield
    except OSError as errore:
        raise CommandError(f"Non riesco a scrivere {destinazione}: {why_not(destinazione, errore)}.") from errore


def why_not(destinazione: Path, errore: OSError) -> str:
    if not destinazione.parent.is_dir():
        return f"la cartella {destinazione.parent} non esiste"
    if isinstance(errore, IsADirectoryError):
        return "è una cartella, serve il nome di un file"
    if isinstance(errore, PermissionError):
        return f"non ho il permesso di scrivere nella cartella {destinazione.parent}"
    return f"il sistema risponde «{errore.strerror or errore}»"
