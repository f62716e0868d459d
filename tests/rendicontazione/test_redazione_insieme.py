"""Two people who write the same objective: nobody overwrites the other without knowing, and nothing is lost."""

import threading

import pytest
from django.db import connections
from django.test import Client

from obiettivi.models import Fase, Indicatore, Obiettivo
from organizzazione.models import Ruolo
from rendicontazione.forms_redazione import Moduli
from rendicontazione.queries.redazione import foglio_of, load_elenchi, load_originale
from rendicontazione.services.redazione import CambiatoError, delete_redazione, save_redazione
from tests import factories
from tests.modulo import read_modulo
from tests.redazione import address, make_obiettivo, open_page, send, texts


@pytest.fixture
def ciclo():
    return factories.CicloFactory()


@pytest.fixture
def obiettivo(ciclo):
    return make_obiettivo(ciclo, factories.StrutturaFactory(ente=ciclo.ente))


@pytest.fixture
def due(make_utente, ciclo):
    """Two browsers of the ufficio, each with its own user."""
    clienti = []
    for nome in ("Ada", "Ivo"):
        utente = make_utente(Ruolo.CONTROLLO, ciclo.ente)
        utente.first_name, utente.last_name = nome, "Verdi"
        utente.save()
        clienti.append(Client())
        clienti[-1].force_login(utente)
    return clienti


def collide(due, obiettivo, primo, secondo):
    """Let both open the page, the first save his changes, the second try; return the page that the second gets."""
    ada, ivo = due
    di_ada, di_ivo = (open_page(chi, address(obiettivo)) for chi in due)
    assert send(ada, address(obiettivo), di_ada | primo).status_code == 302
    return send(ivo, address(obiettivo), di_ivo | secondo)


def told(risposta):
    """The choices offered, each with which of the two is proposed."""
    dati = read_modulo(risposta, "redazione")
    return {nome.removeprefix("scelta-"): valori for nome, valori in dati.items() if nome.startswith("scelta-")}


def titles(obiettivo):
    obiettivo.refresh_from_db()
    return obiettivo.titolo, obiettivo.note, obiettivo.versione


