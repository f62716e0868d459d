"""The admin of the organisation: logo, posts and accounts."""

import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from organizzazione.models import Ente, Incarico, Persona, Ruolo, Struttura, Utente
from tests.factories import EnteFactory, IncaricoFactory, PersonaFactory, StrutturaFactory, UtenteFactory
from tests.gestione import IN_LINEA, errors_of, form_data, listed, url_of
from tests.mondo import build_mondo

pytestmark = pytest.mark.django_db


@pytest.fixture
def mondo():
    return build_mondo()


def upload(formato="PNG", lato=20, nome="logo.png", modo="RGB"):
    contenuto = BytesIO()
    Image.new(modo, (lato, lato), "white").save(contenuto, formato)
    return SimpleUploadedFile(nome, contenuto.getvalue())


class TestLogo:
    @pytest.fixture
    def post(self, accedi):
        self.ente = EnteFactory()
        client, indirizzo = accedi(Ruolo.CONTROLLO, self.ente), url_of(Ente, "change", self.ente)

        def invia(**dati):
            risposta = client.post(indirizzo, form_data(client.get(indirizzo), **dati))
            self.ente.refresh_from_db()
            self.pagina = client.get(indirizzo).content.decode()
            return errors_of(risposta).get("nuovo_logo") if risposta.status_code == 200 else None

        return invia

    @pytest.mark.parametrize(("formato", "tipo"), [("PNG", "png"), ("JPEG", "jpeg")])
    def test_image_is_kept_and_shown(self, post, formato, tipo):
        caricato = upload(formato)
        assert post(nuovo_logo=caricato) is None
        caricato.seek(0)
        assert bytes(self.ente.logo) == caricato.read()
        assert f'<img class="logo-ente" src="data:image/{tipo};base64,' in self.pagina

    def test_image_stays_until_it_is_taken_away(self, post):
        post(nuovo_logo=upload())
        post(sede="Piazza Nuova 1")
        assert (self.ente.sede, bool(self.ente.logo)) == ("Piazza Nuova 1", True)
        post(togliere_logo="on")
        assert self.ente.logo is None
        assert "Nessun logo." in self.pagina

    @pytest.mark.parametrize(
        ("file", "frase"),
        [
            (lambda: upload("GIF"), "Il file non è un'immagine PNG o JPEG leggibile: sceglierne un altro."),
            (
                lambda: SimpleUploadedFile("logo.png", b"<svg onload='x'/>"),
                "Il file non è un'immagine PNG o JPEG leggibile: sceglierne un altro.",
            ),
            (
                lambda: SimpleUploadedFile("logo.png", upload().read()[:60]),
                "Il file non è un'immagine PNG o JPEG leggibile: sceglierne un altro.",
            ),
            (
                lambda: SimpleUploadedFile("logo.png", upload().read() + b"0" * 300_000),
                "Il file del logo supera i 300 kB: ridurlo e caricarlo di nuovo.",
            ),
            (
                lambda: upload(lato=14_000, modo="1"),
                "Il file non è un'immagine PNG o JPEG leggibile: sceglierne un altro.",
            ),
            (lambda: upload(lato=3001), "Il logo supera i 3000 pixel di lato: ridurlo e caricarlo di nuovo."),
        ],
    )
    def test_anything_else_is_refused(self, post, file, frase):
        assert post(nuovo_logo=file()) == [frase]
        assert self.ente.logo is None


