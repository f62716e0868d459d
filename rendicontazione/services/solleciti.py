"""Reminders by e-mail: one message a person with all that waits for him, and the same message never twice.

A message is known by the digest of what it asks, not of its words: it goes out again only when something changes.
"""

from __future__ import annotations

import hashlib
import json
import smtplib
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from obiettivi.models import Ciclo, Obiettivo, Sollecito
from organizzazione.models import Incarico, Struttura, Utente
from organizzazione.rules import RUOLI_DI_GESTIONE
from rendicontazione import lavoro
from rendicontazione.controlli import check_quadro
from rendicontazione.queries import build_quadro
from rendicontazione.queries.lavoro import covered, load_situazione
from rendicontazione.queries.rilievi import Sintesi, load_gravita, make_sintesi
from rendicontazione.scrittura import DI_STRUTTURA
from rendicontazione.services.indirizzi import url_of
from rendicontazione.versioni import narrow_quadro

IN_LETTERA = 10
"""How many things of a kind a message names; the rest is on the page."""


@dataclass(frozen=True, slots=True)
class Lettera:
    """What a person is written."""

    utente: Utente
    oggetto: str
    testo: str
    impronta: str
    inviata: bool


@dataclass(slots=True)
class Giro:
    """The messages of a ciclo as it stands now."""

    lettere: list[Lettera] = field(default_factory=list)
    senza_posta: list[Utente] = field(default_factory=list)

    @property
    def da_inviare(self) -> list[Lettera]:
        return [lettera for lettera in self.lettere if not lettera.inviata]


@dataclass(slots=True)
class Esito:
    """What was sent, and what could not be with the reason."""

    inviate: list[Lettera] = field(default_factory=list)
    errori: list[tuple[Utente, str]] = field(default_factory=list)


def prepare_solleciti(ciclo: Ciclo) -> Giro:
    """Write to everybody for whom something waits, without sending; in a constant number of queries."""
    persone = _load_persone(ciclo)
    situazioni = _load_situazioni(ciclo, {chi.strutture for chi in persone.values() if not chi.ufficio})
    inviati = set(Sollecito.objects.filter(ciclo=ciclo).values_list("utente", "impronta"))
    giro = Giro()
    for utente, chi in persone.items():
        gruppi = lavoro.list_lavoro(situazioni[frozenset() if chi.ufficio else chi.strutture], chi)
        if not gruppi:
            continue
        if not utente.email:
            giro.senza_posta.append(utente)
            continue
        impronta = digest_of_gruppi(gruppi)
        oggetto, testo = _write(ciclo, utente, gruppi)
        giro.lettere.append(Lettera(utente, oggetto, testo, impronta, (utente.pk, impronta) in inviati))
    return giro


def send_solleciti(ciclo: Ciclo) -> Esito:
    """Send the messages that were not sent yet, each in a transaction of its own."""
    esito = Esito()
    with get_connection() as posta:
        for lettera in prepare_solleciti(ciclo).da_inviare:
            try:
                if _send(ciclo, lettera, posta):
                    esito.inviate.append(lettera)
            except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as errore:
                esito.errori.append((lettera.utente, f"il server di posta ha rifiutato il messaggio ({errore})"))
    return esito


@transaction.atomic
def _send(ciclo: Ciclo, lettera: Lettera, posta: BaseEmailBackend) -> bool:
    """Send a message and remember it, both or neither; whoever comes second waits, and sends nothing."""
    _, nuovo = Sollecito.objects.get_or_create(ciclo=ciclo, utente=lettera.utente, impronta=lettera.impronta)
    if nuovo:
        EmailMessage(lettera.oggetto, lettera.testo, to=[lettera.utente.email], connection=posta).send()
    return nuovo


def digest_of_gruppi(gruppi: Collection[lavoro.Gruppo]) -> str:
    """The digest of what is asked: the same things give the same digest on any day."""
    contenuto = [
        (gruppo.titolo, [(v.frase, v.pagina, v.chiavi, v.ancora, str(v.entro or "")) for v in gruppo.voci])
        for gruppo in gruppi
    ]
    return hashlib.sha256(json.dumps(contenuto, ensure_ascii=False).encode()).hexdigest()


def _write(ciclo: Ciclo, utente: Utente, gruppi: list[lavoro.Gruppo]) -> tuple[str, str]:
    parti = [
        (
            gruppo.titolo,
            [(voce, settings.SITO + url_of(ciclo, voce)) for voce in gruppo.voci[:IN_LETTERA]],
            len(gruppo.voci[IN_LETTERA:]),
        )
        for gruppo in gruppi
    ]
    quante = sum(len(gruppo.voci) for gruppo in gruppi)
    oggetto = f"Piano {ciclo.anno}, {ciclo.ente}: {'1 cosa' if quante == 1 else f'{quante} cose'} da fare"
    pagina = settings.SITO + url_of(ciclo, lavoro.Voce("", "da_fare"))
    contesto = {"ciclo": ciclo, "utente": utente, "parti": parti, "pagina": pagina}
    # Plain text is not safe HTML, which is what Django takes for granted: strip() gives it back as any other text.
    return " ".join(oggetto.split()), render_to_string("lavoro/sollecito.txt", contesto).strip()


def _load_persone(ciclo: Ciclo) -> dict[Utente, lavoro.Chi]:
    """Who works on the plan today, with what he answers for; whoever only reads is not written to."""
    ruoli = (*RUOLI_DI_GESTIONE, *DI_STRUTTURA)
    righe = Incarico.objects.in_corso().filter(ente=ciclo.ente_id, ruolo__in=ruoli)
    ufficio: set[Utente] = set()
    radici: dict[Utente, set[int]] = {}
    for incarico in righe.select_related("utente", "persona__utente"):
        della_persona = incarico.persona.utente if incarico.persona else None
        for utente in {u for u in (incarico.utente, della_persona) if u is not None and u.is_active}:
            suoi = radici.setdefault(utente, set())
            if incarico.ruolo in RUOLI_DI_GESTIONE:
                ufficio.add(utente)
            elif incarico.struttura_id is not None:
                suoi.add(incarico.struttura_id)
    padri = dict(Struttura.objects.filter(ente=ciclo.ente_id).values_list("pk", "padre_id"))
    ordinati = sorted(radici, key=lambda u: (u.last_name, u.first_name, u.username))
    return {utente: lavoro.Chi(utente in ufficio, covered(padri, radici[utente])) for utente in ordinati}


def _load_situazioni(ciclo: Ciclo, ambiti: Collection[frozenset[int]]) -> dict[frozenset[int], lavoro.Situazione]:
    """How the plan stands for each scope (none: the whole ente), with the findings of what it holds."""
    tutto = load_situazione(ciclo, Obiettivo.objects.all(), Sintesi())
    situazioni = dict.fromkeys([frozenset(), *ambiti], tutto)
    if ciclo.stato != Ciclo.Stato.PREPARAZIONE:
        return situazioni
    q, gravita = build_quadro(ciclo), load_gravita(ciclo.ente_id)
    for ambito in situazioni:
        codici = {cdr.codice for cdr in q.cdr if not ambito or cdr.id in ambito}
        sintesi = make_sintesi(check_quadro(narrow_quadro(q, codici) if ambito else q, gravita))
        situazioni[ambito] = replace(tutto, blocchi=sintesi.blocchi, altri_rilievi=sintesi.altri)
    return situazioni
