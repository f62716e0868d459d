"""Saves and deletes an objective with all its rows: all or nothing, and never over what someone else wrote meanwhile.

The writer says which version he read and what was on it. The version is taken by a conditional update, so that of two
people only one gets it; what stands in the tables is compared with what he read, so that a change made elsewhere (the
administration, an import) is seen too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Model

from budget.models import QuotaCapitolo, QuotaPersonale
from obiettivi.models import Classificazione, Fase, Indicatore, Obiettivo, ValoreAtteso
from organizzazione.models import Struttura, Utente
from rendicontazione.foglio import CAMPI, Foglio, clean_testo, same_foglio
from rendicontazione.queries.redazione import Originale, foglio_of, load_originale
from rendicontazione.scrittura import why_not_edit, why_not_edit_obiettivo
from rendicontazione.services.ordine import give_codici, number_righe


class CambiatoError(Exception):
    """Someone else wrote the objective: how it stands now."""

    def __init__(self, loro: Originale, foglio: Foglio) -> None:
        super().__init__("L'obiettivo è cambiato mentre lo si scriveva.")
        self.loro, self.foglio = loro, foglio


class NonScrivibileError(Exception):
    """The objective may not be written: why, in a sentence."""


@dataclass
class Scrittura:
    """What is to be saved: rows with their new values, those of the tables with their key."""

    obiettivo: Obiettivo
    contributi: list[Struttura] = field(default_factory=list)
    classificazioni: list[Classificazione] = field(default_factory=list)
    indicatori: list[tuple[Indicatore, dict[int, ValoreAtteso]]] = field(default_factory=list)
    fasi: list[Fase] = field(default_factory=list)
    capitoli: list[QuotaCapitolo] = field(default_factory=list)
    personale: list[QuotaPersonale] = field(default_factory=list)
    letture_invariate: set[tuple[str, int]] = field(default_factory=set)
    """Rows, as (section, key), whose printed target nobody touched, nor its reading: they mean what they meant."""


@transaction.atomic
def save_redazione(scrittura: Scrittura, *, user: Utente, versione: int = 0, base: Foglio | None = None) -> Obiettivo:
    """Save an objective with its rows; a new one when it has no key."""
    obiettivo = scrittura.obiettivo
    if obiettivo.pk is None:
        return _create(scrittura, user)
    attuale = _take(obiettivo.pk, versione, base, user)
    _keep_rest(obiettivo, attuale.obiettivo)
    obiettivo.versione = versione + 1
    _keep_texts(obiettivo, attuale.obiettivo)
    cambiato = _differs(obiettivo, attuale.obiettivo, tranne=("versione",))
    cambiato |= sorted(s.pk for s in scrittura.contributi) != attuale.contributi
    cambiato |= sorted(c.pk for c in scrittura.classificazioni) != attuale.classificazioni
    cambiato |= _save_righe(scrittura, attuale, user)
    if not cambiato:
        transaction.set_rollback(True)
        return attuale.obiettivo
    _save(obiettivo, user)
    obiettivo.contributi.set(scrittura.contributi)
    obiettivo.classificazioni.set(scrittura.classificazioni)
    return obiettivo


def _keep_rest(obiettivo: Obiettivo, attuale: Obiettivo) -> None:
    """Leave as it stands what this page does not write: the state, the place, the tie with a model."""
    for campo in obiettivo._meta.concrete_fields:
        if campo.name not in CAMPI:
            setattr(obiettivo, campo.attname, getattr(attuale, campo.attname))


def _create(scrittura: Scrittura, user: Utente) -> Obiettivo:
    obiettivo = scrittura.obiettivo
    struttura = obiettivo.progetto.cdr_id if obiettivo.progetto else obiettivo.struttura_id
    if motivo := why_not_edit(user, obiettivo.ciclo, struttura):
        raise NonScrivibileError(motivo)
    _save(obiettivo, user)
    obiettivo.contributi.set(scrittura.contributi)
    obiettivo.classificazioni.set(scrittura.classificazioni)
    _save_righe(scrittura, Originale(obiettivo), user)
    return obiettivo


@transaction.atomic
def delete_redazione(obiettivo: Obiettivo, *, user: Utente, versione: int, base: Foglio) -> None:
    """Delete an objective with all its rows, as the reader saw it."""
    attuale = _take(obiettivo.pk, versione, base, user).obiettivo
    attuale._history_user = user  # type: ignore[attr-defined]
    attuale.delete()


def _take(pk: int, versione: int, base: Foglio | None, user: Utente) -> Originale:
    """Take the next version for oneself and return the objective as it stands, if it is still as it was read."""
    presa = Obiettivo.objects.filter(pk=pk, versione=versione).update(versione=F("versione") + 1)
    righe = Obiettivo.objects.select_related("ciclo__ente", "struttura", "progetto", "responsabile")
    obiettivo = righe.filter(pk=pk).first()
    if obiettivo is None:
        raise NonScrivibileError("L'obiettivo non c'è più: qualcuno lo ha eliminato mentre lo scrivevi.")
    if motivo := why_not_edit_obiettivo(user, obiettivo):
        raise NonScrivibileError(motivo)
    # What is told to the reader is the version that stays if this transaction does not end.
    obiettivo.versione -= presa
    attuale = load_originale(obiettivo)
    foglio = foglio_of(attuale)
    if not presa or base is None or not same_foglio(foglio, base):
        raise CambiatoError(attuale, foglio)
    return attuale


# -- rows ------------------------------------------------------------------------------------------------------------


def _save_righe(scrittura: Scrittura, attuale: Originale, user: Utente) -> bool:
    """Save what is new or changed, delete what is gone; return whether anything was."""
    _keep_letture(scrittura, attuale)
    indicatori = [indicatore for indicatore, _ in scrittura.indicatori]
    give_codici(indicatori)
    number_righe(indicatori)
    for quote, chiave, presenti in (
        (scrittura.capitoli, "capitolo_id", attuale.capitoli),
        (scrittura.personale, "persona_id", attuale.personale),
    ):
        _match_quote(quote, chiave, presenti)
        number_righe(quote)
    cambiato = _save_all(scrittura.obiettivo, indicatori, attuale.indicatori, user, unico="codice")
    for indicatore, attesi in scrittura.indicatori:
        cambiato |= _save_attesi(indicatore, attesi, attuale.attesi.get(indicatore.pk, {}), user)
    cambiato |= _save_all(scrittura.obiettivo, scrittura.fasi, attuale.fasi, user, unico="ordine")
    cambiato |= _save_all(scrittura.obiettivo, scrittura.capitoli, attuale.capitoli, user)
    return cambiato | _save_all(scrittura.obiettivo, scrittura.personale, attuale.personale, user)


def _save_all(
    obiettivo: Obiettivo, righe: Sequence[Any], presenti: Iterable[Any], user: Utente, unico: str = ""
) -> bool:
    salvate = {riga.pk: riga for riga in presenti}
    tenute = {riga.pk for riga in righe}
    for pk in salvate.keys() - tenute:
        salvate[pk]._history_user = user
        salvate[pk].delete()
    for riga in righe:
        if riga.pk in salvate:
            _keep_texts(riga, salvate[riga.pk])
    cambiate = [riga for riga in righe if riga.pk not in salvate or _differs(riga, salvate[riga.pk])]
    if unico:
        _park(cambiate, salvate, unico)
    for riga in cambiate:
        riga.obiettivo = obiettivo
        _save(riga, user)
    return bool(cambiate or salvate.keys() - tenute)


def _park(righe: Sequence[Any], salvate: dict[int, Any], unico: str) -> None:
    """Move out of the way, for a moment, the rows whose unique value is about to be that of another one."""
    occupati = {getattr(riga, unico): pk for pk, riga in salvate.items()}
    for n, riga in enumerate(righe, 1):
        altra = occupati.get(getattr(riga, unico))
        if altra not in (None, riga.pk):
            parcheggio = f"~{altra}" if unico == "codice" else 1_000_000 + n
            type(riga).objects.filter(pk=altra).update(**{unico: parcheggio})


def _save_attesi(
    indicatore: Indicatore, attesi: dict[int, ValoreAtteso], presenti: dict[int, ValoreAtteso], user: Utente
) -> bool:
    """Save the targets by year; those of years that the page does not show stay as they are."""
    anno = indicatore.obiettivo.ciclo.anno
    cambiato = False
    for di_anno in range(anno, anno + 3):
        nuovo, salvato = attesi.get(di_anno), presenti.get(di_anno)
        if nuovo is None and salvato is not None:
            salvato._history_user = user  # type: ignore[attr-defined]
            salvato.delete()
            cambiato = True
        elif nuovo is not None:
            nuovo.pk, nuovo.indicatore = salvato.pk if salvato else None, indicatore
            nuovo._state.adding = salvato is None
            if salvato is not None:
                _keep_texts(nuovo, salvato)
            if salvato is None or _differs(nuovo, salvato):
                _save(nuovo, user)
                cambiato = True
    return cambiato


LETTO = ("operatore", "numero", "data", "si_no")


def _keep_letture(scrittura: Scrittura, attuale: Originale) -> None:
    """Leave as it was understood a target that nobody touched, even if today it would be read otherwise."""
    indicatori = {
        riga.pk: riga for riga in attuale.indicatori if ("indicatori", riga.pk) in scrittura.letture_invariate
    }
    for indicatore, attesi in scrittura.indicatori:
        if indicatore.pk in indicatori:
            _copy(indicatori[indicatore.pk], indicatore, ("tipo", "unita", "verso"))
            for anno, salvato in attuale.attesi.get(indicatore.pk, {}).items():
                if anno in attesi and clean_testo(salvato.stampato) == attesi[anno].stampato:
                    _copy(salvato, attesi[anno], LETTO)
    fasi = {riga.pk: riga for riga in attuale.fasi if ("fasi", riga.pk) in scrittura.letture_invariate}
    for fase in scrittura.fasi:
        if fase.pk in fasi:
            _copy(fasi[fase.pk], fase, ("tipo", "unita", *LETTO))


def _copy(da: Any, a: Any, campi: Iterable[str]) -> None:
    for campo in campi:
        setattr(a, campo, getattr(da, campo))


def _match_quote(quote: Sequence[Any], chiave: str, presenti: Iterable[Any]) -> None:
    """Know a quota by what it is of, not by the row in which it was typed: two rows may have been exchanged."""
    note = {getattr(quota, chiave): quota.pk for quota in presenti}
    for quota in quote:
        quota.pk = note.get(getattr(quota, chiave))
        quota._state.adding = quota.pk is None


def _differs(riga: Model, salvata: Model, tranne: Iterable[str] = ()) -> bool:
    campi = (campo.attname for campo in riga._meta.concrete_fields if campo.name not in tranne)
    return any(getattr(riga, campo) != getattr(salvata, campo) for campo in campi)


def _keep_texts(riga: Model, salvata: Model) -> None:
    """Leave a text as it was when only its line breaks, or the blanks around it, went through the page."""
    for campo in riga._meta.concrete_fields:
        vecchio, nuovo = getattr(salvata, campo.attname), getattr(riga, campo.attname)
        if isinstance(vecchio, str) and isinstance(nuovo, str) and clean_testo(vecchio) == clean_testo(nuovo):
            setattr(riga, campo.attname, vecchio)


def _save(riga: Any, user: Utente) -> None:
    riga._history_user = user
    riga.full_clean()
    riga.save()
