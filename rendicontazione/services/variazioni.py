"""A variazione of the approved plan, for some CdR: from the request to the act or to the reasoned refusal.

The responsabile proposes and the body that approves decides, giving the reason of a refusal (art. 177 TUEL), within
15 December (art. 175, c. 9, TUEL): later ones are allowed but said to be late.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max

from obiettivi.models import Ciclo
from organizzazione.models import Struttura, Utente
from organizzazione.models.ambito import descendants_of
from organizzazione.models.persone import RESPONSABILI
from organizzazione.rules import RUOLI_DI_GESTIONE
from pianoperformance.base.stati import Atto, Passaggio, PassaggioRifiutato, check_passaggio, find_passaggi
from rendicontazione import quadro
from rendicontazione.canonico import digest_of, dump_quadro
from rendicontazione.controlli import Rilievo
from rendicontazione.models import Documento, Variazione
from rendicontazione.queries import build_quadro
from rendicontazione.queries.documenti import codici_of, load_versione, ultimo_documento
from rendicontazione.scrittura import is_ufficio, ruoli_of, strutture_with
from rendicontazione.services import approvazione
from rendicontazione.services.approvazione import (
    Versione,
    clean_atto,
    find_blocchi,
    lock_ciclo,
    make_versione,
    print_versione,
    refuse_blocchi,
    refuse_changed,
    save_documento,
    write_transizione,
)
from rendicontazione.services.istantanea import read_chiavi, restore_istantanea, take_istantanea
from rendicontazione.versioni import narrow_quadro, replace_cdr

Stato = Variazione.Stato
UFFICIO = frozenset(RUOLI_DI_GESTIONE)
PASSAGGI = (
    Passaggio(Stato.RICHIESTA, Stato.BOZZA, "Apri la variazione", UFFICIO),
    Passaggio(Stato.RICHIESTA, Stato.RESPINTA, "Respingi la richiesta", UFFICIO, serve_motivo=True),
    Passaggio(Stato.BOZZA, Stato.PROPOSTA, "Proponi per l'approvazione", UFFICIO | set(RESPONSABILI)),
    Passaggio(Stato.BOZZA, Stato.RESPINTA, "Abbandona la variazione", UFFICIO, serve_motivo=True),
    Passaggio(Stato.PROPOSTA, Stato.BOZZA, "Riporta in lavorazione", UFFICIO, serve_motivo=True),
    Passaggio(Stato.PROPOSTA, Stato.APPROVATA, "Approva la variazione", UFFICIO, serve_atto=True),
    Passaggio(Stato.PROPOSTA, Stato.RESPINTA, "Respingi la variazione", UFFICIO, serve_motivo=True),
)
NOMI = {**approvazione.NOMI, **{str(k): str(v) for k, v in Stato.choices}}
NUOVA = ""
"""What a variazione was before it was opened or asked for, in its history."""


def request_variazione(
    ciclo: Ciclo, *, user: Utente, strutture: Collection[Struttura], oggetto: str, motivo: str = ""
) -> Variazione:
    """Ask for a variazione of one's own CdR; the ufficio opens it or says why not."""
    proprie = strutture_with(user, ciclo.ente_id, RESPONSABILI)
    if not is_ufficio(user, ciclo.ente_id) and any(s.pk not in proprie for s in strutture):
        raise PassaggioRifiutato("Si può chiedere una variazione solo per le strutture di cui si risponde.")
    with transaction.atomic():
        variazione = _create(ciclo, user=user, strutture=strutture, oggetto=oggetto, motivo=motivo)
        write_transizione(variazione, NUOVA, Stato.RICHIESTA, user=user, motivo=motivo)
    return variazione


def create_variazione(
    ciclo: Ciclo, *, user: Utente, strutture: Collection[Struttura], oggetto: str, motivo: str = ""
) -> Variazione:
    """Open a variazione without a request, by the ufficio."""
    if not is_ufficio(user, ciclo.ente_id):
        raise PassaggioRifiutato("Una variazione la apre solo il controllo di gestione o l'amministratore.")
    with transaction.atomic():
        variazione = _create(ciclo, user=user, strutture=strutture, oggetto=oggetto, motivo=motivo)
        _open(variazione)
        write_transizione(variazione, NUOVA, Stato.BOZZA, user=user, motivo=motivo)
    return variazione


def open_variazione(variazione: Variazione, *, user: Utente) -> Variazione:
    """Open a variazione that was asked for: from now on the rows of its CdR can be written."""
    with transaction.atomic():
        variazione = _lock(variazione)
        _check(variazione, Stato.BOZZA, user)
        _refuse_not_approvato(variazione.ciclo)
        _open(variazione)
        write_transizione(variazione, Stato.RICHIESTA, Stato.BOZZA, user=user)
    return variazione


