"""The import of a workbook: resolve the codes, compare with what is saved, write what is new or changed.

It must run inside a transaction that the caller undoes when there are errors or when it is only a rehearsal:
rows are written sheet by sheet even then, so that later sheets are checked against earlier ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from pianoperformance.base.tracciato.celle import differs, show_cella
from pianoperformance.base.tracciato.registro import Registro
from pianoperformance.base.tracciato.riferimenti import Risolutore, in_order, show_codice, squeeze_key
from pianoperformance.base.tracciato.righe import FoglioLetto, Riga, key_of
from pianoperformance.base.tracciato.salvataggio import Firma, save_righe
from pianoperformance.base.tracciato.tipi import Avviso, Conteggio, Differenza, Errore, Esito, Novita

Politica = Callable[[Riga], tuple[str, str] | None]
"""Given a row about to be written, the column and the sentence that refuse it; or None."""


def import_fogli(
    letti: dict[str, FoglioLetto], *, registro: Registro, firma: Firma, politica: Politica, esito: Esito
) -> None:
    """Import the sheets of a workbook in the order in which they are declared."""
    for nome in registro.fogli:
        if nome in letti:
            _Importatore(letti[nome], registro, politica, esito).run(firma)


class _Importatore:
    """The import of one sheet."""

    def __init__(self, letto: FoglioLetto, registro: Registro, politica: Politica, esito: Esito) -> None:
        self.foglio = foglio = letto.foglio
        self.righe = letto.righe
        self.registro = registro
        self.indice = registro.indice(foglio.nome)
        self.indice.incompleto = not letto.presenti
        self.risolutore = Risolutore(foglio, registro, esito)
        self.politica = politica
        self.esito = esito
        nomi = [*(colonna.nome for colonna in foglio.colonne), *foglio.derivati]
        self.campi = [nome for nome in nomi if foglio.campo(nome) is not None]
        self.relazioni = {campo.name for campo in foglio.modello._meta.fields if campo.is_relation}
        self.posti: dict[tuple[Any, ...], int] | None = None

    def run(self, firma: Firma) -> None:
        righe = list(in_order(self.foglio, list(self._without_copies())))
        self._suspend(self.righe)
        for riga in righe:
            self._prepare(riga)
            if riga.sospesa:
                self._suspend([riga])
            elif riga.nuova:
                self.indice.add(riga.chiave, riga.istanza)
        pronte = [riga for riga in righe if riga.da_scrivere and not riga.sospesa]
        frase = save_righe(self.foglio, pronte, firma)
        if frase:
            self.esito.errori.append(Errore(self.foglio.nome, None, "", "", frase))
            for riga in pronte:
                riga.sospesa = True
        self._suspend(pronte)
        self._warn_similar()
        self._count()

    def _warn_similar(self) -> None:
        """Tell of new rows whose key differs from another only by leading zeros or case: Excel may have eaten them."""
        simili: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for chiave in self.indice.righe:
            simili[squeeze_key(chiave)].append(chiave)
        for riga in self.righe:
            altre = [c for c in simili[squeeze_key(riga.chiave)] if c != riga.chiave]
            if riga.nuova and not riga.sospesa and altre:
                altra = show_codice(dict(zip(self.foglio.parti_chiave, altre[0], strict=True)))
                frase = (
                    f"Si aggiunge una riga nuova, ma c'è già «{altra}»: se è la stessa, correggere il codice e dare "
                    "alla colonna il formato Testo, che conserva gli zeri iniziali."
                )
                self.esito.avvisi.append(
                    Avviso(self.foglio.nome, riga.numero, self.foglio.parti_chiave[-1], riga.sigla, frase)
                )

    def _suspend(self, righe: Iterable[Riga]) -> None:
        """Tell the index which keys are in the workbook but cannot be written."""
        for riga in righe:
            if riga.sospesa:
                self.indice.sospese.add(riga.chiave)
                if any(errore.colonna in self.foglio.parti_chiave for errore in riga.errori):
                    self.indice.incompleto = True

    def _count(self) -> None:
        conteggio = self.esito.conteggi[self.foglio.nome] = Conteggio()
        for riga in self.righe:
            self.esito.errori += riga.errori
            if riga.sospesa:
                continue
            if riga.nuova:
                conteggio.nuove += 1
                self.esito.novita.append(Novita(self.foglio.nome, riga.numero, riga.sigla))
            elif riga.da_scrivere:
                conteggio.cambiate += 1
                self.esito.differenze += riga.differenze
            else:
                conteggio.invariate += 1

    def _without_copies(self) -> Iterator[Riga]:
        """The sound rows, completed, but those whose key is in the sheet already."""
        viste: dict[tuple[Any, ...], int] = {}
        for riga in self.righe:
            if not riga.sospesa and self.foglio.completa is not None:
                self.foglio.completa(riga)
            if riga.sospesa:
                continue
            prima = viste.setdefault(riga.chiave, riga.numero)
            if prima == riga.numero:
                yield riga
            else:
                frase = f"La riga {prima} ha già gli stessi codici ({riga.sigla}): tenere una sola delle due righe."
                riga.refuse(self.foglio.parti_chiave[-1], frase)

    def _prepare(self, riga: Riga) -> None:
        legami = self.risolutore.resolve(riga)
        if riga.sospesa:
            # Its own cells are checked all the same: a row must not wait for another to be told what it lacks.
            riga.istanza = self.foglio.modello()
            self._assign(riga, {})
            self._check(riga, riga.istanza.clean_fields, exclude=self.relazioni)
            return
        esistente = self.indice.righe.get(riga.chiave)
        riga.nuova = esistente is None
        riga.istanza = self.foglio.modello() if esistente is None else esistente
        self._place(riga)
        prima = {} if riga.nuova else self.registro.values_of(self.foglio, riga.istanza, riga.valori)
        self._assign(riga, legami)
        if not riga.nuova:
            self._compare(riga, prima)
        riga.da_scrivere = riga.nuova or bool(riga.cambiati or riga.molti or riga.differenze)
        if riga.da_scrivere:
            self._validate(riga)

    def _place(self, riga: Riga) -> None:
        """A blank ``ordine`` keeps the position of a row that exists, and is the next one for a new row."""
        if not self.foglio.ordine_in:
            return
        if self.posti is None:
            self.posti = self._count_posti()
        fratelli = key_of(riga.valori.get(parte) for parte in self.foglio.ordine_in.split())
        ultimo = self.posti.get(fratelli, 0)
        if riga.valori.get("ordine") is not None:
            self.posti[fratelli] = max(ultimo, riga.valori["ordine"])
        elif riga.nuova:
            self.posti[fratelli] = riga.valori["ordine"] = ultimo + 1
        else:
            riga.valori.pop("ordine", None)

    def _count_posti(self) -> dict[tuple[Any, ...], int]:
        posti: dict[tuple[Any, ...], int] = {}
        parti = self.foglio.ordine_in.split()
        for istanza in self.indice.righe.values():
            valori = self.registro.values_of(self.foglio, istanza, parti)
            fratelli = key_of(valori[parte] for parte in parti)
            posti[fratelli] = max(posti.get(fratelli, 0), istanza.ordine)
        return posti

    def _assign(self, riga: Riga, legami: dict[str, Any]) -> None:
        istanza = riga.istanza
        for nome in self.campi:
            if nome in riga.valori and differs(getattr(istanza, nome), riga.valori[nome]):
                setattr(istanza, nome, riga.valori[nome])
                riga.cambiati.append(nome)
        for rif in self.foglio.riferimenti:
            if not rif.campo or rif.campo not in legami:
                continue
            if rif.molti:
                self._assign_molti(riga, rif.campo, legami[rif.campo])
            elif riga.nuova or istanza._state.fields_cache.get(rif.campo) is not legami[rif.campo]:
                setattr(istanza, rif.campo, legami[rif.campo])
                riga.cambiati.append(rif.campo)

    def _assign_molti(self, riga: Riga, campo: str, altre: list[Any]) -> None:
        prima = set() if riga.nuova else {altra.pk for altra in getattr(riga.istanza, campo).all()}
        if any(altra.pk is None for altra in altre) or prima != {altra.pk for altra in altre}:
            riga.molti[campo] = altre

    def _compare(self, riga: Riga, prima: dict[str, Any]) -> None:
        nomi = [colonna.nome for colonna in self.foglio.colonne if colonna.nome in riga.valori]
        cambiate = [nome for nome in nomi if differs(prima[nome], riga.valori[nome])]
        riga.differenze = [
            Differenza(
                self.foglio.nome, riga.numero, riga.sigla, nome, show_cella(prima[nome]), show_cella(riga.valori[nome])
            )
            for nome in cambiate
        ]
        if riga.cambiati and not riga.differenze:
            campo = riga.cambiati[0]
            dopo = getattr(riga.istanza, campo)
            riga.differenze = [Differenza(self.foglio.nome, riga.numero, riga.sigla, campo, "", str(dopo or ""))]

    def _validate(self, riga: Riga) -> None:
        """The rules of the model and of whoever imports, each at its column."""
        self._check(riga, riga.istanza.clean_fields, exclude=self.relazioni)
        if not riga.sospesa:
            self._check(riga, riga.istanza.clean)
        rifiuto = None if riga.sospesa else self.politica(riga)
        if rifiuto is not None:
            riga.refuse(*rifiuto)

    def _check(self, riga: Riga, regola: Callable[..., None], **opzioni: Any) -> None:
        try:
            regola(**opzioni)
        except ValidationError as violazione:
            for campo, errori in violazione.update_error_dict({}).items():
                frasi = [frase for errore in errori for frase in errore.messages]
                riga.refuse(self._column_of(campo), " ".join(frasi))

    def _column_of(self, campo: str) -> str:
        if campo == NON_FIELD_ERRORS or any(colonna.nome == campo for colonna in self.foglio.colonne):
            return "" if campo == NON_FIELD_ERRORS else campo
        return next((rif.colonna for rif in self.foglio.riferimenti if rif.campo == campo), "")
