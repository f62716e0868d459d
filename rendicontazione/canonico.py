"""The Quadro as canonical JSON: the same plan gives the same bytes, so its SHA-256 identifies a version. Pure code.

Keys are sorted, amounts are strings with their decimals, dates are ISO; database keys are left out.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import types
import typing
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from rendicontazione.quadro import Quadro

VERSIONE = 1


def dump_quadro(quadro: Quadro) -> str:
    """Write a Quadro as canonical JSON."""
    contenuto = {"formato": VERSIONE, "quadro": _to_plain(quadro)}
    return json.dumps(contenuto, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_quadro(testo: str) -> Quadro:
    """Read a Quadro from its canonical JSON; raises ValueError when the format is not known."""
    contenuto = json.loads(testo)
    if contenuto.get("formato") != VERSIONE:
        raise ValueError(f"Formato del documento non riconosciuto: {contenuto.get('formato')!r}.")
    quadro: Quadro = _from_plain(Quadro, contenuto["quadro"])
    return quadro


def digest_of(testo: str | bytes) -> str:
    """SHA-256 of a text or of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(testo.encode() if isinstance(testo, str) else testo).hexdigest()


def _to_plain(valore: Any) -> Any:
    if is_dataclass(valore) and not isinstance(valore, type):
        return {campo.name: _to_plain(getattr(valore, campo.name)) for campo in fields(valore) if campo.compare}
    if isinstance(valore, tuple):
        return [_to_plain(voce) for voce in valore]
    if isinstance(valore, Decimal):
        return format(valore, "f")
    if isinstance(valore, datetime.date):
        return valore.isoformat()
    return valore


@cache
def _hints(classe: type) -> dict[str, Any]:
    return typing.get_type_hints(classe)


def _from_plain(tipo: Any, valore: Any) -> Any:
    origine, argomenti = typing.get_origin(tipo), typing.get_args(tipo)
    if origine in (typing.Union, types.UnionType):
        vero = next(argomento for argomento in argomenti if argomento is not type(None))
        return None if valore is None else _from_plain(vero, valore)
    if origine is tuple:
        if argomenti[-1] is Ellipsis:
            return tuple(_from_plain(argomenti[0], voce) for voce in valore)
        return tuple(_from_plain(argomento, voce) for argomento, voce in zip(argomenti, valore, strict=True))
    if is_dataclass(tipo) and isinstance(tipo, type):
        tipi = _hints(tipo)
        return tipo(**{nome: _from_plain(tipi[nome], voce) for nome, voce in valore.items()})
    if tipo is Decimal:
        return Decimal(valore)
    if tipo is datetime.date:
        return datetime.date.fromisoformat(valore)
    return valore
