import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from tests import factories

pytestmark = pytest.mark.django_db


def test_login_opens_the_page_that_was_asked(client):
    utente = factories.UtenteFactory()
    chiesta = reverse("inizio")
    assertRedirects(client.get(chiesta), f"{reverse('accedi')}?next={chiesta}")
    dati = {"username": utente.username, "password": "prova-di-accesso", "next": chiesta}
    assertRedirects(client.post(reverse("accedi"), dati), chiesta)


def test_wrong_password_says_what_to_do(client):
    utente = factories.UtenteFactory()
    risposta = client.post(reverse("accedi"), {"username": utente.username, "password": "sbagliata"})
    assertContains(risposta, "Nome utente e password non corrispondono. Controlla le maiuscole e riprova")


def test_inactive_account_does_not_enter(client):
    utente = factories.UtenteFactory(is_active=False)
    risposta = client.post(reverse("accedi"), {"username": utente.username, "password": "prova-di-accesso"})
    assertContains(risposta, "Nome utente e password non corrispondono")


def test_logout_is_a_post(client):
    client.force_login(factories.UtenteFactory())
    assert client.get(reverse("esci")).status_code == 405
    assertRedirects(client.post(reverse("esci")), reverse("accedi"))
    assert client.get(reverse("inizio")).status_code == 302


def test_missing_page_says_what_to_do_in_italian(client):
    client.force_login(factories.UtenteFactory())
    risposta = client.get("/questa/non-esiste/")
    assertContains(risposta, "Questa pagina non c'è", status_code=404, html=False)


def test_expired_form_says_what_to_do_in_italian():
    from django.test import Client

    risposta = Client(enforce_csrf_checks=True).post(reverse("accedi"), {"username": "a", "password": "b"})
    assertContains(risposta, "per sicurezza non abbiamo salvato niente", status_code=403)


def test_broken_page_says_what_to_do_in_italian(client, monkeypatch):
    from obiettivi.models import Ciclo

    def fail(*args):
        raise RuntimeError

    client.force_login(factories.UtenteFactory())
    client.raise_request_exception = False
    monkeypatch.setattr(Ciclo.objects, "visible_to", fail)
    assertContains(client.get(reverse("inizio")), "Qualcosa si è rotto da parte nostra", status_code=500)
