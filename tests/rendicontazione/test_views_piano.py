import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from budget.models import TotaleStampato
from organizzazione.models import Incarico, Ruolo, Utente
from rendicontazione.quadro import ENTRATA, SPESA, sum_importi
from rendicontazione.queries import build_quadro
from rendicontazione.queries.conteggi import load_conteggi
from rendicontazione.riepilogo import sum_or_none
from tests import factories
from tests.pagine import read_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def ciclo():
    return factories.CicloFactory(ente__denominazione="Comune di Valdorso")


@pytest.fixture
def cdr(ciclo):
    return factories.StrutturaFactory(ente=ciclo.ente, codice="85", denominazione="Servizi sociali")


def page(client, nome, ciclo, *chiavi):
    return client.get(reverse(nome, args=[ciclo.ente.codice, ciclo.anno, *chiavi]))


class TestInizio:
    def test_lists_the_cicli_with_what_the_user_sees_of_them(self, ciclo, cdr, accedi):
        factories.ObiettivoFactory(progetto__ciclo=ciclo, progetto__cdr=cdr)
        factories.ObiettivoFactory(progetto__ciclo=ciclo)
        prossimo = factories.CicloFactory(ente=ciclo.ente, anno=ciclo.anno + 1)
        factories.CicloFactory()
        risposta = accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr).get(reverse("inizio"))
        assert risposta.context["cicli"] == [(prossimo, 0, 0), (ciclo, 1, 1)]

    def test_says_which_post_one_holds_and_what_it_allows(self, ciclo, cdr, accedi):
        risposta = accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr).get(reverse("inizio"))
        assertContains(
            risposta,
            "<li><strong>Dirigente</strong>, Comune di Valdorso, 85 - Servizi sociali: scrivi e proponi "
            "gli obiettivi delle strutture di cui rispondi, li controlli e li stampi.</li>",
            html=True,
        )

    def test_says_when_a_post_ends(self, ciclo, accedi):
        client = accedi(Ruolo.LETTORE, ciclo.ente)
        Incarico.objects.update(al=datetime.date(2099, 12, 31))
        assertContains(client.get(reverse("inizio")), "(fino al 31/12/2099)")

    def test_account_without_posts_is_told_whom_to_ask(self, client):
        client.force_login(factories.UtenteFactory())
        assertContains(client.get(reverse("inizio")), "La tua utenza non ha nessun incarico in corso")

    def test_office_without_plans_is_told_how_to_begin(self, accedi):
        risposta = accedi(Ruolo.CONTROLLO, factories.EnteFactory()).get(reverse("inizio"))
        assertContains(risposta, "Si comincia da una cartella di lavoro")

    def test_reader_without_plans_is_told_who_makes_them(self, accedi):
        risposta = accedi(Ruolo.OIV, factories.EnteFactory()).get(reverse("inizio"))
        assertContains(risposta, "Il tuo ente non ha ancora un piano. Lo prepara il controllo di gestione")


