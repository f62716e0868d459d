"""The pages of the versions: who approves, what is shown and downloaded, a PDF recognised, two versions compared."""

import datetime
import io
import json
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from budget.models import QuotaCapitolo
from obiettivi.models import Ciclo
from organizzazione.models import Ruolo
from pianoperformance.base.stati import Atto
from rendicontazione.models import Documento
from rendicontazione.services.approvazione import approve_piano
from tests import factories
from tests.pagine import read_tables

pytestmark = pytest.mark.django_db

ATTO = Atto("Giunta", "12", datetime.date(2026, 2, 3))
MODULO = {"organo": "Giunta", "numero": "12", "data_atto": "2026-02-03"}


@pytest.fixture(autouse=True)
def giorno():
    with time_machine.travel(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def piano():
    """Two CdR with a project, an objective and some money each."""
    ciclo = factories.CicloFactory(ente__codice="comune-di-valdorso", ente__denominazione="Comune di Valdorso")
    for codice in ("85", "90"):
        cdr = factories.StrutturaFactory(ente=ciclo.ente, codice=codice, denominazione=f"Servizio {codice}")
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice=f"PROGETTO-{codice}")
        obiettivo = factories.ObiettivoFactory(progetto=progetto, codice=f"OB{codice}", titolo="Ridurre le attese")
        factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo, indicatore__codice=f"I{codice}")
        capitolo = factories.CapitoloFactory(ciclo=ciclo, struttura=cdr, numero=f"300{codice}")
        factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo=Decimal(1000))
    return ciclo


@pytest.fixture
def ufficio(piano, make_utente):
    return make_utente(Ruolo.CONTROLLO, piano.ente)


@pytest.fixture
def versione(piano, ufficio):
    return approve_piano(piano, user=ufficio, atto=ATTO)


def url(nome, ciclo, *argomenti):
    return reverse(nome, args=[ciclo.ente.codice, ciclo.anno, *argomenti])


def dirigente_of(ciclo, accedi, codice):
    return accedi(Ruolo.DIRIGENTE, ciclo.ente, ciclo.ente.strutture.get(codice=codice))


def printed(contenuto):
    testo = " ".join(pagina.extract_text() for pagina in PdfReader(io.BytesIO(contenuto)).pages)
    return [codice for codice in ("85", "90") if f"PROGETTO-{codice}" in testo]


def test_office_approves_from_the_page(piano, ufficio, client):
    client.force_login(ufficio)
    pagina = client.get(url("approva", piano))
    assertContains(pagina, 'name="organo" value="Giunta"')
    impronta = pagina.context["impronta"]
    risposta = client.post(url("approva", piano), MODULO | {"attesa": impronta})
    assertRedirects(risposta, url("documento", piano, 1))
    assert Documento.objects.get().impronta == impronta
    assertContains(client.get(url("approva", piano)), "Il piano 2026 è già approvato.")


def test_stale_page_is_refused_with_a_sentence(piano, ufficio, client):
    client.force_login(ufficio)
    impronta = client.get(url("approva", piano)).context["impronta"]
    piano.obiettivi.filter(codice="OB85").update(titolo="Un altro titolo")
    risposta = client.post(url("approva", piano), MODULO | {"attesa": impronta})
    assertContains(risposta, "Quello che si approva è cambiato dopo che hai aperto questa pagina")
    assert Ciclo.objects.get().stato == Ciclo.Stato.PREPARAZIONE


def test_approval_page_lists_what_blocks(piano, ufficio, client):
    piano.capitoli.filter(numero="30085").update(stanziamento=10)
    client.force_login(ufficio)
    pagina = client.get(url("approva", piano))
    assertContains(pagina, "C'è un rilievo che blocca l'approvazione.")
    assertContains(pagina, "85, Capitolo U 30085/00: Le quote (PROGETTO-85) sommano a 1.000,00 €")
    assertNotContains(pagina, "Approva e congela")


def test_incomplete_act_is_asked_again(piano, ufficio, client):
    client.force_login(ufficio)
    risposta = client.post(url("approva", piano), {"organo": "Giunta", "numero": "", "data_atto": "ieri"})
    assertContains(risposta, "Indicare il numero dell&#x27;atto.")
    assertContains(risposta, "La data va scritta come 31/12/2026.")
    assert Documento.objects.count() == 0


