"""The reminders: one message a person, nothing twice, nothing remembered that was not sent."""

import datetime
import smtplib
import threading

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.urls import reverse
from pytest_django.asserts import assertContains

from obiettivi.models import Ciclo, Obiettivo, Sollecito
from organizzazione.models import Ruolo
from rendicontazione.services.solleciti import prepare_solleciti, send_solleciti
from tests import factories
from tests.rendicontazione.test_proposta import make_obiettivo

pytestmark = pytest.mark.django_db


class CassettaRotta(EmailBackend):
    """A mail server that refuses one address and takes the others."""

    def send_messages(self, messages):
        if messages[0].to == ["rotto@example.it"]:
            raise smtplib.SMTPRecipientsRefused({"rotto@example.it": (550, b"sconosciuto")})
        return super().send_messages(messages)


class CassettaSpenta(EmailBackend):
    def send_messages(self, messages):  # noqa: ARG002 -- the signature of Django
        raise ConnectionRefusedError("connessione rifiutata")


@pytest.fixture(autouse=True)
def giorno():
    with time_machine.travel(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)) as macchina:
        yield macchina


@pytest.fixture
def obiettivo():
    return make_obiettivo(codice="OB1", titolo="Ridurre <le> attese & i tempi")


@pytest.fixture
def ciclo(obiettivo):
    return obiettivo.ciclo


@pytest.fixture
def dirigente(obiettivo):
    return make_person("dirigente@example.it", Ruolo.DIRIGENTE, obiettivo.ciclo, obiettivo.struttura)


def make_person(email, ruolo, ciclo, struttura=None):
    utente = factories.UtenteFactory(email=email, first_name="Anna", last_name="Prova")
    factories.IncaricoFactory(utente=utente, ruolo=ruolo, ente=ciclo.ente, struttura=struttura)
    return utente


def test_message_says_what_waits_with_its_address(ciclo, dirigente, settings):
    settings.SITO = "https://performance.example.it"
    send_solleciti(ciclo)
    (messaggio,) = mail.outbox
    assert (messaggio.to, messaggio.subject) == (
        ["dirigente@example.it"],
        f"Piano 2026, {ciclo.ente}: {len(prepare_solleciti(ciclo).lettere[0].testo.split('- ')) - 1} cose da fare",
    )
    pk = Obiettivo.objects.get().pk
    assert messaggio.body.startswith("Buongiorno Anna Prova,\n\necco che cosa ti aspetta")
    assert (
        "\nOBIETTIVI DA SCRIVERE E INVIARE\n- OB1 Ridurre <le> attese & i tempi (termine: 15/12/2025)\n"
        f"  https://performance.example.it/{ciclo.ente.codice}/2026/obiettivi/{pk}/#proposta\n"
    ) in messaggio.body
    assert f"https://performance.example.it/{ciclo.ente.codice}/2026/da-fare/" in messaggio.body


def test_nothing_is_sent_twice_not_even_on_another_day(ciclo, dirigente, giorno):
    assert [lettera.utente for lettera in send_solleciti(ciclo).inviate] == [dirigente]
    giorno.shift(datetime.timedelta(minutes=5))
    assert send_solleciti(ciclo).inviate == []
    giorno.move_to(datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC))
    assert send_solleciti(ciclo).inviate == []
    assert len(mail.outbox) == 1


def test_something_new_is_sent(ciclo, dirigente, obiettivo):
    send_solleciti(ciclo)
    make_obiettivo(progetto=obiettivo.progetto)
    assert len(send_solleciti(ciclo).inviate) == 1
    assert (len(mail.outbox), Sollecito.objects.count()) == (2, 2)


def test_one_message_for_whoever_has_two_posts(ciclo, dirigente, obiettivo):
    persona = factories.PersonaFactory(ente=ciclo.ente, utente=dirigente)
    altra = make_obiettivo(ciclo=ciclo, progetto__ciclo=ciclo, codice="OB2")
    factories.IncaricoFactory(utente=None, persona=persona, ruolo=Ruolo.EQ, ente=ciclo.ente, struttura=altra.struttura)
    send_solleciti(ciclo)
    (messaggio,) = mail.outbox
    assert ("- OB1 " in messaggio.body, "- OB2 " in messaggio.body) == (True, True)


def test_each_is_told_of_his_own_only(ciclo, dirigente, obiettivo):
    altra = factories.ObiettivoFactory(ciclo=ciclo, progetto__ciclo=ciclo, codice="OB2", titolo="")
    make_person("altra@example.it", Ruolo.EQ, ciclo, altra.struttura)
    make_person("ufficio@example.it", Ruolo.CONTROLLO, ciclo)
    send_solleciti(ciclo)
    detto = {m.to[0]: ("OB1 " in m.body, "OB2: L'obiettivo non ha un titolo" in m.body) for m in mail.outbox}
    assert detto == {
        "dirigente@example.it": (True, False),
        "altra@example.it": (False, True),
        "ufficio@example.it": (False, True),
    }


def test_people_without_address_and_readers_are_not_written_to(ciclo, obiettivo):
    senza = make_person("", Ruolo.DIRIGENTE, ciclo, obiettivo.struttura)
    make_person("lettore@example.it", Ruolo.LETTORE, ciclo)
    fuori = make_person("fuori@example.it", Ruolo.CONTROLLO, ciclo)
    fuori.is_active = False
    fuori.save()
    scaduto = make_person("scaduto@example.it", Ruolo.CONTROLLO, ciclo)
    scaduto.incarichi.update(al="2025-12-31")
    giro = prepare_solleciti(ciclo)
    assert (giro.lettere, giro.senza_posta) == ([], [senza])


