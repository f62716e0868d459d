import dataclasses

import pytest

from pianoperformance.base.prospetto import Colonna, Prospetto


def test_column_is_of_text_unless_said():
    assert Colonna("codice", "Codice") == Colonna("codice", "Codice", "testo")


@pytest.mark.parametrize("oggetto", [Colonna("a", "A"), Prospetto("Titolo", (), ())])
def test_a_report_does_not_change_once_made(oggetto):
    with pytest.raises(dataclasses.FrozenInstanceError):
        oggetto.titolo = "Altro"
