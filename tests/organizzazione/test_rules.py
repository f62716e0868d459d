"""The predicates, per row: they agree with ``visible_to``, and say who writes what."""

import datetime

import pytest
from django.db import transaction

from obiettivi.models import Ciclo, Missione
from organizzazione import rules as regole
from organizzazione.models import Incarico, Ruolo, Utente
from pianoperformance.base.admin import has_perm
from tests.factories import (
    CapitoloFactory,
    IncaricoFactory,
    ObiettivoFactory,
    PersonaFactory,
    QuotaCapitoloFactory,
    StrutturaFactory,
    UtenteFactory,
)
from tests.mondo import CHI, VEDE_ENTE, VEDE_STRUTTURA, build_mondo

pytestmark = pytest.mark.django_db

AZIONI = ("add", "change", "delete")


@pytest.fixture(scope="module")
def mondo(django_db_setup, django_db_blocker):
    """One world for the tests that only ask; those that change something build their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_mondo()
        transaction.set_rollback(True)


@pytest.mark.parametrize("chi", CHI)
def test_each_user_sees_his_rows_of_every_model(chi, mondo):
    """The rules and ``visible_to`` are written apart, and must say the same."""
    utente = mondo.utenti[chi]
    for attese, modelli in ((VEDE_STRUTTURA[chi], mondo.di_struttura), (VEDE_ENTE[chi], mondo.di_ente)):
        for nome, righe in modelli.items():
            modello = type(next(iter(righe.values())))
            visibili = set(modello.objects.visible_to(utente).values_list("pk", flat=True))
            assert (nome, {luogo for luogo, riga in righe.items() if riga.pk in visibili}) == (nome, attese)
            permesse = {luogo for luogo, riga in righe.items() if has_perm("view", utente, modello, riga)}
            assert (nome, permesse) == (nome, attese)


@pytest.mark.parametrize("chi", ["eq", "referente"])
def test_contributing_structure_sees_the_objective_and_what_hangs_on_it(chi):
    mondo = build_mondo()
    utente = mondo.utenti[chi]
    mia, altrui = ("servizio", "altro") if chi == "eq" else ("altro", "servizio")
    mondo.di_struttura["Obiettivo"][altrui].contributi.add(mondo.strutture[mia])
    visti = set()
    for nome, righe in mondo.di_struttura.items():
        riga = righe[altrui]
        vista = type(riga).objects.visible_to(utente).filter(pk=riga.pk).exists()
        assert (nome, has_perm("view", utente, type(riga), riga)) == (nome, vista)
        visti |= {nome} if vista else set()
    assert visti == {"Obiettivo", "Indicatore", "ValoreAtteso", "Fase", "PesaturaObiettivo"}


def test_quota_of_a_shared_objective_shows_its_chapter():
    mondo = build_mondo()
    obiettivo, utente = mondo.di_struttura["Obiettivo"]["altro"], mondo.utenti["eq"]
    capitolo = CapitoloFactory(ciclo=obiettivo.ciclo)
    quota = QuotaCapitoloFactory(progetto=None, obiettivo=obiettivo, capitolo=capitolo)
    for riga in (capitolo, quota):
        assert not has_perm("view", utente, type(riga), riga)
    obiettivo.contributi.add(mondo.strutture["servizio"])
    for riga in (capitolo, quota):
        assert has_perm("view", utente, type(riga), riga)
        assert list(type(riga).objects.visible_to(utente).filter(pk=riga.pk)) == [riga]


def test_project_of_a_cdr_shows_its_objectives_given_to_others():
    mondo = build_mondo()
    progetto = mondo.di_struttura["Progetto"]["servizio"]
    affidato = ObiettivoFactory(progetto=progetto, struttura=mondo.strutture["altro"])
    utente = mondo.utenti["eq"]
    assert has_perm("view", utente, type(affidato), affidato)
    assert list(type(affidato).objects.visible_to(utente).filter(pk=affidato.pk)) == [affidato]


PREDICATI = {
    "amministratore": "is_amministratore",
    "controllo": "is_controllo",
    "persona_controllo": "is_controllo",
    "oiv": "is_oiv",
    "lettore": "is_lettore",
    "dirigente": "is_responsabile",
    "eq": "is_responsabile",
    "referente": "is_referente",
    "controllo_estero": "is_controllo",
    "superutente": "is_superutente",
}
NOMI = sorted(set(PREDICATI.values()))


@pytest.mark.parametrize("chi", CHI)
def test_each_role_answers_to_its_predicate_alone(chi, mondo):
    utente = mondo.utenti[chi]
    assert [nome for nome in NOMI if getattr(regole, nome).test(utente)] == [
        nome for nome in NOMI if nome == PREDICATI.get(chi)
    ]


@pytest.mark.parametrize(
    ("chi", "predicato", "luoghi"),
    [
        ("dirigente", "is_responsabile", {"servizio"}),
        ("eq", "is_responsabile", {"servizio"}),
        ("referente", "is_referente", {"altro"}),
        ("dirigente", "in_struttura", {"servizio"}),
        ("referente", "in_struttura", {"altro"}),
        ("controllo", "in_struttura", set()),
        ("controllo", "is_controllo", {"servizio", "altro"}),
        ("controllo_estero", "is_controllo", {"estero"}),
        ("scaduto", "is_controllo", set()),
        ("futuro", "is_controllo", set()),
        ("disattivato", "is_controllo", set()),
    ],
)
@pytest.mark.parametrize("modello", ["Struttura", "Progetto", "Obiettivo", "Indicatore", "QuotaPersonaleDiStruttura"])
def test_predicate_holds_for_the_rows_in_its_place(chi, predicato, luoghi, modello, mondo):
    righe = mondo.di_struttura[modello]
    prova = getattr(regole, predicato)
    assert {luogo for luogo, riga in righe.items() if prova.test(mondo.utenti[chi], riga)} == luoghi


def test_who_contributes_is_in_the_structure_but_not_responsible():
    mondo = build_mondo()
    obiettivo = mondo.di_struttura["Obiettivo"]["altro"]
    obiettivo.contributi.add(mondo.strutture["servizio"])
    assert regole.in_struttura.test(mondo.utenti["eq"], obiettivo)
    assert not regole.is_responsabile.test(mondo.utenti["eq"], obiettivo)


def test_row_not_placed_yet_belongs_to_nobody(mondo):
    for modello in (Incarico, Ciclo, *(type(r["servizio"]) for r in mondo.di_struttura.values())):
        if modello.__name__ in ("Struttura", "Progetto", "Obiettivo", "QuotaCapitolo", "QuotaPersonale"):
            assert not has_perm("change", mondo.utenti["amministratore"], modello, modello())


def test_model_without_a_place_is_an_error_and_not_a_permission():
    with pytest.raises(TypeError, match=r"^Non si sa di quale ente sia una riga di Missione\.$"):
        regole.luogo_of(Missione())


@pytest.mark.parametrize("chi", CHI)
def test_data_are_written_by_who_runs_the_ente(chi, mondo):
    utente = mondo.utenti[chi]
    gestori = {"amministratore": 1, "controllo": 1, "persona_controllo": 1, "controllo_estero": 2, "superutente": 3}
    tipo = gestori.get(chi, 0)
    attesi = {luogo for luogo, bit in (("servizio", 1), ("altro", 1), ("estero", 2)) if tipo & bit}
    for nome, righe in mondo.di_struttura.items():
        for azione in AZIONI:
            trovati = {luogo for luogo, riga in righe.items() if has_perm(azione, utente, type(riga), riga)}
            assert (nome, azione, trovati) == (nome, azione, attesi)
            assert has_perm(azione, utente, type(righe["servizio"])) == bool(tipo)


def test_approved_plan_is_written_by_nobody():
    mondo = build_mondo()
    ciclo = mondo.di_ente["Ciclo"]["ente"]
    ciclo.stato = Ciclo.Stato.APPROVATO
    ciclo.save()
    chiusi = set()
    for nome, righe in {**mondo.di_struttura, **mondo.di_ente}.items():
        riga = next(iter(righe.values()))
        riga = type(riga).objects.get(pk=riga.pk)
        permessi = {
            has_perm(azione, mondo.utenti[chi], type(riga), riga)
            for azione in AZIONI
            for chi in ("controllo", "superutente")
        }
        if permessi == {False}:
            chiusi.add(nome)
        else:
            assert (nome, True in permessi) == (nome, True)
    assert chiusi == {
        *("Ciclo", "Progetto", "Obiettivo", "Indicatore", "ValoreAtteso", "Fase", "PesaturaObiettivo"),
        *("Capitolo", "CollegamentoCapitolo", "QuotaCapitolo", "QuotaPersonale", "TotaleStampato"),
        "QuotaPersonaleDiStruttura",
    }


def test_sistema_di_valutazione_is_frozen_with_its_cycle():
    mondo = build_mondo()
    ciclo, sistema = mondo.di_ente["Ciclo"]["ente"], mondo.di_ente["SistemaValutazione"]["ente"]
    criterio, utente = mondo.di_ente["CriterioPesatura"]["ente"], mondo.utenti["controllo"]
    ciclo.sistema_valutazione = sistema
    ciclo.save()
    assert [has_perm("change", utente, type(riga), riga) for riga in (sistema, criterio)] == [True, True]
    ciclo.stato = Ciclo.Stato.APPROVATO
    ciclo.save()
    assert [has_perm("change", utente, type(riga), riga) for riga in (sistema, criterio)] == [False, False]


@pytest.mark.parametrize("chi", CHI)
def test_ente_is_changed_by_who_runs_it_and_made_by_a_superuser(chi, mondo):
    ente, utente = mondo.di_ente["Ente"]["ente"], mondo.utenti[chi]
    di_chi_gestisce = chi in ("amministratore", "controllo", "persona_controllo", "superutente")
    assert has_perm("change", utente, type(ente), ente) == di_chi_gestisce
    assert {has_perm(azione, utente, type(ente), ente) for azione in ("add", "delete")} == {chi == "superutente"}


@pytest.mark.parametrize(
    ("chi", "ruolo", "puo"),
    [
        ("amministratore", Ruolo.AMMINISTRATORE, True),
        ("amministratore", Ruolo.LETTORE, True),
        ("controllo", Ruolo.AMMINISTRATORE, False),
        ("controllo", Ruolo.CONTROLLO, False),
        ("controllo", Ruolo.LETTORE, True),
        ("controllo", Ruolo.OIV, True),
        ("lettore", Ruolo.LETTORE, False),
        ("controllo_estero", Ruolo.LETTORE, False),
        ("superutente", Ruolo.AMMINISTRATORE, True),
    ],
)
def test_posts_that_open_the_administration_are_given_by_an_amministratore(chi, ruolo, puo, mondo):
    incarico = Incarico(ente=mondo.di_ente["Ente"]["ente"], ruolo=ruolo, dal=datetime.date(2026, 1, 1))
    assert {has_perm(azione, mondo.utenti[chi], Incarico, incarico) for azione in AZIONI} == {puo}


class TestUtenze:
    """Which accounts a user may manage; the predicate per account agrees with the list."""

    @pytest.fixture
    def conti(self, mondo):
        ente = mondo.di_ente["Ente"]["ente"]
        misto = IncaricoFactory(ente=ente, ruolo=Ruolo.LETTORE).utente
        IncaricoFactory(utente=misto, ruolo=Ruolo.LETTORE, al=datetime.date(2020, 6, 1))
        straniero = UtenteFactory()
        PersonaFactory(utente=straniero)
        return {**mondo.utenti, "misto": misto, "persona_altrove": straniero}

    def amministrati(self, chi, conti):
        elenco = set(regole.utenti_amministrati(chi))
        return {nome for nome, utente in conti.items() if utente in elenco}

    @pytest.mark.parametrize("chi", CHI)
    def test_list_and_predicate_agree(self, chi, conti):
        utente = conti[chi]
        elenco = self.amministrati(utente, conti)
        for azione in ("view", "add", "change"):
            assert {nome for nome, u in conti.items() if has_perm(azione, utente, Utente, u)} == elenco
        assert not any(has_perm("delete", utente, Utente, u) for u in conti.values())

    def test_amministratore_has_those_of_his_ente_and_of_nobody(self, conti):
        estranei = {"controllo_estero", "superutente", "misto", "persona_altrove"}
        assert self.amministrati(conti["amministratore"], conti) == set(conti) - estranei

    def test_superuser_has_all_and_the_others_none(self, conti):
        assert self.amministrati(conti["superutente"], conti) == set(conti)
        for chi in ("controllo", "dirigente", "oiv", "lettore", "senza_incarico", "scaduto", "disattivato"):
            assert self.amministrati(conti[chi], conti) == set()
            assert not has_perm("add", conti[chi], Utente)


def test_reference_data_are_read_by_all_with_a_post_and_written_by_superusers(mondo):
    vede = {chi for chi, utente in mondo.utenti.items() if has_perm("view", utente, Missione)}
    assert vede == {chi for chi in CHI if VEDE_ENTE[chi]}
    assert {chi for chi, utente in mondo.utenti.items() if has_perm("change", utente, Missione)} == {"superutente"}


def test_predicates_above_the_structure_of_the_post():
    """An EQ of a servizio is not responsible for the area above it."""
    area = StrutturaFactory()
    servizio = StrutturaFactory(ente=area.ente, padre=area)
    utente = IncaricoFactory(ente=area.ente, ruolo=Ruolo.EQ, struttura=servizio).utente
    assert [regole.is_responsabile.test(utente, riga) for riga in (area, servizio)] == [False, True]
