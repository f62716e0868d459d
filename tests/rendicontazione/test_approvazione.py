"""The approval: who, with what, once; what is frozen; what a fault in the middle leaves."""

import datetime
import io
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, connections
from django.db.models.signals import post_save
from pypdf import PdfReader

from obiettivi.models import Ciclo
from organizzazione.models import Ruolo, Transizione
from pianoperformance.base.stati import Atto, PassaggioRifiutato
from rendicontazione.canonico import digest_of, load_quadro
from rendicontazione.models import Documento
from rendicontazione.queries import build_quadro
from rendicontazione.services.approvazione import CAMBIATO, approve_piano
from tests import factories

pytestmark = pytest.mark.django_db

ATTO = Atto("Giunta", "12", datetime.date(2026, 2, 3))


@pytest.fixture(autouse=True)
def giorno():
    with time_machine.travel(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def piano():
    """A plan that nothing keeps from being approved: a CdR with a project and an objective that is measured."""
    return make_piano()


def make_piano():
    indicatore = factories.IndicatoreFactory(fonte="Anagrafe")
    factories.ValoreAttesoFactory(indicatore=indicatore)
    return indicatore.obiettivo.ciclo


@pytest.fixture
def ufficio(piano, make_utente):
    return make_utente(Ruolo.CONTROLLO, piano.ente)


def test_approving_freezes_the_plan_as_it_is(piano, ufficio):
    documento = approve_piano(piano, user=ufficio, atto=ATTO)
    piano.refresh_from_db()
    assert piano.stato == Ciclo.Stato.APPROVATO
    assert (documento.versione, documento.tipo, documento.organo, documento.numero, documento.data) == (
        *(1, Documento.Tipo.PIANO, "Giunta", "12"),
        datetime.date(2026, 2, 3),
    )
    assert load_quadro(documento.quadro) == build_quadro(piano)
    assert (documento.impronta, documento.impronta_pdf) == (digest_of(documento.quadro), digest_of(documento.pdf))


def test_print_tells_version_act_and_digest(piano, ufficio):
    documento = approve_piano(piano, user=ufficio, atto=ATTO)
    copertina, *_, ultima = (p.extract_text() for p in PdfReader(io.BytesIO(documento.pdf)).pages)
    assert "Versione 1, approvata con Giunta n. 12 del 03/02/2026" in copertina
    assert documento.impronta in copertina.replace("\n", "")
    assert f"versione 1, impronta {documento.impronta[:16]}…" in ultima.replace("\n", " ")


def test_approval_leaves_the_act_in_the_history(piano, ufficio):
    approve_piano(piano, user=ufficio, atto=ATTO)
    (transizione,) = Transizione.objects.all()
    assert (transizione.oggetto, transizione.da, transizione.a, transizione.utente) == (
        *(piano, "preparazione", "approvato"),
        ufficio,
    )
    assert (transizione.atto_organo, transizione.atto_numero, transizione.atto_data) == ("Giunta", "12", ATTO.data)


@pytest.mark.parametrize(
    ("atto", "frase"),
    [
        (Atto("Giunta", "  ", ATTO.data), "Per «Approva il piano» servono organo, numero e data dell'atto."),
        (Atto("Giunta", "12", None), "Per «Approva il piano» servono organo, numero e data dell'atto."),
        (Atto("Giunta", "12", datetime.date(2026, 3, 2)), "La data dell'atto (02/03/2026) è nel futuro: correggerla."),
    ],
)
def test_act_must_be_whole_and_not_in_the_future(piano, ufficio, atto, frase):
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        approve_piano(piano, user=ufficio, atto=atto)
    assert str(rifiuto.value) == frase
    assert Documento.objects.count() == 0


@pytest.mark.parametrize("ruolo", [Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE, Ruolo.OIV, Ruolo.LETTORE])
def test_only_the_office_approves(piano, make_utente, ruolo):
    di_struttura = ruolo in (Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE)
    utente = make_utente(ruolo, piano.ente, piano.ente.strutture.get() if di_struttura else None)
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        approve_piano(piano, user=utente, atto=ATTO)
    assert str(rifiuto.value) == "Può farlo solo chi ha il ruolo di Amministratore, Controllo di gestione."


def test_office_of_another_ente_does_not_approve(piano, make_utente):
    with pytest.raises(PassaggioRifiutato, match="Può farlo solo"):
        approve_piano(piano, user=make_utente(Ruolo.CONTROLLO, factories.EnteFactory()), atto=ATTO)


def test_second_approval_is_refused(piano, ufficio):
    approve_piano(piano, user=ufficio, atto=ATTO)
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        approve_piano(piano, user=ufficio, atto=ATTO)
    assert str(rifiuto.value) == ("È già nello stato «Approvato»: qualcuno lo ha fatto prima. Ricaricare la pagina.")
    assert Documento.objects.count() == 1


def test_blocking_finding_is_told_and_stops(piano, ufficio):
    progetto = piano.progetti.get()
    capitolo = factories.CapitoloFactory(ciclo=piano, numero="30100", stanziamento=Decimal(50))
    factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo=Decimal(80))
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        approve_piano(piano, user=ufficio, atto=ATTO)
    assert str(rifiuto.value).startswith("I controlli bloccano l'approvazione. ")
    assert "30100" in str(rifiuto.value)
    piano.refresh_from_db()
    assert (piano.stato, Documento.objects.count()) == (Ciclo.Stato.PREPARAZIONE, 0)


def test_empty_plan_is_not_approved(make_utente):
    ciclo = factories.CicloFactory()
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        approve_piano(ciclo, user=make_utente(Ruolo.CONTROLLO, ciclo.ente), atto=ATTO)
    assert str(rifiuto.value) == "Nel piano non c'è ancora nessun obiettivo: non c'è niente da approvare."


def test_stale_page_does_not_approve_what_was_not_shown(piano, ufficio):
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        approve_piano(piano, user=ufficio, atto=ATTO, attesa="0" * 64)
    assert str(rifiuto.value) == CAMBIATO


def test_fault_in_the_middle_leaves_nothing(piano, ufficio):
    def fail(**_):
        raise RuntimeError("the machine stops")

    post_save.connect(fail, sender=Transizione)
    try:
        with pytest.raises(RuntimeError):
            approve_piano(piano, user=ufficio, atto=ATTO)
    finally:
        post_save.disconnect(fail, sender=Transizione)
    piano.refresh_from_db()
    assert (piano.stato, Documento.objects.count(), Transizione.objects.count()) == ("preparazione", 0, 0)


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time: nothing to race.")
@pytest.mark.django_db(transaction=True)
def test_double_click_approves_once(make_utente):
    piano = make_piano()
    utente = make_utente(Ruolo.CONTROLLO, piano.ente)
    pronti, esiti = threading.Barrier(2), []

    def click():
        pronti.wait()
        try:
            esiti.append(approve_piano(piano, user=utente, atto=ATTO).versione)
        except PassaggioRifiutato as rifiuto:
            esiti.append(str(rifiuto))
        finally:
            connections.close_all()

    fili = [threading.Thread(target=click) for _ in range(2)]
    for filo in fili:
        filo.start()
    for filo in fili:
        filo.join()
    assert sorted(esiti, key=str) == [
        1,
        "È già nello stato «Approvato»: qualcuno lo ha fatto prima. Ricaricare la pagina.",
    ]
    assert (Documento.objects.count(), Transizione.objects.count()) == (1, 1)
    assert connection.vendor == "postgresql"
