import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from organizzazione.models import Ruolo
from rendicontazione.controlli import check_quadro
from rendicontazione.queries import build_quadro
from tests import factories
from tests.pagine import read_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def ciclo():
    return factories.CicloFactory()


def page(client, ciclo, **filtri):
    return client.get(reverse("controlli", args=[ciclo.ente.codice, ciclo.anno]), filtri)


def test_lists_the_findings_of_the_checks_the_gravest_first(ciclo, accedi):
    factories.ObiettivoFactory(progetto__ciclo=ciclo, titolo="")
    nomi = {"blocco": "Da correggere", "avviso": "Da verificare", "suggerimento": "Da valutare"}
    righe = read_tables(page(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo))[0][1:]
    assert righe == [[nomi[r.gravita], r.cdr, r.luogo, r.frase] for r in check_quadro(build_quadro(ciclo))]
    assert righe[0][0] == "Da correggere"


def test_each_finding_leads_to_what_it_speaks_of(ciclo, accedi):
    obiettivo = factories.ObiettivoFactory(progetto__ciclo=ciclo, titolo="")
    vuoto = factories.ProgettoFactory(ciclo=ciclo)
    persona = factories.PersonaFactory(ente=ciclo.ente, codice="M7")
    for n in range(2):
        factories.QuotaPersonaleFactory(
            progetto=factories.ProgettoFactory(ciclo=ciclo), persona=persona, percentuale=90 + n
        )
    capitolo = factories.CapitoloFactory(ciclo=ciclo, numero="03641", stanziamento=1)
    factories.QuotaCapitoloFactory(progetto=vuoto, capitolo=capitolo)
    radice = [ciclo.ente.codice, ciclo.anno]
    urls = {voce.url for voce in page(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo).context["voci"]}
    assert urls >= {
        reverse("obiettivo", args=[*radice, obiettivo.pk]),
        reverse("progetto", args=[*radice, vuoto.pk]),
        reverse("riepilogo", args=[*radice, vuoto.cdr_id]),
        reverse("persone", args=radice) + "?q=M7",
        reverse("capitoli", args=radice) + "?q=03641",
    }


def test_findings_are_filtered_by_gravity_and_cdr_on_the_page_and_in_the_file(ciclo, accedi):
    cdr, altro = factories.StrutturaFactory.create_batch(2, ente=ciclo.ente)
    for struttura in (cdr, altro):
        factories.ObiettivoFactory(progetto__ciclo=ciclo, progetto__cdr=struttura, titolo="")
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    filtri = {"gravita": "blocco", "cdr": cdr.codice}
    attesi = [r for r in check_quadro(build_quadro(ciclo)) if (r.gravita, r.cdr) == ("blocco", cdr.codice)]
    assert [voce.rilievo for voce in page(client, ciclo, **filtri).context["voci"]] == attesi
    righe = page(client, ciclo, formato="csv", **filtri).content.decode("utf-8-sig").splitlines()
    assert righe[0] == "Gravità;CdR;Dove;Che cosa"
    assert len(righe) == 1 + len(attesi)


def test_fifty_findings_a_page(ciclo, accedi):
    progetto = factories.ProgettoFactory(ciclo=ciclo)
    factories.ObiettivoFactory.create_batch(51, progetto=progetto, titolo="")
    client = accedi(Ruolo.CONTROLLO, ciclo.ente)
    assert len(page(client, ciclo).context["voci"]) == 50
    assertContains(page(client, ciclo, page=2), "Pagina 2 di ")


def test_dirigente_is_told_that_he_sees_his_part(ciclo, accedi):
    cdr = factories.StrutturaFactory(ente=ciclo.ente)
    factories.ObiettivoFactory(progetto__ciclo=ciclo, titolo="")
    risposta = page(accedi(Ruolo.DIRIGENTE, ciclo.ente, cdr), ciclo)
    assertContains(risposta, "Vedi i rilievi delle tue strutture.")
    assert {voce.rilievo.cdr for voce in risposta.context["voci"]} <= {cdr.codice}


def test_nothing_to_check_says_so(ciclo, accedi):
    assertContains(page(accedi(Ruolo.CONTROLLO, ciclo.ente), ciclo), "non c'è ancora niente da controllare")