class TestIncarichi:
    def post(self, client, **dati):
        pagina = client.get(url_of(Incarico, "add"))
        return client.post(url_of(Incarico, "add"), form_data(pagina, dal="01/01/2026", **dati))

    @pytest.mark.parametrize("ruolo", [Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO])
    def test_controllo_cannot_give_the_posts_of_the_administration(self, ruolo, accedi):
        persona = PersonaFactory()
        client = accedi(Ruolo.CONTROLLO, persona.ente)
        assert errors_of(self.post(client, persona=persona.pk, ruolo=ruolo)) == {
            "__all__": ["Solo un amministratore dell'ente dà o cambia gli incarichi di amministratore e di controllo."]
        }

    def test_controllo_gives_the_others(self, accedi):
        struttura = StrutturaFactory()
        persona = PersonaFactory(ente=struttura.ente)
        client = accedi(Ruolo.CONTROLLO, struttura.ente)
        self.post(client, persona=persona.pk, ruolo=Ruolo.DIRIGENTE, struttura=struttura.pk)
        incarico = Incarico.objects.get(persona=persona)
        assert (incarico.ruolo, incarico.struttura, incarico.dal) == (
            Ruolo.DIRIGENTE,
            struttura,
            datetime.date(2026, 1, 1),
        )

    def test_controllo_reads_those_of_the_administration_and_cannot_change_them(self, accedi):
        incarico = IncaricoFactory(ruolo=Ruolo.AMMINISTRATORE)
        client = accedi(Ruolo.CONTROLLO, incarico.ente)
        for azione in ("change", "delete"):
            assert client.post(url_of(Incarico, azione, incarico), {"post": "yes"}).status_code == 403
        assert client.get(url_of(Incarico, "change", incarico)).context["has_change_permission"] is False

    def test_controllo_cannot_turn_an_ordinary_post_into_one_of_the_administration(self, accedi):
        incarico = IncaricoFactory(ruolo=Ruolo.LETTORE)
        client = accedi(Ruolo.CONTROLLO, incarico.ente)
        indirizzo = url_of(Incarico, "change", incarico)
        risposta = client.post(indirizzo, form_data(client.get(indirizzo), ruolo=Ruolo.AMMINISTRATORE))
        assert list(errors_of(risposta)) == ["__all__"]

    def test_amministratore_gives_them_all(self, accedi):
        utente = UtenteFactory()
        ente = EnteFactory()
        self.post(accedi(Ruolo.AMMINISTRATORE, ente), utente=utente.pk, ruolo=Ruolo.CONTROLLO)
        assert list(utente.incarichi.values_list("ente", "ruolo")) == [(ente.pk, Ruolo.CONTROLLO)]

    def test_amministratore_here_is_not_one_there(self, client):
        """Administering one ente gives no post in another where one is only controllo."""
        utente = IncaricoFactory(ruolo=Ruolo.AMMINISTRATORE).utente
        altrove = IncaricoFactory(ruolo=Ruolo.CONTROLLO, utente=utente).ente
        persona = PersonaFactory(ente=altrove)
        client.force_login(utente)
        risposta = self.post(client, ente=altrove.pk, persona=persona.pk, ruolo=Ruolo.AMMINISTRATORE)
        assert list(errors_of(risposta)) == ["__all__"]
        dati = {"persona": persona.pk, "utente": UtenteFactory().pk, "ruolo": Ruolo.LETTORE}
        risposta = self.post(client, ente=altrove.pk, **dati)
        assert errors_of(risposta) == {"utente": ["Solo un amministratore dell'ente collega un'utenza."]}

    def test_sentence_of_the_constraint_is_shown(self, accedi):
        persona = PersonaFactory()
        client = accedi(Ruolo.AMMINISTRATORE, persona.ente)
        assert errors_of(self.post(client, persona=persona.pk, ruolo=Ruolo.EQ)) == {
            "__all__": ["Dirigenti, EQ e referenti devono avere la struttura di cui rispondono."]
        }

    def test_filter_tells_those_of_today(self, accedi):
        oggi = IncaricoFactory()
        ieri = IncaricoFactory(ente=oggi.ente, al=datetime.date(2020, 12, 31))
        client = accedi(Ruolo.LETTORE, EnteFactory())
        client.force_login(oggi.utente)
        assert listed(client, Incarico, in_corso="si") == [oggi]
        assert listed(client, Incarico, in_corso="no") == [ieri]
        assert {i.pk for i in listed(client, Incarico)} == {oggi.pk, ieri.pk}


