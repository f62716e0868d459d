"""The pages of the variazioni: from the request of a dirigente to the act, and what each role finds there."""

import datetime
import io
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from budget.models import QuotaCapitolo
from organizzazione.models import Ruolo
from pianoperformance.base.stati import Atto
from rendicontazione.models import Documento, Variazione
from rendicontazione.services import variazioni as servizi
from rendicontazione.services.approvazione import approve_piano
from tests import factories
from tests.pagine import read_tables

pytestmark = pytest.mark.django_db

ATTO = Atto("Giunta", "12", datetime.date(2026, 2, 3))
MODULO = {"passo": "approvata", "organo": "Giunta", "numero": "80", "data_atto": "2026-02-27"}


@pytest.fixture
def giorno():
    with time_machine.travel(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC), tick=False) as viaggio:
        yield viaggio


@pytest.fixture
def ufficio(make_utente, giorno):
    ciclo = factories.CicloFactory()
    return make_utente(Ruolo.CONTROLLO, ciclo.ente)


@pytest.fixture
def piano(ufficio):
    """An approved plan with two CdR, each with a project, an objective and some money."""
    ciclo = ufficio.incarichi.get().ente.cicli.get()
    for codice in ("85", "90"):
        cdr = factories.StrutturaFactory(ente=ciclo.ente, codice=codice, denominazione=f"Servizio {codice}")
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice=f"P{codice}")
        obiettivo = factories.ObiettivoFactory(progetto=progetto, codice=f"OB{codice}", titolo="Ridurre le attese")
        factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo, indicatore__codice=f"I{codice}")
        capitolo = factories.CapitoloFactory(ciclo=ciclo, struttura=cdr, numero=f"300{codice}")
        factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo=Decimal(1000))
    approve_piano(ciclo, user=ufficio, atto=ATTO)
    ciclo.refresh_from_db()
    return ciclo


@pytest.fixture
def aperta(piano, ufficio):
    """A variazione open on one CdR, in which an amount has been changed."""
    variazione = servizi.create_variazione(
        piano, user=ufficio, strutture=[cdr_of(piano, "85")], oggetto="Assestamento", motivo="Maggiori entrate"
    )
    QuotaCapitolo.objects.filter(capitolo__numero="30085").update(importo=1500)
    return variazione


@pytest.fixture
def proposta(aperta, ufficio):
    return servizi.propose_variazione(aperta, user=ufficio)


def cdr_of(ciclo, codice):
    return ciclo.ente.strutture.get(codice=codice)


def url(nome, ciclo, *argomenti):
    return reverse(nome, args=[ciclo.ente.codice, ciclo.anno, *argomenti])


def test_dirigente_asks_and_office_opens(piano, ufficio, accedi):
    client = accedi(Ruolo.DIRIGENTE, piano.ente, cdr_of(piano, "85"))
    pagina = client.get(url("variazione_nuova", piano))
    assertContains(pagina, "Servizio 85")
    assertNotContains(pagina, "Servizio 90")
    modulo = {"oggetto": "Più ore", "motivo": "Due assunzioni", "strutture": [cdr_of(piano, "85").pk]}
    risposta = client.post(url("variazione_nuova", piano), modulo)
    assertRedirects(risposta, url("variazione", piano, 1))
    assert Variazione.objects.get().stato == Variazione.Stato.RICHIESTA
    assertNotContains(client.get(url("variazione", piano, 1)), 'name="passo"')
    client.force_login(ufficio)
    risposta = client.post(url("variazione", piano, 1), {"passo": "bozza"}, follow=True)
    assertContains(risposta, "La variazione è aperta: nei suoi centri di responsabilità si può scrivere.")
    assert Variazione.objects.get().stato == Variazione.Stato.BOZZA


def test_request_for_another_cdr_is_not_among_the_choices(piano, accedi):
    client = accedi(Ruolo.DIRIGENTE, piano.ente, cdr_of(piano, "85"))
    modulo = {"oggetto": "Altro", "strutture": [cdr_of(piano, "90").pk]}
    risposta = client.post(url("variazione_nuova", piano), modulo)
    assert list(risposta.context["form"].errors) == ["strutture"]
    assert Variazione.objects.count() == 0


def test_office_opens_at_once(piano, ufficio, client):
    client.force_login(ufficio)
    modulo = {"oggetto": "Assestamento", "strutture": [s.pk for s in piano.ente.strutture.all()]}
    assertRedirects(client.post(url("variazione_nuova", piano), modulo), url("variazione", piano, 1))
    assert Variazione.objects.get().stato == Variazione.Stato.BOZZA


def test_cdr_already_open_is_refused_on_the_page(piano, aperta, ufficio, client):
    client.force_login(ufficio)
    modulo = {"oggetto": "Altro", "strutture": [cdr_of(piano, "85").pk]}
    risposta = client.post(url("variazione_nuova", piano), modulo)
    assertContains(risposta, "già una variazione aperta, la n. 1, per 85 - Servizio 85: va conclusa prima.")


def test_page_shows_before_and_after(piano, aperta, ufficio, client):
    client.force_login(ufficio)
    somme, budget = read_tables(client.get(url("variazione", piano, 1)))
    assert somme[1] == ["85 - Servizio 85", "", "Spese", "1.000,00", "1.500,00", "+500,00"]
    assert budget[1] == ["Spesa Cap. 30085 Art. 00", "PRESTAZIONI DI SERVIZI", "1.000,00", "1.500,00", "+500,00"]