@pytest.mark.django_db
class TestTwoAtOnce:
    def test_second_is_told_what_changed_and_loses_nothing(self, due, obiettivo):
        pagina = collide(due, obiettivo, {"titolo": "Di Ada", "note": "n"}, {"titolo": "Di Ivo", "tempi": "t"})
        assert titles(obiettivo) == ("Di Ada", "n", 2)
        # A field that only the other touched is proposed as the other has it.
        assert told(pagina) == {"titolo": ["mia"], "note": ["loro"]}
        assert texts(pagina, "divergenza") == [
            "Titolo Prima: Alloggi La sua: Di Ada La mia: Di Ivo",
            "Note Prima: (vuoto) La sua: n La mia: (vuoto)",
        ]
        dati = read_modulo(pagina, "redazione")
        assert (dati["titolo"], dati["tempi"], dati["note"]) == (["Di Ivo"], ["t"], [""])
        assert pagina.content.decode().count("<strong>Ada Verdi</strong>") == 1

    @pytest.mark.parametrize(
        ("azione", "scelte", "attesi"),
        [
            ("salva", {}, ("Di Ivo", "n", 3)),
            ("salva", {"scelta-titolo": "loro"}, ("Di Ada", "n", 2)),
            ("salva", {"scelta-note": "mia"}, ("Di Ivo", "", 3)),
            ("sovrascrivi", {}, ("Di Ivo", "", 3)),
        ],
    )
    def test_second_chooses_field_by_field_or_keeps_all_his(self, azione, scelte, attesi, due, obiettivo):
        pagina = collide(due, obiettivo, {"titolo": "Di Ada", "note": "n"}, {"titolo": "Di Ivo"})
        dati = read_modulo(pagina, "redazione") | scelte
        assert send(due[1], address(obiettivo), dati, azione).status_code == 302
        assert titles(obiettivo) == attesi

    def test_third_change_is_told_again(self, due, obiettivo):
        ada, ivo = due
        pagina = collide(due, obiettivo, {"titolo": "Di Ada"}, {"titolo": "Di Ivo"})
        dati = read_modulo(pagina, "redazione")
        send(ada, address(obiettivo), open_page(ada, address(obiettivo)) | {"titolo": "Ancora di Ada"})
        pagina = send(ivo, address(obiettivo), dati, "sovrascrivi")
        assert texts(pagina, "divergenza") == ["Titolo Prima: Di Ada La sua: Ancora di Ada La mia: Di Ivo"]
        assert titles(obiettivo) == ("Ancora di Ada", "", 3)

    def test_same_change_of_both_leaves_nothing_to_choose(self, due, obiettivo):
        pagina = collide(due, obiettivo, {"titolo": "Uguale"}, {"titolo": "Uguale", "note": "in più"})
        assert told(pagina) == {}
        assert send(due[1], address(obiettivo), read_modulo(pagina, "redazione")).status_code == 302
        assert titles(obiettivo) == ("Uguale", "in più", 3)

    def test_change_made_elsewhere_is_seen_without_a_new_version(self, due, obiettivo):
        dati = open_page(due[0], address(obiettivo)) | {"titolo": "Mio"}
        Indicatore.objects.update(formula="Corretta nella gestione")
        pagina = send(due[0], address(obiettivo), dati)
        indicatore = obiettivo.indicatori.get()
        assert told(pagina) == {f"indicatori.{indicatore.pk}.formula": ["loro"]}
        assert titles(obiettivo) == ("Alloggi", "", 1)
        send(due[0], address(obiettivo), read_modulo(pagina, "redazione"))
        indicatore.refresh_from_db()
        assert (indicatore.formula, titles(obiettivo)) == ("Corretta nella gestione", ("Mio", "", 2))

    def test_row_that_the_other_removed_is_kept_or_not(self, due, obiettivo):
        fase = obiettivo.fasi.get()
        ada, ivo = due
        di_ada, di_ivo = (open_page(chi, address(obiettivo)) for chi in due)
        senza = {nome: valore for nome, valore in di_ada.items() if not nome.startswith("fasi-")}
        send(ada, address(obiettivo), senza)
        pagina = send(ivo, address(obiettivo), di_ivo | {"fasi-0-nota": "aggiunta"})
        assert texts(pagina, "divergenza") == ["Fase «Avviso» Prima: Avviso La sua: (la riga non c'è) La mia: Avviso"]
        assert told(pagina) == {f"fasi.{fase.pk}": ["mia"]}
        send(ivo, address(obiettivo), read_modulo(pagina, "redazione"))
        rifatta = Fase.objects.get()
        assert (rifatta.descrizione, rifatta.nota, rifatta.ordine, rifatta.pk == fase.pk) == (
            *("Avviso", "aggiunta", 4, False),
        )

    def test_row_that_the_other_added_is_taken_or_not(self, due, obiettivo):
        nuova = {"indicatori-1-testo": "Di Ada", "indicatori-1-posizione": "2"}
        mia = {"indicatori-1-testo": "Di Ivo", "indicatori-1-posizione": "2"}
        pagina = collide(due, obiettivo, nuova, mia)
        di_ada = obiettivo.indicatori.get(testo="Di Ada")
        assert told(pagina) == {f"indicatori.{di_ada.pk}": ["loro"]}
        send(due[1], address(obiettivo), read_modulo(pagina, "redazione"))
        testi = list(obiettivo.indicatori.order_by("ordine").values_list("testo", flat=True))
        assert sorted(testi) == ["Di Ada", "Di Ivo", "N. famiglie"]
        assert sorted(obiettivo.indicatori.values_list("codice", flat=True)) == ["I1", "I2", "I3"]

    def test_objective_that_the_other_deleted(self, due, obiettivo):
        dati = open_page(due[1], address(obiettivo)) | {"titolo": "Di Ivo"}
        obiettivo_url = address(obiettivo)
        Obiettivo.objects.get().delete()
        assert send(due[1], obiettivo_url, dati).status_code == 404

    def test_page_without_what_was_read_overwrites_nothing(self, due, obiettivo):
        dati = open_page(due[0], address(obiettivo)) | {"titolo": "Mio", "base": "", "versione": "x"}
        pagina = send(due[0], address(obiettivo), dati)
        assert pagina.status_code == 200
        assert titles(obiettivo) == ("Alloggi", "", 1)


