"""The admin of the plan: lists, searches and choices."""

import pytest
from django.urls import reverse

from obiettivi.models import (
    Azione,
    Ciclo,
    CriterioPesatura,
    Indicatore,
    Indirizzo,
    Missione,
    Obiettivo,
    ObiettivoStrategico,
    Progetto,
    SistemaValutazione,
    TipologiaObiettivo,
)
from organizzazione.models import Ruolo
from tests.factories import (
    AzioneFactory,
    CicloFactory,
    EnteFactory,
    IndicatoreFactory,
    ObiettivoFactory,
    ProgettoFactory,
    TipologiaObiettivoFactory,
    ValoreAttesoFactory,
)
from tests.gestione import choices_of, form_data, listed, url_of

pytestmark = pytest.mark.django_db


def approve(ciclo):
    ciclo.stato = Ciclo.Stato.APPROVATO
    ciclo.save()


class TestScelte:
    def test_project_of_the_same_year(self, obiettivo, gestore):
        altro = ProgettoFactory(ciclo=CicloFactory(ente=obiettivo.ciclo.ente, anno=2027))
        assert set(choices_of(gestore, Obiettivo, "progetto")) == {str(obiettivo.progetto), str(altro)}
        assert choices_of(gestore, Obiettivo, "progetto", ciclo=obiettivo.ciclo_id) == [str(obiettivo.progetto)]
        pagina = gestore.get(url_of(Obiettivo, "change", obiettivo)).content.decode()
        assert f"{reverse('admin:autocomplete')}?ciclo={obiettivo.ciclo_id}" in pagina

    def test_year_cannot_be_changed_afterwards(self, obiettivo, change):
        altro = CicloFactory(ente=obiettivo.ciclo.ente, anno=2027)
        change(obiettivo.progetto, ciclo=altro.pk, titolo="Nuovo titolo")
        progetto = Progetto.objects.get()
        assert (progetto.ciclo, progetto.titolo) == (obiettivo.ciclo, "Nuovo titolo")

    def test_new_project_stays_open_to_be_filled(self, obiettivo, gestore):
        dati = form_data(gestore.get(url_of(Progetto, "add")), cdr=obiettivo.struttura_id, codice="N1", titolo="Nuovo")
        risposta = gestore.post(url_of(Progetto, "add"), {**dati, "_save": "1"}, follow=True)
        progetto = Progetto.objects.get(codice="N1")
        assert risposta.redirect_chain == [(url_of(Progetto, "change", progetto), 302)]
        assert [str(m) for m in risposta.context["messages"]] == [
            f'Dati salvati: progetto "<a href="{url_of(Progetto, "change", progetto)}">N1 Nuovo</a>".'
        ]

    def test_objective_is_added_from_its_project(self, obiettivo, gestore):
        progetto = obiettivo.progetto
        dati = f"ciclo={progetto.ciclo_id}&amp;progetto={progetto.pk}&amp;struttura={progetto.cdr_id}"
        pagina = gestore.get(url_of(Progetto, "change", progetto)).content.decode()
        assert f'<a href="{url_of(Obiettivo, "add")}?{dati}">Aggiungi un obiettivo</a>' in pagina

    def test_pages_lead_to_those_of_the_plan(self, obiettivo, gestore):
        radice = reverse("ciclo", args=[obiettivo.ciclo.ente.codice, 2026])
        attesi = [
            (obiettivo.ciclo, radice),
            (obiettivo.progetto, f"{radice}progetti/{obiettivo.progetto_id}/"),
            (obiettivo, f"{radice}obiettivi/{obiettivo.pk}/"),
        ]
        for riga, atteso in attesi:
            pagina = gestore.get(url_of(type(riga), "change", riga)).content.decode()
            assert f'<a href="{atteso}" class="viewsitelink">' in pagina
            assert gestore.get(atteso).status_code == 200

    def test_year_filters(self, obiettivo, gestore):
        altro = ObiettivoFactory(progetto__ciclo=CicloFactory(ente=obiettivo.ciclo.ente, anno=2027))
        assert listed(gestore, Obiettivo, anno="2027") == [altro]
        assert len(listed(gestore, Obiettivo, anno="duemila")) == 2
        assert listed(gestore, Ciclo, anno="2026") == [obiettivo.ciclo]

    def test_reference_data_are_read_only(self, gestore):
        missione = Missione.objects.create(codice="12", denominazione="Diritti sociali", dal_anno=2016)
        assert listed(gestore, Missione) == [missione]
        assert "dal 2016" in gestore.get(url_of(Missione, "changelist")).content.decode()
        assert gestore.post(url_of(Missione, "change", missione), {"codice": "99"}).status_code == 403


