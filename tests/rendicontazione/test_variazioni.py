"""Variazioni: who asks, opens, proposes and decides; what an approval and a refusal leave."""

import datetime
import json
from decimal import Decimal

import pytest
import time_machine

from budget.models import QuotaCapitolo
from obiettivi.models import Fase, Indicatore, Obiettivo, Progetto
from organizzazione.models import Ruolo, Transizione
from pianoperformance.base.stati import Atto, PassaggioRifiutato
from rendicontazione.canonico import load_quadro
from rendicontazione.models import Documento, Variazione
from rendicontazione.queries import build_quadro
from rendicontazione.services import variazioni as servizi
from rendicontazione.services.approvazione import approve_piano
from rendicontazione.services.istantanea import take_istantanea
from tests import factories

pytestmark = pytest.mark.django_db

ATTO = Atto("Giunta", "12", datetime.date(2026, 2, 3))
ATTO_2 = Atto("Giunta", "80", datetime.date(2026, 2, 27))


@pytest.fixture(autouse=True)
def giorno():
    with time_machine.travel(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def piano():
    """A plan with two CdR, ready to be approved: a project and a measured objective each, one with two phases."""
    ciclo = factories.CicloFactory()
    for codice in ("85", "90"):
        cdr = factories.StrutturaFactory(ente=ciclo.ente, codice=codice)
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice=f"P{codice}")
        obiettivo = factories.ObiettivoFactory(progetto=progetto, codice=f"OB{codice}")
        factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo, indicatore__codice=f"I{codice}")
        for ordine in (1, 2):
            factories.FaseFactory(obiettivo=obiettivo, ordine=ordine, descrizione=f"Fase {ordine}")
        capitolo = factories.CapitoloFactory(ciclo=ciclo, struttura=cdr, numero=f"300{codice}")
        factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo=Decimal(1000))
    return ciclo


@pytest.fixture
def ufficio(piano, make_utente):
    return make_utente(Ruolo.CONTROLLO, piano.ente)


@pytest.fixture
def approvato(piano, ufficio):
    approve_piano(piano, user=ufficio, atto=ATTO)
    piano.refresh_from_db()
    return piano


def cdr_of(ciclo, codice):
    return ciclo.ente.strutture.get(codice=codice)


def open_for(ciclo, user, *codici):
    strutture = [cdr_of(ciclo, codice) for codice in codici]
    return servizi.create_variazione(ciclo, user=user, strutture=strutture, oggetto="Assestamento")


def refused(funzione, *args, **kwargs):
    """The sentence of a refusal."""
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        funzione(*args, **kwargs)
    return str(rifiuto.value)


def edit(ciclo, codice="85", importo=1500):
    """Change a plan as a dirigente would: more money, another title, a phase more and one less, two swapped."""
    QuotaCapitolo.objects.filter(capitolo__ciclo=ciclo, capitolo__numero=f"300{codice}").update(importo=importo)
    obiettivo = ciclo.obiettivi.get(codice=f"OB{codice}")
    obiettivo.titolo = "Un altro titolo"
    obiettivo.versione += 1
    obiettivo.save()
    return obiettivo


def plain_rows(ciclo):
    """All the rows of the plan, without the counter of the edits."""
    strutture = ciclo.ente.strutture.values_list("pk", flat=True)
    righe = json.loads(take_istantanea(ciclo, strutture))
    for riga in righe:
        riga["fields"].pop("versione", None)
    return righe


def history_of(oggetto):
    passi = Transizione.objects.filter(oggetto_tipo__model="variazione", oggetto_id=oggetto.pk)
    return [(t.da, t.a, t.utente, t.motivazione, t.atto_numero) for t in passi]


def test_approved_variazione_is_the_next_version(approvato, ufficio):
    prima = load_quadro(Documento.objects.get().quadro)
    variazione = open_for(approvato, ufficio, "85")
    edit(approvato)
    servizi.propose_variazione(variazione, user=ufficio)
    documento = servizi.approve_variazione(variazione, user=ufficio, atto=ATTO_2)
    dopo = load_quadro(documento.quadro)
    assert (documento.versione, documento.tipo, documento.numero) == (2, Documento.Tipo.VARIAZIONE, "80")
    assert dopo == build_quadro(approvato)
    assert dopo.cdr[0].progetti[0].quote[0].importo == Decimal(1500)
    assert dopo.cdr[1] == prima.cdr[1]
    assert load_quadro(Documento.objects.get(versione=1).quadro) == prima
    variazione.refresh_from_db()
    assert (variazione.stato, variazione.documento) == (Variazione.Stato.APPROVATA, documento)


