"""Who may write the plan and when: the answer for a user, for the administration, for an import."""

import datetime

import pytest
import rules
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from obiettivi.models import Ciclo, Obiettivo
from organizzazione.models import Ruolo
from pianoperformance.base.stati import Atto
from rendicontazione import scrittura
from rendicontazione.services import import_cartella
from rendicontazione.services import variazioni as servizi
from rendicontazione.services.approvazione import approve_piano
from tests import factories

pytestmark = pytest.mark.django_db

ATTO = Atto("Giunta", "12", datetime.date(2026, 2, 3))
NON_TUA = "Qui scrive solo chi risponde della struttura (dirigente, EQ o referente) o il controllo di gestione."
APPROVATO = (
    "Il piano 2026 è approvato: si cambia solo dentro una variazione aperta per questa struttura. La apre il "
    "controllo di gestione; il dirigente la può chiedere dalla pagina «Variazioni»."
)
PROPOSTA = (
    "La variazione n. 1 di questa struttura è già stata proposta e aspetta la decisione: per correggerla il controllo "
    "di gestione la deve prima riportare in lavorazione."
)


@pytest.fixture(autouse=True)
def giorno():
    with time_machine.travel(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def piano():
    ciclo = factories.CicloFactory()
    area = factories.StrutturaFactory(ente=ciclo.ente, codice="A1", cdr=False)
    for codice, padre in (("85", area), ("90", None)):
        cdr = factories.StrutturaFactory(ente=ciclo.ente, codice=codice, padre=padre)
        obiettivo = factories.ObiettivoFactory(
            progetto__ciclo=ciclo, progetto__cdr=cdr, progetto__codice=f"P{codice}", codice=f"OB{codice}"
        )
        factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo, indicatore__codice=f"I{codice}")
    return ciclo


@pytest.fixture
def ufficio(piano, make_utente):
    return make_utente(Ruolo.CONTROLLO, piano.ente)


@pytest.fixture
def approvato(piano, ufficio):
    approve_piano(piano, user=ufficio, atto=ATTO)
    piano.refresh_from_db()
    return piano


@pytest.fixture
def variazione(approvato, ufficio):
    """Open on the area that is above CdR 85."""
    return servizi.create_variazione(approvato, user=ufficio, strutture=[cdr_of(approvato, "A1")], oggetto="Prova")


def cdr_of(ciclo, codice):
    return ciclo.ente.strutture.get(codice=codice)


def answers(ciclo, utenti, codice="85"):
    return {chi: scrittura.why_not_edit(utente, ciclo, cdr_of(ciclo, codice)) for chi, utente in utenti.items()}


@pytest.fixture
def utenti(piano, make_utente, ufficio):
    area = cdr_of(piano, "A1")
    return {
        "ufficio": ufficio,
        "amministratore": make_utente(Ruolo.AMMINISTRATORE, piano.ente),
        **{ruolo: make_utente(ruolo, piano.ente, area) for ruolo in (Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE)},
        "altro dirigente": make_utente(Ruolo.DIRIGENTE, piano.ente, cdr_of(piano, "90")),
        "oiv": make_utente(Ruolo.OIV, piano.ente),
        "lettore": make_utente(Ruolo.LETTORE, piano.ente),
        "estraneo": make_utente(Ruolo.CONTROLLO, factories.EnteFactory()),
    }


SCRIVONO = ("ufficio", "amministratore", Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE)


def expected(utenti, frase):
    return {chi: frase if chi in SCRIVONO else NON_TUA for chi in utenti}


def test_plan_in_preparation_is_written_by_who_answers_for_it(piano, utenti):
    assert answers(piano, utenti) == expected(utenti, "")


def test_approved_plan_is_written_by_nobody(approvato, utenti):
    assert answers(approvato, utenti) == expected(utenti, APPROVATO)


def test_open_variazione_lets_its_structures_be_written(approvato, variazione, utenti):
    assert answers(approvato, utenti) == expected(utenti, "")
    assert scrittura.why_not_edit(utenti["altro dirigente"], approvato, cdr_of(approvato, "90")) == APPROVATO


def test_proposed_variazione_is_closed_to_all(approvato, variazione, utenti, ufficio):
    approvato.obiettivi.filter(codice="OB85").update(titolo="Un altro titolo")
    servizi.propose_variazione(variazione, user=ufficio)
    assert answers(approvato, utenti) == expected(utenti, PROPOSTA)