def propose_variazione(variazione: Variazione, *, user: Utente) -> Variazione:
    """Freeze what is asked for: until the decision nobody can write in its CdR."""
    with transaction.atomic():
        variazione = _lock(variazione)
        _check(variazione, Stato.PROPOSTA, user)
        _refuse_altrui(variazione, user)
        codici, attuale = codici_of(variazione), build_quadro(variazione.ciclo)
        ultimo = load_versione(ultimo_documento(variazione.ciclo))
        dopo = narrow_quadro(attuale, codici)
        if dump_quadro(dopo) == dump_quadro(narrow_quadro(ultimo, codici)):
            raise PassaggioRifiutato("La variazione non cambia niente: non c'è niente da proporre.")
        refuse_blocchi(blocchi_of(variazione, replace_cdr(ultimo, attuale, codici)))
        variazione.proposta = dump_quadro(dopo)
        _move(variazione, Stato.PROPOSTA, user=user)
    return variazione


def return_variazione(variazione: Variazione, *, user: Utente, motivo: str) -> Variazione:
    """Give a proposed variazione back to who writes it."""
    with transaction.atomic():
        variazione = _lock(variazione)
        _check(variazione, Stato.BOZZA, user, motivo=motivo)
        _move(variazione, Stato.BOZZA, user=user, motivo=motivo)
    return variazione


def approve_variazione(variazione: Variazione, *, user: Utente, atto: Atto, attesa: str = "") -> Documento:
    """Freeze the next version: the last approved one with the CdR of this variazione as they have become.

    With ``attesa``, the digest of the proposal that the user was shown, another proposal is refused.
    """
    atto = clean_atto(atto)
    fresca = Variazione.objects.select_related("ciclo__ente").get(pk=variazione.pk)
    _check(fresca, Stato.APPROVATA, user, atto=atto)
    refuse_changed(attesa, digest_of(fresca.proposta))
    ultimo, versione = _build_next(fresca)
    refuse_blocchi(blocchi_of(fresca, versione.quadro))
    pdf = print_versione(versione, ultimo.versione + 1, atto)
    with transaction.atomic():
        variazione = _lock(variazione)
        _check(variazione, Stato.APPROVATA, user, atto=atto)
        refuse_changed(versione.impronta, _build_next(variazione)[1].impronta)
        variazione.documento = save_documento(
            variazione.ciclo,
            versione,
            numero=ultimo.versione + 1,
            atto=atto,
            user=user,
            pdf=pdf,
            tipo=Documento.Tipo.VARIAZIONE,
        )
        _move(variazione, Stato.APPROVATA, user=user, atto=atto)
    return variazione.documento


def refuse_variazione(variazione: Variazione, *, user: Utente, motivo: str, atto: Atto | None = None) -> Variazione:
    """Refuse with a reason: the rows go back exactly to what they were at the opening."""
    atto = clean_atto(atto or Atto())
    with transaction.atomic():
        variazione = _lock(variazione)
        _check(variazione, Stato.RESPINTA, user, motivo=motivo, atto=atto)
        if variazione.istantanea:
            variazione.proposta = dump_quadro(narrow_quadro(build_quadro(variazione.ciclo), codici_of(variazione)))
            restore_istantanea(
                variazione.istantanea,
                variazione.ciclo,
                variazione.strutture.values_list("pk", flat=True),
                user=user,
                motivo=f"Variazione n. {variazione.numero} respinta",
                altrui=_chiavi_altrui(variazione),
            )
        variazione.esito_motivo = motivo.strip()
        _move(variazione, Stato.RESPINTA, user=user, motivo=motivo, atto=atto)
    return variazione


def find_azioni(variazione: Variazione, user: Utente) -> list[Passaggio]:
    """What ``user`` may do now with a variazione."""
    passaggi = find_passaggi(PASSAGGI, variazione.stato, ruoli_of(user, variazione.ciclo.ente_id))
    return [p for p in passaggi if p.a != Stato.PROPOSTA or _is_propria(variazione, user)]


def scadenza_of(ciclo: Ciclo) -> datetime.date:
    """The last day for the variazioni of the PEG (art. 175, c. 9, TUEL), unless the ente has set its own."""
    propria = ciclo.scadenze.filter(codice="variazioni").first()
    return propria.data if propria else datetime.date(ciclo.anno, 12, 15)


def blocchi_of(variazione: Variazione, dopo: quadro.Quadro) -> list[Rilievo]:
    """The findings that block this variazione: those of its CdR, and those of the whole ente that it brings."""
    codici = codici_of(variazione)
    prima = {(r.controllo, r.luogo) for r in find_blocchi(load_versione(variazione.base))}
    return [r for r in find_blocchi(dopo) if r.cdr in codici or (r.controllo, r.luogo) not in prima]


