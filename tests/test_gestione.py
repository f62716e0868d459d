"""What holds for every page of the admin: who enters, whose rows he finds, and that nothing stands in line."""

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.contrib.auth.models import Group, Permission
from django.forms import ModelChoiceField
from django.urls import reverse
from django.utils.html import strip_tags

from budget.models import TotaleStampato
from organizzazione.models import Ente, Persona, Ruolo, Struttura, Utente
from tests.factories import EnteFactory, IncaricoFactory, StrutturaFactory
from tests.gestione import IN_LINEA, INGLESE, choices_of, errors_of, form_data, listed, url_of
from tests.mondo import build_mondo

pytestmark = pytest.mark.django_db

REGISTRATI = [
    *("Ente", "Struttura", "Persona", "Incarico", "Utente"),
    *("Ciclo", "SistemaValutazione", "CriterioPesatura", "TipologiaObiettivo", "Classificazione", "Missione"),
    *("Programma", "Indirizzo", "ObiettivoStrategico", "Azione", "Progetto", "Obiettivo", "Indicatore"),
    *("Capitolo", "QuotaCapitolo", "QuotaPersonale", "Titolo", "TotaleStampato"),
]


def pages_of_site():
    return {modello.__name__: modello for modello in admin.site._registry}


def test_models_of_the_site():
    assert sorted(pages_of_site()) == sorted(REGISTRATI)


class TestPorta:
    @pytest.mark.parametrize("ruolo", Ruolo)
    def test_opens_to_who_runs_the_ente(self, ruolo, accedi):
        struttura = StrutturaFactory()
        di_struttura = ruolo in (Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE)
        client = accedi(ruolo, struttura.ente, struttura if di_struttura else None)
        atteso = 200 if ruolo in (Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO) else 404
        for nome in ("admin:index", "admin:jsi18n", "admin:organizzazione_ente_changelist"):
            assert client.get(reverse(nome)).status_code == atteso

    def test_anonymous_goes_to_the_one_login_page(self, client):
        indirizzo = url_of(Struttura, "changelist")
        risposta = client.get(indirizzo, follow=True)
        assert risposta.redirect_chain[-1] == (f"{reverse('accedi')}?next={indirizzo}", 302)

    def test_django_groups_and_staff_open_nothing(self, client):
        utente = IncaricoFactory(ruolo=Ruolo.LETTORE, utente__is_staff=True).utente
        gruppo = Group.objects.create(name="tutto")
        gruppo.permissions.set(Permission.objects.all())
        utente.groups.add(gruppo)
        utente.user_permissions.set(Permission.objects.all())
        client.force_login(utente)
        assert client.get(reverse("admin:index")).status_code == 404

    def test_django_groups_add_nothing_to_a_post(self, client):
        utente = IncaricoFactory(ruolo=Ruolo.CONTROLLO).utente
        utente.user_permissions.set(Permission.objects.all())
        client.force_login(utente)
        assert client.get(url_of(Utente, "changelist")).status_code == 403
        assert client.get(url_of(Ente, "add")).status_code == 403

    def test_index_goes_from_the_organisation_to_the_money(self, accedi):
        pagina = accedi(Ruolo.AMMINISTRATORE, EnteFactory()).get(reverse("admin:index"))
        elenco = {r["app_label"]: [m["object_name"] for m in r["models"]] for r in pagina.context["app_list"]}
        assert list(elenco) == ["organizzazione", "obiettivi", "budget"]
        assert elenco["organizzazione"] == ["Ente", "Struttura", "Persona", "Incarico", "Utente"]

    def test_controllo_does_not_find_the_accounts_in_the_index(self, accedi):
        pagina = accedi(Ruolo.CONTROLLO, EnteFactory()).get(reverse("admin:index"))
        assert [m["object_name"] for m in pagina.context["app_list"][0]["models"]] == [
            *("Ente", "Struttura", "Persona", "Incarico"),
        ]


@pytest.fixture
def mondo():
    return build_mondo()


def rows_of(mondo, luoghi):
    """Every row of the world that stands in some places, by model."""
    righe = [*mondo.di_struttura.values(), *mondo.di_ente.values()]
    return [riga for per_luogo in righe for luogo, riga in per_luogo.items() if luogo in luoghi]


