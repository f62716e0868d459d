"""From the browser one imports into the enti whose data one runs, and learns nothing of the others."""

import datetime

import pytest

from obiettivi.models import Progetto
from organizzazione.models import Ente, Incarico, Persona, Ruolo
from tests.factories import EnteFactory, PersonaFactory, StrutturaFactory, UtenteFactory
from tests.libri import ENTE, PIANO, change, load, only, show

pytestmark = pytest.mark.django_db
SCONOSCIUTO = "L'ente «{}» non esiste, oppure non è tra quelli di cui si cura il piano: correggere il codice."
SENZA_ENTI = {nome: righe for nome, righe in PIANO.items() if nome != "Enti"}


@pytest.fixture
def ente():
    return EnteFactory(codice=ENTE, denominazione="Comune di Prova", dipendenti=120)


def test_office_imports_into_its_own_ente(ente, make_utente):
    esito = load(user=make_utente(Ruolo.CONTROLLO, ente))
    assert show(esito.errori) == []
    assert (esito.salvato, Progetto.objects.get().ciclo.ente) == (True, ente)


@pytest.mark.parametrize("codice", ["comune-altrui", "comune-inesistente"])
def test_ente_of_others_and_ente_that_is_not_there_answer_the_same(codice, ente, make_utente):
    EnteFactory(codice="comune-altrui")
    utente = make_utente(Ruolo.CONTROLLO, ente)
    persone = [{"ente": codice, "codice": "1", "denominazione": "Rossi Ada"}]
    esito = load({"Persone": persone}, user=utente)
    assert show(esito.errori) == [("Persone", 2, "ente", SCONOSCIUTO.format(codice))]
    nuovo = [{"codice": codice, "denominazione": "Comune", "tipo": "comune"}]
    esito = load({"Enti": nuovo}, user=utente)
    assert show(esito.errori) == [("Enti", 2, "codice", SCONOSCIUTO.format(codice))]
    assert (Persona.objects.count(), Ente.objects.count()) == (0, 2)


def test_codes_of_another_ente_are_not_found_nor_suggested(ente, make_utente):
    altro = EnteFactory(codice="comune-altrui")
    PersonaFactory(ente=altro, codice="0012", denominazione="Bianchi Ida")
    StrutturaFactory(ente=ente, codice="01")
    righe = [PIANO["Incarichi"][0]]
    esito = load({"Incarichi": righe}, user=make_utente(Ruolo.AMMINISTRATORE, ente))
    frase = (
        "La persona «0012» non esiste né nel foglio Persone né nell'ente: correggere il codice o aggiungere la "
        "riga nel foglio Persone."
    )
    assert show(esito.errori) == [("Incarichi", 2, "persona", frase)]


@pytest.mark.parametrize("ruolo", [Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE, Ruolo.OIV, Ruolo.LETTORE])
def test_other_roles_import_nothing(ruolo, ente, make_utente):
    struttura = StrutturaFactory(ente=ente, codice="01")
    utente = make_utente(ruolo, ente, struttura if ruolo in (Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE) else None)
    esito = load(only("Persone"), user=utente)
    assert {errore.messaggio for errore in esito.errori} == {SCONOSCIUTO.format(ENTE)}
    assert Persona.objects.count() == 0


@pytest.mark.parametrize("ruolo", [Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO])
def test_posts_that_open_the_administration_are_given_by_an_administrator_only(ruolo, ente, make_utente):
    load(SENZA_ENTI)
    incarico = {
        "ente": ENTE,
        "persona": "0012",
        "ruolo": ruolo,
        "struttura": None,
        "dal": datetime.date(2026, 1, 1),
    }
    esito = load({"Incarichi": [incarico]}, user=make_utente(Ruolo.CONTROLLO, ente))
    frase = "Gli incarichi di amministratore e di controllo di gestione li dà solo l'amministratore."
    assert show(esito.errori) == [("Incarichi", 2, "ruolo", frase)]
    assert load({"Incarichi": [incarico]}, user=make_utente(Ruolo.AMMINISTRATORE, ente)).salvato
    assert Incarico.objects.filter(ruolo=ruolo, persona__codice="0012").count() == 1


def test_office_corrects_its_ente_and_superuser_adds_one(ente, make_utente):
    fogli = only("Enti", fogli=change("Enti", 2, abitanti=5000))
    assert load(fogli, user=make_utente(Ruolo.CONTROLLO, ente)).salvato
    assert Ente.objects.get().abitanti == 5000
    nuovo = [{"codice": "unione", "denominazione": "Unione", "tipo": "Unione di Comuni"}]
    assert load({"Enti": nuovo}, user=UtenteFactory(is_superuser=True)).salvato
    assert Ente.objects.get(codice="unione").tipo == "unione"


def test_expired_post_gives_nothing(ente, make_utente):
    utente = make_utente(Ruolo.CONTROLLO, ente)
    utente.incarichi.update(al=datetime.date(2025, 1, 1))
    assert not load(user=utente).salvato