def _create(ciclo: Ciclo, *, user: Utente, strutture: Collection[Struttura], oggetto: str, motivo: str) -> Variazione:
    ciclo = lock_ciclo(ciclo)
    _refuse_not_approvato(ciclo)
    if not strutture or not oggetto.strip():
        raise PassaggioRifiutato("Servono l'oggetto della variazione e almeno un centro di responsabilità.")
    ultimo = Variazione.objects.filter(ciclo=ciclo).aggregate(n=Max("numero"))["n"] or 0
    variazione = Variazione.objects.create(
        ciclo=ciclo,
        numero=ultimo + 1,
        oggetto=oggetto.strip(),
        motivo=motivo.strip(),
        stato=Stato.RICHIESTA,
        richiesta_da=user,
        base=ultimo_documento(ciclo),
    )
    variazione.strutture.set(strutture)
    return variazione


def _open(variazione: Variazione) -> None:
    """Write down the rows of its CdR; the ciclo is held, so two cannot open on the same one."""
    ciclo = variazione.ciclo
    strutture = list(variazione.strutture.values_list("pk", flat=True))
    coperte = descendants_of(strutture)
    for altra in Variazione.objects.filter(ciclo=ciclo).in_corso().exclude(pk=variazione.pk):
        comuni = coperte & descendants_of(list(altra.strutture.values_list("pk", flat=True)))
        if comuni:
            nomi = ", ".join(str(s) for s in Struttura.objects.filter(pk__in=comuni).order_by("ordine", "codice"))
            raise PassaggioRifiutato(
                f"C'è già una variazione aperta, la n. {altra.numero}, per {nomi}: va conclusa prima."
            )
    variazione.base = ultimo_documento(ciclo)
    variazione.istantanea = take_istantanea(ciclo, strutture)
    variazione.stato = Stato.BOZZA
    variazione.save()


def _build_next(variazione: Variazione) -> tuple[Documento, Versione]:
    ultimo = ultimo_documento(variazione.ciclo)
    attuale = build_quadro(variazione.ciclo)
    codici = codici_of(variazione)
    if dump_quadro(narrow_quadro(attuale, codici)) != variazione.proposta:
        raise PassaggioRifiutato(
            "Il piano di questi centri di responsabilità non è più quello che è stato proposto: riportare la "
            "variazione in lavorazione e proporla di nuovo."
        )
    return ultimo, make_versione(replace_cdr(load_versione(ultimo), attuale, codici))


def _lock(variazione: Variazione) -> Variazione:
    """Read a variazione again and hold it, after its ciclo."""
    ciclo = lock_ciclo(variazione.ciclo)
    fresca = Variazione.objects.select_for_update(of=("self",)).select_related("base").get(pk=variazione.pk)
    fresca.ciclo = ciclo
    return fresca


def _check(variazione: Variazione, a: str, user: Utente, *, motivo: str = "", atto: Atto | None = None) -> None:
    ruoli = ruoli_of(user, variazione.ciclo.ente_id)
    check_passaggio(PASSAGGI, variazione.stato, a, ruoli, nomi=NOMI, motivo=motivo, atto=atto)


def _move(variazione: Variazione, a: str, *, user: Utente, motivo: str = "", atto: Atto | None = None) -> None:
    write_transizione(variazione, variazione.stato, a, user=user, motivo=motivo, atto=atto)
    variazione.stato = a
    variazione.save()


def _is_propria(variazione: Variazione, user: Utente) -> bool:
    ente = variazione.ciclo.ente_id
    strutture = set(variazione.strutture.values_list("pk", flat=True))
    return is_ufficio(user, ente) or strutture <= strutture_with(user, ente, RESPONSABILI)


def _refuse_altrui(variazione: Variazione, user: Utente) -> None:
    if not _is_propria(variazione, user):
        raise PassaggioRifiutato("La propone chi risponde di tutte le sue strutture, o il controllo di gestione.")


def _refuse_not_approvato(ciclo: Ciclo) -> None:
    if ciclo.stato != Ciclo.Stato.APPROVATO:
        stato = ciclo.get_stato_display().lower()
        raise PassaggioRifiutato(f"Si fanno variazioni di un piano approvato: il piano {ciclo.anno} è {stato}.")


def _chiavi_altrui(variazione: Variazione) -> frozenset[tuple[str, int]]:
    altre = Variazione.objects.filter(ciclo=variazione.ciclo).in_corso().exclude(pk=variazione.pk)
    return frozenset().union(*(read_chiavi(testo) for testo in altre.values_list("istantanea", flat=True)))