class TestSoloIlProprioEnte:
    """What is of another ente is, for these pages, as if it did not exist."""

    @pytest.mark.parametrize("chi", ["amministratore", "controllo"])
    def test_lists_hold_the_own_rows_only(self, chi, mondo, client):
        client.force_login(mondo.utenti[chi])
        for modello in {type(riga) for riga in rows_of(mondo, {"estero", "ente_estero"})} & set(admin.site._registry):
            proprie = {riga.pk for riga in rows_of(mondo, {"servizio", "altro", "ente"}) if type(riga) is modello}
            altrui = {riga.pk for riga in rows_of(mondo, {"estero", "ente_estero"}) if type(riga) is modello}
            viste = {riga.pk for riga in listed(client, modello)}
            assert (modello, proprie - viste, altrui & viste) == (modello, set(), set())

    def test_pages_of_a_foreign_row_answer_as_those_of_no_row(self, mondo, client):
        client.force_login(mondo.utenti["amministratore"])
        for riga in rows_of(mondo, {"estero", "ente_estero"}):
            if type(riga) not in admin.site._registry:
                continue
            for azione in ("change", "delete", "history"):
                risposte = []
                for pk in (riga.pk, 999_999):
                    risposta = client.get(url_of(type(riga), azione, pk), follow=True)
                    frasi = [str(m).replace(str(pk), "N") for m in (risposta.context or {}).get("messages", [])]
                    risposte.append((risposta.redirect_chain, risposta.status_code, frasi))
                assert (riga, azione, risposte[0]) == (riga, azione, risposte[1])
                # No amministratore deletes an ente, whichever.
                nessuno = type(riga) is Ente and azione == "delete"
                assert risposte[0][0] == ([] if nessuno else [(reverse("admin:index"), 302)])

    def test_a_reader_elsewhere_stays_a_reader(self, mondo, client):
        """Who runs one ente and reads another finds in the admin the first alone."""
        utente = mondo.utenti["controllo"]
        estero = mondo.di_ente["Ente"]["ente_estero"]
        IncaricoFactory(utente=utente, ente=estero, ruolo=Ruolo.LETTORE)
        client.force_login(utente)
        assert listed(client, Ente) == [mondo.di_ente["Ente"]["ente"]]
        assert client.get(url_of(Struttura, "change", mondo.strutture["estero"])).status_code == 302

    def test_choices_are_of_the_own_ente(self, mondo, client):
        client.force_login(mondo.utenti["amministratore"])
        assert choices_of(client, Struttura, "ente") == [str(mondo.di_ente["Ente"]["ente"])]
        estranea = str(mondo.strutture["estero"])
        assert estranea not in choices_of(client, Struttura, "padre")
        assert str(mondo.utenti["controllo_estero"]) not in choices_of(client, Persona, "utente")

    def test_row_saved_into_a_foreign_ente_is_refused(self, mondo, client):
        client.force_login(mondo.utenti["amministratore"])
        estero = mondo.di_ente["Ente"]["ente_estero"]
        pagina = client.get(url_of(Struttura, "add"))
        dati = form_data(pagina, ente=estero.pk, codice="Z", denominazione="Intrusa")
        risposta = client.post(url_of(Struttura, "add"), dati)
        assert errors_of(risposta) == {
            "ente": ["Scegli un'opzione valida. La scelta effettuata non compare tra quelle disponibili."]
        }

    def test_ente_of_a_row_does_not_change(self, client):
        struttura = StrutturaFactory()
        altro = EnteFactory()
        utente = IncaricoFactory(ente=struttura.ente).utente
        IncaricoFactory(ente=altro, utente=utente)
        client.force_login(utente)
        indirizzo = url_of(Struttura, "change", struttura)
        client.post(indirizzo, form_data(client.get(indirizzo), ente=altro.pk, denominazione="Nuovo nome"))
        ente = struttura.ente
        struttura.refresh_from_db()
        assert (struttura.ente, struttura.denominazione) == (ente, "Nuovo nome")

    def test_who_works_for_one_ente_never_chooses_it(self, accedi):
        ente = EnteFactory()
        client = accedi(Ruolo.CONTROLLO, ente)
        EnteFactory()
        assert client.get(url_of(Struttura, "add")).context["adminform"].form.initial == {"ente": ente.pk}
        struttura = StrutturaFactory(ente=ente)
        assert "column-di_ente" not in client.get(url_of(Struttura, "changelist")).content.decode()
        assert listed(client, Struttura) == [struttura]


