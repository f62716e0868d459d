"""What a printed target is taken to mean, with the corrections of whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from obiettivi.models import Fase, ValoreAtteso
from obiettivi.tracciati.misura import join_valore, read_valore, split_valore
from pianoperformance.base.valori import (
    Atteso,
    Operatore,
    Tipo,
    Verso,
    format_atteso,
    format_data,
    format_numero,
    format_si_no,
    read_atteso,
)

OPERATORI_DI = {
    Tipo.DATA: (Operatore.ENTRO, Operatore.UGUALE),
    Tipo.SI_NO: (Operatore.UGUALE,),
    Tipo.ALMENO_UNO: (Operatore.ALMENO,),
    Tipo.TESTO: (),
}
NUMERICI = (Operatore.UGUALE, Operatore.MAGGIORE, Operatore.ALMENO, Operatore.MINORE, Operatore.AL_PIU)


class CorrezioneError(Exception):
    """A correction that does not agree with the others: the field it stands in, and a sentence."""

    def __init__(self, campo: str, frase: str) -> None:
        super().__init__(frase)
        self.campo, self.frase = campo, frase


def read_stampato(testo: str, stampato: str) -> Atteso:
    """Read a printed target; where nothing is printed, an indicator is a number that nobody has set yet."""
    return read_atteso(testo, stampato) if stampato.strip() else Atteso(Tipo.NUMERO)


def understand_atteso(testo: str, stampato: str, corretto: Mapping[str, Any]) -> Atteso:
    """Read a printed target, then apply the corrections (``tipo``, ``operatore``, ``letto``, ``unita``, ``verso``)."""
    letto = read_stampato(testo, stampato)
    tipo = Tipo(corretto.get("tipo") or letto.tipo)
    scritto = corretto.get("letto") or ""
    valore = read_valore(tipo, scritto or stampato) if scritto or tipo != letto.tipo else join_valore(letto)
    if scritto and valore is None:
        raise CorrezioneError("letto", f"«{scritto}» non è un valore del genere indicato: correggere l'uno o l'altro.")
    operatore = corretto.get("operatore") or _operatore_of(tipo, letto, corretto.get("verso") or letto.verso)
    if valore is None:
        operatore = ""
    elif operatore not in OPERATORI_DI.get(tipo, NUMERICI):
        raise CorrezioneError("operatore", "Questo confronto non si può fare con un valore del genere indicato.")
    atteso = Atteso(
        tipo,
        Operatore(operatore) if operatore else None,
        unita=corretto.get("unita") or (letto.unita if tipo == letto.tipo else ""),
        verso=Verso(corretto.get("verso") or letto.verso),
        **split_valore(valore),
    )
    return replace(atteso, stampato=stampato or format_atteso(atteso))


def _operatore_of(tipo: Tipo, letto: Atteso, verso: str) -> str:
    """The comparison when nobody chose it: as read if it suits the kind, or the usual one."""
    ammessi = OPERATORI_DI.get(tipo, NUMERICI)
    if letto.operatore in ammessi:
        return str(letto.operatore)
    if tipo in OPERATORI_DI:
        return str(ammessi[0]) if ammessi else ""
    return str(Operatore.AL_PIU if verso == Verso.DECRESCENTE else Operatore.ALMENO)


def corrections_of(testo: str, salvato: Atteso) -> dict[str, str]:
    """Write what of a saved target is not as the program would read it; everything else is blank."""
    letto = read_stampato(testo, salvato.stampato)
    prima = {**_columns_of(letto), "tipo": str(letto.tipo), "verso": str(letto.verso)}
    dopo = {**_columns_of(salvato), "tipo": str(salvato.tipo), "verso": str(salvato.verso)}
    return {colonna: valore if valore != prima[colonna] else "" for colonna, valore in dopo.items()}


def _columns_of(atteso: Atteso) -> dict[str, str]:
    return {
        "operatore": str(atteso.operatore or ""),
        "letto": format_letto(atteso),
        "unita": atteso.unita,
    }


def format_letto(atteso: Atteso) -> str:
    if atteso.data is not None:
        return format_data(atteso.data)
    return format_si_no(atteso.si_no) if atteso.si_no is not None else format_numero(atteso.numero)


def atteso_of(riga: ValoreAtteso | Fase | None, *, tipo: str, unita: str, verso: str = "", stampato: str) -> Atteso:
    """A saved target as a value; of none, what is known of its kind."""
    noto = Atteso(Tipo(tipo or Tipo.NUMERO), unita=unita, verso=Verso(verso or Verso.CRESCENTE), stampato=stampato)
    if riga is None:
        return noto
    operatore = Operatore(riga.operatore) if riga.operatore else None
    return replace(noto, operatore=operatore, numero=riga.numero, data=riga.data, si_no=riga.si_no)


def put_atteso(atteso: Atteso, riga: ValoreAtteso | Fase) -> None:
    """Set the typed columns of a row."""
    riga.operatore = str(atteso.operatore or "")
    riga.numero, riga.data, riga.si_no = atteso.numero, atteso.data, atteso.si_no


def describe_atteso(atteso: Atteso) -> str:
    """Say in a sentence how a target was understood."""
    if detto := format_atteso(atteso):
        return f"Capito: {detto}."
    if not atteso.stampato:
        return "Manca il valore atteso."
    if atteso.tipo != Tipo.TESTO:
        return "Il valore non si capisce: scriverlo in «Valore da raggiungere», qui sotto."
    return "Capito: è un testo, da valutare leggendo. Se è un numero, una data o un sì/no, si corregge qui sotto."
