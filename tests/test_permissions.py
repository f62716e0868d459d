"""Roles × URLs: every named address, read from the resolver, asked by every kind of user.

What lies outside one's scope answers 404, never 403: whether it exists is not told.
"""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from organizzazione.models import Ruolo
from tests import factories

pytestmark = pytest.mark.django_db

SERVIZIO = ("anonimo", "senza_incarico", "estraneo")
RUOLI = tuple(Ruolo)
TUTTI = dict.fromkeys(RUOLI, 200)
UFFICIO = {ruolo: 200 if ruolo in (Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO) else 404 for ruolo in RUOLI}
DI_STRUTTURA = (Ruolo.DIRIGENTE, Ruolo.EQ, Ruolo.REFERENTE)
ALTRO_CDR = {ruolo: 404 if ruolo in DI_STRUTTURA else 200 for ruolo in RUOLI}
FUORI = {"anonimo": 302, "senza_incarico": 404, "estraneo": 404}
PUBBLICO = {"anonimo": 200, "senza_incarico": 200, "estraneo": 200}

# name of the URL → (arguments from the world below, expected codes)
DI_CICLO = ("ciclo", "progetti", "obiettivi", "indicatori", "capitoli", "persone", "controlli", "cerca")
LAVORO = ("da_fare", "tavolo", "scadenze")
MATRICE = [
    ("salute", (), {**PUBBLICO, **TUTTI}),
    ("accedi", (), {"anonimo": 200, "senza_incarico": 302, "estraneo": 302, **dict.fromkeys(RUOLI, 302)}),
    ("inizio", (), {"anonimo": 302, "senza_incarico": 200, "estraneo": 200, **TUTTI}),
    *((nome, ("ente", "anno"), {**FUORI, **TUTTI}) for nome in DI_CICLO),
    *((nome, ("ente", "anno"), {**FUORI, **TUTTI}) for nome in LAVORO),
    ("solleciti", ("ente", "anno"), {**FUORI, **UFFICIO}),
    ("proposte", ("ente", "anno", "cdr"), {**FUORI, **TUTTI}),
    ("proposte", ("ente", "anno", "altro_cdr"), {**FUORI, **ALTRO_CDR}),
    # Asked without an act, it leads to the page of the objective.
    ("proposta", ("ente", "anno", "obiettivo"), {**FUORI, **dict.fromkeys(RUOLI, 302)}),
    (
        "proposta",
        ("ente", "anno", "altro_obiettivo"),
        {**FUORI, **{ruolo: 302 if codice == 200 else codice for ruolo, codice in ALTRO_CDR.items()}},
    ),
    ("riepilogo", ("ente", "anno", "cdr"), {**FUORI, **TUTTI}),
    ("riepilogo", ("ente", "anno", "altro_cdr"), {**FUORI, **ALTRO_CDR}),
    ("progetto", ("ente", "anno", "progetto"), {**FUORI, **TUTTI}),
    ("progetto", ("ente", "anno", "altro_progetto"), {**FUORI, **ALTRO_CDR}),
    ("obiettivo", ("ente", "anno", "obiettivo"), {**FUORI, **TUTTI}),
    ("obiettivo", ("ente", "anno", "altro_obiettivo"), {**FUORI, **ALTRO_CDR}),
    # Whoever reads and may not write is told why.
    ("obiettivo_nuovo", ("ente", "anno"), {**FUORI, **TUTTI}),
    *(
        (nome, ("ente", "anno", quale), {**FUORI, **attesi})
        for nome in ("obiettivo_modifica", "obiettivo_copia")
        for quale, attesi in (("obiettivo", TUTTI), ("altro_obiettivo", ALTRO_CDR))
    ),
    ("stampa", ("ente", "anno", "peg"), {**FUORI, **TUTTI}),
    *((nome, ("ente", "anno"), {**FUORI, **TUTTI}) for nome in ("documenti", "variazioni")),
    ("confronto", ("ente", "anno"), {**FUORI, **TUTTI}),
    ("documento", ("ente", "anno", "versione"), {**FUORI, **TUTTI}),
    ("approva", ("ente", "anno"), {**FUORI, **UFFICIO}),
    ("variazione_nuova", ("ente", "anno"), {**FUORI, **UFFICIO, Ruolo.DIRIGENTE: 200, Ruolo.EQ: 200}),
    ("variazione", ("ente", "anno", "variazione"), {**FUORI, **TUTTI}),
    ("variazione", ("ente", "anno", "altra_variazione"), {**FUORI, **ALTRO_CDR}),
    ("verifica", (), {"anonimo": 302, "senza_incarico": 404, "estraneo": 200, **TUTTI}),
    ("importa", (), {"anonimo": 302, "senza_incarico": 404, "estraneo": 200, **UFFICIO}),
    ("importazione", ("importazione",), {**FUORI, **dict.fromkeys(RUOLI, 404)}),
    ("tracciato", (), {"anonimo": 302, "senza_incarico": 404, "estraneo": 200, **UFFICIO}),
    ("tracciato_ods", (), {"anonimo": 302, "senza_incarico": 404, "estraneo": 200, **UFFICIO}),
]
# Asked for in other ways: POST only, or by the admin's own tests.
ALTROVE = {"esci"}