class TestPagine:
    def test_no_page_needs_a_script_or_a_style_in_line(self, mondo, client):
        """The policy of the site forbids them: whatever stood in line would silently not work."""
        client.force_login(mondo.utenti["superutente"])
        pagine = [reverse("admin:index"), reverse("admin:password_change")]
        for modello in admin.site._registry:
            pagine.append(url_of(modello, "changelist"))
            riga = modello._default_manager.first()
            azioni = {"change", "delete", "history"} - ({"delete"} if modello is Utente else set())
            pagine += [url_of(modello, azione, riga) for azione in azioni if riga is not None]
            if modello is not TotaleStampato:
                pagine.append(url_of(modello, "add"))
        for pagina in pagine:
            risposta = client.get(pagina)
            assert (pagina, risposta.status_code) == (pagina, 200)
            assert (pagina, IN_LINEA.findall(risposta.content.decode())) == (pagina, [])
            assert (pagina, INGLESE.findall(strip_tags(risposta.content.decode()))) == (pagina, [])
            assert "'unsafe" not in risposta.headers["Content-Security-Policy"]

    def test_every_relation_is_searched_and_not_listed(self, mondo, client):
        """A select with a thousand people is no choice."""
        client.force_login(mondo.utenti["superutente"])
        for modello in set(admin.site._registry) - {Utente, TotaleStampato}:
            pagina = client.get(url_of(modello, "add")).context["adminform"].form
            relazioni = {nome for nome, campo in pagina.fields.items() if isinstance(campo, ModelChoiceField)}
            cercate = {nome for nome in relazioni if isinstance(pagina.fields[nome].widget.widget, AutocompleteMixin)}
            assert (modello, relazioni - cercate) == (modello, set())


class TestCancellazione:
    def test_what_others_depend_on_is_not_deleted(self, accedi):
        area = StrutturaFactory()
        StrutturaFactory(ente=area.ente, padre=area, codice="S1", denominazione="Servizio primo")
        client = accedi(Ruolo.CONTROLLO, area.ente)
        risposta = client.post(url_of(Struttura, "delete", area), {"post": "yes"}, follow=True)
        assert (
            f"Non si può cancellare «{area}» perché altri dati ne dipendono. Prima vanno spostati o cancellati questi:"
        ) in risposta.content.decode()
        assert "Servizio primo" in risposta.content.decode()
        assert Struttura.objects.count() == 2

    def test_many_at_once_are_not_deleted_either(self, accedi):
        area = StrutturaFactory()
        StrutturaFactory(ente=area.ente, padre=area)
        dati = {"action": "delete_selected", "_selected_action": [area.pk]}
        client = accedi(Ruolo.CONTROLLO, area.ente)
        risposta = client.post(url_of(Struttura, "changelist"), {**dati, "post": "yes"})
        assert "Non si possono cancellare le righe scelte perché altri dati ne dipendono." in risposta.content.decode()
        assert Struttura.objects.count() == 2

    def test_what_is_alone_is_deleted(self, accedi):
        struttura = StrutturaFactory()
        accedi(Ruolo.CONTROLLO, struttura.ente).post(url_of(Struttura, "delete", struttura), {"post": "yes"})
        assert Struttura.objects.count() == 0


class TestStorico:
    def test_says_who_changed_what(self, accedi):
        struttura = StrutturaFactory(denominazione="Servizio")
        client = accedi(Ruolo.CONTROLLO, struttura.ente)
        indirizzo = url_of(Struttura, "change", struttura)
        client.post(indirizzo, form_data(client.get(indirizzo), denominazione="Servizio sociale", cdr=None))
        client.post(indirizzo, form_data(client.get(indirizzo)))
        autore = Utente.objects.get()
        assert [(v.history_type, v.history_user) for v in struttura.history.all()] == [("~", autore), ("+", None)]
        testo = " ".join(client.get(url_of(Struttura, "history", struttura)).content.decode().split())
        assert f"<td>{autore}</td> <td>modifica</td>" in testo
        assert "<strong>Denominazione:</strong> Servizio → Servizio sociale" in testo
        assert "<strong>Centro di responsabilità:</strong> Sì → No" in testo

    def test_an_old_version_cannot_be_put_back_over_the_rules(self, accedi):
        struttura = StrutturaFactory()
        client = accedi(Ruolo.AMMINISTRATORE, struttura.ente)
        versione = struttura.history.get()
        indirizzo = reverse("admin:organizzazione_struttura_simple_history", args=[struttura.pk, versione.pk])
        assert [client.get(indirizzo).status_code, client.post(indirizzo, {}).status_code] == [404, 404]