def test_whoever_is_not_the_office_has_no_approval_page(piano, accedi):
    client = dirigente_of(piano, accedi, "85")
    assert client.get(url("approva", piano)).status_code == 404
    assert client.post(url("approva", piano), MODULO).status_code == 404


def test_versions_are_listed_with_act_and_digest(piano, versione, accedi):
    pagina = accedi(Ruolo.LETTORE, piano.ente).get(url("documenti", piano))
    ((_, riga),) = read_tables(pagina)
    assert (riga[0], riga[2], riga[3]) == ("Versione 1", "Giunta n. 12", "03/02/2026")
    assert riga[5] == f"{versione.impronta[:16]}…"


def test_plan_without_versions_says_so(piano, accedi):
    pagina = accedi(Ruolo.LETTORE, piano.ente).get(url("documenti", piano))
    assertContains(pagina, "Non c'è ancora una versione approvata: il piano 2026 è in preparazione.")


def test_version_downloads_exactly_what_was_frozen(piano, versione, accedi):
    client = accedi(Ruolo.LETTORE, piano.ente)
    piano.obiettivi.update(titolo="Cambiato dopo")
    pdf = client.get(url("documento", piano, 1), {"formato": "pdf"})
    dati = client.get(url("documento", piano, 1), {"formato": "json"})
    assert (pdf.content, dati.content.decode()) == (bytes(versione.pdf), versione.quadro)
    assert pdf["Content-Disposition"] == 'attachment; filename="peg-comune-di-valdorso-2026-v1.pdf"'
    assert client.get(url("documento", piano, 1), {"formato": "doc"}).status_code == 404
    assert client.get(url("documento", piano, 2)).status_code == 404


def test_dirigente_downloads_his_own_part(piano, versione, accedi):
    client = dirigente_of(piano, accedi, "90")
    dati = json.loads(client.get(url("documento", piano, 1), {"formato": "json"}).content)
    assert [cdr["codice"] for cdr in dati["quadro"]["cdr"]] == ["90"]
    risposta = client.get(url("documento", piano, 1), {"formato": "pdf"})
    assert printed(risposta.content) == ["90"]
    assert risposta["Content-Disposition"] == 'attachment; filename="peg-comune-di-valdorso-2026-v1-estratto.pdf"'
    assertContains(client.get(url("documento", piano, 1)), "quello che scarichi è un estratto")


def test_print_of_a_version_is_the_frozen_one(piano, versione, accedi):
    client = accedi(Ruolo.LETTORE, piano.ente)
    piano.obiettivi.update(titolo="Cambiato dopo")
    stampa = url("stampa", piano, "peg")
    risposta = client.get(stampa, {"versione": "1"})
    assert risposta.content == bytes(versione.pdf)
    assert risposta["Content-Disposition"] == 'attachment; filename="peg-comune-di-valdorso-2026-1.pdf"'
    assert printed(client.get(stampa, {"versione": "1", "cdr": "85"}).content) == ["85"]
    assert [client.get(stampa, {"versione": v}).status_code for v in ("2", "uno")] == [404, 404]


def test_print_of_a_version_keeps_to_the_scope(piano, versione, accedi):
    client = dirigente_of(piano, accedi, "90")
    stampa = url("stampa", piano, "peg")
    assert printed(client.get(stampa, {"versione": "1"}).content) == ["90"]
    assert client.get(stampa, {"versione": "1", "cdr": "85"}).status_code == 404


def test_command_prints_a_version(piano, versione, tmp_path):
    file = tmp_path / "peg.pdf"
    opzioni = {"ente": piano.ente.codice, "anno": "2026", "file": str(file), "verbosity": 0}
    call_command("stampa", "peg", versione="1", stdout=io.StringIO(), **opzioni)
    assert file.read_bytes() == bytes(versione.pdf)
    with pytest.raises(CommandError) as errore:
        call_command("stampa", "peg", versione="9", **opzioni)
    assert str(errore.value) == ("Il piano Comune di Valdorso 2026 non ha la versione «9». Versioni approvate: 1.")


def send(client, contenuto, nome="peg.pdf"):
    return client.post(reverse("verifica"), {"file": SimpleUploadedFile(nome, contenuto)})