class TestCiclo:
    def fill(self, ciclo, cdr):
        """A plan with every way in which money, people and objectives hang on a CdR."""
        altro = factories.StrutturaFactory(ente=ciclo.ente, codice="87", cdr=False)
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr)
        di_progetto = factories.ObiettivoFactory(progetto=progetto, struttura=altro)
        solo = factories.ObiettivoFactory(progetto=None, ciclo=ciclo, struttura=altro)
        factories.IndicatoreFactory.create_batch(2, obiettivo=di_progetto)
        factories.IndicatoreFactory(obiettivo=solo)
        for chi in ({"progetto": progetto}, *({"progetto": None, "obiettivo": o} for o in (di_progetto, solo))):
            factories.QuotaCapitoloFactory(capitolo__ciclo=ciclo, importo="10.01", **chi)
            factories.QuotaCapitoloFactory(capitolo__ciclo=ciclo, capitolo__lato="E", importo="5", **chi)
            factories.QuotaPersonaleFactory(ciclo=ciclo, persona__ente=ciclo.ente, percentuale="12.5", **chi)
        chi = {"progetto": None, "struttura": cdr, "ciclo": ciclo}
        factories.QuotaPersonaleFactory(persona__ente=ciclo.ente, percentuale="100", **chi)
        factories.QuotaPersonaleFactory(persona__ente=ciclo.ente, percentuale="5", unita="1.05", **chi)

    def test_counts_of_each_cdr_are_those_of_the_quadro(self, ciclo, cdr, make_utente):
        self.fill(ciclo, cdr)
        contati = [
            (c.struttura.pk, c.progetti, c.obiettivi, c.indicatori, c.entrate, c.spesa, c.fte)
            for c in load_conteggi(ciclo, make_utente(Ruolo.CONTROLLO, ciclo.ente))
        ]
        assert contati == [self.count(parte) for parte in build_quadro(ciclo).cdr]
        assert contati[0] == (cdr.pk, 1, 1, 2, Decimal(10), Decimal("20.02"), Decimal("2.30"))

    def count(self, cdr):
        quote = [q for p in cdr.progetti for q in p.tutte_le_quote] + [q for o in cdr.obiettivi for q in o.quote]
        personale = [*cdr.personale, *(q for p in cdr.progetti for q in p.personale)]
        personale += [q for o in cdr.tutti_gli_obiettivi for q in o.personale]
        return (
            cdr.id,
            len(cdr.progetti),
            len(cdr.tutti_gli_obiettivi),
            sum(len(o.indicatori) for o in cdr.tutti_gli_obiettivi),
            sum_importi(quote, lato=ENTRATA),
            sum_importi(quote, lato=SPESA),
            sum_or_none(q.fte for q in personale),
        )

    def test_table_shows_each_cdr_with_its_head_and_the_total(self, ciclo, cdr, accedi):
        self.fill(ciclo, cdr)
        persona = factories.PersonaFactory(ente=ciclo.ente, denominazione="Rossi Ada")
        factories.IncaricoFactory(ente=ciclo.ente, persona=persona, ruolo=Ruolo.DIRIGENTE, struttura=cdr, utente=None)
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "ciclo", ciclo)
        assert read_tables(risposta)[0][1:] == [
            ["85 - Servizi sociali", "Rossi Ada", "1", "1", "2", "10,00", "20,02", "2,30"],
            [str(ciclo.ente.strutture.get(codice="87")), "", "0", "1", "1", "5,00", "10,01", "0,13"],
            ["Totale", "1", "2", "3", "15,00", "30,03", "2,43"],
        ]

    def test_dirigente_sees_his_structures_and_is_told_so(self, ciclo, cdr, accedi):
        factories.ProgettoFactory(ciclo=ciclo)
        risposta = page(accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr), "ciclo", ciclo)
        assert [riga[0] for riga in read_tables(risposta)[0][1:]] == ["85 - Servizi sociali"]
        assertContains(risposta, "Vedi le strutture del tuo incarico")
        assertNotContains(risposta, reverse("admin:index"))

    def test_office_finds_the_administration_and_an_empty_plan_says_how_to_fill_it(self, ciclo, accedi):
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "ciclo", ciclo)
        assertContains(risposta, reverse("admin:index"))
        assertContains(risposta, "si caricano con la cartella di lavoro, foglio «Strutture»")

    def test_reader_elsewhere_does_not_find_the_administration(self, ciclo, accedi):
        client = accedi(Ruolo.LETTORE, ciclo.ente)
        factories.IncaricoFactory(utente=Utente.objects.get(), ruolo=Ruolo.CONTROLLO)
        assertNotContains(page(client, "ciclo", ciclo), reverse("admin:index"))


