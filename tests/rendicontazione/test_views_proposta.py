import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from obiettivi.models import Ciclo, Commento, Obiettivo
from organizzazione.models import Ruolo, Transizione
from rendicontazione.services.proposta import VECCHIA
from tests import factories
from tests.pagine import read_tables
from tests.rendicontazione.test_proposta import make_obiettivo

pytestmark = pytest.mark.django_db


@pytest.fixture
def obiettivo():
    return make_obiettivo()


@pytest.fixture
def dirigente(obiettivo, accedi):
    return accedi(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, obiettivo.struttura)


@pytest.fixture
def ufficio(obiettivo, accedi):
    return accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente)


def url(nome, obiettivo, pk=None):
    return reverse(nome, args=[obiettivo.ciclo.ente.codice, obiettivo.ciclo.anno, pk or obiettivo.pk])


def post(client, obiettivo, **dati):
    return client.post(url("proposta", obiettivo), dati)


def stato_of(obiettivo):
    return Obiettivo.objects.values_list("stato", flat=True).get(pk=obiettivo.pk)


class TestObiettivo:
    def test_button_of_the_page_sends_the_proposal(self, obiettivo, dirigente):
        pagina = dirigente.get(url("obiettivo", obiettivo))
        assertContains(pagina, '<input type="hidden" name="atto" value="proposto">', html=True, count=1)
        assertContains(pagina, '<input type="hidden" name="versione" value="1">', html=True, count=1)
        risposta = post(dirigente, obiettivo, atto="proposto", versione="1")
        assertRedirects(risposta, url("obiettivo", obiettivo) + "#proposta")
        assert stato_of(obiettivo) == "proposto"

    def test_whoever_cannot_act_is_told_who_can(self, obiettivo, ufficio):
        pagina = ufficio.get(url("obiettivo", obiettivo))
        assert pagina.context["riquadro"].passaggi == []
        assertContains(pagina, "Lo scrive e lo invia chi risponde della sua struttura.")

    def test_office_finds_agree_and_return(self, obiettivo, ufficio):
        Obiettivo.objects.update(stato="proposto")
        nomi = [p.nome for p in ufficio.get(url("obiettivo", obiettivo)).context["riquadro"].passaggi]
        assert nomi == ["Concorda", "Rinvia con un motivo"]

    def test_blocking_findings_take_the_place_of_the_button(self, obiettivo, dirigente):
        obiettivo.indicatori.all().delete()
        pagina = dirigente.get(url("obiettivo", obiettivo))
        assertContains(pagina, "<li>L&#x27;obiettivo non ha indicatori né fasi: non si può misurare.</li>", html=True)
        assertNotContains(pagina, "Invia la proposta</button>")

    def test_severity_chosen_by_the_ente_counts(self, obiettivo, dirigente):
        obiettivo.indicatori.all().delete()
        obiettivo.ciclo.ente.gravita_controlli.create(controllo="obiettivo_senza_misura", gravita="avviso")
        assertContains(dirigente.get(url("obiettivo", obiettivo)), "Invia la proposta</button>")
        post(dirigente, obiettivo, atto="proposto", versione="1")
        assert stato_of(obiettivo) == "proposto"

    def test_refusal_keeps_what_was_written(self, obiettivo, ufficio):
        Obiettivo.objects.update(stato="proposto", versione=4)
        risposta = post(
            ufficio, obiettivo, atto="da_rivedere", versione="3", motivo="Manca <la fonte>", campo="indicatori"
        )
        assert risposta.status_code == 409
        assertContains(risposta, VECCHIA.replace("'", "&#x27;"), status_code=409)
        assertContains(risposta, "Manca &lt;la fonte&gt;</textarea>", status_code=409)
        assertContains(risposta, '<option value="indicatori" selected>Indicatori</option>', status_code=409, html=True)
        assert (stato_of(obiettivo), Transizione.objects.count(), Commento.objects.count()) == ("proposto", 0, 0)

    @pytest.mark.parametrize("atto", ["", "bozza", "cancella"])
    def test_unknown_act_is_refused(self, obiettivo, dirigente, atto):
        assertContains(post(dirigente, obiettivo, atto=atto), "usare i pulsanti della pagina", status_code=409)

    @pytest.mark.parametrize("versione", ["", "x", "-1", "9" * 30, "²"])
    def test_nonsense_versions_are_stale(self, obiettivo, dirigente, versione):
        assert post(dirigente, obiettivo, atto="proposto", versione=versione).status_code == 409
        assert stato_of(obiettivo) == "bozza"

    def test_objective_of_another_cdr_is_not_there(self, obiettivo, accedi):
        altro = factories.StrutturaFactory(ente=obiettivo.ciclo.ente)
        client = accedi(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, altro)
        assert post(client, obiettivo, atto="proposto", versione="1").status_code == 404
        assert post(client, obiettivo, atto="commenta", testo="Ciao").status_code == 404

    def test_history_tells_each_step(self, obiettivo, ufficio):
        storia = ufficio.get(url("obiettivo", obiettivo)).context["riquadro"].storia
        assert storia == []
        obiettivo.refresh_from_db()
        chi = factories.IncaricoFactory(
            ruolo=Ruolo.DIRIGENTE, ente=obiettivo.ciclo.ente, struttura=obiettivo.struttura
        ).utente
        ufficio.force_login(chi)
        post(ufficio, obiettivo, atto="proposto", versione="1")
        pagina = ufficio.get(url("obiettivo", obiettivo))
        assert [(p.nome, p.transizione.utente) for p in pagina.context["riquadro"].storia] == [
            ("Proposta inviata", chi)
        ]
        assertContains(pagina, "<strong>Proposta inviata</strong>")