class TestUtenze:
    def test_controllo_cannot_tie_an_account_to_a_person(self, accedi):
        """Otherwise he would tie his own to a person who is amministratore."""
        persona = PersonaFactory()
        client = accedi(Ruolo.CONTROLLO, persona.ente)
        indirizzo = url_of(Persona, "change", persona)
        io = Utente.objects.get()
        client.post(indirizzo, form_data(client.get(indirizzo), utente=io.pk, denominazione="Altro nome"))
        persona.refresh_from_db()
        assert (persona.utente, persona.denominazione) == (None, "Altro nome")

    def test_amministratore_ties_an_account_to_a_person(self, accedi):
        persona, utente = PersonaFactory(), UtenteFactory()
        client = accedi(Ruolo.AMMINISTRATORE, persona.ente)
        indirizzo = url_of(Persona, "change", persona)
        client.post(indirizzo, form_data(client.get(indirizzo), utente=utente.pk))
        persona.refresh_from_db()
        assert persona.utente == utente

    def test_list_has_those_of_the_own_ente_and_of_nobody(self, mondo, client):
        utente = mondo.utenti["amministratore"]
        client.force_login(utente)
        assert {u.username for u in listed(client, Utente)} == {
            u.username for chi, u in mondo.utenti.items() if chi not in ("controllo_estero", "superutente")
        }

    @pytest.mark.parametrize("chi", ["controllo_estero", "superutente"])
    def test_others_are_not_there(self, chi, mondo, client):
        client.force_login(mondo.utenti["amministratore"])
        altro = mondo.utenti[chi]
        for azione in ("change", "history"):
            assert client.get(url_of(Utente, azione, altro)).status_code == 302
        password = altro.password
        dati = {"password1": "una-lunga-frase-9", "password2": "una-lunga-frase-9"}
        indirizzo = reverse("admin:auth_user_password_change", args=[altro.pk])
        assert client.post(indirizzo, dati).status_code == 404
        altro.refresh_from_db()
        assert altro.password == password

    def test_nobody_but_a_superuser_makes_a_superuser(self, mondo, client):
        altro = mondo.utenti["lettore"]
        esiti = {}
        for chi in ("amministratore", "superutente"):
            client.force_login(mondo.utenti[chi])
            indirizzo = url_of(Utente, "change", altro)
            dati = form_data(client.get(indirizzo), is_superuser="on", is_staff="on", groups=[], email="a@esempio.it")
            client.post(indirizzo, dati)
            altro.refresh_from_db()
            esiti[chi] = (altro.email, altro.is_superuser, altro.is_staff)
        assert esiti == {
            "amministratore": ("a@esempio.it", False, False),
            "superutente": ("a@esempio.it", True, False),
        }

    def test_amministratore_makes_an_account(self, accedi):
        client = accedi(Ruolo.AMMINISTRATORE, EnteFactory())
        dati = {"username": "nuova", "password1": "una-lunga-frase-9", "password2": "una-lunga-frase-9"}
        client.post(url_of(Utente, "add"), {**dati, "is_superuser": "on"})
        nuova = Utente.objects.get(username="nuova")
        assert (nuova.is_superuser, nuova.check_password("una-lunga-frase-9")) == (False, True)

    def test_amministratore_gives_a_new_password(self, mondo, client):
        client.force_login(mondo.utenti["amministratore"])
        altro = mondo.utenti["lettore"]
        indirizzo = reverse("admin:auth_user_password_change", args=[altro.pk])
        assert IN_LINEA.findall(client.get(indirizzo).content.decode()) == []
        risposta = client.post(indirizzo, {"password1": "una-lunga-frase-9", "password2": "altra"})
        assert risposta.context["form"].errors == {"password2": ["I due campi password non corrispondono."]}
        client.post(indirizzo, {"password1": "una-lunga-frase-9", "password2": "una-lunga-frase-9"})
        altro.refresh_from_db()
        assert altro.check_password("una-lunga-frase-9")

    def test_page_of_an_account_says_nothing_of_how_the_password_is_kept(self, mondo, client):
        client.force_login(mondo.utenti["amministratore"])
        altro = mondo.utenti["lettore"]
        pagina = client.get(url_of(Utente, "change", altro)).content.decode()
        assert "<strong>Impostata.</strong>" in pagina
        assert "algoritmo" not in pagina
        altro.set_unusable_password()
        altro.save()
        pagina = client.get(url_of(Utente, "change", altro)).content.decode()
        assert "<strong>Non impostata: con questa utenza non si entra.</strong>" in pagina

    def test_accounts_are_never_deleted(self, mondo, client):
        client.force_login(mondo.utenti["superutente"])
        assert client.get(url_of(Utente, "delete", mondo.utenti["senza_incarico"])).status_code == 403

    def test_history_of_a_foreign_account_tells_nothing(self, mondo, client):
        client.force_login(mondo.utenti["amministratore"])
        assert client.get(url_of(Utente, "history", mondo.utenti["lettore"])).status_code == 200
        assert client.get(url_of(Utente, "history", mondo.utenti["controllo_estero"])).status_code == 302


@pytest.mark.parametrize(
    ("modello", "make", "quante"),
    [
        (Ente, lambda _, io: IncaricoFactory(ente=EnteFactory(), utente=io), 6),
        (Struttura, lambda ente, _: StrutturaFactory(ente=ente, padre=StrutturaFactory(ente=ente)), 7),
        (Persona, lambda ente, _: PersonaFactory(ente=ente, utente=UtenteFactory()), 7),
        (Incarico, lambda ente, _: IncaricoFactory(ente=ente, persona=PersonaFactory(ente=ente)), 8),
        (Utente, lambda ente, _: IncaricoFactory(ente=ente), 6),
    ],
)
def test_list_takes_the_same_queries_however_long(modello, make, quante, client, django_assert_num_queries):
    """The page counts its rows twice and reads them once; each filter by a relation reads what the rows use."""
    ente = EnteFactory()
    io = IncaricoFactory(ente=ente, ruolo=Ruolo.AMMINISTRATORE).utente
    client.force_login(io)
    for quanti_nuovi in (1, 2):
        for _ in range(quanti_nuovi):
            make(ente, io)
        with django_assert_num_queries(quante):
            client.get(url_of(modello, "changelist"))


@pytest.mark.parametrize(
    ("modello", "make", "cercata"),
    [
        (Struttura, lambda ente: StrutturaFactory(ente=ente, codice="A7", denominazione="Tributi"), ("A7", "tribut")),
        (Persona, lambda ente: PersonaFactory(ente=ente, codice="0815", denominazione="Bianchi Ada"), ("0815", "ada")),
    ],
)
def test_search_by_code_and_by_text(modello, make, cercata, accedi):
    ente = EnteFactory()
    riga = make(ente)
    PersonaFactory(ente=ente, codice="X", denominazione="X")
    StrutturaFactory(ente=ente, codice="X", denominazione="X")
    client = accedi(Ruolo.CONTROLLO, ente)
    for testo in cercata:
        assert listed(client, modello, q=testo) == [riga]
