"""Write rows in bulk, always with their field history, and turn what the database refuses into sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from pianoperformance.base.tracciato.fogli import Foglio
from pianoperformance.base.tracciato.righe import Riga

LOTTO = 500


@dataclass(frozen=True, slots=True)
class Firma:
    """Who imports and what, as the history will tell."""

    utente: Any = None
    motivo: str = "Importazione"

    @property
    def opzioni(self) -> dict[str, Any]:
        return {"default_user": self.utente, "default_change_reason": self.motivo[:100], "batch_size": LOTTO}


def create_rows(modello: type[models.Model], istanze: Sequence[Any], firma: Firma) -> None:
    if not istanze:
        return
    if hasattr(modello, "history"):
        bulk_create_with_history(istanze, modello, **firma.opzioni)
    else:
        modello._default_manager.bulk_create(istanze, batch_size=LOTTO)


def update_rows(modello: type[models.Model], istanze: Sequence[Any], campi: Iterable[str], firma: Firma) -> None:
    """Save the given fields of existing rows; with no fields only the history is written."""
    campi = sorted(campi)
    if not istanze:
        return
    if hasattr(modello, "history"):
        bulk_update_with_history(istanze, modello, campi, **firma.opzioni)
    else:
        modello._default_manager.bulk_update(istanze, campi, batch_size=LOTTO)


def save_righe(foglio: Foglio, righe: Sequence[Riga], firma: Firma) -> str:
    """Write the new and changed rows of a sheet, parents first.

    Rows that the database does not accept are refused and the others written. The sentence returned is of the sheet
    as a whole, when no row is to blame; then none of its rows can be counted upon.
    """
    for livello in _by_depth(foglio, righe):
        for riga in livello:
            riga.sospesa = riga.sospesa or _hangs_from_nothing(foglio, riga)
        try:
            _write(foglio, livello, firma)
        except (IntegrityError, DataError) as errore:
            frase = _explain(foglio, livello, errore) or _write_rest(foglio, livello, firma)
            if frase:
                return frase
    return ""


def _write_rest(foglio: Foglio, righe: Sequence[Riga], firma: Firma) -> str:
    """Write the rows that are not to blame, so that those that refer to them are checked too."""
    try:
        _write(foglio, righe, firma)
    except (IntegrityError, DataError) as errore:
        return _tell(foglio, errore)
    return ""


def _hangs_from_nothing(foglio: Foglio, riga: Riga) -> bool:
    """Whether the row hangs from a row of the same sheet that was not written."""
    altre = (getattr(riga.istanza, rif.campo) for rif in foglio.campi_legati if rif.foglio == foglio.nome)
    return any(altra is not None and altra.pk is None for altra in altre)


def _write(foglio: Foglio, righe: Sequence[Riga], firma: Firma) -> None:
    righe = [riga for riga in righe if not riga.sospesa]
    with transaction.atomic():
        create_rows(foglio.modello, [riga.istanza for riga in righe if riga.nuova], firma)
        cambiate = [riga for riga in righe if not riga.nuova and riga.cambiati]
        campi = {campo for riga in cambiate for campo in riga.cambiati}
        update_rows(foglio.modello, [riga.istanza for riga in cambiate], campi, firma)
        _write_molti(foglio, [riga for riga in righe if riga.molti], firma)
        if foglio.figli is not None:
            foglio.figli(righe, firma)


def _write_molti(foglio: Foglio, righe: Sequence[Riga], firma: Firma) -> None:
    """Write many-to-many rows, and a history row of each owner that tells them as they have become."""
    if not righe:
        return
    for campo in {campo for riga in righe for campo in riga.molti}:
        relazione: Any = foglio.modello._meta.get_field(campo)
        tramite = relazione.remote_field.through
        nostra, altra = relazione.m2m_column_name(), relazione.m2m_reverse_name()
        toccate = [riga for riga in righe if campo in riga.molti]
        tramite._default_manager.filter(**{f"{nostra}__in": [riga.istanza.pk for riga in toccate]}).delete()
        nuove = [
            tramite(**{nostra: riga.istanza.pk, altra: voce.pk}) for riga in toccate for voce in riga.molti[campo]
        ]
        tramite._default_manager.bulk_create(nuove, batch_size=LOTTO)
    _record_molti(foglio, righe, firma)


def _record_molti(foglio: Foglio, righe: Sequence[Riga], firma: Firma) -> None:
    storia = foglio.modello.history  # type: ignore[attr-defined]
    registrate = storia.bulk_history_create([riga.istanza for riga in righe], update=True, **firma.opzioni)
    per_pk = {registrata.id: registrata for registrata in registrate}
    for relazione in storia.model._history_m2m_fields:
        modello = getattr(storia.model, relazione.name).model
        nostra = relazione.m2m_column_name()
        tramite = relazione.remote_field.through._default_manager.filter(**{f"{nostra}__in": list(per_pk)})
        modello._default_manager.bulk_create(
            [modello(history=per_pk[legame[nostra]], **legame) for legame in tramite.values()], batch_size=LOTTO
        )


def _by_depth(foglio: Foglio, righe: Sequence[Riga]) -> list[list[Riga]]:
    """Split the rows so that those of a tree are written after the row they hang from."""
    proprio = next((rif.campo for rif in foglio.campi_legati if rif.foglio == foglio.nome), None)
    if proprio is None:
        return [list(righe)] if righe else []
    livelli: dict[int, list[Riga]] = defaultdict(list)
    for riga in righe:
        livello, padre = 0, getattr(riga.istanza, proprio)
        while padre is not None and padre.pk is None:
            livello, padre = livello + 1, getattr(padre, proprio)
        livelli[livello].append(riga)
    return [livelli[livello] for livello in sorted(livelli)]


def _explain(foglio: Foglio, righe: Sequence[Riga], errore: DatabaseError) -> str:
    """Ask each row which constraint it breaks; when none admits it, tell what the database said."""
    for vincolo in foglio.modello._meta.constraints:
        if isinstance(vincolo, models.CheckConstraint):
            for riga in righe:
                _check(riga, vincolo)
    return "" if any(riga.sospesa for riga in righe) else _tell(foglio, errore)


def _tell(foglio: Foglio, errore: DatabaseError) -> str:
    vincoli = foglio.modello._meta.constraints
    frase = next((str(vincolo.violation_error_message) for vincolo in vincoli if vincolo.name in str(errore)), "")
    return frase or "La base di dati non accetta una delle righe: controllare che non ripeta una riga già salvata."


def _check(riga: Riga, vincolo: models.CheckConstraint) -> None:
    try:
        vincolo.validate(riga.foglio.modello, riga.istanza)
    except ValidationError as violazione:
        riga.refuse("", " ".join(violazione.messages))
