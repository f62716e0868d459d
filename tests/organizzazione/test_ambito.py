"""Scope: what a post lets one see, and from which day to which."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from organizzazione.models import Ruolo, ambito_of
from organizzazione.models.ambito import Ambito, descendants_of
from tests.factories import EnteFactory, IncaricoFactory, PersonaFactory, StrutturaFactory, UtenteFactory

pytestmark = pytest.mark.django_db

OGGI = datetime.date(2026, 5, 15)


@pytest.fixture(autouse=True)
def oggi():
    with time_machine.travel("2026-05-15 10:00+02:00", tick=False) as macchina:
        yield macchina


@pytest.mark.parametrize(
    ("dal", "al", "in_corso"),
    [
        ("2026-05-15", None, True),
        ("2026-05-16", None, False),
        ("2026-01-01", "2026-05-15", True),
        ("2026-01-01", "2026-05-14", False),
        ("2026-05-15", "2026-05-15", True),
    ],
)
def test_post_counts_from_its_first_day_to_its_last(dal, al, in_corso):
    incarico = IncaricoFactory(dal=dal, al=al)
    attesi = {incarico.ente_id} if in_corso else set()
    assert ambito_of(incarico.utente).enti == attesi
    assert ambito_of(incarico.utente).enti_interi == attesi


def test_post_over_the_whole_ente():
    incarico = IncaricoFactory(ruolo=Ruolo.OIV)
    assert ambito_of(incarico.utente) == Ambito(
        OGGI,
        enti=frozenset([incarico.ente_id]),
        enti_interi=frozenset([incarico.ente_id]),
        ruoli=((Ruolo.OIV, incarico.ente_id, None),),
    )


def test_post_over_a_structure_reaches_all_those_below():
    ente = EnteFactory()
    area = StrutturaFactory(ente=ente)
    servizio = StrutturaFactory(ente=ente, padre=area)
    ufficio = StrutturaFactory(ente=ente, padre=servizio)
    StrutturaFactory(ente=ente)
    utente = IncaricoFactory(ente=ente, ruolo=Ruolo.DIRIGENTE, struttura=servizio).utente
    assert ambito_of(utente) == Ambito(
        OGGI,
        enti=frozenset([ente.pk]),
        strutture=frozenset([servizio.pk, ufficio.pk]),
        ruoli=((Ruolo.DIRIGENTE, ente.pk, servizio.pk),),
    )


def test_structures_that_make_a_circle_do_not_hang():
    ente = EnteFactory()
    prima = StrutturaFactory(ente=ente)
    seconda = StrutturaFactory(ente=ente, padre=prima)
    type(prima).objects.filter(pk=prima.pk).update(padre=seconda)
    assert descendants_of({prima.pk}) == {prima.pk, seconda.pk}


def test_post_held_as_a_person_counts_for_the_linked_account():
    utente = UtenteFactory()
    persona = PersonaFactory(utente=utente)
    IncaricoFactory(ente=persona.ente, utente=None, persona=persona, ruolo=Ruolo.LETTORE)
    assert ambito_of(utente).ruoli == ((Ruolo.LETTORE, persona.ente_id, None),)


def test_posts_in_two_enti_stay_apart():
    utente = UtenteFactory()
    controllo = IncaricoFactory(utente=utente, ruolo=Ruolo.CONTROLLO)
    struttura = StrutturaFactory()
    IncaricoFactory(utente=utente, ente=struttura.ente, ruolo=Ruolo.EQ, struttura=struttura)
    ambito = ambito_of(utente)
    assert ambito.enti == {controllo.ente_id, struttura.ente_id}
    assert ambito.enti_interi == {controllo.ente_id}
    assert ambito.strutture == {struttura.pk}
    assert ambito.enti_con(Ruolo.CONTROLLO) == {controllo.ente_id}
    enti = (controllo.ente_id, struttura.ente_id)
    assert [ambito.has_ruolo(ente, Ruolo.CONTROLLO) for ente in enti] == [True, False]


def test_whole_ente_makes_a_structure_of_it_superfluous():
    struttura = StrutturaFactory()
    utente = IncaricoFactory(ente=struttura.ente, ruolo=Ruolo.LETTORE).utente
    IncaricoFactory(utente=utente, ente=struttura.ente, ruolo=Ruolo.REFERENTE, struttura=struttura)
    assert ambito_of(utente).strutture == frozenset()


@pytest.mark.parametrize("utente", [AnonymousUser(), "senza incarico", "disattivato"])
def test_nobody_sees_nothing(utente):
    if utente == "senza incarico":
        utente = UtenteFactory()
    elif utente == "disattivato":
        utente = IncaricoFactory(utente__is_active=False).utente
    assert ambito_of(utente) == Ambito(OGGI)


def test_superuser_sees_everything_unless_inactive():
    assert ambito_of(UtenteFactory(is_superuser=True)) == Ambito(OGGI, tutto=True)
    assert ambito_of(UtenteFactory(is_superuser=True, is_active=False)) == Ambito(OGGI)


def test_scope_is_read_once_a_day_in_two_queries(oggi, django_assert_num_queries):
    struttura = StrutturaFactory()
    utente = IncaricoFactory(
        ente=struttura.ente, ruolo=Ruolo.EQ, struttura=struttura, al=datetime.date(2026, 5, 15)
    ).utente
    with django_assert_num_queries(2):
        ambito_of(utente)
        ambito_of(utente)
    oggi.shift(datetime.timedelta(days=1))
    assert ambito_of(utente).strutture == frozenset()
