"""How a rule of the database is asked about: what the form says in Italian, and that the database itself refuses."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


def assert_refused(riga: Any, *frasi: str) -> None:
    """The row is refused with these sentences and, if saved all the same, by the database."""
    assert_not_clean(riga, *frasi)
    with pytest.raises(IntegrityError), transaction.atomic():
        riga.save()


def assert_not_clean(riga: Any, *frasi: str) -> None:
    with pytest.raises(ValidationError) as rifiuto:
        riga.full_clean()
    assert tuple(rifiuto.value.messages) == frasi


def constraints_of(app: str) -> set[str]:
    return {vincolo.name for modello in apps.get_app_config(app).get_models() for vincolo in modello._meta.constraints}


def twin_of(riga: Any, **altro: Any) -> Any:
    """An unsaved copy of a saved row, with some fields changed."""
    copia = type(riga).objects.get(pk=riga.pk)
    copia.pk, copia._state.adding = None, True
    for nome, valore in altro.items():
        setattr(copia, nome, valore)
    return copia
