"""The proposal of an objective: who moves it, when, with what words; what a stale page or two people at once find."""

import threading

import pytest
from django.db import connection, connections

from obiettivi.models import Ciclo, Commento, Obiettivo
from organizzazione.models import Ruolo, Transizione
from pianoperformance.base.stati import PassaggioRifiutato
from rendicontazione.services.proposta import ALTRUI, VECCHIA, move_obiettivi, move_obiettivo, passaggi_of
from tests import factories

pytestmark = pytest.mark.django_db

BOZZA, PROPOSTO, DA_RIVEDERE, CONCORDATO = (str(stato) for stato in Obiettivo.Stato)


def make_obiettivo(stato=BOZZA, **dati):
    """An objective that nothing blocks."""
    obiettivo = factories.ObiettivoFactory(stato=stato, **dati)
    factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo, indicatore__fonte="Anagrafe")
    return obiettivo


@pytest.fixture
def obiettivo():
    return make_obiettivo()


@pytest.fixture
def dirigente(obiettivo, make_utente):
    return make_utente(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, obiettivo.struttura)


@pytest.fixture
def ufficio(obiettivo, make_utente):
    return make_utente(Ruolo.CONTROLLO, obiettivo.ciclo.ente)


def move(obiettivo, a, user, **altro):
    obiettivo.refresh_from_db()
    return move_obiettivo(obiettivo, a, user=user, **{"versione": obiettivo.versione, **altro})


def refused(obiettivo, a, user, **altro):
    """The sentence of a refusal, after which nothing has changed."""
    prima = Obiettivo.objects.values().get(pk=obiettivo.pk)
    atti = Transizione.objects.count()
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        move(obiettivo, a, user, **altro)
    assert Obiettivo.objects.values().get(pk=obiettivo.pk) == prima
    assert Transizione.objects.count() == atti
    return str(rifiuto.value)


def test_objective_goes_from_draft_to_agreement_and_back(obiettivo, dirigente, ufficio):
    move(obiettivo, PROPOSTO, dirigente)
    move(obiettivo, DA_RIVEDERE, ufficio, motivo="Manca la fonte.", campo="indicatori")
    move(obiettivo, PROPOSTO, dirigente)
    move(obiettivo, CONCORDATO, ufficio)
    move(obiettivo, DA_RIVEDERE, ufficio, motivo="La Giunta chiede altro.")
    atti = [(t.da, t.a, t.utente, t.motivazione, t.oggetto) for t in Transizione.objects.all()]
    assert atti == [
        (BOZZA, PROPOSTO, dirigente, "", obiettivo),
        (PROPOSTO, DA_RIVEDERE, ufficio, "Manca la fonte.", obiettivo),
        (DA_RIVEDERE, PROPOSTO, dirigente, "", obiettivo),
        (PROPOSTO, CONCORDATO, ufficio, "", obiettivo),
        (CONCORDATO, DA_RIVEDERE, ufficio, "La Giunta chiede altro.", obiettivo),
    ]
    obiettivo.refresh_from_db()
    assert (obiettivo.stato, obiettivo.versione) == (DA_RIVEDERE, 6)


@pytest.mark.parametrize("ruolo", [Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE])
def test_whoever_answers_for_the_structure_proposes(ruolo, obiettivo, make_utente):
    sopra = factories.StrutturaFactory(ente=obiettivo.ciclo.ente)
    obiettivo.struttura.padre = sopra
    obiettivo.struttura.save()
    assert move(obiettivo, PROPOSTO, make_utente(ruolo, obiettivo.ciclo.ente, sopra)).stato == PROPOSTO


def test_responsabile_of_the_project_proposes(make_utente):
    obiettivo = make_obiettivo()
    obiettivo.struttura = factories.StrutturaFactory(ente=obiettivo.ciclo.ente)
    obiettivo.save()
    del_progetto = make_utente(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, obiettivo.progetto.cdr)
    assert move(obiettivo, PROPOSTO, del_progetto).stato == PROPOSTO


def test_responsabile_of_another_structure_is_refused(obiettivo, make_utente):
    altra = factories.StrutturaFactory(ente=obiettivo.ciclo.ente)
    obiettivo.contributi.add(altra)
    assert refused(obiettivo, PROPOSTO, make_utente(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, altra)) == ALTRUI


@pytest.mark.parametrize("ruolo", [Ruolo.CONTROLLO, Ruolo.AMMINISTRATORE, Ruolo.OIV, Ruolo.LETTORE])
def test_who_answers_for_no_structure_cannot_propose(ruolo, obiettivo, make_utente):
    frase = "Può farlo solo chi ha il ruolo di Dirigente, Elevata qualificazione (EQ), Referente."
    assert refused(obiettivo, PROPOSTO, make_utente(ruolo, obiettivo.ciclo.ente)) == frase