class TestCommenti:
    def test_remark_on_a_field_is_answered_and_closed(self, obiettivo, dirigente):
        ufficio = factories.IncaricoFactory(ruolo=Ruolo.CONTROLLO, ente=obiettivo.ciclo.ente).utente
        commento = Commento.objects.create(obiettivo=obiettivo, autore=ufficio, campo="fasi", testo="Chi la segue?")
        post(dirigente, obiettivo, atto="rispondi", commento=commento.pk, testo="L'ufficio <gare>.")
        ((filo, chiude),) = dirigente.get(url("obiettivo", obiettivo)).context["riquadro"].fili
        assert (filo.campo, [r.testo for r in filo.risposte], filo.dell_ufficio, chiude) == (
            *("Fasi", ["L'ufficio <gare>."], False),
            False,
        )
        dirigente.force_login(ufficio)
        post(dirigente, obiettivo, atto="chiudi", commento=commento.pk)
        commento.refresh_from_db()
        assert commento.risolto_da == ufficio

    @pytest.mark.parametrize("ruolo", [Ruolo.OIV, Ruolo.LETTORE])
    def test_whoever_only_reads_does_not_write(self, obiettivo, accedi, ruolo):
        client = accedi(ruolo, obiettivo.ciclo.ente)
        assertNotContains(client.get(url("obiettivo", obiettivo)), "Scrivi un commento")
        assert post(client, obiettivo, atto="commenta", testo="Bello").status_code == 409
        assert Commento.objects.count() == 0

    def test_responsabile_of_a_contributing_structure_writes(self, obiettivo, accedi):
        altra = factories.StrutturaFactory(ente=obiettivo.ciclo.ente)
        obiettivo.contributi.add(altra)
        client = accedi(Ruolo.DIRIGENTE, obiettivo.ciclo.ente, altra)
        post(client, obiettivo, atto="commenta", testo="Ci siamo.", campo="inventato")
        assert list(Commento.objects.values_list("campo", "testo")) == [("", "Ci siamo.")]

    def test_empty_remark_is_refused(self, obiettivo, dirigente):
        risposta = post(dirigente, obiettivo, atto="commenta", testo="  ")
        assertContains(risposta, "Scrivere il testo del commento.", status_code=409)

    def test_closed_remark_is_neither_answered_nor_closed_again(self, obiettivo, ufficio):
        commento = Commento.objects.create(obiettivo=obiettivo, autore=factories.UtenteFactory(), testo="Ok?")
        post(ufficio, obiettivo, atto="chiudi", commento=commento.pk)
        for atto in ("chiudi", "rispondi"):
            risposta = post(ufficio, obiettivo, atto=atto, commento=commento.pk, testo="No.")
            assertContains(risposta, "Il commento è già stato chiuso", status_code=409)

    def test_remark_of_another_objective_is_not_there(self, obiettivo, ufficio):
        altro = Commento.objects.create(
            obiettivo=factories.ObiettivoFactory(), autore=factories.UtenteFactory(), testo="Segreto"
        )
        assertContains(
            post(ufficio, obiettivo, atto="rispondi", commento=altro.pk, testo="No."), "non c", status_code=409
        )
        assert Commento.objects.count() == 1

    @pytest.mark.parametrize("quanti", [1, 4])
    def test_remarks_take_a_constant_number_of_queries(self, obiettivo, ufficio, quanti, django_assert_num_queries):
        for _ in range(quanti):
            primo = Commento.objects.create(obiettivo=obiettivo, autore=factories.UtenteFactory(), testo="Perché?")
            Commento.objects.create(
                obiettivo=obiettivo, autore=factories.UtenteFactory(), testo="Così.", risposta_a=primo
            )
        with django_assert_num_queries(25):
            ufficio.get(url("obiettivo", obiettivo))