def test_every_step_leaves_a_transition(approvato, ufficio, make_utente):
    dirigente = make_utente(Ruolo.DIRIGENTE, approvato.ente, cdr_of(approvato, "85"))
    variazione = servizi.request_variazione(
        approvato, user=dirigente, strutture=[cdr_of(approvato, "85")], oggetto="Più ore", motivo="Due assunzioni"
    )
    servizi.open_variazione(variazione, user=ufficio)
    edit(approvato)
    servizi.propose_variazione(variazione, user=dirigente)
    servizi.return_variazione(variazione, user=ufficio, motivo="Manca una fase")
    servizi.propose_variazione(variazione, user=dirigente)
    servizi.approve_variazione(variazione, user=ufficio, atto=ATTO_2)
    assert history_of(variazione) == [
        ("", "richiesta", dirigente, "Due assunzioni", ""),
        ("richiesta", "bozza", ufficio, "", ""),
        ("bozza", "proposta", dirigente, "", ""),
        ("proposta", "bozza", ufficio, "Manca una fase", ""),
        ("bozza", "proposta", dirigente, "", ""),
        ("proposta", "approvata", ufficio, "", "80"),
    ]


def test_refusal_puts_every_row_back(approvato, ufficio):
    prima, quadro = plain_rows(approvato), build_quadro(approvato)
    variazione = open_for(approvato, ufficio, "85")
    obiettivo = edit(approvato)
    obiettivo.contributi.add(cdr_of(approvato, "90"))
    uno, due = obiettivo.fasi.order_by("ordine")
    Fase.objects.filter(pk=uno.pk).update(ordine=9)
    Fase.objects.filter(pk=due.pk).update(ordine=1)
    Fase.objects.filter(pk=uno.pk).update(ordine=2)
    Indicatore.objects.filter(obiettivo=obiettivo).delete()
    nuovo = factories.ObiettivoFactory(progetto=obiettivo.progetto)
    factories.ValoreAttesoFactory(indicatore__obiettivo=nuovo)
    factories.QuotaPersonaleFactory(progetto=None, obiettivo=nuovo, ciclo=approvato, persona__ente=approvato.ente)
    assert plain_rows(approvato) != prima
    servizi.refuse_variazione(variazione, user=ufficio, motivo="Non c'è copertura")
    assert plain_rows(approvato) == prima
    assert build_quadro(approvato) == quadro


def test_refusal_is_kept_with_its_reason_and_what_it_refused(approvato, ufficio):
    variazione = open_for(approvato, ufficio, "85")
    obiettivo = edit(approvato)
    servizi.propose_variazione(variazione, user=ufficio)
    servizi.refuse_variazione(variazione, user=ufficio, motivo="Non c'è copertura", atto=ATTO_2)
    variazione.refresh_from_db()
    assert (variazione.stato, variazione.esito_motivo) == (Variazione.Stato.RESPINTA, "Non c'è copertura")
    assert load_quadro(variazione.proposta).cdr[0].progetti[0].obiettivi[0].titolo == "Un altro titolo"
    assert history_of(variazione)[-1] == ("proposta", "respinta", ufficio, "Non c'è copertura", "80")
    versioni = obiettivo.history.order_by("history_id").values_list("titolo", "history_change_reason")
    assert [motivo for _, motivo in versioni] == [None, None, "Variazione n. 1 respinta"]
    assert (versioni[1][0], versioni[2][0]) == ("Un altro titolo", versioni[0][0])


def test_refusal_moves_on_the_counter_against_stale_pages(approvato, ufficio):
    variazione = open_for(approvato, ufficio, "85")
    vista = edit(approvato).versione
    servizi.refuse_variazione(variazione, user=ufficio, motivo="No")
    assert approvato.obiettivi.get(codice="OB85").versione == vista + 1
    assert approvato.obiettivi.get(codice="OB90").versione == 1


def test_refusal_without_reason_is_refused(approvato, ufficio):
    variazione = open_for(approvato, ufficio, "85")
    frase = refused(servizi.refuse_variazione, variazione, user=ufficio, motivo="  ")
    assert frase == "Per «Abbandona la variazione» bisogna scrivere il motivo."


