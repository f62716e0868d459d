"""The demo loads, twice changes nothing, holds what ``docs/demo.md`` promises and no fault but those told there."""

import csv
import datetime
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from budget.models import Capitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import Ciclo, Classificazione, Fase, Indicatore, Obiettivo, PesaturaObiettivo, Progetto
from organizzazione.models import Incarico, Persona, Struttura, Utente
from pianoperformance.base.valori import Tipo
from rendicontazione.controlli import SUGGERIMENTO, check_quadro
from rendicontazione.demo import CARTELLA, UTENTI, create_utenti, load_demo
from rendicontazione.management.commands.demo import PASSWORD, RIFIUTO
from rendicontazione.quadro import ENTRATA, Quadro
from rendicontazione.queries import build_quadro, quadro_for
from tests.seeds.fonti import find_dati

GUIDA = (Path(__file__).resolve().parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
GIORNO = datetime.date(2026, 6, 1)
CDR = ["SG", "A1", "11", "12", "A2", "21", "22", "23", "A3", "31", "32", "50"]


@pytest.fixture(scope="module")
def esito(django_db_setup, django_db_blocker) -> Iterator:
    """The demo loaded once for the module and undone at its end: the tests leave it as they find it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("riferimenti", verbosity=0)
        yield load_demo()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def utenti(esito) -> dict[str, Utente]:
    create_utenti("parola-di-prova")
    return {utente.username: utente for utente in Utente.objects.all()}


@pytest.fixture(scope="module")
def ciclo(esito) -> Ciclo:
    return Ciclo.objects.select_related("ente").get()


@pytest.fixture(scope="module")
def piano(ciclo) -> Quadro:
    return build_quadro(ciclo)


def sum_by(coppie) -> dict:
    somme: dict = defaultdict(Decimal)
    for chiave, valore in coppie:
        somme[chiave] += valore
    return dict(somme)


def test_loads_with_the_one_warning_that_is_meant(esito):
    assert (esito.errori, esito.cambiate, esito.invariate, esito.salvato) == ([], 0, 0, True)
    assert [(avviso.foglio, avviso.valore) for avviso in esito.avvisi] == [("Collegamenti capitoli", "02275")]


def test_every_row_of_the_files_is_a_row_of_the_import(esito):
    righe = 0
    for percorso in CARTELLA.glob("*.csv"):
        with percorso.open(encoding="utf-8", newline="") as testo:
            righe += sum(1 for _ in csv.DictReader(testo))
    assert esito.nuove == righe


def test_second_time_changes_nothing(esito, utenti):
    storia = [modello.history.count() for modello in (Obiettivo, Indicatore, Capitolo, Persona, Incarico)]
    password = dict(Utente.objects.values_list("username", "password"))
    ancora = load_demo()
    create_utenti("parola-di-prova")
    assert (ancora.errori, ancora.nuove, ancora.cambiate, ancora.invariate) == ([], 0, 0, esito.nuove)
    assert [m.history.count() for m in (Obiettivo, Indicatore, Capitolo, Persona, Incarico)] == storia
    assert dict(Utente.objects.values_list("username", "password")) == password


def test_the_guide_counts_what_is_there(esito):
    contati = {
        "centri di responsabilità": Struttura.objects.filter(cdr=True).count(),
        "progetti": Progetto.objects.count(),
        "obiettivi": Obiettivo.objects.count(),
        "indicatori": Indicatore.objects.count(),
        "fasi": Fase.objects.count(),
        "capitoli": Capitolo.objects.count(),
        "persone": Persona.objects.filter(gruppo=False).count(),
        "gruppi": Persona.objects.filter(gruppo=True).count(),
    }
    promessi = {nome: max(map(int, re.findall(rf"(\d+) {nome}\b", GUIDA))) for nome in contati}
    assert promessi == contati


def test_each_cdr_has_projects_money_people_and_measures(piano):
    assert [cdr.codice for cdr in piano.cdr] == CDR
    for cdr in piano.cdr:
        assert all(p.strategia.azione and p.obiettivi and p.quote and p.personale for p in cdr.progetti), cdr.codice
        assert all(o.indicatori and o.tipologia and o.responsabile and o.peso for o in cdr.tutti_gli_obiettivi)
        assert all(
            i.atteso and i.atteso.stampato and i.fonte and i.peso
            for o in cdr.tutti_gli_obiettivi
            for i in o.indicatori
        )
        assert sum(len(p.fasi) for p in cdr.progetti) >= 2, cdr.codice
    assert [(cdr.codice, len(cdr.obiettivi)) for cdr in piano.cdr if cdr.obiettivi] == [("A2", 1), ("A3", 1)]


def test_every_kind_of_indicator_and_of_target_occurs(esito):
    operatori: dict[str, set[str]] = defaultdict(set)
    for tipo, operatore in Indicatore.objects.values_list("tipo", "valori_attesi__operatore"):
        operatori[tipo].add(operatore)
    assert operatori == {
        "almeno_uno": {">="},
        "data": {"entro"},
        "importo": {"<=", ">="},
        "numero": {"<=", "=", ">", ">="},
        "percentuale": {"<=", ">="},
        "si_no": {"="},
        "testo": {""},
    }
    assert set(operatori) == {tipo.value for tipo in Tipo}


def test_weights_close_to_100_for_each_responsible_as_the_matrix_says(esito):
    pesi = sum_by(Obiettivo.objects.values_list("responsabile__codice", "peso"))
    assert set(pesi.values()) == {Decimal(100)}
    punti = sum_by(
        (codice, Decimal({"A": 3, "M": 2, "B": 1}[livello]))
        for codice, livello in PesaturaObiettivo.objects.values_list("obiettivo__codice", "livello")
    )
    di_chi = dict(Obiettivo.objects.values_list("codice", "responsabile__codice"))
    totali = sum_by((di_chi[codice], valore) for codice, valore in punti.items())
    scarti = [
        abs(peso - punti[codice] * 100 / totali[di_chi[codice]])
        for codice, peso in Obiettivo.objects.values_list("codice", "peso")
        if codice in punti
    ]
    assert (len(scarti), max(scarti) < 1) == (40, True)


def test_payment_times_weigh_thirty_for_each_dirigente(esito):
    obiettivi = Obiettivo.objects.filter(classificazioni__codice="ART-4BIS", tipologia__codice="TRAS")
    assert sorted(obiettivi.values_list("struttura__codice", "peso")) == [(a, Decimal(30)) for a in ("A1", "A2", "A3")]


def test_every_classification_is_used(esito):
    assert list(Classificazione.objects.filter(obiettivi=None).values_list("codice", flat=True)) == []


def test_side_and_number_of_chapters_agree(piano):
    capitoli = list(Capitolo.objects.all())
    assert [
        c.sigla for c in capitoli if not re.fullmatch(r"\d{5}", c.numero) or not re.fullmatch(r"\d\d", c.articolo)
    ] == []
    assert [c.sigla for c in capitoli if (c.lato == ENTRATA) != (c.numero < "20000")] == []
    assert QuotaCapitolo.objects.filter(quota_parte=True, importo=None).count() == 3


def test_people_share_their_time_over_the_whole_ente(esito):
    somme = sum_by(QuotaPersonale.objects.values_list("persona__codice", "percentuale"))
    assert {codice: somma for codice, somma in somme.items() if somma != 100} == {"1122": 110, "1232": 80}
    assert set(Persona.objects.values_list("codice", flat=True)) - set(somme) == {"1017"}


def test_faults_are_those_of_the_guide_and_no_other(piano):
    trovati = [(r.controllo, r.luogo) for r in check_quadro(piano) if r.gravita != SUGGERIMENTO]
    assert sorted(trovati) == [
        ("cdr_senza_responsabile", "50 - Corpo di Polizia locale"),
        ("collegamento_a_vuoto", "Capitolo U 32310/00"),
        ("collegamento_non_pareggia", "Capitolo E 03410/00"),
        ("persona_oltre_100", "Facchinello Andrea"),
        ("persona_sotto_100", "Urbani Giacomo"),
        ("quote_oltre_stanziamento", "Capitolo U 24110/00"),
    ]
    luoghi = [re.sub(r" - ", ", ", luogo) for _, luogo in trovati]
    assert [luogo for luogo in luoghi if f"| {luogo} |" not in GUIDA] == []


def test_each_user_sees_what_the_guide_says(ciclo, utenti):
    visti = {nome: [cdr.codice for cdr in quadro_for(utente, ciclo).cdr] for nome, utente in utenti.items()}
    assert visti == {
        "amministratore": CDR,
        "controllo": CDR,
        "dirigente": ["A2", "21", "22", "23"],
        "eq": ["22"],
        "referente": ["22"],
        "oiv": CDR,
        "lettore": CDR,
    }
    posti = Incarico.objects.in_corso(GIORNO).exclude(utente=None).values_list("utente__username", "ruolo", "dal")
    inizio = datetime.date(2026, 1, 1)
    assert sorted(posti) == [(r, r, inizio) for r in ("amministratore", "controllo", "lettore", "oiv")]


def run_demo(*opzioni: str) -> str:
    uscita = io.StringIO()
    call_command("demo", *opzioni, stdout=uscita)
    return uscita.getvalue()


def test_command_refuses_without_debug(settings, db):
    settings.DEBUG = False
    prima = Utente.objects.count()
    with pytest.raises(CommandError) as rifiuto:
        run_demo()
    assert (str(rifiuto.value), Utente.objects.count()) == (RIFIUTO, prima)


@pytest.mark.parametrize(("debug", "opzioni"), [(True, []), (False, ["--forza"])])
def test_command_says_who_may_log_in(settings, monkeypatch, db, utenti, client, debug, opzioni):
    settings.DEBUG = debug
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    detto = run_demo(*opzioni).splitlines()
    assert [riga.split()[0] for riga in detto[3:]] == [str(voce.ruolo) for voce in UTENTI]
    assert [client.login(username=voce.ruolo, password=PASSWORD) for voce in UTENTI] == [True] * 7


def test_command_takes_the_password_of_the_environment(settings, monkeypatch, db, utenti, client):
    settings.DEBUG = True
    monkeypatch.setenv("DEMO_PASSWORD", "un-altra-parola")
    run_demo()
    assert client.login(username="oiv", password="un-altra-parola")


@pytest.mark.seeds
@pytest.mark.skipif(not find_dati().is_dir(), reason="mancano i documenti reali accanto al repository")
def test_no_sentence_is_taken_from_the_real_documents():
    """Not even half of one: no six words in a row."""
    veri = "\n".join(p.read_text(encoding="utf-8") for p in (find_dati().parent / "seeds").glob("*.txt"))
    usate = set(sixes(veri))
    copiate = {
        " ".join(sei)
        for percorso in CARTELLA.glob("*.csv")
        for riga in csv.reader(percorso.read_text(encoding="utf-8").splitlines(keepends=True))
        for cella in riga
        for sei in sixes(cella)
        if sei in usate
    }
    assert (len(usate) > 10_000, copiate) == (True, set())


def sixes(testo: str) -> list[tuple[str, ...]]:
    parole = re.findall(r"\w+", testo.casefold())
    return [tuple(parole[i : i + 6]) for i in range(len(parole) - 5)]