def test_print_has_what_the_delibera_cites(piano, proposta, ufficio, client):
    client.force_login(ufficio)
    risposta = client.get(url("variazione", piano, 1), {"formato": "pdf"})
    testo = " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(risposta.content)).pages).split())
    impronta = Documento.objects.get().impronta
    attesi = ("Variazione n. 1", "Assestamento", "Maggiori entrate", "Versione 1, Giunta n. 12 del 03/02/2026")
    assert [frase for frase in (*attesi, "art. 175, c. 9, TUEL", "+500,00") if frase not in testo] == []
    assert impronta in testo.replace(" ", "")


def test_office_approves_with_the_act(piano, proposta, ufficio, client):
    client.force_login(ufficio)
    pagina = client.get(url("variazione", piano, 1))
    (modulo,) = (form for passo, form in pagina.context["passi"] if passo.a == "approvata")
    risposta = client.post(url("variazione", piano, 1), MODULO | {"attesa": modulo["attesa"].value()}, follow=True)
    assertContains(risposta, "La variazione è approvata: il piano ha una nuova versione.")
    assert Documento.objects.get(versione=2).numero == "80"
    assertContains(risposta, "Giunta n. 80 del 27/02/2026")
    assert read_tables(risposta)[0][1][-1] == "+500,00"


def test_approval_from_a_page_with_another_proposal_is_refused(piano, proposta, ufficio, client):
    client.force_login(ufficio)
    risposta = client.post(url("variazione", piano, 1), MODULO | {"attesa": "0" * 64})
    assertContains(risposta, "Quello che si approva è cambiato dopo che hai aperto questa pagina")
    assert Documento.objects.count() == 1


def test_refusal_needs_a_reason_and_keeps_the_comparison(piano, proposta, ufficio, client):
    client.force_login(ufficio)
    risposta = client.post(url("variazione", piano, 1), {"passo": "respinta"})
    assertContains(risposta, "Scrivere il motivo: resta nella storia della variazione.")
    assert Variazione.objects.get().stato == Variazione.Stato.PROPOSTA
    risposta = client.post(
        url("variazione", piano, 1), {"passo": "respinta", "motivo": "Senza copertura"}, follow=True
    )
    assertContains(risposta, "<strong>Respinta.</strong> Senza copertura")
    assert read_tables(risposta)[0][1][-1] == "+500,00"
    assert QuotaCapitolo.objects.get(capitolo__numero="30085").importo == Decimal(1000)


def test_step_taken_twice_is_told(piano, aperta, ufficio, client):
    client.force_login(ufficio)
    client.post(url("variazione", piano, 1), {"passo": "proposta"})
    risposta = client.post(url("variazione", piano, 1), {"passo": "proposta"})
    assertContains(risposta, "È già nello stato «Proposta»: qualcuno lo ha fatto prima.")


@pytest.mark.parametrize("passo", ["", "chiusa", "richiesta"])
def test_unknown_step_changes_nothing(piano, aperta, ufficio, client, passo):
    client.force_login(ufficio)
    assert client.post(url("variazione", piano, 1), {"passo": passo}).status_code == 404
    assert Variazione.objects.get().stato == Variazione.Stato.BOZZA


def test_dirigente_of_its_cdr_proposes_and_no_more(piano, aperta, accedi):
    client = accedi(Ruolo.DIRIGENTE, piano.ente, cdr_of(piano, "85"))
    pagina = client.get(url("variazione", piano, 1))
    assert [passo.nome for passo, _ in pagina.context["passi"]] == ["Proponi per l'approvazione"]
    client.post(url("variazione", piano, 1), {"passo": "proposta"})
    assert Variazione.objects.get().stato == Variazione.Stato.PROPOSTA
    risposta = client.post(url("variazione", piano, 1), MODULO)
    assertContains(risposta, "Può farlo solo chi ha il ruolo di Amministratore, Controllo di gestione.")
    assert Documento.objects.count() == 1


def test_whoever_answers_for_another_cdr_does_not_find_it(piano, aperta, accedi):
    client = accedi(Ruolo.DIRIGENTE, piano.ente, cdr_of(piano, "90"))
    assert client.get(url("variazione", piano, 1)).status_code == 404
    assertContains(client.get(url("variazioni", piano)), "Non c'è nessuna variazione che ti riguardi.")


def test_reader_finds_it_without_steps(piano, aperta, accedi):
    pagina = accedi(Ruolo.LETTORE, piano.ente).get(url("variazione", piano, 1))
    assert pagina.context["passi"] == []


@pytest.mark.parametrize("ruolo", [Ruolo.LETTORE, Ruolo.OIV])
def test_readers_cannot_ask(piano, accedi, ruolo):
    assert accedi(ruolo, piano.ente).get(url("variazione_nuova", piano)).status_code == 404


def test_after_the_deadline_the_pages_warn(piano, aperta, ufficio, client, giorno):
    client.force_login(ufficio)
    pagine = [url("variazioni", piano), url("variazione_nuova", piano), url("variazione", piano, 1)]
    frase = "Il termine per le variazioni del PEG 2026 era il 15/12/2026"
    for pagina in pagine:
        assertNotContains(client.get(pagina), frase)
    giorno.move_to(datetime.datetime(2026, 12, 16, 9, tzinfo=datetime.UTC))
    client.force_login(ufficio)
    for pagina in pagine:
        assertContains(client.get(pagina), frase)


def test_variazione_downloads_as_a_spreadsheet(piano, aperta, ufficio, client):
    client.force_login(ufficio)
    risposta = client.get(url("variazione", piano, 1), {"formato": "xlsx"})
    assert risposta["Content-Disposition"] == (f'attachment; filename="variazione-{piano.ente.codice}-2026-1.xlsx"')