class TestProposte:
    def page(self, client, obiettivo):
        return client.get(url("proposte", obiettivo, obiettivo.struttura_id))

    def test_lists_the_objectives_with_what_blocks_them(self, obiettivo, dirigente):
        factories.ObiettivoFactory(progetto=obiettivo.progetto, codice="ZZ", titolo="Senza misura")
        factories.ObiettivoFactory(ciclo=obiettivo.ciclo, progetto__ciclo=obiettivo.ciclo)
        righe = read_tables(self.page(dirigente, obiettivo))[0]
        assert righe == [
            ["Scegli", "Codice", "Obiettivo", "Stato", "Che cosa lo blocca"],
            ["", obiettivo.codice, obiettivo.titolo, "Bozza", ""],
            ["", "ZZ", "Senza misura", "Bozza", "L'obiettivo non ha indicatori né fasi: non si può misurare."],
        ]

    def test_sends_all_that_can_be_sent_in_one_act(self, obiettivo, dirigente):
        bloccato = factories.ObiettivoFactory(progetto=obiettivo.progetto, codice="ZZ")
        dati = {"atto": "proposto", "obiettivo": [f"{obiettivo.pk}:1", f"{bloccato.pk}:1"]}
        risposta = dirigente.post(url("proposte", obiettivo, obiettivo.struttura_id), dati, follow=True)
        assert [str(m) for m in risposta.context["messages"]] == [
            "1 obiettivo inviato.",
            "ZZ: I controlli non lasciano inviare la proposta. L'obiettivo non ha indicatori né fasi: non si può "
            "misurare.",
        ]
        assert (stato_of(obiettivo), stato_of(bloccato)) == ("proposto", "bozza")

    def test_office_agrees_on_all(self, obiettivo, ufficio):
        altro = make_obiettivo("proposto", progetto=obiettivo.progetto)
        Obiettivo.objects.update(stato="proposto")
        assertContains(self.page(ufficio, obiettivo), "Concorda gli obiettivi scelti")
        dati = {"atto": "concordato", "obiettivo": [f"{obiettivo.pk}:1", f"{altro.pk}:1"]}
        risposta = ufficio.post(url("proposte", obiettivo, obiettivo.struttura_id), dati, follow=True)
        assert [str(m) for m in risposta.context["messages"]] == ["2 obiettivi concordati."]

    def test_objectives_of_others_are_left_alone(self, obiettivo, dirigente):
        altrui = make_obiettivo(ciclo=obiettivo.ciclo, progetto__ciclo=obiettivo.ciclo)
        dati = {"atto": "proposto", "obiettivo": [f"{altrui.pk}:1", "x:y", ""]}
        risposta = dirigente.post(url("proposte", obiettivo, obiettivo.struttura_id), dati, follow=True)
        assert [str(m) for m in risposta.context["messages"]] == [
            "Non era scelto nessun obiettivo: non è stato fatto niente."
        ]
        assert stato_of(altrui) == "bozza"

    def test_approved_plan_says_how_it_changes(self, obiettivo, ufficio):
        Ciclo.objects.update(stato=Ciclo.Stato.APPROVATO)
        Obiettivo.objects.update(stato="proposto")
        assertContains(self.page(ufficio, obiettivo), "gli obiettivi si cambiano solo con una variazione")
