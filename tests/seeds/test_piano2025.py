"""The plan of a consortium (seed 003) as stored: lists, budget lines of objectives, resources in words, staff."""

from collections import Counter
from decimal import Decimal

import pytest

from budget.models import QuotaCapitolo, QuotaPersonale
from obiettivi.models import Ciclo, Indicatore, Obiettivo, ValoreAtteso
from organizzazione.models import Incarico, Persona, Struttura
from tests.seeds.cartella import slug_persona
from tests.seeds.fonti import read_decimal
from tests.seeds.piano2025 import ENTE, LATI, RADICE, TIPOLOGIE

pytestmark = [pytest.mark.seeds, pytest.mark.django_db, pytest.mark.usefixtures("esiti")]


@pytest.fixture
def piano(dati):
    return dati["piano2025"]


@pytest.fixture
def gruppi(piano):
    """The blocks of objectives in document order: the cross block, then each service."""
    return [piano["performance_organizzativa"], *(s for area in piano["aree"] for s in area["servizi"])]


@pytest.fixture
def stampati(gruppi):
    return [o for gruppo in gruppi for o in gruppo["obiettivi"]]


@pytest.fixture
def obiettivi():
    return Obiettivo.objects.filter(ciclo__ente__codice=ENTE).order_by("struttura__ordine", "ordine")


def test_ciclo(piano):
    ciclo = Ciclo.objects.get(ente__codice=ENTE)
    assert (ciclo.anno, ciclo.premessa, ciclo.allegato) == (2025, piano["premessa"], piano["approvazione"])
    assert (ciclo.ente.denominazione, ciclo.ente.tipo, ciclo.ente.organo) == (piano["ente"], "azienda", "assemblea")


def test_aree_with_their_services(piano):
    def children(padre):
        return list(Struttura.objects.filter(ente__codice=ENTE, padre=padre).order_by("ordine"))

    [radice] = children(None)
    assert radice.descrizione.startswith(piano["performance_organizzativa"]["definizione"])
    aree = children(radice)
    assert [(a.codice, a.denominazione) for a in aree] == [(str(a["numero"]), a["nome"]) for a in piano["aree"]]
    for area, stampata in zip(aree, piano["aree"], strict=True):
        assert area.descrizione == "\n".join(t for t in (stampata["sottotitolo"], stampata["descrizione"]) if t)
        descritti = [(s["nome"], s["descrizione"], False) for s in stampata["servizi_descritti"]]
        tabelle = [(s["nome"], "", True) for s in stampata["servizi"]]
        assert [(s.denominazione, s.descrizione, s.cdr) for s in children(area)] == descritti + tabelle


def test_obiettivi(stampati, obiettivi):
    assert list(obiettivi.values_list("titolo", "descrizione", "tipologia__denominazione", "note_fonte")) == [
        (o["titolo"], o["descrizione"], TIPOLOGIE.get(o["kind"]), o["note"] or "") for o in stampati
    ]
    assert Counter(o["kind"] for o in stampati) == {
        "trasversale": 3,
        "innovazione": 14,
        "consolidamento": 9,
        "innovazione-consolidamento": 1,
        None: 5,
    }
    assert {(o.peso, o.progetto) for o in obiettivi} == {(None, None)}


def test_attivita_and_tempi_stay_lists(stampati, obiettivi):
    assert [o.attivita.split("\n") for o in obiettivi] == [o["attivita"] for o in stampati]
    assert [o.tempi.split("\n") for o in obiettivi] == [o["tempi"] for o in stampati]
    assert sum(len(o["attivita"]) for o in stampati) == 100
    assert sum(len(o["tempi"]) for o in stampati) == 62


def test_indicatori_have_no_target(stampati):
    letti = Indicatore.objects.filter(obiettivo__ciclo__ente__codice=ENTE).order_by(
        "obiettivo__struttura__ordine", "obiettivo__ordine", "ordine"
    )
    assert list(letti.values_list("codice", "testo")) == [
        (str(ordine), testo) for o in stampati for ordine, testo in enumerate(o["indicatori"], 1)
    ]
    assert letti.count() == 108
    assert not ValoreAtteso.objects.filter(indicatore__in=letti).exists()


