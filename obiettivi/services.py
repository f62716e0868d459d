"""Writes of the plan that keep a rule."""

from __future__ import annotations

from django.db import transaction

from obiettivi.models import Fase, Indicatore, ValoreAtteso
from obiettivi.models.misura import ValoreTipizzato
from pianoperformance.base.valori import Atteso, read_atteso


@transaction.atomic
def save_valore(valore: ValoreAtteso) -> None:
    """Understand and save a target as printed; the plan's own year also says what kind of thing is measured."""
    indicatore = valore.indicatore
    atteso = read_atteso(indicatore.testo, valore.stampato)
    _copy(atteso, valore)
    valore.save()
    if valore.anno == indicatore.obiettivo.ciclo.anno:
        indicatore.tipo, indicatore.unita, indicatore.verso = atteso.tipo, atteso.unita, atteso.verso
        indicatore.save()


@transaction.atomic
def save_stampato(indicatore: Indicatore, *, anno: int, stampato: str, testo_prima: str) -> None:
    """Save the printed target of a year after an edit; a blank takes the target away.

    ``testo_prima`` are the words that the indicator had before. Where only they change, a reading that someone had
    corrected by hand stays as it is.
    """
    valore = indicatore.valori_attesi.filter(anno=anno).first()
    if not stampato.strip():
        if valore is not None:
            valore.delete()
        return
    prima = read_atteso(testo_prima, stampato)
    if valore is not None and valore.stampato == stampato and not _is_as_read(indicatore, valore, prima):
        return
    valore = valore or ValoreAtteso(anno=anno)
    valore.indicatore, valore.stampato = indicatore, stampato
    save_valore(valore)


def understand_fase(fase: Fase) -> None:
    """Set the typed target of a phase from the printed one; the caller saves."""
    if not fase.risultato_atteso.strip():
        fase.tipo, fase.unita = "", ""
        fase.operatore, fase.numero, fase.data, fase.si_no = "", None, None, None
        return
    atteso = read_atteso("", fase.risultato_atteso)
    fase.tipo, fase.unita = atteso.tipo, atteso.unita
    _copy(atteso, fase)


def _copy(atteso: Atteso, riga: ValoreTipizzato) -> None:
    riga.operatore = atteso.operatore or ""
    riga.numero, riga.data, riga.si_no = atteso.numero, atteso.data, atteso.si_no


def _is_as_read(indicatore: Indicatore, valore: ValoreAtteso, atteso: Atteso) -> bool:
    """Whether the typed target is still the one that was read from the printed words."""
    scritto = (indicatore.tipo, indicatore.unita, valore.operatore, valore.numero, valore.data, valore.si_no)
    return scritto == (atteso.tipo, atteso.unita, atteso.operatore or "", atteso.numero, atteso.data, atteso.si_no)