def test_pdf_is_recognised(piano, versione, accedi):
    client = dirigente_of(piano, accedi, "90")
    risposta = send(client, bytes(versione.pdf))
    assertContains(risposta, "È la versione 1 del piano 2026 di Comune di Valdorso")
    assertContains(risposta, "È l'ultima versione approvata.")
    assertContains(send(client, bytes(versione.pdf) + b"\n"), "Non è nessuna delle versioni approvate")


def test_pdf_of_another_ente_is_not_recognised(piano, versione, accedi):
    client = accedi(Ruolo.CONTROLLO, factories.EnteFactory())
    assertContains(send(client, bytes(versione.pdf)), "Non è nessuna delle versioni approvate che conosciamo")


@pytest.mark.parametrize(("contenuto", "frase"), [(b"", "Il file è vuoto."), (b"PK\x03\x04", "Il file non è un PDF")])
def test_what_is_not_a_pdf_is_refused(piano, accedi, contenuto, frase):
    assertContains(send(accedi(Ruolo.LETTORE, piano.ente), contenuto), frase)


def test_pdf_too_big_is_refused(piano, accedi, monkeypatch):
    monkeypatch.setattr("rendicontazione.forms_documenti.MASSIMO_PDF", 10)
    assertContains(send(accedi(Ruolo.LETTORE, piano.ente), b"%PDF-1.7 lungo"), "Il file è più grande di 60 MB")


def change(ciclo):
    QuotaCapitolo.objects.filter(capitolo__ciclo=ciclo, capitolo__numero="30085").update(importo=Decimal("1500.50"))
    ciclo.obiettivi.filter(codice="OB90").update(titolo="Ridurre ancora le attese")


def test_version_is_compared_with_the_working_plan(piano, versione, accedi):
    change(piano)
    client = accedi(Ruolo.LETTORE, piano.ente)
    pagina = client.get(url("confronto", piano))
    somme, budget, titoli = read_tables(pagina)
    assert somme[1] == ["85 - Servizio 85", "", "Spese", "1.000,00", "1.500,50", "+500,50"]
    assert budget[1:] == [
        ["Spesa Cap. 30085 Art. 00", "PRESTAZIONI DI SERVIZI", "1.000,00", "1.500,50", "+500,50"],
        ["Totale spese", "1.000,00", "1.500,50", "+500,50"],
    ]
    assert titoli[1] == ["Titolo", "Ridurre le attese", "Ridurre ancora le attese"]
    assertContains(pagina, "<ins>ancora </ins>")


def test_comparison_of_a_version_with_itself_has_no_differences(piano, versione, accedi):
    change(piano)
    pagina = accedi(Ruolo.LETTORE, piano.ente).get(url("confronto", piano), {"da": "1", "a": "1"})
    assertContains(pagina, "Non c'è nessuna differenza")


def test_comparison_keeps_to_the_scope(piano, versione, accedi):
    change(piano)
    pagina = dirigente_of(piano, accedi, "90").get(url("confronto", piano))
    assertContains(pagina, "Servizio 90")
    assertNotContains(pagina, "Servizio 85")


def test_comparison_downloads_as_pdf_and_as_a_list(piano, versione, accedi):
    change(piano)
    client = accedi(Ruolo.LETTORE, piano.ente)
    pdf = client.get(url("confronto", piano), {"formato": "pdf"})
    testo = " ".join(pagina.extract_text() for pagina in PdfReader(io.BytesIO(pdf.content)).pages)
    assert ("PROGETTO-85" in testo, "OB90" in testo, "+500,50" in testo) == (True, True, True)
    righe = client.get(url("confronto", piano), {"formato": "csv"}).content.decode("utf-8-sig").splitlines()
    assert righe[1:] == [
        "85;PROGETTO-85;;Capitolo;U Cap. 30085 Art. 00;modificato;Importo;1.000,00;1.500,50;500,5",
        "90;PROGETTO-90;OB90;Obiettivo;OB90;modificato;Titolo;Ridurre le attese;Ridurre ancora le attese;",
    ]


def test_comparison_without_versions_goes_to_the_list(piano, accedi):
    risposta = accedi(Ruolo.LETTORE, piano.ente).get(url("confronto", piano))
    assertRedirects(risposta, url("documenti", piano))
