"""The rows already in the database, found by the codes that workbooks use for them.

Each sheet is loaded at most once, in one query (plus those of its ``insiemi``), only for the enti and years at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from pianoperformance.base.tracciato.fogli import Foglio, Riferimento
from pianoperformance.base.tracciato.righe import key_of


class Indice:
    """The rows of one sheet, saved or about to be, by key."""

    def __init__(self, foglio: Foglio) -> None:
        self.foglio = foglio
        self.righe: dict[tuple[Any, ...], Any] = {}
        self.per_pk: dict[Any, Any] = {}
        self.chiavi: dict[int, tuple[Any, ...]] = {}
        """By the identity of the object: a row about to be saved has no number yet."""
        self.sospese: set[tuple[Any, ...]] = set()
        """Keys that are in the workbook but in rows that cannot be written: who refers to them is not to blame."""
        self.incompleto = False
        """Some rows of the workbook could not be read, so that what is not found is not for sure missing."""

    def add(self, chiave: tuple[Any, ...], istanza: Any) -> None:
        self.righe.setdefault(chiave, istanza)
        self.chiavi[id(istanza)] = chiave


class Registro:
    """The indices of all the sheets, within the given enti and years."""

    def __init__(
        self, fogli: Sequence[Foglio], enti: Iterable[str], anni: Iterable[int], ammessi: Iterable[int] | None = None
    ) -> None:
        self.fogli = {foglio.nome: foglio for foglio in fogli}
        self.enti = set(enti)
        self.anni = set(anni)
        self.ammessi = ammessi
        """The ids of the enti on which the user may write; None for all."""
        self._indici: dict[str, Indice] = {}

    def indice(self, nome: str) -> Indice:
        if nome not in self._indici:
            foglio = self.fogli[nome]
            for rif in foglio.riferimenti:
                if rif.foglio != nome:
                    self.indice(rif.foglio)
            self._indici[nome] = indice = Indice(foglio)
            self._load(indice)
        return self._indici[nome]

    def _load(self, indice: Indice) -> None:
        foglio = indice.foglio
        istanze = list(self._queryset(foglio))
        indice.per_pk = {istanza.pk: istanza for istanza in istanze}
        legami = [
            (rif.campo, foglio.modello._meta.get_field(rif.campo).attname, self.indice(rif.foglio).per_pk)  # type: ignore[union-attr]
            for rif in foglio.campi_legati
        ]
        for istanza in istanze:
            for campo, attname, per_pk in legami:
                altra = per_pk.get(getattr(istanza, attname))
                if altra is not None:
                    setattr(istanza, campo, altra)
        for istanza in istanze:
            indice.add(self.key_of(foglio, istanza), istanza)

    def _queryset(self, foglio: Foglio) -> models.QuerySet[Any]:
        insiemi = [*foglio.insiemi, *(rif.campo for rif in foglio.riferimenti if rif.molti)]
        righe = foglio.modello._default_manager.filter(**foglio.filtro)
        if foglio.ente:
            righe = righe.filter(**{f"{foglio.ente}__in": self.enti})
            if self.ammessi is not None:
                righe = righe.filter(**{f"{foglio.ente.removesuffix('codice')}pk__in": self.ammessi})
        if foglio.anno:
            righe = righe.filter(**{f"{foglio.anno}__in": self.anni})
        return righe.prefetch_related(*insiemi).order_by("pk")

    def in_print_order(self, foglio: Foglio) -> list[Any]:
        """The rows of a sheet as lists show them; they are loaded by number, which costs less."""
        per_pk = self.indice(foglio.nome).per_pk
        ordine = self._queryset(foglio).prefetch_related(None).order_by(*(foglio.modello._meta.ordering or ["pk"]))
        return [per_pk[pk] for pk in ordine.values_list("pk", flat=True)]

    def key_of(self, foglio: Foglio, istanza: Any) -> tuple[Any, ...]:
        valori = self.values_of(foglio, istanza, foglio.parti_chiave)
        return key_of(valori[parte] for parte in foglio.parti_chiave)

    def values_of(self, foglio: Foglio, istanza: Any, colonne: Iterable[str]) -> dict[str, Any]:
        """The values that the cells of these columns would have for a saved row."""
        mostrati = foglio.mostra(istanza)
        return {nome: mostrati[nome] if nome in mostrati else self._value(foglio, istanza, nome) for nome in colonne}

    def _value(self, foglio: Foglio, istanza: Any, nome: str) -> Any:
        if foglio.campo(nome) is not None:
            return getattr(istanza, nome)
        rif = next((rif for rif in foglio.riferimenti if rif.campo and nome in rif.parti), None)
        if rif is None:
            return None
        if rif.molti:
            return tuple(sorted(self._code(rif, altra.pk) for altra in getattr(istanza, rif.campo).all()))
        altra = getattr(istanza, rif.campo) if rif.campo in istanza._state.fields_cache else None
        if altra is None:
            return ""
        return self.indice(rif.foglio).chiavi[id(altra)][rif.parti.index(nome)]

    def _code(self, rif: Riferimento, pk: Any) -> str:
        indice = self.indice(rif.foglio)
        return str(indice.chiavi[id(indice.per_pk[pk])][-1])
