from decimal import Decimal

import pytest

from obiettivi.models import Ciclo
from organizzazione.models import Ruolo
from rendicontazione import quadro
from rendicontazione.queries import build_quadro, quadro_for
from tests import factories

pytestmark = pytest.mark.django_db

QUERIES = 14


def make_piano(ciclo, quanti):
    """``quanti`` CdR, each with as many projects, objectives, indicators, phases and quotas."""
    for _ in range(quanti):
        cdr = factories.StrutturaFactory(ente=ciclo.ente)
        for _ in range(quanti):
            progetto = factories.ProgettoFactory(
                ciclo=ciclo, cdr=cdr, azione=factories.AzioneFactory(obiettivo_strategico__indirizzo__ente=ciclo.ente)
            )
            obiettivo = factories.ObiettivoFactory(progetto=progetto)
            obiettivo.contributi.add(cdr)
            factories.ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
            factories.FaseFactory(obiettivo=obiettivo)
            factories.QuotaCapitoloFactory(progetto=progetto)
            factories.QuotaPersonaleFactory(progetto=progetto)


def reread(ciclo):
    return Ciclo.objects.select_related("ente").get(pk=ciclo.pk)


@pytest.mark.parametrize("quanti", [1, 3])
def test_build_quadro_takes_a_constant_number_of_queries(quanti, django_assert_num_queries):
    ciclo = factories.CicloFactory()
    make_piano(ciclo, quanti)
    ciclo = reread(ciclo)
    with django_assert_num_queries(QUERIES):
        q = build_quadro(ciclo)
    assert len(list(q.each_obiettivo())) == quanti * quanti
    assert all(o.contributi and o.indicatori[0].atteso and o.fasi for _, o in q.each_obiettivo())


@pytest.mark.parametrize("quanti", [1, 3])
def test_quadro_for_takes_a_constant_number_of_queries(quanti, django_assert_num_queries, make_utente):
    ciclo = factories.CicloFactory()
    make_piano(ciclo, quanti)
    cdr = ciclo.progetti.first().cdr
    dirigente = make_utente(Ruolo.DIRIGENTE, ciclo.ente, cdr)
    ciclo = reread(ciclo)
    # 2 for the scope of the user, 2 to know whether it is the whole ente.
    with django_assert_num_queries(QUERIES + 4):
        q = quadro_for(dirigente, ciclo)
    assert [c.id for c in q.cdr] == [cdr.pk]


def test_quadro_for_other_ente_is_empty(make_utente):
    ciclo = factories.CicloFactory()
    make_piano(ciclo, 1)
    estraneo = make_utente(Ruolo.CONTROLLO, factories.EnteFactory())
    q = quadro_for(estraneo, ciclo)
    assert (q.cdr, q.collegamenti, q.totali_stampati, q.parziale) == ((), (), (), True)


def test_quadro_for_controllo_is_the_whole_quadro(make_utente):
    ciclo = factories.CicloFactory()
    make_piano(ciclo, 2)
    assert quadro_for(make_utente(Ruolo.CONTROLLO, ciclo.ente), ciclo) == build_quadro(ciclo)


def test_build_quadro_holds_what_the_rows_say():
    ciclo = factories.CicloFactory()
    indirizzo = factories.IndirizzoFactory(ente=ciclo.ente, codice="I", denominazione="CITTÀ SOLIDALE")
    azione = factories.AzioneFactory(obiettivo_strategico__indirizzo=indirizzo)
    area = factories.StrutturaFactory(ente=ciclo.ente, codice="A", denominazione="AREA PERSONA", cdr=False)
    cdr = factories.StrutturaFactory(ente=ciclo.ente, codice="85", denominazione="WELFARE", padre=area)
    persona = factories.PersonaFactory(ente=ciclo.ente, denominazione="Cognome Nome")
    factories.IncaricoFactory(ente=ciclo.ente, utente=None, persona=persona, struttura=cdr, ruolo=Ruolo.DIRIGENTE)
    progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, azione=azione)
    obiettivo = factories.ObiettivoFactory(
        progetto=progetto, tipologia=factories.TipologiaObiettivoFactory(ente=ciclo.ente)
    )
    indicatore = factories.IndicatoreFactory(obiettivo=obiettivo, unita="famiglie")
    factories.ValoreAttesoFactory(indicatore=indicatore)
    factories.ValoreAttesoFactory(indicatore=indicatore, anno=2027, numero=Decimal(30), stampato="30")
    capitolo = factories.CapitoloFactory(ciclo=ciclo, numero="30852", stanziamento=Decimal(900))
    factories.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo, importo=None)

    (nodo,) = build_quadro(ciclo).cdr
    assert (nodo.nome, nodo.percorso) == ("85 - WELFARE", ("AREA PERSONA",))
    assert nodo.responsabili == (quadro.Responsabile("Cognome Nome", "Dirigente"),)
    (letto,) = nodo.progetti
    assert letto.strategia.indirizzo == quadro.Voce("I", "CITTÀ SOLIDALE")
    assert letto.strategia.azione == quadro.Voce(azione.codice, azione.denominazione)
    (quota,) = letto.quote
    assert (quota.sigla, quota.importo, quota.stanziamento, quota.colonna) == (
        "Cap. 30852 Art. 00",
        None,
        Decimal(900),
        "Spese Correnti",
    )
    assert letto.obiettivi[0].tipologia == "Obiettivo di miglioramento"
    assert letto.obiettivi[0].indicatori == (
        quadro.Indicatore(
            indicatore.codice,
            "N. famiglie coinvolte",
            quadro.Atteso("numero", ">=", Decimal(20), unita="famiglie", stampato="20"),
            ((2027, quadro.Atteso("numero", ">=", Decimal(30), unita="famiglie", stampato="30")),),
        ),
    )


def test_build_quadro_objective_of_another_structure_stays_in_its_project():
    progetto = factories.ProgettoFactory()
    altra = factories.StrutturaFactory(ente=progetto.ciclo.ente)
    obiettivo = factories.ObiettivoFactory(progetto=progetto, struttura=altra)
    codici = [o.codice for o in build_quadro(progetto.ciclo, strutture={progetto.cdr_id}).cdr[0].progetti[0].obiettivi]
    assert codici == [obiettivo.codice]
    (solo_altra,) = build_quadro(progetto.ciclo, strutture={altra.pk}).cdr
    assert [o.codice for o in solo_altra.obiettivi] == [obiettivo.codice]


def test_build_quadro_responsabile_is_who_held_the_post_in_the_year():
    ciclo = factories.CicloFactory(anno=2021)
    cdr = factories.StrutturaFactory(ente=ciclo.ente)
    for nome, dal, al in (
        ("Prima", "2019-01-01", "2020-12-31"),
        ("Durante", "2021-01-01", "2021-08-31"),
        ("Dopo", "2021-09-01", None),
        ("Futuro", "2022-01-01", None),
    ):
        persona = factories.PersonaFactory(ente=ciclo.ente, denominazione=nome)
        factories.IncaricoFactory(
            ente=ciclo.ente, utente=None, persona=persona, struttura=cdr, ruolo=Ruolo.DIRIGENTE, dal=dal, al=al
        )
    (nodo,) = build_quadro(ciclo).cdr
    assert [r.persona for r in nodo.responsabili] == ["Durante", "Dopo"]
