"""The findings that concern an objective as it is being written, each beside the field it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from obiettivi.models import Ciclo, Commento
from rendicontazione import quadro
from rendicontazione.controlli import Rilievo
from rendicontazione.queries.rilievi import check_piano

if TYPE_CHECKING:
    from rendicontazione.forms_redazione import Moduli

CAMPO_DI = {
    "obiettivo_senza_titolo": "titolo",
    "titolo_forse_tagliato": "titolo",
    "obiettivo_senza_misura": "indicatori",
    "indicatore_senza_valore": "indicatori",
    "valore_fuori_anno": "indicatori",
    "indicatore_incompleto": "indicatori",
    "solo_si_no": "indicatori",
    "valore_non_migliora": "indicatori",
    "codice_troppo_lungo": "codice",
    "fase_fuori_anno": "fasi",
    "fase_fuori_obiettivo": "fasi",
}
"""The field or the section that a check speaks of; the others are told at the top of the page."""

COMMENTO = "commento"
Rilievi = dict[str, list[Rilievo]]


def check_moduli(moduli: Moduli, ciclo: Ciclo, responsabili: Iterable[tuple[str, str]]) -> Rilievi:
    """Run the checks on what is typed; findings by field, by section, or by row (``indicatori-0``)."""
    obiettivo = build_obiettivo(moduli)
    ente, struttura = ciclo.ente, moduli.originale.obiettivo.struttura
    cdr = quadro.Cdr(
        struttura.codice,
        struttura.denominazione,
        struttura.get_tipo_display(),
        responsabili=tuple(quadro.Responsabile(*voce) for voce in responsabili),
        obiettivi=(obiettivo,),
    )
    dell_ente = quadro.Ente(ente.codice, ente.denominazione, ente.tipo)
    q = quadro.Quadro(dell_ente, ciclo.anno, "", cdr=(cdr,), parziale=True, regime=ciclo.regime)
    trovati: Rilievi = defaultdict(list)
    for rilievo in check_piano(ciclo, q):
        if rilievo.tipo == "obiettivo":
            trovati[_place_of(rilievo, obiettivo)].append(rilievo)
    return dict(trovati)


def add_commenti(rilievi: Rilievi, commenti: Iterable[Commento]) -> None:
    """Put the open remarks beside the fields they speak of, before the findings."""
    for commento in commenti:
        autore = commento.autore.get_full_name() or commento.autore.username
        nota = Rilievo(COMMENTO, "", "", f"Osservazione di {autore}", commento.testo)
        rilievi.setdefault(commento.campo, []).insert(0, nota)


def _place_of(rilievo: Rilievo, obiettivo: quadro.Obiettivo) -> str:
    campo = CAMPO_DI.get(rilievo.controllo, "")
    if rilievo.controllo == "pesi_non_100":
        campo = "fasi" if "fasi" in rilievo.frase else "indicatori"
    righe: Any = {"indicatori": obiettivo.indicatori, "fasi": obiettivo.fasi}.get(campo, ())
    for n, riga in enumerate(righe):
        if _names(rilievo, riga):
            return f"{campo}-{n}"
    return campo


def _names(rilievo: Rilievo, riga: quadro.Indicatore | quadro.Fase) -> bool:
    """Whether a finding is of this very row."""
    if isinstance(riga, quadro.Fase):
        return rilievo.luogo.endswith(f", fase {riga.ordine}")
    return f"indicatore {riga.codice} " in rilievo.frase


def build_obiettivo(moduli: Moduli) -> quadro.Obiettivo:
    """The objective as typed; a field that cannot be read is blank."""
    dati = _Dati(moduli.obiettivo)
    return quadro.Obiettivo(
        codice=dati["codice"],
        titolo=dati["titolo"],
        tipologia=str(dati["tipologia"] or ""),
        **{campo: dati[campo] for campo in ("descrizione", "attivita", "tempi", "dal", "al", "peso", "gruppo")},
        priorita=dati["priorita"],
        missione=str(dati["missione"] or ""),
        programma=str(dati["programma"] or ""),
        responsabile=str(dati["responsabile"] or ""),
        contributi=tuple(str(s) for s in dati["contributi"] or ()),
        classificazioni=tuple(c.denominazione for c in dati["classificazioni"] or ()),
        indicatori=tuple(_indicatore(form, n) for n, form in enumerate(moduli.righe["indicatori"], 1)),
        fasi=tuple(_fase(form, dati["codice"]) for form in moduli.righe["fasi"]),
        id=1,
    )


class _Dati:
    """What a form understood; blank where it did not."""

    def __init__(self, form: Any) -> None:
        self.dati = form.cleaned_data

    def __getitem__(self, campo: str) -> Any:
        valore = self.dati.get(campo)
        return "" if valore is None and campo in ("codice", "titolo") else valore


def _indicatore(form: Any, n: int) -> quadro.Indicatore:
    dati = form.cleaned_data
    return quadro.Indicatore(
        codice=dati.get("codice") or f"n. {n}",
        testo=dati.get("testo") or "",
        atteso=to_atteso(form.atteso),
        verso=str(form.atteso.verso) if form.atteso else "",
        baseline=dati.get("baseline"),
        peso=dati.get("peso"),
        **{campo: dati.get(campo) or "" for campo in ("formula", "fonte", "dimensione", "nota")},
    )


def _fase(form: Any, codice: str) -> quadro.Fase:
    dati = form.cleaned_data
    return quadro.Fase(
        dati.get("posizione") or 0,
        dati.get("codice") or "",
        codice,
        dati.get("descrizione") or "",
        to_atteso(form.atteso),
        *(dati.get(campo) for campo in ("dal", "al", "peso")),
    )


def to_atteso(atteso: Any) -> quadro.Atteso | None:
    if atteso is None or not atteso.stampato:
        return None
    valori = (atteso.numero, atteso.data, atteso.si_no, atteso.unita, atteso.stampato)
    return quadro.Atteso(str(atteso.tipo), str(atteso.operatore or ""), *valori)