def test_refused_address_stops_nobody_else_and_is_tried_again(ciclo, dirigente, settings):
    settings.EMAIL_BACKEND = "tests.rendicontazione.test_solleciti.CassettaRotta"
    rotto = make_person("rotto@example.it", Ruolo.CONTROLLO, ciclo)
    esito = send_solleciti(ciclo)
    assert ([lettera.utente for lettera in esito.inviate], [utente for utente, _ in esito.errori]) == (
        [dirigente],
        [rotto],
    )
    assert list(Sollecito.objects.values_list("utente", flat=True)) == [dirigente.pk]
    assert [lettera.utente for lettera in prepare_solleciti(ciclo).da_inviare] == [rotto]


def test_dead_server_leaves_everything_to_send(ciclo, dirigente, settings):
    settings.EMAIL_BACKEND = "tests.rendicontazione.test_solleciti.CassettaSpenta"
    with pytest.raises(CommandError, match="Il server di posta non risponde: connessione rifiutata"):
        call_command("solleciti", "--ente", ciclo.ente.codice, "--anno", "2026")
    assert Sollecito.objects.count() == 0


def test_approved_plan_asks_for_no_proposals(ciclo, dirigente):
    Ciclo.objects.update(stato=Ciclo.Stato.CHIUSO)
    ciclo.refresh_from_db()
    assert ["OB1" in lettera.testo for lettera in prepare_solleciti(ciclo).lettere] == [False]


@pytest.mark.parametrize("persone", [1, 4])
def test_queries_do_not_grow_with_the_people(ciclo, persone, django_assert_num_queries):
    for n in range(persone):
        altra = make_obiettivo(ciclo=ciclo, progetto__ciclo=ciclo)
        make_person(f"p{n}@example.it", Ruolo.DIRIGENTE, ciclo, altra.struttura)
    with django_assert_num_queries(24):
        prepare_solleciti(ciclo)


class TestCommand:
    def run(self, capsys, *argomenti):
        call_command("solleciti", *argomenti)
        return capsys.readouterr().out

    @pytest.mark.usefixtures("dirigente")
    def test_prova_shows_and_sends_nothing(self, ciclo, capsys):
        detto = self.run(capsys, "--ente", ciclo.ente.codice, "--anno", "2026", "--prova")
        assert detto.startswith("A: dirigente@example.it\nOggetto: Piano 2026")
        assert detto.endswith("Messaggi da inviare: 1. È una prova: non è partito niente.\n")
        assert (mail.outbox, Sollecito.objects.count()) == ([], 0)

    @pytest.mark.usefixtures("dirigente")
    def test_sends_and_names_who_has_no_address(self, ciclo, capsys):
        make_person("", Ruolo.CONTROLLO, ciclo)
        detto = self.run(capsys, "--ente", ciclo.ente.codice, "--anno", "2026", "--no-color")
        assert detto == "Senza indirizzo e-mail: Anna Prova\nMessaggi inviati: 1.\n"

    def test_unknown_plan_is_told(self):
        with pytest.raises(CommandError, match=r"Non c'è un piano 1999 dell'ente «x»\."):
            call_command("solleciti", "--ente", "x", "--anno", "1999")


class TestPage:
    def url(self, ciclo):
        return reverse("solleciti", args=[ciclo.ente.codice, ciclo.anno])

    @pytest.mark.usefixtures("dirigente")
    def test_office_reads_and_sends(self, ciclo, accedi):
        client = accedi(Ruolo.CONTROLLO, ciclo.ente)
        assertContains(client.get(self.url(ciclo)), "Anna Prova (dirigente@example.it): da inviare")
        assertContains(client.get(self.url(ciclo)), "OB1 Ridurre &lt;le&gt; attese &amp; i tempi")
        risposta = client.post(self.url(ciclo), follow=True)
        assert [str(m) for m in risposta.context["messages"]] == ["1 sollecito inviato."]
        assertContains(risposta, "Anna Prova (dirigente@example.it): già inviato")
        risposta = client.post(self.url(ciclo), follow=True)
        assert [str(m) for m in risposta.context["messages"]] == ["Non c'era niente di nuovo da inviare."]
        assert len(mail.outbox) == 1

    @pytest.mark.usefixtures("dirigente")
    def test_dead_server_is_told(self, ciclo, accedi, settings):
        settings.EMAIL_BACKEND = "tests.rendicontazione.test_solleciti.CassettaSpenta"
        risposta = accedi(Ruolo.CONTROLLO, ciclo.ente).post(self.url(ciclo), follow=True)
        assert [m.level_tag for m in risposta.context["messages"]] == ["error"]
        assertContains(risposta, "Il server di posta non risponde")

    def test_others_do_not_find_it(self, ciclo, dirigente, client):
        client.force_login(dirigente)
        assert (client.get(self.url(ciclo)).status_code, client.post(self.url(ciclo)).status_code) == (404, 404)
        assert mail.outbox == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_each_message_once(ciclo, dirigente):
    if connection.vendor != "postgresql":
        pytest.skip("Due che scrivono insieme si provano su PostgreSQL: SQLite blocca tutta la base dati.")
    barriera = threading.Barrier(3)

    def send():
        try:
            barriera.wait(timeout=20)
            send_solleciti(ciclo)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (len(mail.outbox), Sollecito.objects.count()) == (1, 1)