@pytest.mark.parametrize("a", [CONCORDATO, DA_RIVEDERE])
def test_only_the_office_agrees_and_returns(a, make_utente):
    obiettivo = make_obiettivo(PROPOSTO)
    ente = obiettivo.ciclo.ente
    frase = "Può farlo solo chi ha il ruolo di Amministratore, Controllo di gestione."
    assert refused(obiettivo, a, make_utente(Ruolo.DIRIGENTE, ente, obiettivo.struttura), motivo="No.") == frase
    assert refused(obiettivo, a, make_utente(Ruolo.CONTROLLO, factories.EnteFactory()), motivo="No.") == frase
    assert move(obiettivo, a, make_utente(Ruolo.AMMINISTRATORE, ente), motivo="Sì.").stato == a


def test_superuser_acts_as_the_office():
    obiettivo = make_obiettivo(PROPOSTO)
    assert move(obiettivo, CONCORDATO, factories.UtenteFactory(is_superuser=True)).stato == CONCORDATO


def test_out_of_turn_is_refused(obiettivo, ufficio):
    assert refused(obiettivo, CONCORDATO, ufficio) == "Dallo stato «Bozza» non si può passare a «Concordato»."


def test_twice_is_refused(obiettivo, dirigente):
    versione = obiettivo.versione
    move(obiettivo, PROPOSTO, dirigente)
    frase = "È già nello stato «Proposto»: qualcuno lo ha fatto prima. Ricaricare la pagina."
    assert refused(obiettivo, PROPOSTO, dirigente, versione=versione) == frase


def test_stale_page_is_refused(obiettivo, dirigente):
    versione = obiettivo.versione
    Obiettivo.objects.update(versione=versione + 1)
    assert refused(obiettivo, PROPOSTO, dirigente, versione=versione) == VECCHIA


@pytest.mark.parametrize("motivo", ["", "  \n"])
def test_return_without_a_reason_is_refused(motivo, ufficio, obiettivo):
    Obiettivo.objects.update(stato=PROPOSTO)
    frase = "Per «Rinvia con un motivo» bisogna scrivere il motivo."
    assert refused(obiettivo, DA_RIVEDERE, ufficio, motivo=motivo) == frase


def test_blocking_findings_refuse_with_their_sentences(obiettivo, dirigente):
    obiettivo.indicatori.all().delete()
    Obiettivo.objects.update(titolo="")
    assert refused(obiettivo, PROPOSTO, dirigente) == (
        "I controlli non lasciano inviare la proposta. L'obiettivo non ha un titolo: scriverlo. "
        "L'obiettivo non ha indicatori né fasi: non si può misurare."
    )


def test_findings_of_other_objectives_do_not_block(obiettivo, dirigente):
    factories.ObiettivoFactory(progetto=obiettivo.progetto, titolo="")
    assert move(obiettivo, PROPOSTO, dirigente).stato == PROPOSTO


@pytest.mark.parametrize("stato", [s for s in Ciclo.Stato if s != Ciclo.Stato.PREPARAZIONE])
def test_nothing_is_proposed_once_the_plan_is_approved(stato, obiettivo, dirigente):
    Ciclo.objects.update(stato=stato)
    assert refused(obiettivo, PROPOSTO, dirigente) == (
        f"Il piano 2026 è {stato.label.lower()}: gli obiettivi si propongono e si concordano solo mentre è in "
        "preparazione. Dopo, si cambiano con una variazione."
    )
    obiettivo.ciclo.refresh_from_db()
    assert passaggi_of(dirigente, obiettivo) == []


def test_expired_post_proposes_nothing(obiettivo, dirigente):
    dirigente.incarichi.update(al="2021-01-01")
    assert "Può farlo solo" in refused(obiettivo, PROPOSTO, dirigente)


def test_return_writes_the_reason_as_a_remark_on_the_field(ufficio, obiettivo):
    Obiettivo.objects.update(stato=PROPOSTO)
    move(obiettivo, DA_RIVEDERE, ufficio, motivo=" Manca la fonte. ", campo="indicatori")
    assert list(Commento.objects.values_list("obiettivo", "autore", "campo", "testo", "risolto_il")) == [
        (obiettivo.pk, ufficio.pk, "indicatori", "Manca la fonte.", None)
    ]


def test_agreement_closes_the_remarks(ufficio, obiettivo):
    Obiettivo.objects.update(stato=PROPOSTO)
    commento = Commento.objects.create(obiettivo=obiettivo, autore=ufficio, testo="Perché 20?")
    move(obiettivo, CONCORDATO, ufficio)
    commento.refresh_from_db()
    assert commento.risolto_da == ufficio
    assert commento.risolto_il is not None