def test_budget_lines(stampati, obiettivi):
    lette = [
        (
            *(q.obiettivo.titolo, q.capitolo.lato, q.capitolo.numero, q.descrizione or q.capitolo.descrizione),
            *(q.importo, q.quota_parte, q.nota),
        )
        for q in QuotaCapitolo.objects.filter(obiettivo__in=obiettivi)
        .select_related("obiettivo", "capitolo")
        .order_by("obiettivo__struttura__ordine", "obiettivo__ordine", "ordine")
    ]
    assert lette == [
        (
            *(o["titolo"], LATI[q["tipo"]], q["capitolo"], q["denominazione"] or f"Capitoli {q['capitolo']}"),
            *(read_decimal(q["importo"]), q["quota_parte"], q["nota"] or ""),
        )
        for o in stampati
        for q in o["risorse"]["budget"]
    ]
    assert Counter(riga[1] for riga in lette) == {"U": 28, "E": 27}
    assert [riga[2] for riga in lette if riga[4] is None] == ["55-59", "21", "4"]


def test_chapter_named_twice_by_one_objective_gets_an_article(obiettivi):
    """Two revenues of one objective bear the number 4, by the document's mistake: both stay, with their amounts."""
    letti = QuotaCapitolo.objects.filter(obiettivo__in=obiettivi, capitolo__articolo="bis").select_related("capitolo")
    assert [(q.capitolo.lato, q.capitolo.numero, q.importo) for q in letti] == [("E", "4", Decimal(15000))]


def test_resources_in_words(stampati, obiettivi):
    assert [o.risorse for o in obiettivi] == [o["risorse"]["testo"] or "" for o in stampati]
    solo_testo = obiettivi.filter(quote_capitolo=None).exclude(risorse="")
    assert solo_testo.count() == 12


def test_staff_tables(piano):
    letti = QuotaPersonale.objects.filter(ciclo__ente__codice=ENTE, persona__gruppo=True, unita__isnull=False)
    colonne = ("struttura__codice", "persona__denominazione", "unita", "percentuale")
    assert list(letti.order_by("ordine").values_list(*colonne)) == [
        (str(area["numero"]), r["categoria"], Decimal(r["unita"]), None)
        for area in piano["aree"]
        for r in area["risorse_umane"]["righe"]
    ]
    note = {(q.struttura.codice, q.nota) for q in letti if q.nota}
    assert note == {(str(a["numero"]), nota) for a in piano["aree"] for nota in a["risorse_umane"]["note"]}


def test_people_of_each_service(piano, gruppi):
    letti = QuotaPersonale.objects.filter(ciclo__ente__codice=ENTE, unita=None, relazione="").order_by("ordine")
    persone = letti.filter(persona__gruppo=False)
    assert list(persone.values_list("struttura__denominazione", "persona__codice")) == [
        (g["nome"], slug_persona(nome)) for g in gruppi[1:] for nome in g["personale_coinvolto"]
    ]
    assert [q.nota for q in persone if q.nota] == [g["personale_note"] for g in gruppi[1:] if g["personale_note"]]
    tutti = letti.get(persona__gruppo=True)
    stampato = piano["performance_organizzativa"]["personale_coinvolto"]
    assert (tutti.struttura.codice, tutti.persona.denominazione) == (RADICE, stampato)


def test_one_person_whichever_order_the_name_has():
    persone = Persona.objects.filter(ente__codice=ENTE, gruppo=False)
    assert persone.count() == 26  # 25 named by the tables, and the director


def test_heads_of_the_areas(piano):
    letti = Incarico.objects.filter(ente__codice=ENTE).exclude(struttura__codice=RADICE).order_by("struttura__ordine")
    assert list(letti.values_list("struttura__codice", "persona__denominazione")) == [
        (str(a["numero"]), a["responsabile"]["nome"]) for a in piano["aree"]
    ]
    capi = QuotaPersonale.objects.filter(ciclo__ente__codice=ENTE).exclude(relazione="").order_by("ordine")
    assert list(capi.values_list("struttura__codice", "persona__denominazione", "relazione")) == [
        riga
        for a in piano["aree"]
        for riga in (
            (str(a["numero"]), a["direttore"], "Direttore"),
            (str(a["numero"]), a["responsabile"]["nome"], a["responsabile"]["ruolo"]),
        )
    ]


def test_quadro_shows_the_areas_with_their_staff(quadri, piano):
    quadro = quadri[ENTE]
    assert len(list(quadro.each_obiettivo())) == 32
    aree = {cdr.codice: cdr for cdr in quadro.cdr if cdr.codice in {str(a["numero"]) for a in piano["aree"]}}
    assert [len([q for q in cdr.personale if q.unita is not None]) for cdr in aree.values()] == [
        len(a["risorse_umane"]["righe"]) for a in piano["aree"]
    ]
