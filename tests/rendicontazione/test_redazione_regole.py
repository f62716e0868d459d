"""What the page refuses, what it warns of, who may use it, and from what one may start."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from obiettivi.models import Ciclo, Commento, Obiettivo, ValoreAtteso
from organizzazione.models import Ruolo, Utente
from rendicontazione.scrittura import why_not_edit, why_not_edit_obiettivo
from rendicontazione.services.ordine import next_codice
from tests import factories
from tests.modulo import read_modulo
from tests.redazione import address, blank, errors, make_obiettivo, new_address, open_page, rows, send, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ciclo():
    return factories.CicloFactory()


@pytest.fixture
def cdr(ciclo):
    return factories.StrutturaFactory(ente=ciclo.ente, codice="85")


@pytest.fixture
def obiettivo(ciclo, cdr):
    return make_obiettivo(ciclo, cdr)


@pytest.fixture
def dirigente(accedi, ciclo, cdr):
    return accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr)


class TestErrors:
    @pytest.mark.parametrize(
        ("scritti", "attesi"),
        [
            (
                {"titolo": "  ", "descrizione": "\n"},
                ["Titolo. Scrivere il titolo dell'obiettivo, o almeno la descrizione."],
            ),
            (
                {"dal": "31/12/2026", "al": "01/01/2026"},
                ["Al. La data di fine viene prima di quella di inizio."],
            ),
            (
                {"dal": "31/02/2026", "peso": "molto"},
                [
                    "Dal. «31/02/2026» non è una data: scrivere giorno, mese e anno, per esempio 30/09/2026.",
                    "Peso. «molto» non è un numero: scriverlo con le cifre, per esempio 1.234,56.",
                ],
            ),
            (
                {"codice": "O2"},
                ["Codice. Nel piano dell'anno c'è già un obiettivo con questo codice: sceglierne un altro."],
            ),
            ({"codice": " "}, ["Codice. Questo campo è obbligatorio."]),
            (
                {"indicatori-0-testo": "", "fasi-0-descrizione": ""},
                [
                    "Indicatore 1: Che cosa si misura. Scrivere che cosa si misura.",
                    "Fase 1: Che cosa si fa. Scrivere che cosa si fa in questa fase.",
                ],
            ),
            (
                {"fasi-0-dal": "01/07/2026", "fasi-0-al": "30/06/2026"},
                ["Fase 1: Fine prevista. La fine prevista della fase viene prima dell'inizio."],
            ),
            (
                rows("indicatori", {}, {"testo": "Due", "codice": "I1"}),
                [
                    "Indicatore 1: Codice. Un altro indicatore di questo obiettivo ha lo stesso codice.",
                    "Indicatore 2: Codice. Un altro indicatore di questo obiettivo ha lo stesso codice.",
                ],
            ),
            (
                rows("personale", {}, {"persona": "M1", "percentuale": "120"}),
                [
                    "Persona 1: Persona. Questa persona è già in un'altra riga: metterla in una sola.",
                    "Persona 2: Percentuale del suo tempo. Assicurati che questo valore sia minore o uguale a 100.",
                    "Persona 2: Persona. Questa persona è già in un'altra riga: metterla in una sola.",
                ],
            ),
            (
                rows("personale", {}, {"persona": "Nessuno"}),
                [
                    "Persona 2: Persona. Nell'elenco dell'ente non c'è «Nessuno», o ce n'è più d'uno: sceglierlo tra "
                    "quelli proposti.",
                ],
            ),
            (
                rows("capitoli", {}, {"importo": "10"}),
                ["Capitolo 2: Capitolo. Scegliere il capitolo."],
            ),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(self, scritti, attesi, dirigente, obiettivo):
        factories.ObiettivoFactory(progetto=obiettivo.progetto, codice="O2")
        dati = open_page(dirigente, address(obiettivo)) | {"note": "Da salvare"} | scritti
        risposta = send(dirigente, address(obiettivo), dati)
        assert errors(risposta) == attesi
        obiettivo.refresh_from_db()
        assert (obiettivo.note, obiettivo.versione) == ("", 1)
        # What was typed is all there.
        assert read_modulo(risposta, "redazione")["note"] == ["Da salvare"]

    def test_chapter_of_others_is_not_assigned(self, dirigente, obiettivo, ciclo):
        factories.CapitoloFactory(ciclo=ciclo, numero="40001", struttura=factories.StrutturaFactory(ente=ciclo.ente))
        dati = open_page(dirigente, address(obiettivo)) | rows("capitoli", {}, {"capitolo": "40001"})
        assert errors(send(dirigente, address(obiettivo), dati)) == [
            "Capitolo 2: Capitolo. Tra i capitoli che puoi assegnare non c'è «40001», o ce n'è più d'uno: sceglierlo "
            "tra quelli proposti; se è di un altro centro di responsabilità lo assegna il controllo di gestione."
        ]

    def test_name_of_two_people_is_not_enough(self, dirigente, obiettivo, ciclo):
        factories.PersonaFactory(ente=ciclo.ente, codice="M2", denominazione="Rossi Ada")
        dati = open_page(dirigente, address(obiettivo))
        assert dati["personale-0-persona"] == ["Rossi Ada (M1)"]
        assert errors(send(dirigente, address(obiettivo), dati | {"personale-0-persona": "Rossi Ada"})) == [
            "Persona 1: Persona. Nell'elenco dell'ente non c'è «Rossi Ada», o ce n'è più d'uno: sceglierlo tra quelli "
            "proposti."
        ]

    def test_markup_is_shown_as_text(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo)) | {"titolo": "<script>alert(1)</script>", "codice": ""}
        pagina = send(dirigente, address(obiettivo), dati).content.decode()
        assert (pagina.count("<script>alert"), pagina.count("&lt;script&gt;alert(1)")) == (0, 1)

    def test_choice_of_another_ente_is_refused(self, dirigente, obiettivo):
        altra = factories.TipologiaObiettivoFactory()
        dati = open_page(dirigente, address(obiettivo)) | {"tipologia": altra.pk}
        assert errors(send(dirigente, address(obiettivo), dati)) == [
            f"Tipologia. Scegli un'opzione valida. {altra.pk} non è tra quelle disponibili."
        ]

    def test_row_of_another_objective_is_not_touched(self, dirigente, obiettivo):
        altrui = factories.IndicatoreFactory(obiettivo__progetto=obiettivo.progetto, codice="ALTRUI", testo="Altrui")
        dati = open_page(dirigente, address(obiettivo)) | {"indicatori-0-id": altrui.pk, "indicatori-0-testo": "Mio"}
        assert send(dirigente, address(obiettivo), dati).status_code == 302
        altrui.refresh_from_db()
        assert (altrui.testo, altrui.obiettivo == obiettivo) == ("Altrui", False)


class TestAnswers:
    """What the page says while one writes."""

    def answers(self, client, obiettivo, **scritti):
        dati = open_page(client, address(obiettivo)) | scritti
        return texts(send(client, address(obiettivo), dati, "verifica"), "esito")

    @pytest.mark.parametrize(
        ("importo", "frase"),
        [
            ("100", "Stanziamento 1.000,00 €, assegnati altrove 650,00 €: restano 250,00 €."),
            ("350", "Stanziamento 1.000,00 €, assegnati altrove 650,00 €: restano 0,00 €."),
            (
                "350,01",
                "Stanziamento 1.000,00 €, assegnati altrove 650,00 €: l'importo supera di 0,01 € quello che c'è.",
            ),
            ("", "Stanziamento 1.000,00 €, assegnati altrove 650,00 €: restano 350,00 €."),
        ],
    )
    def test_what_is_left_of_a_chapter_over_the_whole_ente(self, importo, frase, dirigente, obiettivo, ciclo):
        capitolo = obiettivo.quote_capitolo.get().capitolo
        for quanto in (600, 50):
            altrove = factories.ProgettoFactory(ciclo=ciclo)
            factories.QuotaCapitoloFactory(progetto=altrove, capitolo=capitolo, importo=Decimal(quanto))
        assert self.answers(dirigente, obiettivo, **{"capitoli-0-importo": importo})[-2] == frase

    @pytest.mark.parametrize(
        ("percentuale", "frase"),
        [
            ("30", "Impegnata altrove per il 60,00 %: resta libero il 10,00 % del suo tempo."),
            (
                "50,5",
                "Impegnata altrove per il 60,00 %: con questa quota supera di 10,50 % il suo tempo di lavoro.",
            ),
        ],
    )
    def test_what_is_left_of_a_person_over_the_whole_ente(self, percentuale, frase, dirigente, obiettivo, ciclo):
        persona = obiettivo.quote_personale.get().persona
        altrove = factories.ProgettoFactory(ciclo=ciclo)
        factories.QuotaPersonaleFactory(progetto=altrove, persona=persona, percentuale=Decimal(60))
        assert self.answers(dirigente, obiettivo, **{"personale-0-percentuale": percentuale})[-1] == frase

    def test_chapter_without_stanziamento(self, dirigente, obiettivo):
        capitolo = obiettivo.quote_capitolo.get().capitolo
        capitolo.stanziamento = None
        capitolo.save()
        assert self.answers(dirigente, obiettivo)[-2] == (
            "Lo stanziamento del capitolo non è noto; assegnati altrove 0,00 €."
        )

    def findings(self, client, obiettivo, **scritti):
        """The findings by the element beside which they stand."""
        dati = open_page(client, address(obiettivo)) | scritti
        risposta = client.post(address(obiettivo), dati | {"azione": "verifica"}, headers={"HX-Request": "true"})
        pezzi = risposta.content.decode().split('<div id="')[1:]
        return {p.split('"')[0]: p.count("<li ") for p in pezzi if p.count("<li ")}

    def test_findings_stand_beside_what_they_speak_of(self, dirigente, obiettivo):
        obiettivo.ciclo.regime = Ciclo.Regime.UNIFICATO
        obiettivo.ciclo.save()
        assert self.findings(dirigente, obiettivo) == {}
        sbagliati = {"titolo": "", "descrizione": "d", "indicatori-0-valore": "", "fasi-0-al": "31/01/2027"}
        assert self.findings(dirigente, obiettivo, **sbagliati) == {
            "rilievi-titolo": 1,
            "esito-indicatori-0": 1,
            "esito-fasi-0": 1,
        }
        assert self.findings(dirigente, obiettivo, **{"indicatori-0-peso": "40", "fasi-0-peso": "90"}) == {
            "rilievi-indicatori": 1,
            "rilievi-fasi": 1,
        }

    def test_open_remarks_stand_beside_what_they_speak_of(self, dirigente, obiettivo):
        autore = factories.UtenteFactory(first_name="Ada", last_name="Verdi")
        for campo, testo in (("titolo", "Più breve"), ("fasi", "Troppo poche"), ("", "Bene")):
            Commento.objects.create(obiettivo=obiettivo, campo=campo, testo=testo, autore=autore)
        chiuso = Commento.objects.create(obiettivo=obiettivo, campo="note", testo="Chiuso", autore=autore)
        Commento.objects.filter(pk=chiuso.pk).update(
            risolto_il=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), risolto_da=autore
        )
        pagina = dirigente.get(address(obiettivo))
        assert texts(pagina, "commento") == [
            "Osservazione di Ada Verdi: Bene",
            "Osservazione di Ada Verdi: Più breve",
            "Osservazione di Ada Verdi: Troppo poche",
        ]

    def test_htmx_receives_only_the_section_that_changed(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo)) | {"azione": "aggiungi:fasi"}
        pagina = dirigente.post(address(obiettivo), dati, headers={"HX-Request": "true"}).content.decode()
        assert (pagina.count("<section"), pagina.count('id="fasi"'), pagina.count("<html")) == (1, 1, 0)
        assert 'id="fasi-1-descrizione"' not in pagina
        assert pagina.count('name="fasi-1-descrizione"') == 1

    def test_quotas_of_the_project_are_shown_and_not_written(self, dirigente, obiettivo):
        quota = factories.QuotaPersonaleFactory(progetto=obiettivo.progetto, persona__denominazione="Bruni Eva")
        pagina = dirigente.get(address(obiettivo)).content.decode()
        assert pagina.count(f"<td>{quota.persona.denominazione}</td>") == 1
        assert send(dirigente, address(obiettivo), open_page(dirigente, address(obiettivo))).status_code == 302
        assert obiettivo.progetto.quote_personale.get() == quota


class TestWho:
    def test_outside_the_scope_there_is_nothing(self, accedi, obiettivo, ciclo, cdr):
        altro = factories.StrutturaFactory(ente=ciclo.ente)
        client = accedi(Ruolo.DIRIGENTE, ciclo.ente, altro)
        estranei = [
            address(obiettivo),
            address(obiettivo, "obiettivo_copia"),
            new_address(ciclo, progetto=obiettivo.progetto_id),
            new_address(ciclo, cdr=cdr.pk),
            new_address(ciclo, cdr=altro.pk, da=obiettivo.pk),
            new_address(ciclo, cdr="nulla"),
            new_address(ciclo, progetto="9" * 30),
            new_address(ciclo, cdr=factories.StrutturaFactory().pk),
        ]
        assert [client.get(url).status_code for url in estranei] == [404] * len(estranei)
        assert client.post(address(obiettivo), {"azione": "elimina-davvero"}).status_code == 404

    @pytest.mark.parametrize("ruolo", [Ruolo.LETTORE, Ruolo.OIV])
    def test_who_only_reads_reads_why_over_the_scheda(self, ruolo, accedi, obiettivo, ciclo):
        client = accedi(ruolo, ciclo.ente)
        utente = Utente.objects.get(pk=client.session["_auth_user_id"])
        motivo = (
            f"Questo obiettivo non si può modificare. {why_not_edit_obiettivo(utente, obiettivo)} "
            "Qui sotto lo leggi com'è adesso."
        )
        pagina = client.get(address(obiettivo))
        assert texts(pagina, "avvertenza") == [motivo]
        assert pagina.content.decode().count("<form") == client.get(
            address(obiettivo, "obiettivo")
        ).content.decode().count("<form")
        for azione in ("salva", "sovrascrivi", "elimina-davvero"):
            client.post(address(obiettivo), {"titolo": "Preso", "codice": "X", "azione": azione})
        assert list(Obiettivo.objects.values_list("titolo", "codice")) == [("Alloggi", "O1")]

    def test_plan_that_closes_while_one_writes_loses_nothing(self, dirigente, obiettivo):
        dati = open_page(dirigente, address(obiettivo)) | {"titolo": "Scritto a lungo"}
        Obiettivo.objects.update(stato=Obiettivo.Stato.CONCORDATO)
        risposta = send(dirigente, address(obiettivo), dati)
        assert read_modulo(risposta, "redazione")["titolo"] == ["Scritto a lungo"]
        obiettivo.stato = Obiettivo.Stato.CONCORDATO
        utente = Utente.objects.get(pk=dirigente.session["_auth_user_id"])
        assert texts(risposta, "alert alert-danger")[0] == (
            f"Non si può salvare. {why_not_edit_obiettivo(utente, obiettivo)} "
            "Quello che hai scritto è ancora in questa pagina: copialo prima di lasciarla."
        )
        obiettivo.refresh_from_db()
        assert obiettivo.titolo == "Alloggi"

    def test_approved_plan_takes_no_new_objective(self, dirigente, obiettivo, ciclo):
        Ciclo.objects.update(stato=Ciclo.Stato.APPROVATO)
        pagina = dirigente.get(new_address(ciclo, progetto=obiettivo.progetto_id))
        utente = Utente.objects.get(pk=dirigente.session["_auth_user_id"])
        ciclo.refresh_from_db()
        assert texts(pagina, "avvertenza") == [why_not_edit(utente, ciclo, obiettivo.struttura)]
        dirigente.post(new_address(ciclo, progetto=obiettivo.progetto_id), {"codice": "N", "titolo": "N"})
        assert Obiettivo.objects.count() == 1

    def test_place_of_a_new_objective_is_asked(self, dirigente, obiettivo, ciclo):
        factories.ProgettoFactory(ciclo=ciclo)
        pagina = dirigente.get(reverse("obiettivo_nuovo", args=[ciclo.ente.codice, ciclo.anno])).content.decode()
        assert (pagina.count('href="?progetto='), pagina.count('href="?cdr=')) == (1, 1)
        assert pagina.count(f'href="?progetto={obiettivo.progetto_id}"') == 1

    def test_buttons_are_shown_to_who_may_use_them(self, accedi, obiettivo, ciclo, cdr):
        modifica, copia = address(obiettivo), address(obiettivo, "obiettivo_copia")
        nuovo = new_address(ciclo, progetto=obiettivo.progetto_id)

        def seen(ruolo):
            client = accedi(ruolo, ciclo.ente, cdr if ruolo == Ruolo.DIRIGENTE else None)
            scheda = client.get(address(obiettivo, "obiettivo")).content.decode()
            progetto = client.get(reverse("progetto", args=[ciclo.ente.codice, ciclo.anno, obiettivo.progetto_id]))
            return (f'"{modifica}"' in scheda, f'"{copia}"' in scheda, f'"{nuovo}"' in progetto.content.decode())

        ruoli = (Ruolo.DIRIGENTE, Ruolo.CONTROLLO, Ruolo.OIV)
        assert [seen(ruolo) for ruolo in ruoli] == [(True,) * 3, (True,) * 3, (False,) * 3]


class TestCopy:
    def test_copy_from_last_year_moves_the_dates_and_leaves_the_resources(self, dirigente, ciclo, cdr):
        passato = factories.CicloFactory(ente=ciclo.ente, anno=2025)
        modello = make_obiettivo(passato, cdr)
        Obiettivo.objects.filter(pk=modello.pk).update(dal="2025-01-01", al="2025-12-31", peso=10)
        ValoreAtteso.objects.update(stampato="30/09/2025")
        dati = blank(dirigente, ciclo, cdr=cdr.pk, da=modello.pk)
        assert (dati["titolo"], dati["dal"], dati["al"], dati["peso"], dati["codice"]) == (
            *(["Alloggi"], ["01/01/2026"], ["31/12/2026"], [""], ["2026_85_1"]),
        )
        assert (dati["indicatori-0-valore"], dati["indicatori-0-id"], dati["fasi-0-al"]) == (
            *(["30/09/2026"], [""], ["30/06/2027"]),
        )
        assert [nome for nome in dati if nome.startswith(("capitoli-", "personale-"))] == []
        assert send(dirigente, new_address(ciclo, cdr=cdr.pk, da=modello.pk), dati).status_code == 302
        copia = Obiettivo.objects.get(ciclo=ciclo)
        assert (copia.titolo, copia.progetto, copia.indicatori.count(), copia.fasi.count()) == ("Alloggi", None, 1, 1)
        assert (modello.indicatori.count(), modello.fasi.count()) == (1, 1)

    def test_copy_goes_where_one_may_write(self, dirigente, obiettivo, ciclo, cdr):
        factories.ProgettoFactory(ciclo=ciclo)
        dopo = factories.CicloFactory(ente=ciclo.ente, anno=2027)
        factories.CicloFactory(ente=ciclo.ente, anno=2028)
        pagina = dirigente.get(address(obiettivo, "obiettivo_copia")).content.decode()
        attesi = [
            new_address(dopo, cdr=cdr.pk),
            new_address(ciclo, progetto=obiettivo.progetto_id),
            new_address(ciclo, cdr=cdr.pk),
        ]
        assert [pagina.count(f'href="{url}&amp;da={obiettivo.pk}"') for url in attesi] == [1, 1, 1]
        assert pagina.count(f"&amp;da={obiettivo.pk}") == 3

    def test_objectives_to_start_from_are_found(self, dirigente, obiettivo, ciclo, cdr):
        factories.ObiettivoFactory(progetto__ciclo=ciclo, titolo="Alloggi degli altri")
        pagina = dirigente.get(new_address(ciclo, cdr=cdr.pk, q="alloggi")).content.decode()
        assert pagina.count("&amp;da=") == 1
        assert pagina.count(f'href="?cdr={cdr.pk}&amp;da={obiettivo.pk}"') == 1

    @pytest.mark.parametrize(
        ("vicini", "usati", "atteso"),
        [
            ([], [], "P_1"),
            ([], ["P_1"], "P_2"),
            (["A_1", "A_9", "A_10"], [], "A_11"),
            (["A_01", "A_02"], ["A_03"], "A_04"),
            (["senza numero"], [], "P_2"),
        ],
    )
    def test_next_code(self, vicini, usati, atteso):
        assert next_codice(vicini, "P_1", usati) == atteso


@pytest.mark.parametrize("righe", [1, 3])
def test_page_takes_a_constant_number_of_queries(righe, accedi, ciclo, cdr, obiettivo, django_assert_num_queries):
    for n in range(righe):
        factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo, indicatore__codice=f"X{n}")
        factories.FaseFactory(obiettivo=obiettivo, ordine=10 + n)
        factories.QuotaCapitoloFactory(progetto=None, obiettivo=obiettivo, capitolo__ciclo=ciclo)
        factories.QuotaPersonaleFactory(progetto=None, obiettivo=obiettivo, ciclo=ciclo, persona__ente=ciclo.ente)
        factories.QuotaPersonaleFactory(progetto=obiettivo.progetto)
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    with django_assert_num_queries(30):
        client.get(address(obiettivo))
    dati = open_page(client, address(obiettivo))
    with django_assert_num_queries(28):
        client.post(address(obiettivo), dati | {"azione": "verifica"}, headers={"HX-Request": "true"})
