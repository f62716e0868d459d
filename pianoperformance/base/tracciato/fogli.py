"""How a sheet of the workbook is declared: its columns, and how they bind to a model.

A column that has the name of a field of the model is that field, and its kind is read from it: adding one is one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from pianoperformance.base.tracciato.tipi import TipoCella

if TYPE_CHECKING:
    from pianoperformance.base.tracciato.righe import Riga
    from pianoperformance.base.tracciato.salvataggio import Firma

TIPI_DEI_CAMPI = (
    (models.BooleanField, TipoCella.SI_NO),
    (models.DateField, TipoCella.DATA),
    (models.DecimalField, TipoCella.NUMERO),
    (models.IntegerField, TipoCella.INTERO),
)


@dataclass(frozen=True, slots=True)
class Colonna:
    """A column. ``tipo`` and ``scelte`` are needed only when the model has no field of this name."""

    nome: str
    significato: str
    obbligatoria: bool = False
    tipo: TipoCella | None = None
    scelte: Sequence[tuple[str, str]] = ()
    cifre: int = 0
    """A code of so many digits, whose leading zeros Excel may have eaten."""
    intesa: bool = False
    """A blank cell is filled in by ``completa`` (or, for ``ordine``, by the engine)."""
    percento: bool = False
    """A share of 100, that a spreadsheet with percent formats hands over as a share of 1."""


@dataclass(frozen=True)
class Riferimento:
    """A foreign key ``campo`` to a row of another sheet, whose key is made of these columns of ours, in its order.

    Empty when the column ``se`` (the last, unless told) is blank; ``debole`` when the other end may be missing.
    With no ``campo`` the other row must exist but is not a field of this one.
    """

    campo: str
    foglio: str
    colonne: str
    se: str = ""
    debole: bool = False
    molti: bool = False
    """Many-to-many: the last column holds several codes, separated by ``;``."""
    cella: str = ""
    """The column to blame, when it is not ``se``."""

    @cached_property
    def parti(self) -> list[str]:
        return self.colonne.split()

    @cached_property
    def spia(self) -> str:
        return self.se or self.parti[-1]

    @property
    def colonna(self) -> str:
        return self.cella or self.spia


def no_values(_istanza: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Foglio:
    """A sheet, or (without ``colonne``) a list of reference data to which sheets refer."""

    nome: str
    modello: type[models.Model]
    chiave: str
    """The columns that identify a row, separated by blanks."""
    voce: str
    """What a row is called in a sentence: ``Il progetto``."""
    scopo: str = ""
    ignota: str = ""
    """The sentence for a ``{codice}`` that is not there, when the usual one does not fit."""
    colonne: Sequence[Colonna] = ()
    riferimenti: Sequence[Riferimento] = ()
    ente: str = ""
    """The lookup from the model to its ente."""
    anno: str = ""
    """The lookup from the model to the year of its cycle, when it has one."""
    ordine_in: str = ""
    """The columns that say among whom ``ordine`` counts."""
    derivati: Sequence[str] = ()
    """Fields set by ``completa`` and not by a column of their own."""
    filtro: Mapping[str, Any] = field(default_factory=dict)
    insiemi: Sequence[str] = ()
    """Related sets that ``mostra`` reads (``prefetch_related``)."""
    completa: Callable[[Riga], None] | None = None
    """Fill in what a row leaves understood, before it is compared."""
    mostra: Callable[[Any], dict[str, Any]] = no_values
    """The values of the columns that are neither a field nor part of a reference."""
    abbrevia: Callable[[dict[str, Any]], None] | None = None
    """Leave blank, in an export, what ``completa`` will understand again."""
    figli: Callable[[Sequence[Riga], Firma], None] | None = None
    """Write the rows of other models that hang from the new and changed rows of this sheet."""

    @cached_property
    def parti_chiave(self) -> list[str]:
        return self.chiave.split()

    @cached_property
    def campi_legati(self) -> list[Riferimento]:
        """The references that are foreign keys of the model."""
        return [rif for rif in self.riferimenti if rif.campo and not rif.molti]

    def campo(self, nome: str) -> models.Field | None:
        """Return the plain field of the model with this name: relations are set by their references."""
        try:
            campo = self.modello._meta.get_field(nome)
        except FieldDoesNotExist:
            return None
        return campo if isinstance(campo, models.Field) and not campo.is_relation else None

    def scelte(self, colonna: Colonna) -> Sequence[tuple[str, str]]:
        campo = self.campo(colonna.nome)
        if colonna.scelte or campo is None:
            return colonna.scelte
        return [(str(valore), str(etichetta)) for valore, etichetta in campo.flatchoices]

    def tipo(self, colonna: Colonna) -> TipoCella:
        if colonna.tipo is not None:
            return colonna.tipo
        campo = self.campo(colonna.nome)
        if self.scelte(colonna):
            return TipoCella.SCELTA
        if campo is None:
            elenco = any(rif.molti and rif.parti[-1] == colonna.nome for rif in self.riferimenti)
            return TipoCella.ELENCO if elenco else TipoCella.CODICE
        return next((tipo for classe, tipo in TIPI_DEI_CAMPI if isinstance(campo, classe)), TipoCella.TESTO)

    def vuoto(self, colonna: Colonna) -> Any:
        """What a blank cell of this column means."""
        campo = self.campo(colonna.nome)
        if colonna.intesa:
            return None
        if campo is not None and not campo.null:
            return campo.get_default()
        if campo is None and self.tipo(colonna) in (TipoCella.TESTO, TipoCella.CODICE, TipoCella.SCELTA):
            return ""
        return () if self.tipo(colonna) is TipoCella.ELENCO else None
