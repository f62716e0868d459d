"""Where the real documents are, and how their figures are read."""

import datetime
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]


def find_dati() -> Path:
    """The folder of the extracted documents: ``../shared/dati``, or what ``SEEDS_DIR`` says."""
    return Path(os.environ.get("SEEDS_DIR", REPOSITORY.parent / "shared" / "dati"))


def read_json(nome: str) -> Any:
    return json.loads((find_dati() / f"{nome}.json").read_text(encoding="utf-8"))


def read_decimal(testo: str | None) -> Decimal | None:
    """A figure of the documents; blank is not zero."""
    return None if testo is None else Decimal(testo)


def read_giorno(testo: str | None) -> datetime.date | None:
    return None if testo is None else datetime.datetime.strptime(testo, "%d/%m/%Y").date()
