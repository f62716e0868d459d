"""Approval of the plan: from rows that are edited to a frozen version that a delibera can cite (art. 169 TUEL)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from obiettivi.models import Ciclo
from organizzazione.models import Ente, Ruolo, Transizione, Utente
from organizzazione.rules import RUOLI_DI_GESTIONE
from pianoperformance.base.stati import Atto, Passaggio, PassaggioRifiutato, check_passaggio
from rendicontazione import quadro
from rendicontazione.canonico import digest_of, dump_quadro, load_quadro
from rendicontazione.controlli import BLOCCO, Rilievo, check_quadro
from rendicontazione.esportazioni import peg
from rendicontazione.models import Documento
from rendicontazione.queries import build_quadro
from rendicontazione.scrittura import ruoli_of
from rendicontazione.versioni import narrow_quadro

Stato = Ciclo.Stato
PASSAGGI = (
    Passaggio(Stato.PREPARAZIONE, Stato.APPROVATO, "Approva il piano", frozenset(RUOLI_DI_GESTIONE), serve_atto=True),
)
NOMI = {**{str(k): str(v) for k, v in Stato.choices}, **{str(k): str(v) for k, v in Ruolo.choices}}

CAMBIATO = (
    "Quello che si approva è cambiato dopo che hai aperto questa pagina: non è stato approvato niente. Rileggilo e "
    "conferma di nuovo."
)
CITATI = 5


@dataclass(frozen=True, slots=True)
class Versione:
    """What is about to be frozen: the plan, its canonical text and its digest."""

    quadro: quadro.Quadro
    testo: str
    impronta: str


def approve_piano(ciclo: Ciclo, *, user: Utente, atto: Atto, attesa: str = "") -> Documento:
    """Freeze the plan as version 1 and close it to changes, all or nothing; raise ``PassaggioRifiutato`` otherwise.

    With ``attesa``, the digest of the plan that the user was shown, a plan that has changed meanwhile is refused. The
    document is printed before the rows are locked, and is stored only if the plan is still the same.
    """
    atto = clean_atto(atto)
    check_passaggio(PASSAGGI, _read_stato(ciclo), Stato.APPROVATO, ruoli_of(user, ciclo.ente_id), nomi=NOMI, atto=atto)
    versione = make_versione(build_quadro(ciclo))
    refuse_changed(attesa, versione.impronta)
    refuse_vuoto(versione.quadro)
    refuse_blocchi(find_blocchi(versione.quadro))
    pdf = print_versione(versione, 1, atto)
    with transaction.atomic():
        ciclo = lock_ciclo(ciclo)
        check_passaggio(PASSAGGI, ciclo.stato, Stato.APPROVATO, ruoli_of(user, ciclo.ente_id), nomi=NOMI, atto=atto)
        refuse_changed(versione.impronta, make_versione(build_quadro(ciclo)).impronta)
        documento = save_documento(ciclo, versione, numero=1, atto=atto, user=user, pdf=pdf)
        write_transizione(ciclo, Stato.PREPARAZIONE, Stato.APPROVATO, user=user, atto=atto)
        ciclo.stato = Stato.APPROVATO
        ciclo.save()
    return documento


def _read_stato(ciclo: Ciclo) -> str:
    return Ciclo.objects.values_list("stato", flat=True).get(pk=ciclo.pk)


def lock_ciclo(ciclo: Ciclo) -> Ciclo:
    """Read a ciclo again and hold it, with its ente (which imports hold too), until the end of the transaction."""
    Ente.objects.select_for_update().get(pk=ciclo.ente_id)
    return Ciclo.objects.select_for_update(of=("self",)).select_related("ente").get(pk=ciclo.pk)


def clean_atto(atto: Atto) -> Atto:
    """Trim the act; one of tomorrow does not exist yet."""
    if atto.data is not None and atto.data > timezone.localdate():
        raise PassaggioRifiutato(f"La data dell'atto ({atto.data:%d/%m/%Y}) è nel futuro: correggerla.")
    return replace(atto, organo=atto.organo.strip(), numero=atto.numero.strip())


def make_versione(q: quadro.Quadro) -> Versione:
    testo = dump_quadro(q)
    return Versione(q, testo, digest_of(testo))


def refuse_changed(attesa: str, impronta: str) -> None:
    if attesa and attesa != impronta:
        raise PassaggioRifiutato(CAMBIATO)


def refuse_vuoto(q: quadro.Quadro) -> None:
    if not any(True for _ in q.each_obiettivo()):
        raise PassaggioRifiutato("Nel piano non c'è ancora nessun obiettivo: non c'è niente da approvare.")


def find_blocchi(q: quadro.Quadro) -> list[Rilievo]:
    """The findings that keep a plan from being approved."""
    return [rilievo for rilievo in check_quadro(q) if rilievo.gravita == BLOCCO]


def refuse_blocchi(rilievi: list[Rilievo]) -> None:
    if not rilievi:
        return
    citati = [f"{r.luogo}: {r.frase}" for r in rilievi[:CITATI]]
    altri = f" E altri {len(rilievi) - CITATI}." if len(rilievi) > CITATI else ""
    raise PassaggioRifiutato(f"I controlli bloccano l'approvazione. {' '.join(citati)}{altri}")


def print_documento(documento: Documento, codici: Collection[str] | None = None) -> bytes:
    """The PDF of a version, or an extract of some CdR; both from what was stored, never from the tables."""
    if codici is None and documento.pdf is not None:
        return bytes(documento.pdf)
    q = load_quadro(documento.quadro)
    estremi = peg.Estremi(documento.versione, name_atto(documento), documento.impronta)
    return peg.print_peg(q if codici is None else narrow_quadro(q, codici), estremi=estremi)


def name_atto(documento: Documento) -> str:
    return str(Atto(documento.organo, documento.numero, documento.data))


def print_versione(versione: Versione, numero: int, atto: Atto) -> bytes:
    """Print the allegato with its version, its act and the digest of what it says."""
    return peg.print_peg(versione.quadro, estremi=peg.Estremi(numero, str(atto), versione.impronta))


def save_documento(
    ciclo: Ciclo, versione: Versione, *, numero: int, atto: Atto, user: Utente, pdf: bytes, tipo: str = "piano"
) -> Documento:
    """Store a version; another one with the same number means that someone came first."""
    try:
        with transaction.atomic():
            return Documento.objects.create(
                ciclo=ciclo,
                tipo=tipo,
                versione=numero,
                organo=atto.organo,
                numero=atto.numero,
                data=cast(datetime.date, atto.data),
                quadro=versione.testo,
                impronta=versione.impronta,
                pdf=pdf,
                impronta_pdf=digest_of(pdf),
                utente=user,
            )
    except IntegrityError as errore:
        raise PassaggioRifiutato(f"La versione {numero} del piano c'è già: ricaricare la pagina.") from errore


def write_transizione(
    oggetto: object, da: str, a: str, *, user: Utente | None, atto: Atto | None = None, motivo: str = ""
) -> None:
    atto = atto or Atto()
    Transizione.objects.create(
        oggetto=oggetto,
        da=da,
        a=a,
        utente=user,
        motivazione=motivo,
        atto_organo=atto.organo,
        atto_numero=atto.numero,
        atto_data=atto.data,
    )
