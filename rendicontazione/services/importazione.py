"""The import of a workbook: everything or nothing, first rehearsed and then confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from enum import Enum
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from budget.services import link_collegamenti
from budget.tracciati import CAPITOLI
from obiettivi.models import Ciclo
from organizzazione.models import Ente, Ruolo, Utente, ambito_of
from organizzazione.rules import RUOLI_DI_GESTIONE
from organizzazione.tracciati import ENTI, INCARICHI
from pianoperformance.base.tracciato import Avviso, Cartella, Esito
from pianoperformance.base.tracciato.calc import write_ods
from pianoperformance.base.tracciato.esportazione import build_legenda, build_pagine
from pianoperformance.base.tracciato.excel import write_xlsx
from pianoperformance.base.tracciato.lettura import read_cartella, read_libro
from pianoperformance.base.tracciato.motore import Politica, import_fogli
from pianoperformance.base.tracciato.registro import Registro
from pianoperformance.base.tracciato.righe import FoglioLetto, Riga, read_fogli
from pianoperformance.base.tracciato.salvataggio import Firma
from rendicontazione.models import Importazione
from rendicontazione.scrittura import cdr_of, strutture_aperte
from rendicontazione.tracciati import ELENCHI, FOGLI

__all__ = ["Esito", "import_cartella", "read_cartella", "write_tracciato"]

MASSIMO_VOCI = 500
SPOSTANO = {"cdr", "struttura", "progetto"}
"""The fields that say where a row stands in the plan."""


class Applicazione(Enum):
    """How the confirmation of an import ended."""

    FATTA = "fatta"
    GIA_FATTA = "già fatta"
    CAMBIATA = "cambiata"


def import_cartella(
    cartella: Cartella, *, user: Utente | None = None, prova: bool = False, nome: str = "", attesa: str = ""
) -> Esito:
    """Save a workbook, all or nothing, and say what changed; with ``prova`` say it without saving.

    Without a user it is whoever runs the installation, from the command line. ``nome`` is the file's, for the history.
    With ``attesa``, the digest of a rehearsal, it saves only what that rehearsal showed.
    """
    esito = Esito()
    letti = read_fogli(cartella, [*ELENCHI, *FOGLI], esito)
    registro = Registro([*ELENCHI, *FOGLI], *_scope(letti), _allowed(user))
    firma = Firma(user, f"Importazione di {nome}" if nome else "Importazione")
    with transaction.atomic():
        # Two imports on the same ente must not compare themselves with rows that the other is writing.
        list(Ente.objects.select_for_update().filter(codice__in=registro.enti).order_by("pk"))
        import_fogli(letti, registro=registro, firma=firma, politica=_make_politica(user, registro), esito=esito)
        _link(letti, firma, esito)
        esito.salvato = not prova and not esito.errori and attesa in ("", esito.impronta())
        if not esito.salvato:
            transaction.set_rollback(True)
    return esito


def _link(letti: dict[str, FoglioLetto], firma: Firma, esito: Esito) -> None:
    """Links that were waiting for a chapter find it when it comes, even in another workbook."""
    if CAPITOLI.nome not in letti:
        return
    nuovi = [riga.istanza for riga in letti[CAPITOLI.nome].righe if riga.nuova and not riga.sospesa]
    for legame in link_collegamenti(nuovi, firma):
        frase = f"Il collegamento {legame} era in attesa di questo capitolo: ora lo trova."
        esito.avvisi.append(Avviso(CAPITOLI.nome, None, "", "", frase))


def prepare_importazione(*, user: Utente, nome: str, contenuto: bytes) -> Importazione:
    """Keep a workbook with what it would do, to be confirmed; it takes the place of those the user left."""
    esito = import_cartella(read_libro(contenuto), user=user, prova=True)
    Importazione.objects.filter(utente=user, applicata_il=None).delete()
    return Importazione.objects.create(
        utente=user,
        nome_file=nome[-200:],
        contenuto=contenuto,
        impronta=hashlib.sha256(contenuto).hexdigest(),
        esito=summarize_esito(esito),
    )


@transaction.atomic
def apply_importazione(importazione: Importazione, *, user: Utente) -> Applicazione:
    """Save a workbook as its rehearsal showed, once; when the data have changed meanwhile, rehearse again instead."""
    importazione = Importazione.objects.select_for_update().get(pk=importazione.pk)
    if importazione.applicata_il is not None:
        return Applicazione.GIA_FATTA
    cartella = read_libro(bytes(importazione.contenuto))
    prevista = importazione.esito["impronta"]
    esito = import_cartella(cartella, user=user, nome=importazione.nome_file, attesa=prevista)
    importazione.esito = summarize_esito(esito)
    if esito.salvato:
        importazione.applicata_il = timezone.now()
    importazione.save(update_fields=["esito", "applicata_il"])
    return Applicazione.FATTA if esito.salvato else Applicazione.CAMBIATA


def summarize_esito(esito: Esito) -> dict[str, Any]:
    """What a page shows of an outcome; long lists are cut, and their length is kept."""
    elenchi = {nome: getattr(esito, nome) for nome in ("novita", "differenze", "errori", "avvisi")}
    return {
        "impronta": esito.impronta(),
        "conteggi": [[foglio, c.nuove, c.cambiate, c.invariate] for foglio, c in esito.conteggi.items()],
        "nuove": esito.nuove,
        "cambiate": esito.cambiate,
        "quanti": {nome: len(elenco) for nome, elenco in elenchi.items()},
        **{nome: [asdict(voce) for voce in elenco[:MASSIMO_VOCI]] for nome, elenco in elenchi.items()},
    }


def write_tracciato(formato: str, *, ciclo: Ciclo | None = None, user: Utente | None = None) -> bytes:
    """The workbook to fill in, as ``xlsx`` or ``ods``; with a ciclo it holds that plan, ready to come back."""
    registro = None
    if ciclo is not None:
        registro = Registro([*ELENCHI, *FOGLI], {ciclo.ente.codice}, {ciclo.anno}, _allowed(user))
    write = {"xlsx": write_xlsx, "ods": write_ods}[formato]
    return write(build_legenda(FOGLI), build_pagine(FOGLI, registro))


def _scope(letti: dict[str, FoglioLetto]) -> tuple[set[str], set[int]]:
    """The enti and the years that the workbook names: nothing else is loaded."""
    enti: set[str] = set()
    anni: set[int] = set()
    for letto in letti.values():
        colonna = "codice" if letto.foglio is ENTI else "ente"
        for riga in letto.righe:
            enti.add(riga.valori.get(colonna) or "")
            if riga.valori.get("anno"):
                anni.add(riga.valori["anno"])
    return enti, anni


def _allowed(user: Utente | None) -> frozenset[int] | None:
    if user is None or ambito_of(user).tutto:
        return None
    return ambito_of(user).enti_con(*RUOLI_DI_GESTIONE)


def _make_politica(user: Utente | None, registro: Registro) -> Politica:
    """What may not be written although it is well made: closed plans, and what the user has no right to."""
    tutto = user is None or ambito_of(user).tutto
    aperte = cache(strutture_aperte)

    def check(riga: Riga) -> tuple[str, str] | None:
        if not tutto and riga.foglio is ENTI and riga.nuova:
            return "codice", str(ENTI.ignota.format(codice=riga.valori["codice"]))
        if not tutto and riga.foglio is INCARICHI and _is_di_gestione(riga, user):
            return "ruolo", "Gli incarichi di amministratore e di controllo di gestione li dà solo l'amministratore."
        return _check_ciclo(riga, registro, aperte)

    return check


def _is_di_gestione(riga: Riga, user: Any) -> bool:
    """A post that opens the administration, given by someone who is not an amministratore of that ente."""
    return riga.valori["ruolo"] in RUOLI_DI_GESTIONE and not ambito_of(user).has_ruolo(
        riga.istanza.ente_id, Ruolo.AMMINISTRATORE
    )


def _check_ciclo(riga: Riga, registro: Registro, aperte: Callable[[Ciclo], frozenset[int]]) -> tuple[str, str] | None:
    """A plan that is no longer in preparation is written only in the CdR of its open variazioni."""
    if "anno" not in riga.valori:
        return None
    ciclo = registro.indice("Cicli").righe.get((riga.valori["ente"], riga.valori["anno"]))
    if ciclo is None or ciclo.stato == Ciclo.Stato.PREPARAZIONE or _places_of(riga) <= aperte(ciclo):
        return None
    stato = ciclo.get_stato_display().lower()
    return "anno", (
        f"Il piano {ciclo.anno} non è più in preparazione ({stato}): le sue righe si cambiano solo nei centri di "
        "responsabilità di una variazione aperta. Togliere la riga dal foglio."
    )


def _places_of(riga: Riga) -> set[int | None]:
    """Where a row stands in the plan, and where it stood before if it is moved."""
    dove = {cdr_of(riga.istanza)}
    if not riga.nuova and not SPOSTANO.isdisjoint(riga.cambiati):
        dove.add(cdr_of(riga.foglio.modello._default_manager.get(pk=riga.istanza.pk)))
    return dove