def test_refusal_that_would_take_away_what_others_use_says_so(approvato, ufficio):
    prima, _ = open_for(approvato, ufficio, "85"), open_for(approvato, ufficio, "90")
    capitolo = factories.CapitoloFactory(ciclo=approvato, struttura=cdr_of(approvato, "85"), numero="39999")
    factories.QuotaCapitoloFactory(progetto=approvato.progetti.get(codice="P90"), capitolo=capitolo)
    frase = refused(servizi.refuse_variazione, prima, user=ufficio, motivo="No")
    assert frase.startswith("«Cap. 39999 Art. 00 PRESTAZIONI DI SERVIZI» (capitolo), che questa variazione aveva")
    prima.refresh_from_db()
    assert prima.stato == Variazione.Stato.BOZZA


def test_refusal_does_not_take_away_an_objective_of_another_variazione(approvato, ufficio):
    open_for(approvato, ufficio, "85")
    seconda = open_for(approvato, ufficio, "90")
    obiettivo = approvato.obiettivi.get(codice="OB85")
    obiettivo.progetto, obiettivo.struttura = approvato.progetti.get(codice="P90"), cdr_of(approvato, "90")
    obiettivo.save()
    frase = refused(servizi.refuse_variazione, seconda, user=ufficio, motivo="No")
    assert frase.endswith(
        "viene da un centro di responsabilità che ha un'altra variazione aperta: riportarlo dov'era, "
        "poi chiudere questa."
    )
    assert Obiettivo.objects.filter(pk=obiettivo.pk).exists()


def test_two_variazioni_on_different_cdr_are_approved_in_any_order(approvato, ufficio):
    prima, seconda = open_for(approvato, ufficio, "85"), open_for(approvato, ufficio, "90")
    edit(approvato, "85", 1500)
    edit(approvato, "90", 1700)
    servizi.propose_variazione(prima, user=ufficio)
    servizi.propose_variazione(seconda, user=ufficio)
    due = load_quadro(servizi.approve_variazione(seconda, user=ufficio, atto=ATTO_2).quadro)
    tre = load_quadro(servizi.approve_variazione(prima, user=ufficio, atto=ATTO_2).quadro)
    importi = [[cdr.progetti[0].quote[0].importo for cdr in q.cdr] for q in (due, tre)]
    assert importi == [[Decimal(1000), Decimal(1700)], [Decimal(1500), Decimal(1700)]]
    assert tre == build_quadro(approvato)


def test_cdr_already_in_a_variazione_is_refused(approvato, ufficio):
    area = factories.StrutturaFactory(ente=approvato.ente, codice="A1", cdr=False)
    struttura = cdr_of(approvato, "85")
    struttura.padre = area
    struttura.save()
    open_for(approvato, ufficio, "85")
    frase = refused(open_for, approvato, ufficio, "A1")
    assert frase == f"C'è già una variazione aperta, la n. 1, per {struttura}: va conclusa prima."
    assert Variazione.objects.count() == 1


def test_closed_variazione_frees_its_cdr(approvato, ufficio):
    servizi.refuse_variazione(open_for(approvato, ufficio, "85"), user=ufficio, motivo="No")
    assert open_for(approvato, ufficio, "85").numero == 2


def test_dirigente_asks_for_his_own_cdr_only(approvato, make_utente):
    dirigente = make_utente(Ruolo.DIRIGENTE, approvato.ente, cdr_of(approvato, "85"))
    frase = refused(
        servizi.request_variazione,
        approvato,
        user=dirigente,
        strutture=[cdr_of(approvato, "90")],
        oggetto="Altro",
    )
    assert frase == "Si può chiedere una variazione solo per le strutture di cui si risponde."


@pytest.mark.parametrize("ruolo", [Ruolo.DIRIGENTE, Ruolo.REFERENTE])
def test_only_the_office_opens(approvato, make_utente, ruolo):
    utente = make_utente(ruolo, approvato.ente, cdr_of(approvato, "85"))
    frase = refused(open_for, approvato, utente, "85")
    assert frase == "Una variazione la apre solo il controllo di gestione o l'amministratore."