@pytest.fixture
def mondo(make_utente):
    """One ente with two CdR, a stranger's ente, and a user for each role; all with the arguments of the URLs."""
    from rendicontazione.canonico import dump_quadro
    from rendicontazione.models import Documento, Importazione, Variazione
    from rendicontazione.queries import build_quadro

    ciclo = factories.CicloFactory()
    ente = ciclo.ente
    cdr, altro_cdr = factories.StrutturaFactory.create_batch(2, ente=ente)
    progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr)
    altro_progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=altro_cdr)
    utenti = {r: make_utente(r, ente, cdr if r in DI_STRUTTURA else None) for r in RUOLI}
    utenti["senza_incarico"] = factories.UtenteFactory()
    utenti["estraneo"] = make_utente(Ruolo.CONTROLLO, factories.EnteFactory())
    atto = {"organo": "Giunta", "numero": "1", "data": "2026-01-31"}
    versione = Documento.objects.create(ciclo=ciclo, versione=1, quadro=dump_quadro(build_quadro(ciclo)), **atto)
    for numero, struttura in enumerate((cdr, altro_cdr), 1):
        variazione = Variazione.objects.create(ciclo=ciclo, numero=numero, oggetto="Prova", base=versione)
        variazione.strutture.set([struttura])
    argomenti = {
        "versione": 1,
        "variazione": 1,
        "altra_variazione": 2,
        "ente": ente.codice,
        "anno": ciclo.anno,
        "cdr": cdr.pk,
        "altro_cdr": altro_cdr.pk,
        "progetto": progetto.pk,
        "altro_progetto": altro_progetto.pk,
        "obiettivo": factories.ObiettivoFactory(progetto=progetto).pk,
        "altro_obiettivo": factories.ObiettivoFactory(progetto=altro_progetto).pk,
        "peg": "peg",
        "importazione": Importazione.objects.create(utente=factories.UtenteFactory(), nome_file="x.xlsx").pk,
    }
    return utenti, argomenti


def own_url_names(patterns, prefisso=""):
    """The names of the product's own URLs; the admin's have tests of their own."""
    for voce in patterns:
        percorso = prefisso + str(voce.pattern)
        if isinstance(voce, URLPattern):
            if not percorso.startswith("gestione/"):
                yield voce.name
        else:
            yield from own_url_names(voce.url_patterns, percorso)


def test_matrix_covers_every_url_of_the_product():
    nomi = set(own_url_names(get_resolver().url_patterns))
    assert None not in nomi
    assert nomi == {nome for nome, _, _ in MATRICE} | ALTROVE


@pytest.mark.parametrize(("nome", "argomenti", "attesi"), MATRICE, ids=lambda v: v if isinstance(v, str) else "")
def test_url_answers_each_role(nome, argomenti, attesi, mondo, client):
    utenti, valori = mondo
    indirizzo = reverse(nome, args=[valori[a] for a in argomenti])
    ottenuti = {}
    for chi in attesi:
        client.logout()
        if chi != "anonimo":
            client.force_login(utenti[chi])
        ottenuti[chi] = client.get(indirizzo).status_code
    assert ottenuti == attesi


@pytest.mark.parametrize("chi", ["anonimo", *RUOLI])
def test_admin_opens_to_the_office_only(chi, mondo, client):
    utenti, _ = mondo
    if chi != "anonimo":
        client.force_login(utenti[chi])
    atteso = 200 if chi in (Ruolo.AMMINISTRATORE, Ruolo.CONTROLLO) else 302 if chi == "anonimo" else 404
    assert client.get(reverse("admin:index")).status_code == atteso


def test_expired_post_closes_the_door(mondo, client):
    utenti, valori = mondo
    utente = utenti[Ruolo.CONTROLLO]
    utente.incarichi.update(al="2025-12-31")
    client.force_login(utente)
    assert client.get(reverse("ciclo", args=[valori["ente"], valori["anno"]])).status_code == 404
