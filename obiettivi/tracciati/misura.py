"""The sheets of indicators and phases, whose targets are kept as printed and as understood.

A blank tipo, operatore, valore, unita or verso is read from the printed target: who prepares the workbook writes what
the document says, and corrects the reading only where it is wrong.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from obiettivi.models import Fase, Indicatore, ValoreAtteso
from obiettivi.tracciati.ciclo import ANNO, NEL_CICLO
from organizzazione.tracciati import ENTE, ORDINE
from pianoperformance.base.tracciato import Colonna, Foglio, Riferimento, TipoCella
from pianoperformance.base.tracciato.righe import Riga
from pianoperformance.base.tracciato.salvataggio import Firma, create_rows, update_rows
from pianoperformance.base.valori import (
    SCELTE_OPERATORE,
    Atteso,
    Operatore,
    Tipo,
    format_atteso,
    read_atteso,
    read_data,
    read_numero,
    read_si_no,
)

Valore = Decimal | datetime.date | bool | None
ANNI_SUCCESSIVI = (1, 2)
OPERATORI_USUALI = {Tipo.DATA: Operatore.ENTRO, Tipo.SI_NO: Operatore.UGUALE}
LETTO = "vuoto: si capisce da ciò che è stampato."
TIPO = Colonna("tipo", f"Che cosa si misura; {LETTO}", intesa=True)
UNITA = Colonna("unita", f"Unità di misura; {LETTO}", intesa=True)
OPERATORE = Colonna("operatore", f"Come si confronta il risultato; {LETTO}", scelte=SCELTE_OPERATORE, intesa=True)
VALORE = Colonna("valore", f"Numero, data o SI/NO da raggiungere; {LETTO}", tipo=TipoCella.TESTO, intesa=True)
DELL_OBIETTIVO = Riferimento("obiettivo", "Obiettivi", "ente anno obiettivo")
OBIETTIVO = Colonna("obiettivo", "Codice dell'obiettivo.", obbligatoria=True)


def read_valore(tipo: str, testo: str) -> Valore:
    """Read a typed value as its kind wants it; None when it is not one."""
    if tipo == Tipo.TESTO:
        return None
    if tipo == Tipo.DATA:
        return read_data(testo)
    return read_si_no(testo) if tipo == Tipo.SI_NO else read_numero(testo)


def split_valore(valore: Valore) -> dict[str, Any]:
    """The typed columns of a model that hold a value."""
    return {
        "numero": valore if isinstance(valore, Decimal) else None,
        "data": valore if isinstance(valore, datetime.date) else None,
        "si_no": valore if isinstance(valore, bool) else None,
    }


def join_valore(riga: ValoreAtteso | Fase | Atteso) -> Valore:
    return riga.numero if riga.numero is not None else riga.data if riga.data is not None else riga.si_no


def _usual_operatore(tipo: str, valore: Valore, letto: Atteso) -> str:
    """How a value is compared when it is not said: as read or, for a kind of value that was not read, as usual."""
    if valore is None:
        return ""
    if tipo == letto.tipo and letto.operatore:
        return str(letto.operatore)
    return str(OPERATORI_USUALI.get(Tipo(tipo), Operatore.ALMENO))


def understand(riga: Riga, testo: str, colonna: str) -> Atteso:
    """Complete the typed columns of a row from the target printed in ``colonna``; return what was printed, as read."""
    valori = riga.valori
    stampato, scritto = valori.get(colonna) or "", valori.get("valore") or ""
    letto = read_atteso(testo, stampato)
    tipo = str(valori.get("tipo") or (letto.tipo if stampato else ""))
    if scritto:
        valore = read_valore(tipo or Tipo.TESTO, scritto)
        if valore is None:
            riga.refuse("valore", "Il valore non è del tipo indicato nella colonna tipo: correggere l'uno o l'altra.")
    else:
        valore = join_valore(letto) if tipo == letto.tipo else read_valore(tipo, stampato)
    operatore = valori.get("operatore") or _usual_operatore(tipo, valore, letto)
    unita = valori.get("unita") or letto.unita
    valori |= {"tipo": tipo, "valore": valore, "operatore": operatore, "unita": unita, **split_valore(valore)}
    if not stampato and valore is not None:
        atteso = Atteso(Tipo(tipo), operatore or None, unita=unita, **split_valore(valore))  # type: ignore[arg-type]
        valori[colonna] = format_atteso(atteso)
    return letto


def shorten(valori: dict[str, Any], foglio: Foglio, colonne: Sequence[str]) -> None:
    """Leave blank the columns of a target when reading the printed one gives just them.

    Whoever corrects a printed target in an export must not have to correct also how it was understood.
    """
    prova = Riga(foglio, 0, valori | dict.fromkeys(colonne))
    if foglio.completa is not None:
        foglio.completa(prova)
    if not prova.sospesa and all(prova.valori[colonna] == valori[colonna] for colonna in colonne):
        valori |= dict.fromkeys(colonne)


def shorten_fase(valori: dict[str, Any]) -> None:
    shorten(valori, FASI, ("tipo", "operatore", "valore", "unita"))


def shorten_indicatore(valori: dict[str, Any]) -> None:
    shorten(valori, INDICATORI, ("tipo", "operatore", "valore", "unita", "verso"))


def complete_fase(riga: Riga) -> None:
    understand(riga, "", "risultato_atteso")


def show_fase(fase: Fase) -> dict[str, Any]:
    return {"valore": join_valore(fase)}


def complete_indicatore(riga: Riga) -> None:
    """Understand the target of the year, and those of the two after with the same kind (PIAO)."""
    valori = riga.valori
    if "valore_atteso" not in valori:
        return
    letto = understand(riga, valori["testo"], "valore_atteso")
    valori["tipo"] = valori["tipo"] or str(Tipo.NUMERO)
    valori["verso"] = valori.get("verso") or str(letto.verso)
    attesi = {valori["anno"]: ("valore_atteso", valori["operatore"], valori["valore"])}
    for dopo in ANNI_SUCCESSIVI:
        stampato = valori.get(f"valore_atteso_{dopo}")
        if stampato is not None:
            valore = read_valore(valori["tipo"], stampato)
            if valore is None:
                altro = read_atteso(valori["testo"], stampato)
                valore = join_valore(altro) if altro.tipo == valori["tipo"] else None
            attesi[valori["anno"] + dopo] = (f"valore_atteso_{dopo}", valori["operatore"], valore)
    valori["attesi"] = {
        anno: _check_atteso(riga, colonna, anno, operatore, valore)
        for anno, (colonna, operatore, valore) in attesi.items()
    }


def _check_atteso(riga: Riga, colonna: str, anno: int, operatore: str, valore: Valore) -> ValoreAtteso:
    """A target ready to be saved, checked against the rules of its model."""
    stampato = riga.valori[colonna]
    atteso = ValoreAtteso(anno=anno, stampato=stampato, operatore=operatore, **split_valore(valore))
    try:
        atteso.clean_fields(exclude={"indicatore"})
    except ValidationError as violazione:
        riga.refuse(colonna, " ".join(violazione.messages))
    return atteso


def show_indicatore(indicatore: Indicatore) -> dict[str, Any]:
    attesi = {atteso.anno: atteso for atteso in indicatore.valori_attesi.all()}
    anno = indicatore.obiettivo.ciclo.anno
    atteso = attesi.get(anno, ValoreAtteso())
    mostrati: dict[str, Any] = {
        "valore_atteso": atteso.stampato,
        "operatore": atteso.operatore,
        "valore": join_valore(atteso),
    }
    for dopo in ANNI_SUCCESSIVI:
        mostrati[f"valore_atteso_{dopo}"] = attesi[anno + dopo].stampato if anno + dopo in attesi else ""
    return mostrati


CAMPI_ATTESO = ("stampato", "operatore", "numero", "data", "si_no")


def save_attesi(righe: Sequence[Riga], firma: Firma) -> None:
    """Write the targets of new and changed indicators; a target left blank is taken away."""
    nuovi, cambiati = [], []
    for riga in righe:
        salvati = {} if riga.nuova else {atteso.anno: atteso for atteso in riga.istanza.valori_attesi.all()}
        for anno, atteso in riga.valori.get("attesi", {}).items():
            salvato = salvati.get(anno)
            if salvato is None:
                atteso.indicatore = riga.istanza
                nuovi += [atteso] if atteso.stampato else []
            elif not atteso.stampato:
                _remove(salvato, firma)
            elif any(getattr(salvato, campo) != getattr(atteso, campo) for campo in CAMPI_ATTESO):
                for campo in CAMPI_ATTESO:
                    setattr(salvato, campo, getattr(atteso, campo))
                cambiati.append(salvato)
    create_rows(ValoreAtteso, nuovi, firma)
    update_rows(ValoreAtteso, cambiati, CAMPI_ATTESO, firma)


def _remove(atteso: ValoreAtteso, firma: Firma) -> None:
    atteso._history_user = firma.utente  # type: ignore[attr-defined]
    atteso._change_reason = firma.opzioni["default_change_reason"]  # type: ignore[attr-defined]
    atteso.delete()


INDICATORI = Foglio(
    "Indicatori",
    Indicatore,
    "ente anno obiettivo codice",
    "L'indicatore",
    "Gli indicatori degli obiettivi con i valori attesi dell'anno e dei due successivi.",
    ente="obiettivo__ciclo__ente__codice",
    anno="obiettivo__ciclo__anno",
    ordine_in="ente anno obiettivo",
    insiemi=("valori_attesi",),
    riferimenti=(*NEL_CICLO, DELL_OBIETTIVO),
    completa=complete_indicatore,
    mostra=show_indicatore,
    abbrevia=shorten_indicatore,
    figli=save_attesi,
    colonne=(
        ENTE,
        ANNO,
        OBIETTIVO,
        Colonna("codice", "Codice dell'indicatore nell'obiettivo.", True, TipoCella.CODICE),
        Colonna("testo", "L'indicatore come va stampato.", True),
        Colonna(
            "valore_atteso",
            "Il valore atteso come va stampato, per esempio 20 oppure 31/12/2026.",
            tipo=TipoCella.TESTO,
        ),
        TIPO,
        OPERATORE,
        VALORE,
        UNITA,
        Colonna("verso", f"Se un risultato più alto è migliore o peggiore; {LETTO}", intesa=True),
        Colonna("valore_atteso_1", "Il valore atteso dell'anno dopo, come va stampato.", tipo=TipoCella.TESTO),
        Colonna("valore_atteso_2", "Il valore atteso di due anni dopo, come va stampato.", tipo=TipoCella.TESTO),
        Colonna("formula", "Come si calcola."),
        Colonna("baseline", "Il valore da cui si parte."),
        Colonna("fonte", "Dove si verifica il dato."),
        Colonna("dimensione", "Efficienza, efficacia, impatto, stato delle risorse."),
        Colonna("nota", "Nota stampata sotto l'indicatore."),
        Colonna("peso", "Peso dell'indicatore."),
        ORDINE,
    ),
)

FASI = Foglio(
    "Fasi",
    Fase,
    "ente anno obiettivo ordine",
    "La fase",
    "Le fasi e le attività degli obiettivi, con le date previste.",
    ente="obiettivo__ciclo__ente__codice",
    anno="obiettivo__ciclo__anno",
    riferimenti=(*NEL_CICLO, DELL_OBIETTIVO),
    derivati=("numero", "data", "si_no"),
    completa=complete_fase,
    mostra=show_fase,
    abbrevia=shorten_fase,
    colonne=(
        ENTE,
        ANNO,
        OBIETTIVO,
        Colonna("ordine", "Numero d'ordine della fase nell'obiettivo.", True),
        Colonna("codice", "Codice della fase, se ne ha uno.", tipo=TipoCella.CODICE),
        Colonna("descrizione", "Che cosa si fa.", True),
        Colonna("risultato_atteso", "Il risultato come va stampato, per esempio minimo 5 utenti."),
        TIPO,
        OPERATORE,
        VALORE,
        UNITA,
        Colonna("dal", "Inizio previsto."),
        Colonna("al", "Fine prevista."),
        Colonna("peso", "Peso della fase."),
        Colonna("nota", "Nota."),
    ),
)