def test_dirigente_of_another_cdr_does_not_propose(approvato, ufficio, make_utente):
    variazione = open_for(approvato, ufficio, "85")
    edit(approvato)
    estraneo = make_utente(Ruolo.DIRIGENTE, approvato.ente, cdr_of(approvato, "90"))
    frase = refused(servizi.propose_variazione, variazione, user=estraneo)
    assert frase == "La propone chi risponde di tutte le sue strutture, o il controllo di gestione."


def test_plan_in_preparation_has_no_variazioni(piano, ufficio):
    frase = refused(open_for, piano, ufficio, "85")
    assert frase == "Si fanno variazioni di un piano approvato: il piano 2026 è in preparazione."


def test_variazione_that_changes_nothing_is_not_proposed(approvato, ufficio):
    variazione = open_for(approvato, ufficio, "85")
    frase = refused(servizi.propose_variazione, variazione, user=ufficio)
    assert frase == "La variazione non cambia niente: non c'è niente da proporre."


def test_findings_of_its_cdr_block_and_those_of_others_do_not(approvato, ufficio):
    altrui, propria = (approvato.capitoli.get(numero=f"300{codice}") for codice in ("90", "85"))
    variazione = open_for(approvato, ufficio, "85")
    edit(approvato)
    altrui.stanziamento = Decimal(10)
    altrui.save()
    servizi.propose_variazione(variazione, user=ufficio)
    servizi.return_variazione(variazione, user=ufficio, motivo="Un conto")
    propria.stanziamento = Decimal(10)
    propria.save()
    frase = refused(servizi.propose_variazione, variazione, user=ufficio)
    assert frase.startswith("I controlli bloccano l'approvazione. Capitolo")


def test_what_is_approved_is_what_was_proposed(approvato, ufficio):
    variazione = open_for(approvato, ufficio, "85")
    edit(approvato)
    servizi.propose_variazione(variazione, user=ufficio)
    edit(approvato, importo=9000)
    frase = refused(servizi.approve_variazione, variazione, user=ufficio, atto=ATTO_2)
    assert frase.startswith("Il piano di questi centri di responsabilità non è più quello che è stato proposto")
    assert Documento.objects.count() == 1


@pytest.mark.parametrize(
    ("passo", "frase"),
    [
        ("approve_variazione", "Dallo stato «Aperta» non si può passare a «Approvata»."),
        ("return_variazione", "È già nello stato «Aperta»: qualcuno lo ha fatto prima. Ricaricare la pagina."),
    ],
)
def test_step_out_of_turn_is_refused(approvato, ufficio, passo, frase):
    variazione = open_for(approvato, ufficio, "85")
    dati = {"atto": ATTO_2} if passo == "approve_variazione" else {"motivo": "Un motivo"}
    assert refused(getattr(servizi, passo), variazione, user=ufficio, **dati) == frase


def test_second_approval_is_refused(approvato, ufficio):
    variazione = open_for(approvato, ufficio, "85")
    edit(approvato)
    servizi.propose_variazione(variazione, user=ufficio)
    servizi.approve_variazione(variazione, user=ufficio, atto=ATTO_2)
    frase = refused(servizi.approve_variazione, variazione, user=ufficio, atto=ATTO_2)
    assert frase == "È già nello stato «Approvata»: qualcuno lo ha fatto prima. Ricaricare la pagina."
    assert Documento.objects.count() == 2


def test_law_deadline_is_15_december_unless_the_ente_moves_it(approvato):
    assert servizi.scadenza_of(approvato) == datetime.date(2026, 12, 15)
    approvato.scadenze.create(codice="variazioni", denominazione="Variazioni", data=datetime.date(2026, 11, 30))
    assert servizi.scadenza_of(approvato) == datetime.date(2026, 11, 30)


def test_objective_of_a_project_stands_where_its_project_does(approvato, ufficio):
    """Its own structure may be another: it is printed, written down and approved with the CdR of the project."""
    altra = factories.StrutturaFactory(ente=approvato.ente, codice="99")
    variazione = open_for(approvato, ufficio, "85")
    obiettivo = edit(approvato)
    obiettivo.struttura = altra
    obiettivo.save()
    servizi.propose_variazione(variazione, user=ufficio)
    dopo = load_quadro(servizi.approve_variazione(variazione, user=ufficio, atto=ATTO_2).quadro)
    assert [o.codice for o in dopo.cdr[0].tutti_gli_obiettivi] == ["OB85"]
    assert Progetto.objects.get(codice="P85").obiettivi.get().struttura == altra