@pytest.mark.django_db
class TestDelete:
    def ask(self, client, obiettivo):
        pagina = send(client, address(obiettivo), open_page(client, address(obiettivo)), "elimina")
        assert Obiettivo.objects.filter(pk=obiettivo.pk).count() == 1
        return {nome: pagina.context["pagina"].__dict__[nome] for nome in ("versione",)} | {
            "base": pagina.context["base"]
        }

    def test_confirmed_objective_goes_with_all_its_rows(self, due, obiettivo):
        progetto = obiettivo.progetto
        risposta = send(due[0], address(obiettivo), self.ask(due[0], obiettivo), "elimina-davvero")
        assert risposta.url.endswith(f"/progetti/{progetto.pk}/")
        assert (Obiettivo.objects.count(), Indicatore.objects.count(), Fase.objects.count()) == (0, 0, 0)
        ultima = Obiettivo.history.latest()
        assert (ultima.history_type, ultima.history_user.first_name) == ("-", "Ada")

    def test_stale_deletion_is_told_what_changed(self, due, obiettivo):
        ada, ivo = due
        chiesto = self.ask(ivo, obiettivo)
        send(ada, address(obiettivo), open_page(ada, address(obiettivo)) | {"titolo": "Di Ada"})
        pagina = send(ivo, address(obiettivo), chiesto, "elimina-davvero")
        assert Obiettivo.objects.count() == 1
        [riga] = pagina.context["divergenze"]
        assert (riga.titolo, riga.prima, riga.loro) == ("Titolo", "Alloggi", "Di Ada")
        nuovo = {"versione": pagina.context["pagina"].versione, "base": pagina.context["base"]}
        assert send(ivo, address(obiettivo), nuovo, "elimina-davvero").status_code == 302
        assert Obiettivo.objects.count() == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestThreads:
    """Real transactions side by side: of two who save what they read, one is told."""

    def race(self, *opere):
        """Run each in a thread of its own, starting together; return what each raised or "fatto"."""
        via, esiti = threading.Barrier(len(opere)), [None] * len(opere)

        def run(n, opera):
            via.wait()
            try:
                opera()
                esiti[n] = "fatto"
            except CambiatoError:
                esiti[n] = "cambiato"
            except Exception as errore:
                esiti[n] = repr(errore)
            finally:
                connections.close_all()

        fili = [threading.Thread(target=run, args=voce) for voce in enumerate(opere)]
        for filo in fili:
            filo.start()
        for filo in fili:
            filo.join()
        return sorted(esiti)

    def prepare(self, obiettivo, utente, titolo):
        """What a page has ready to save when its reader presses the button."""
        letto = Obiettivo.objects.select_related("ciclo__ente", "struttura", "progetto__cdr").get(pk=obiettivo.pk)
        originale = load_originale(letto)
        base = foglio_of(originale)
        foglio = base.copy()
        foglio.campi["titolo"] = titolo
        foglio.righe["indicatori"][0]["testo"] = titolo
        moduli = Moduli.build(foglio, originale, load_elenchi(utente, letto.ciclo, originale), valida=True)
        assert moduli.is_valid()
        scrittura = moduli.build_scrittura()
        return lambda: save_redazione(scrittura, user=utente, versione=letto.versione, base=base)

    def test_one_of_two_saves_wins_whole(self, make_utente, obiettivo, ciclo):
        utente = make_utente(Ruolo.CONTROLLO, ciclo.ente)
        opere = [self.prepare(obiettivo, utente, titolo) for titolo in ("Uno", "Due")]
        assert self.race(*opere) == ["cambiato", "fatto"]
        obiettivo.refresh_from_db()
        assert (obiettivo.versione, obiettivo.indicatori.get().testo) == (2, obiettivo.titolo)

    def test_save_and_deletion_do_not_both_pass(self, make_utente, obiettivo, ciclo):
        utente = make_utente(Ruolo.CONTROLLO, ciclo.ente)
        salva = self.prepare(obiettivo, utente, "Uno")
        base = foglio_of(load_originale(Obiettivo.objects.select_related("ciclo__ente").get(pk=obiettivo.pk)))

        def elimina():
            delete_redazione(obiettivo, user=utente, versione=1, base=base)

        esiti = self.race(salva, elimina)
        assert esiti.count("fatto") == 1
        assert Obiettivo.objects.count() == (0 if "NonScrivibile" in "".join(esiti) else 1)
