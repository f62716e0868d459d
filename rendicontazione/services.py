"""What changes the plan as a whole: the import of a workbook."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from obiettivi.models import Ciclo
from organizzazione.models import Ente, Ruolo, Utente, ambito_of
from organizzazione.rules import RUOLI_DI_GESTIONE
from organizzazione.tracciati import ENTI, INCARICHI
from pianoperformance.base.tracciato import Cartella, Esito
from pianoperformance.base.tracciato.calc import write_ods
from pianoperformance.base.tracciato.esportazione import build_legenda, build_pagine
from pianoperformance.base.tracciato.excel import write_xlsx
from pianoperformance.base.tracciato.lettura import read_cartella
from pianoperformance.base.tracciato.motore import Politica, import_fogli
from pianoperformance.base.tracciato.registro import Registro
from pianoperformance.base.tracciato.righe import FoglioLetto, Riga, read_fogli
from pianoperformance.base.tracciato.salvataggio import Firma
from rendicontazione.tracciati import ELENCHI, FOGLI

__all__ = ["Esito", "import_cartella", "read_cartella", "write_tracciato"]


def import_cartella(cartella: Cartella, *, user: Utente | None = None, prova: bool = False, nome: str = "") -> Esito:
    """Save a workbook, all or nothing, and say what changed; with ``prova`` say it without saving.

    Without a user it is whoever runs the installation, from the command line. ``nome`` is the file's, for the history.
    """
    esito = Esito()
    letti = read_fogli(cartella, [*ELENCHI, *FOGLI], esito)
    registro = Registro([*ELENCHI, *FOGLI], *_scope(letti), _allowed(user))
    firma = Firma(user, f"Importazione di {nome}" if nome else "Importazione")
    with transaction.atomic():
        # Two imports on the same ente must not compare themselves with rows that the other is writing.
        list(Ente.objects.select_for_update().filter(codice__in=registro.enti).order_by("pk"))
        import_fogli(letti, registro=registro, firma=firma, politica=_make_politica(user, registro), esito=esito)
        esito.salvato = not prova and not esito.errori
        if not esito.salvato:
            transaction.set_rollback(True)
    return esito


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

    def check(riga: Riga) -> tuple[str, str] | None:
        if not tutto and riga.foglio is ENTI and riga.nuova:
            return "codice", str(ENTI.ignota.format(codice=riga.valori["codice"]))
        if not tutto and riga.foglio is INCARICHI and _is_di_gestione(riga, user):
            return "ruolo", "Gli incarichi di amministratore e di controllo di gestione li dà solo l'amministratore."
        return _check_ciclo(riga, registro)

    return check


def _is_di_gestione(riga: Riga, user: Any) -> bool:
    """A post that opens the administration, given by someone who is not an amministratore of that ente."""
    return riga.valori["ruolo"] in RUOLI_DI_GESTIONE and not ambito_of(user).has_ruolo(
        riga.istanza.ente_id, Ruolo.AMMINISTRATORE
    )


def _check_ciclo(riga: Riga, registro: Registro) -> tuple[str, str] | None:
    if "anno" not in riga.valori:
        return None
    ciclo = registro.indice("Cicli").righe.get((riga.valori["ente"], riga.valori["anno"]))
    if ciclo is None or ciclo.stato == Ciclo.Stato.PREPARAZIONE:
        return None
    stato = ciclo.get_stato_display().lower()
    return "anno", (
        f"Il piano {ciclo.anno} non è più in preparazione ({stato}): le sue righe non si cambiano con "
        "un'importazione. Togliere la riga dal foglio."
    )