def test_later_states_are_closed(piano, ufficio):
    Ciclo.objects.filter(pk=piano.pk).update(stato=Ciclo.Stato.VALIDATO)
    frase = scrittura.why_not_edit(ufficio, piano, cdr_of(piano, "85"))
    assert frase == "Il piano 2026 è validato: obiettivi e risorse non si cambiano più."


@pytest.mark.parametrize(
    ("stato", "frase"),
    [
        ("bozza", ""),
        ("da_rivedere", ""),
        (
            "proposto",
            "L'obiettivo è proposto: per cambiarlo bisogna che il controllo di gestione lo rimandi da rivedere.",
        ),
    ],
)
def test_proposed_objective_is_the_office_s(piano, utenti, stato, frase):
    obiettivo = piano.obiettivi.get(codice="OB85")
    obiettivo.stato = stato
    assert scrittura.why_not_edit_obiettivo(utenti[Ruolo.DIRIGENTE], obiettivo) == frase
    assert scrittura.why_not_edit_obiettivo(utenti["ufficio"], obiettivo) == ""
    assert scrittura.why_not_edit_obiettivo(utenti["altro dirigente"], obiettivo) == NON_TUA


def test_editable_strutture_are_those_that_can_edit(approvato, variazione, utenti):
    dell_ente = approvato.ente.strutture.all()
    for utente in utenti.values():
        una_a_una = {s.pk for s in dell_ente if scrittura.can_edit(utente, approvato, s)}
        assert scrittura.editable_strutture(utente, approvato) == una_a_una


def test_permissions_follow_the_variazione(approvato, ufficio):
    righe = [approvato.obiettivi.get(codice=f"OB{codice}") for codice in ("85", "90")]

    def perms():
        return [rules.has_perm("obiettivi.change_obiettivo", ufficio, riga) for riga in righe]

    assert perms() == [False, False]
    servizi.create_variazione(approvato, user=ufficio, strutture=[cdr_of(approvato, "85")], oggetto="Prova")
    assert perms() == [True, False]
    assert not rules.has_perm("obiettivi.change_ciclo", ufficio, approvato)


def test_administration_opens_the_rows_of_the_variazione(approvato, variazione, ufficio, client):
    client.force_login(ufficio)
    fermo = "i suoi dati qui si leggono e non si cambiano"
    for codice, aperto in (("OB85", True), ("OB90", False)):
        pagina = client.get(
            reverse("admin:obiettivi_obiettivo_change", args=[approvato.obiettivi.get(codice=codice).pk])
        )
        (assertNotContains if aperto else assertContains)(pagina, fermo)
        (assertContains if aperto else assertNotContains)(pagina, 'name="_save"')


def workbook(ciclo, codice, **campi):
    nomi = list(campi)
    return {
        "Obiettivi": [
            ["ente", "anno", "codice", *nomi],
            [ciclo.ente.codice, ciclo.anno, codice, *campi.values()],
        ]
    }


def test_import_writes_in_the_variazione_only(approvato, variazione, ufficio):
    esito = import_cartella(workbook(approvato, "OB85", titolo="Importato", struttura="85"), user=ufficio)
    assert (esito.errori, esito.salvato) == ([], True)
    assert Obiettivo.objects.get(codice="OB85").titolo == "Importato"
    esito = import_cartella(workbook(approvato, "OB90", titolo="Importato", struttura="90"), user=ufficio)
    assert [errore.messaggio for errore in esito.errori] == [
        "Il piano 2026 non è più in preparazione (approvato): le sue righe si cambiano solo nei centri di "
        "responsabilità di una variazione aperta. Togliere la riga dal foglio."
    ]
    assert Obiettivo.objects.get(codice="OB90").titolo != "Importato"


def test_import_does_not_move_rows_into_a_variazione(approvato, variazione, ufficio):
    cartella = workbook(approvato, "OB90", struttura="85", progetto="P85")
    esito = import_cartella(cartella, user=ufficio)
    assert [errore.colonna for errore in esito.errori] == ["anno"]
    assert Obiettivo.objects.get(codice="OB90").progetto.codice == "P90"
