"""Every model can be listed in its own order: Django finds out only when a list is read."""

import pytest
from django.apps import apps

MODELLI = [
    modello
    for app in ("organizzazione", "obiettivi", "budget", "rendicontazione")
    for modello in apps.get_app_config(app).get_models()
]


@pytest.mark.django_db
@pytest.mark.parametrize("modello", MODELLI, ids=lambda modello: modello._meta.label)
def test_rows_can_be_read_in_the_default_order(modello):
    assert list(modello._default_manager.all()) == []