class TestRiepilogo:
    def test_has_the_columns_groups_and_totals_of_the_allegato(self, ciclo, cdr, accedi):
        indirizzo = factories.IndirizzoFactory(ente=ciclo.ente, denominazione="Città solidale")
        strategico = factories.ObiettivoStrategicoFactory(indirizzo=indirizzo, denominazione="Welfare")
        azioni = [
            factories.AzioneFactory(obiettivo_strategico=strategico, denominazione=nome, ordine=n)
            for n, nome in enumerate(["Povertà", "Famiglie"])
        ]
        for codice, azione, importo in (("P1", 0, "100"), ("P2", 0, None), ("P3", 1, "50")):
            progetto = factories.ProgettoFactory(
                ciclo=ciclo, cdr=cdr, codice=codice, titolo=f"Titolo {codice}", azione=azioni[azione]
            )
            factories.QuotaCapitoloFactory(progetto=progetto, importo=importo)
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "riepilogo", ciclo, cdr.pk)
        testata = ["Indirizzo", "Obiettivo", "Azione", "Codice Progetto", "Progetto", "Budget"]
        assert read_tables(risposta) == [
            [
                [*testata, "% di assorbimento risorse finanziarie"],
                ["Città solidale", "Welfare", "Povertà", "P1", "Titolo P1", "100,00", "66,67 %"],
                ["P2", "Titolo P2", "", ""],
                ["Totale Azione", "100,00", "66,67 %"],
                ["Famiglie", "P3", "Titolo P3", "50,00", "33,33 %"],
                ["Totale Azione", "50,00", "33,33 %"],
                ["Totale Obiettivo", "150,00", "100,00 %"],
                ["Totale Indirizzo", "150,00", "100,00 %"],
                ["Totale CDR", "150,00", "100,00 %"],
            ]
        ]

    def test_tells_what_the_imported_document_printed_where_it_differs(self, ciclo, cdr, accedi):
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice="P1", titolo="Casa")
        factories.QuotaCapitoloFactory(progetto=progetto, importo="100")
        chi = {"ciclo": ciclo, "cdr": cdr}
        TotaleStampato.objects.create(livello="progetto", progetto=progetto, importo=100, percentuale=99, **chi)
        TotaleStampato.objects.create(livello="cdr", importo=None, percentuale=100, **chi)
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "riepilogo", ciclo, cdr.pk)
        assert read_tables(risposta)[0][1:] == [
            ["", "", "", "P1", "Casa", "100,00", "100,00 % nel documento importato: 99,00 %"],
            ["Totale CDR", "100,00 nel documento importato: vuoto", "100,00 %"],
        ]
        assertContains(risposta, "In 2 righe il documento importato stampava un valore diverso")

    def test_links_projects_and_objectives_without_project(self, ciclo, cdr, accedi):
        progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr)
        solo = factories.ObiettivoFactory(progetto=None, ciclo=ciclo, struttura=cdr)
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "riepilogo", ciclo, cdr.pk)
        for nome, chiave in (("progetto", progetto.pk), ("obiettivo", solo.pk)):
            assertContains(risposta, f'href="{reverse(nome, args=[ciclo.ente.codice, ciclo.anno, chiave])}"')

    def test_empty_structure_says_why(self, ciclo, cdr, accedi):
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "riepilogo", ciclo, cdr.pk)
        assertContains(risposta, "Questa struttura non ha ancora progetti né obiettivi nel piano 2026.")

    def test_structure_of_another_ente_is_not_found(self, ciclo, accedi):
        altra = factories.StrutturaFactory()
        assert page(accedi(Ruolo.CONTROLLO, ciclo.ente), "riepilogo", ciclo, altra.pk).status_code == 404

    def test_people_of_the_structure_itself_are_shown(self, ciclo, cdr, accedi):
        persona = factories.PersonaFactory(ente=ciclo.ente, denominazione="Bianchi Ugo")
        factories.QuotaPersonaleFactory(progetto=None, struttura=cdr, ciclo=ciclo, persona=persona, percentuale=80)
        risposta = page(accedi(Ruolo.CONTROLLO, ciclo.ente), "riepilogo", ciclo, cdr.pk)
        assert read_tables(risposta)[-1][1:] == [
            ["Bianchi Ugo", "Dipendente a tempo indeterminato", "80,00 %"],
            ["Totale in equivalenti a tempo pieno ( FTE )", "", "0,80"],
        ]
