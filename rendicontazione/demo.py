"""The demo: an invented Comune read from ``fixtures/demo`` through the real importer, and a user for each role."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from organizzazione.models import Ente, Incarico, Persona, Ruolo, Utente
from pianoperformance.base.tracciato import Esito
from rendicontazione.services import import_cartella, read_cartella

CARTELLA = Path(settings.BASE_DIR) / "fixtures" / "demo"
CODICE_ENTE = "comune-di-montegelso"
DAL = datetime.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class UtenteDemo:
    """A demo account: its role is its name; with ``persona`` the rights come from the posts of that person."""

    ruolo: Ruolo
    prova: str
    persona: str = ""


UTENTI = (
    UtenteDemo(
        Ruolo.CONTROLLO,
        "aprire i Controlli del 2026, correggere nella gestione una delle quote segnalate, poi stampare l'allegato.",
    ),
    UtenteDemo(Ruolo.AMMINISTRATORE, "aprire la gestione: utenti, incarichi, persone e strutture dell'ente."),
    UtenteDemo(
        Ruolo.DIRIGENTE,
        "vedere i quattro centri di responsabilità dell'Area Servizi alla persona, e nessun altro.",
        persona="1003",
    ),
    UtenteDemo(
        Ruolo.EQ,
        "aprire la scheda dei nidi d'infanzia e l'obiettivo a cui contribuisce la sua struttura.",
        persona="1013",
    ),
    UtenteDemo(Ruolo.REFERENTE, "scaricare gli indicatori del Servizio Nidi e scuola in un foglio.", persona="1222"),
    UtenteDemo(Ruolo.OIV, "leggere il piano di tutto l'ente con indicatori, valori di partenza e attesi."),
    UtenteDemo(Ruolo.LETTORE, "cercare un capitolo o un obiettivo per codice dall'intestazione."),
)


def load_demo() -> Esito:
    """Bring the invented Comune to what its files say: what was changed by hand there goes back as it was."""
    return import_cartella(read_cartella(CARTELLA))


@transaction.atomic
def create_utenti(password: str) -> None:
    """Make the demo users, with their posts; those that are already right are left alone."""
    ente = Ente.objects.get(codice=CODICE_ENTE)
    for voce in UTENTI:
        utente, _ = Utente.objects.get_or_create(username=voce.ruolo)
        if not utente.check_password(password):
            utente.set_password(password)
            utente.save(update_fields=["password"])
        if voce.persona:
            _link(utente, Persona.objects.get(ente=ente, codice=voce.persona))
        else:
            Incarico.objects.get_or_create(ente=ente, utente=utente, ruolo=voce.ruolo, dal=DAL)


def _link(utente: Utente, persona: Persona) -> None:
    if persona.utente_id != utente.pk:
        persona.utente = utente
        persona.save()