def test_each_step_keeps_a_version_of_the_row(obiettivo, dirigente):
    move(obiettivo, PROPOSTO, dirigente)
    assert next(iter(obiettivo.history.values_list("stato", "versione"))) == (PROPOSTO, 2)


class TestMany:
    def test_sends_what_can_be_sent_and_says_why_the_rest_stays(self, obiettivo, dirigente):
        bloccato = factories.ObiettivoFactory(progetto=obiettivo.progetto)
        concordato = make_obiettivo(CONCORDATO, progetto=obiettivo.progetto)
        vecchio = make_obiettivo(progetto=obiettivo.progetto, versione=3)
        versioni = {o.pk: 1 for o in (obiettivo, bloccato, concordato, vecchio)}
        esito = move_obiettivi(obiettivo.ciclo, versioni, PROPOSTO, user=dirigente)
        assert esito.fatti == [obiettivo]
        assert esito.rifiuti == [
            (
                bloccato,
                "I controlli non lasciano inviare la proposta. L'obiettivo non ha indicatori né fasi: non si può "
                "misurare.",
            ),
            (concordato, "Dallo stato «Concordato» non si può passare a «Proposto»."),
            (vecchio, VECCHIA),
        ]
        assert list(Transizione.objects.values_list("oggetto_id", "a")) == [(obiettivo.pk, PROPOSTO)]

    def test_agrees_on_all_in_one_act(self, obiettivo, ufficio):
        altro = make_obiettivo(PROPOSTO, ciclo=obiettivo.ciclo, progetto__ciclo=obiettivo.ciclo)
        Obiettivo.objects.update(stato=PROPOSTO)
        esito = move_obiettivi(obiettivo.ciclo, {obiettivo.pk: 1, altro.pk: 1}, CONCORDATO, user=ufficio)
        assert esito.fatti == [obiettivo, altro]
        assert set(Obiettivo.objects.values_list("stato", flat=True)) == {CONCORDATO}

    def test_takes_a_constant_number_of_queries_to_find_what_blocks(self, obiettivo, django_assert_max_num_queries):
        from rendicontazione.services.proposta import find_blocchi_of

        for _ in range(3):
            make_obiettivo(ciclo=obiettivo.ciclo, progetto__ciclo=obiettivo.ciclo)
        with django_assert_max_num_queries(20):
            find_blocchi_of(obiettivo.ciclo, list(Obiettivo.objects.select_related("progetto")))


class TestTogether:
    """Real threads, each with its connection: the second waits for the row and finds it changed."""

    pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

    def run(self, *atti):
        if connection.vendor != "postgresql":
            pytest.skip("Le righe si bloccano una per una solo su PostgreSQL: SQLite blocca tutta la base dati.")
        barriera = threading.Barrier(len(atti))
        esiti = []

        def work(atto):
            try:
                barriera.wait(timeout=20)
                atto()
                esiti.append("fatto")
            except PassaggioRifiutato as rifiuto:
                esiti.append(str(rifiuto))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(atto,)) for atto in atti]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return sorted(esiti)

    def test_double_click_proposes_once(self, obiettivo, dirigente):
        esiti = self.run(*[lambda: move_obiettivo(obiettivo, PROPOSTO, user=dirigente, versione=1)] * 4)
        gia = "È già nello stato «Proposto»: qualcuno lo ha fatto prima. Ricaricare la pagina."
        assert esiti == ["fatto", gia, gia, gia]
        assert Transizione.objects.count() == 1

    def test_agreeing_and_returning_at_once_does_one_of_the_two(self, obiettivo, ufficio):
        Obiettivo.objects.update(stato=PROPOSTO)
        esiti = self.run(
            lambda: move_obiettivo(obiettivo, CONCORDATO, user=ufficio, versione=1),
            lambda: move_obiettivo(obiettivo, DA_RIVEDERE, user=ufficio, versione=1, motivo="Troppo basso."),
        )
        assert esiti.count("fatto") == 1
        (atto,) = Transizione.objects.all()
        obiettivo.refresh_from_db()
        assert (obiettivo.stato, obiettivo.versione) == (atto.a, 2)
        assert Commento.objects.count() == (1 if atto.a == DA_RIVEDERE else 0)

    def test_two_acts_on_the_same_many_do_each_once(self, obiettivo, dirigente):
        for _ in range(5):
            make_obiettivo(progetto=obiettivo.progetto)
        chiavi = list(Obiettivo.objects.values_list("pk", flat=True))
        self.run(
            lambda: move_obiettivi(obiettivo.ciclo, dict.fromkeys(chiavi, 1), PROPOSTO, user=dirigente),
            lambda: move_obiettivi(obiettivo.ciclo, dict.fromkeys(reversed(chiavi), 1), PROPOSTO, user=dirigente),
        )
        assert sorted(Transizione.objects.values_list("oggetto_id", flat=True)) == sorted(chiavi)
