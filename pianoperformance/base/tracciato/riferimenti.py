"""From the codes in a row to the rows they name, in the workbook or in the database."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from pianoperformance.base.tracciato.celle import normalizza, show_cella
from pianoperformance.base.tracciato.fogli import Foglio, Riferimento
from pianoperformance.base.tracciato.registro import Indice, Registro
from pianoperformance.base.tracciato.righe import Riga, key_of
from pianoperformance.base.tracciato.tipi import Avviso, Esito

MASSIMO_CONSIGLI = 50


class Risolutore:
    """Resolves the references of the rows of one sheet."""

    def __init__(self, foglio: Foglio, registro: Registro, esito: Esito) -> None:
        self.foglio = foglio
        self.indici = {rif.foglio: registro.indice(rif.foglio) for rif in foglio.riferimenti}
        self.esito = esito
        self._consigli: dict[tuple[str, tuple[Any, ...]], str] = {}

    def resolve(self, riga: Riga) -> dict[str, Any]:
        """Return the rows to which a row refers, by field; refuse or suspend it when one is not there."""
        legami: dict[str, Any] = {}
        mancanti: set[str] = set()
        for rif in self.foglio.riferimenti:
            if rif.spia not in riga.valori or mancanti.intersection(rif.parti):
                continue
            if rif.molti:
                legami[rif.campo] = self._resolve_molti(riga, rif)
            elif riga.valori[rif.spia] in ("", None):
                legami[rif.campo] = None
            else:
                legami[rif.campo] = self._find(riga, rif, key_of([riga.valori.get(parte) for parte in rif.parti]))
                if legami[rif.campo] is None and not rif.debole:
                    mancanti.add(rif.spia)
        return legami

    def _resolve_molti(self, riga: Riga, rif: Riferimento) -> list[Any]:
        contesto = [riga.valori.get(parte) for parte in rif.parti[:-1]]
        return [self._find(riga, rif, key_of([*contesto, codice])) for codice in riga.valori[rif.spia]]

    def _find(self, riga: Riga, rif: Riferimento, chiave: tuple[Any, ...]) -> Any:
        indice = self.indici[rif.foglio]
        trovata = indice.righe.get(chiave)
        if trovata is not None and chiave not in indice.sospese:
            return trovata
        if chiave in indice.sospese or (indice.incompleto and trovata is None):
            riga.sospesa = True
        elif rif.debole:
            messaggio = f"{self._sentence(rif, chiave)} Il collegamento resta in attesa."
            self.esito.avvisi.append(
                Avviso(self.foglio.nome, riga.numero, rif.colonna, show_cella(riga.valori[rif.colonna]), messaggio)
            )
        else:
            riga.refuse(rif.colonna, self._sentence(rif, chiave) + self._advice(indice, chiave))
        return None

    def _sentence(self, rif: Riferimento, chiave: tuple[Any, ...]) -> str:
        altro = self.indici[rif.foglio].foglio
        valori = dict(zip(altro.parti_chiave, chiave, strict=True))
        codice = show_codice(valori)
        if altro.ignota:
            return altro.ignota.format(codice=codice)
        dove = f"nel piano {valori['anno']}" if "anno" in valori else "nell'ente"
        rimedio = "" if rif.debole else f": correggere il codice o aggiungere la riga nel foglio {altro.nome}"
        return f"{altro.voce} «{codice}» non esiste né nel foglio {altro.nome} né {dove}{rimedio}."

    def _advice(self, indice: Indice, chiave: tuple[Any, ...]) -> str:
        """Name the code that was probably meant; worked out once for each wrong code, and not for ever."""
        cercata = (indice.foglio.nome, chiave)
        if cercata not in self._consigli:
            cercare = len(self._consigli) < MASSIMO_CONSIGLI
            self._consigli[cercata] = find_similar(chiave, indice.righe) if cercare else ""
        simile = self._consigli[cercata]
        return f" Forse è «{simile}»." if simile else ""


def show_codice(valori: dict[str, Any]) -> str:
    """A key as a sentence names it: without the ente, and without the year unless it is all there is."""
    parti = {nome: valore for nome, valore in valori.items() if nome not in ("ente", "anno")} or valori
    testi = (show_cella(valore) for nome, valore in parti.items() if nome != "ente" or len(parti) == 1)
    return " ".join(testo for testo in testi if testo)


def find_similar(chiave: tuple[Any, ...], chiavi: Iterable[tuple[Any, ...]]) -> str:
    """The last part of the key that differs only by zeros, case or a letter or two, within the same context."""
    *contesto, cercato = chiave
    if not isinstance(cercato, str):
        return ""
    codici = {str(altra[-1]) for altra in chiavi if list(altra[:-1]) == contesto}
    uguali = sorted(codice for codice in codici if _squeeze(codice) == _squeeze(cercato))
    vicini = uguali or difflib.get_close_matches(str(cercato), sorted(codici), 1, 0.75)
    return vicini[0] if vicini else ""


def _squeeze(codice: Any) -> str:
    return normalizza(codice).lstrip("0")


def squeeze_key(chiave: tuple[Any, ...]) -> tuple[Any, ...]:
    """A key without case and leading zeros."""
    return tuple(parte.casefold().lstrip("0") if isinstance(parte, str) else parte for parte in chiave)


def in_order(foglio: Foglio, righe: Iterable[Riga]) -> Iterator[Riga]:
    """The rows of a sheet that refers to itself with parents first; those of a closed circle are refused."""
    righe = list(righe)
    proprio = next((rif for rif in foglio.campi_legati if rif.foglio == foglio.nome), None)
    if proprio is None:
        yield from righe
        return
    per_chiave = {riga.chiave: riga for riga in righe}
    fatte: set[Riga] = set()
    for riga in righe:
        catena: list[Riga] = []
        superiore: Riga | None = riga
        while superiore is not None and superiore not in fatte and superiore not in catena:
            catena.append(superiore)
            superiore = per_chiave.get(key_of(superiore.valori.get(parte) for parte in proprio.parti))
        if superiore in catena:
            for chiusa in catena[catena.index(superiore) :]:
                chiusa.refuse(
                    proprio.colonna, "La riga dipende da sé stessa, con un giro chiuso: correggere il codice."
                )
        fatte.update(catena)
        yield from (da_fare for da_fare in reversed(catena) if not da_fare.sospesa)
