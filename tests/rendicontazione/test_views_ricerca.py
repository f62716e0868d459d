import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from organizzazione.models import Ruolo
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ciclo():
    return factories.CicloFactory()


@pytest.fixture
def piano(ciclo):
    """One of each thing that can be found, all of the same CdR; by kind."""
    cdr = factories.StrutturaFactory(ente=ciclo.ente, codice="C1", denominazione="Casa del welfare")
    progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice="P1", titolo="Casa del welfare")
    obiettivo = factories.ObiettivoFactory(progetto=progetto, codice="O1", titolo="Casa del welfare")
    indicatore = factories.IndicatoreFactory(obiettivo=obiettivo, codice="I1", testo="Casa del welfare")
    capitolo = factories.CapitoloFactory(ciclo=ciclo, numero="03641", descrizione="CASA DEL WELFARE")
    factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo)
    persona = factories.PersonaFactory(ente=ciclo.ente, codice="M1", denominazione="Casa Welfare Ada")
    factories.QuotaPersonaleFactory(progetto=progetto, persona=persona)
    return {"cdr": cdr, "progetto": progetto, "obiettivo": obiettivo, "indicatore": indicatore}


def search(client, ciclo, testo):
    return client.get(reverse("cerca", args=[ciclo.ente.codice, ciclo.anno]), {"q": testo})


def page(ciclo, nome, *chiavi):
    return reverse(nome, args=[ciclo.ente.codice, ciclo.anno, *chiavi])


def test_the_only_thing_with_the_code_is_opened(ciclo, piano, accedi):
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    obiettivo = page(ciclo, "obiettivo", piano["obiettivo"].pk)
    for codice, url in (
        ("c1", page(ciclo, "riepilogo", piano["cdr"].pk)),
        ("P1", page(ciclo, "progetto", piano["progetto"].pk)),
        (" o1 ", obiettivo),
        ("I1", f"{obiettivo}#indicatore-{piano['indicatore'].pk}"),
        ("03641", page(ciclo, "capitoli") + "?q=03641"),
        ("M1", page(ciclo, "persone") + "?q=M1"),
    ):
        assertRedirects(search(client, ciclo, codice), url)


def test_code_of_more_things_lists_them(ciclo, piano, accedi):
    factories.IndicatoreFactory(obiettivo=piano["obiettivo"], codice="P1")
    risposta = search(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo, "P1")
    assert [(g.titolo, [t.codice for t in g.trovati]) for g in risposta.context["gruppi"]] == [
        ("Progetti", ["P1"]),
        ("Indicatori", ["P1"]),
    ]


def test_words_are_looked_for_everywhere(ciclo, piano, accedi):
    risposta = search(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo, "welfare casa")
    assert [(g.titolo, [t.codice for t in g.trovati]) for g in risposta.context["gruppi"]] == [
        ("Centri di responsabilità", ["C1"]),
        ("Progetti", ["P1"]),
        ("Obiettivi", ["O1"]),
        ("Indicatori", ["I1"]),
        ("Capitoli", ["Cap. 03641 Art. 00"]),
        ("Persone", ["M1"]),
    ]


def test_what_lies_outside_ones_scope_is_not_found(ciclo, piano, accedi):
    altro = factories.StrutturaFactory(ente=ciclo.ente)
    client = accedi(Ruolo.DIRIGENTE, ciclo.ente, altro)
    for testo in ("P1", "M1", "welfare casa"):
        assertContains(search(client, ciclo, testo), "Non abbiamo trovato niente fra quello che puoi vedere.")


def test_many_results_lead_to_the_list(ciclo, accedi):
    for n in range(21):
        factories.ProgettoFactory(ciclo=ciclo, codice=f"P{n:02}", titolo="Biblioteca")
    risposta = search(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo, "biblioteca")
    (gruppo,) = risposta.context["gruppi"]
    assert len(gruppo.trovati) == 20
    assertContains(risposta, f'href="{page(ciclo, "progetti")}?q=biblioteca"')


@pytest.mark.parametrize("testo", ["", "   "])
def test_without_words_the_page_says_what_to_write(ciclo, accedi, testo):
    assertContains(search(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo, testo), "Scrivi nel campo in alto un codice")


@pytest.mark.parametrize("testo", ["a" * 201, "a\x00b"])
def test_impossible_search_says_what_to_write(ciclo, accedi, testo):
    assertContains(search(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo, testo), "usa un codice o poche parole")