CODICI = {Progetto: "PD_8501", Obiettivo: "OB_8501", Indicatore: "M_8501_1", Azione: "A8501"}


@pytest.mark.parametrize("modello", CODICI)
def test_search_by_code_and_by_text(modello, accedi):
    indicatore = IndicatoreFactory(codice="M_8501_1", testo="Famiglie coinvolte")
    obiettivo = indicatore.obiettivo
    Obiettivo.objects.filter(pk=obiettivo.pk).update(codice="OB_8501", titolo="Sostegno alle Famiglie")
    Progetto.objects.filter(pk=obiettivo.progetto_id).update(codice="PD_8501", titolo="Famiglie")
    strategia = {"obiettivo_strategico__indirizzo__ente": obiettivo.ciclo.ente}
    AzioneFactory(codice="A8501", denominazione="Aiuti alle famiglie", **strategia)
    IndicatoreFactory(obiettivo__progetto__ciclo=obiettivo.ciclo, testo="Utenti")
    AzioneFactory(**strategia)
    client = accedi(Ruolo.CONTROLLO, obiettivo.ciclo.ente)
    for cercato in ("8501", "famiglie"):
        assert [riga.codice for riga in listed(client, modello, q=cercato)] == [CODICI[modello]]


def make_completo(ciclo):
    azione = AzioneFactory(obiettivo_strategico__indirizzo__ente=ciclo.ente)
    progetto = ProgettoFactory(ciclo=ciclo, azione=azione)
    obiettivo = ObiettivoFactory(progetto=progetto, tipologia=TipologiaObiettivoFactory(ente=ciclo.ente))
    ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
    sistema = SistemaValutazione.objects.create(ente=ciclo.ente, anno=2030 + progetto.pk % 50, denominazione="SMVP")
    CriterioPesatura.objects.create(sistema=sistema, codice="S", denominazione="Strategicità")
    CicloFactory(ente=ciclo.ente, anno=sistema.anno, sistema_valutazione=sistema)


@pytest.mark.parametrize(
    ("modello", "quante"),
    [
        (Ciclo, 8),
        (SistemaValutazione, 8),
        (CriterioPesatura, 8),
        (TipologiaObiettivo, 7),
        (Indirizzo, 7),
        (ObiettivoStrategico, 8),
        (Azione, 8),
        (Progetto, 10),
        (Obiettivo, 10),
        (Indicatore, 11),
    ],
)
def test_list_takes_the_same_queries_however_long(modello, quante, accedi, django_assert_num_queries):
    ciclo = CicloFactory()
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    for quanti_nuovi in (1, 2):
        for _ in range(quanti_nuovi):
            make_completo(ciclo)
        with django_assert_num_queries(quante):
            client.get(url_of(modello, "changelist"))


def test_amministratore_does_all_that_controllo_does(accedi):
    ente = EnteFactory()
    for ruolo in (Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO):
        pagina = accedi(ruolo, ente).get(reverse("admin:index"))
        permessi = {m["object_name"]: m["perms"] for r in pagina.context["app_list"][1:] for m in r["models"]}
        assert (
            permessi.pop("Missione")
            == permessi.pop("Programma")
            == permessi.pop("Titolo")
            == {
                **dict.fromkeys(("add", "change", "delete"), False),
                "view": True,
            }
        )
        assert permessi.pop("TotaleStampato") == {"add": False, "change": False, "delete": True, "view": True}
        assert {tuple(p.values()) for p in permessi.values()} == {(True, True, True, True)}
