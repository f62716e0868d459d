"""What is wrong in a workbook is told cell by cell, with what to do, and nothing is saved."""

import datetime
from decimal import Decimal

import pytest

from obiettivi.models import Ciclo, Progetto
from organizzazione.models import Ente, Struttura
from rendicontazione.services import import_cartella
from tests.libri import ENTE, PIANO, append, change, load, make_cartella, only, show

pytestmark = pytest.mark.django_db


def refuse(fogli):
    """Import what must be refused; return the errors, having seen that nothing was saved."""
    esito = load(fogli)
    assert (esito.salvato, Ente.objects.count()) == (False, 0)
    return show(esito.errori)


def test_unknown_codes_say_where_they_were_looked_for():
    fogli = change("Obiettivi", 2, progetto="PG7", struttura="1")
    assert refuse(fogli) == [
        (
            "Obiettivi",
            2,
            "struttura",
            "La struttura «1» non esiste né nel foglio Strutture né nell'ente: correggere il codice o aggiungere la "
            "riga nel foglio Strutture. Forse è «01».",
        ),
        (
            "Obiettivi",
            2,
            "progetto",
            "Il progetto «PG7» non esiste né nel foglio Progetti né nel piano 2026: correggere il codice o aggiungere "
            "la riga nel foglio Progetti.",
        ),
    ]


def test_row_that_refers_to_a_wrong_row_is_not_blamed():
    assert refuse(change("Progetti", 2, tipo="XX")) == [
        ("Progetti", 2, "tipo", "Il valore non è tra quelli ammessi, che sono: PD, PG, Z."),
    ]


def test_unknown_ente_is_told_once_for_each_row():
    frase = (
        "L'ente «comune-di-altrove» non esiste, oppure non è tra quelli di cui si cura il piano: correggere il "
        "codice. Forse è «comune-di-prova»."
    )
    assert refuse(change("Obiettivi", 3, ente="comune-di-altrove")) == [("Obiettivi", 3, "ente", frase)]


def test_unknown_year_is_told_once_for_each_row():
    frase = "Il ciclo 2027 non esiste, né nel foglio Cicli né tra quelli dell'ente: aggiungerlo nel foglio Cicli."
    assert refuse(change("Obiettivi", 3, anno=2027)) == [("Obiettivi", 3, "anno", frase)]


def test_reference_data_that_is_not_loaded():
    frase = (
        "Il codice di missione e programma «12 01» non è tra quelli caricati: correggere il codice, o caricare gli "
        "elenchi con il comando riferimenti."
    )
    errori = refuse(change("Capitoli", 2, missione=12, programma=1))
    assert errori == [("Capitoli", 2, "programma", frase)]
    assert refuse(change("Capitoli", 2, missione="12")) == [
        ("Capitoli", 2, "programma", "C'è la missione ma manca il programma: indicarlo, o togliere la missione."),
    ]


def test_same_codes_in_two_rows_name_both():
    frase = "La riga 2 ha già gli stessi codici (PG1): tenere una sola delle due righe."
    assert refuse(append("Progetti", **PIANO["Progetti"][0])) == [("Progetti", 3, "codice", frase)]


def test_every_bad_cell_of_a_row_is_told():
    fogli = change("Quote personale", 2, percentuale="molto", ordine="1,5")
    fogli = change("Fasi", 2, fogli, dal="31/02/2026", descrizione=None)
    assert refuse(fogli) == [
        ("Fasi", 2, "descrizione", "La cella è vuota ma il valore è obbligatorio: scriverlo."),
        ("Fasi", 2, "dal", "Qui va una data che esista nel calendario, per esempio 31/12/2026."),
        ("Quote personale", 2, "percentuale", "Qui va un numero, per esempio 1.234,56 oppure 1234,56."),
        ("Quote personale", 2, "ordine", "Qui va un numero intero, per esempio 12."),
    ]


def test_rules_of_the_models_blame_their_column():
    fogli = change("Strutture", 2, codice="S" * 21)
    fogli = change("Fasi", 2, fogli, peso=-1)
    fogli = change("Quote personale", 2, fogli, percentuale=101)
    assert refuse(fogli) == [
        ("Strutture", 2, "codice", "Assicurati che questo valore non contenga più di 20 caratteri (ne ha 21)."),
        ("Fasi", 2, "peso", "Assicurati che questo valore sia maggiore o uguale a 0."),
        ("Quote personale", 2, "percentuale", "Assicurati che questo valore sia minore o uguale a 100."),
    ]


def test_rule_between_fields_of_a_model():
    assert refuse(change("Fasi", 2, al=datetime.date(2025, 12, 31))) == [
        ("Fasi", 2, "al", "La fine prevista della fase viene prima dell'inizio."),
    ]


def test_constraint_of_the_database_blames_its_row_only():
    fogli = change("Obiettivi", 3, dal="01/12/2026", al="30/11/2026")
    fogli = change("Incarichi", 2, fogli, al=datetime.date(2023, 1, 1))
    assert refuse(fogli) == [
        ("Incarichi", 2, "", "La data di fine dell'incarico viene prima di quella di inizio."),
        ("Obiettivi", 3, "", "La data di fine dell'obiettivo viene prima di quella di inizio."),
    ]


def test_structures_in_a_circle():
    frase = "La riga dipende da sé stessa, con un giro chiuso: correggere il codice."
    fogli = change("Strutture", 4, padre="01", fogli=PIANO)
    assert refuse(fogli) == [("Strutture", 3, "padre", frase), ("Strutture", 4, "padre", frase)]


def test_structure_that_would_hang_from_its_own_child():
    load()
    esito = load({"Strutture": [PIANO["Strutture"][2] | {"padre": "01"}]})
    frase = "La struttura superiore dipende da questa: sarebbe un giro chiuso."
    assert show(esito.errori) == [("Strutture", 2, "padre", frase)]
    assert Struttura.objects.get(codice="A").padre is None


@pytest.mark.parametrize(
    ("foglio", "riga", "valori", "colonna", "frase"),
    [
        (
            "Quote capitoli",
            2,
            {"obiettivo": "OB1"},
            "obiettivo",
            "La quota va assegnata a uno solo tra progetto o obiettivo: compilare una sola colonna.",
        ),
        (
            "Quote personale",
            3,
            {"struttura": None},
            "struttura",
            "La quota va assegnata a uno solo tra progetto, obiettivo o struttura: compilare una sola colonna.",
        ),
        (
            "Totali stampati",
            3,
            {"voce": "PG1"},
            "voce",
            "Va indicato il codice della voce, tranne che per il totale del CdR, in cui resta vuoto.",
        ),
        (
            "Indicatori",
            2,
            {"tipo": "data", "valore": "20"},
            "valore",
            "Il valore non è del tipo indicato nella colonna tipo: correggere l'uno o l'altra.",
        ),
    ],
)
def test_rules_of_the_sheets(foglio, riga, valori, colonna, frase):
    assert refuse(change(foglio, riga, **valori)) == [(foglio, riga, colonna, frase)]


def test_header_missing_repeated_unknown():
    cartella = make_cartella(only("Enti", "Strutture"))
    cartella["Enti"][0][0] = "Codise"
    cartella["Strutture"][0][5] = "Tipo"
    cartella["Strutture"][0].append("colore")
    esito = import_cartella(cartella)
    assert show(esito.errori) == [
        ("Enti", 1, "codice", "Manca la colonna «codice», che è obbligatoria: aggiungerla nella riga 1."),
        ("Strutture", 1, "tipo", "La colonna «tipo» compare 2 volte nella riga 1: tenerne una sola."),
    ]
    assert show(esito.avvisi) == [
        (
            "Enti",
            1,
            "Codise",
            "La colonna «Codise» non è tra quelle previste e non è stata letta. Se voleva essere «codice», correggere "
            "il nome.",
        ),
        ("Strutture", 1, "colore", "La colonna «colore» non è tra quelle previste e non è stata letta."),
    ]


def test_header_that_is_not_in_the_first_row():
    cartella = make_cartella(only("Enti"))
    cartella["Enti"].insert(0, ["Elenco degli enti"])
    frase = "La riga 1 non contiene i nomi delle colonne: scrivervi almeno codice, denominazione, tipo."
    assert show(import_cartella(cartella).errori) == [("Enti", 1, "", frase)]


def test_sheets_unknown_repeated_or_none():
    esito = import_cartella({"Progeti": [["codice"], ["PG1"]], "Foglio2": [[None]], "LEGENDA": [["Il file"]]})
    assert show(esito.avvisi) == [
        (
            "Progeti",
            None,
            "",
            "Il foglio «Progeti» non è tra quelli previsti e non è stato letto. Se voleva essere «Progetti», "
            "cambiargli nome.",
        ),
    ]
    [(_, _, _, frase)] = show(esito.errori)
    assert frase.startswith("Nel file non c'è nessuno dei fogli previsti, che sono: Enti, Strutture, Persone,")
    enti = make_cartella(only("Enti"))["Enti"]
    frase = "Ci sono due fogli «Enti»: tenerne uno solo."
    assert show(import_cartella({"Enti": enti, "enti ": enti}).errori) == [("enti ", None, "", frase)]


def test_too_many_rows():
    righe = [["ente", "codice", "denominazione"]] + [[ENTE, f"P{numero}", "Nome"] for numero in range(60_001)]
    frase = "Il foglio ha più di 60.000 righe: dividere il file in più parti."
    assert show(import_cartella({"Persone": righe}).errori) == [("Persone", None, "", frase)]


def test_text_written_like_numbers_and_dates_is_understood():
    fogli = change("Capitoli", 3, stanziamento="1.234,56")
    fogli = change("Cicli", 2, fogli, elaborato_il="31/12/2025", anno="2026")
    fogli = change("Progetti", 2, fogli, tipo="progetto")
    assert show(load(fogli).errori) == []
    ciclo = Ciclo.objects.get()
    assert ciclo.elaborato_il == datetime.date(2025, 12, 31)
    assert ciclo.capitoli.get(lato="U").stanziamento == Decimal("1234.56")
    assert Progetto.objects.get().tipo == "PG"


def test_codes_whose_zeros_were_eaten_are_pointed_out():
    load()
    esito = load({"Capitoli": [PIANO["Capitoli"][0] | {"numero": 3641, "articolo": 0}]}, prova=True)
    frase = (
        "Si aggiunge una riga nuova, ma c'è già «E 03641 00»: se è la stessa, correggere il codice e dare alla "
        "colonna il formato Testo, che conserva gli zeri iniziali."
    )
    assert show(esito.avvisi) == [("Capitoli", 2, "articolo", frase)]


def test_shares_of_one_in_place_of_percentages_are_pointed_out():
    quote = [PIANO["Quote personale"][0] | {"percentuale": Decimal("0.125")}]
    frase = (
        "I valori di «percentuale» vanno tutti da 0 a 1: se sono percentuali (0,125 per 12,5 %), togliere alla "
        "colonna il formato percentuale e scrivere 12,5."
    )
    esito = load(PIANO | {"Quote personale": quote})
    assert show(esito.avvisi) == [("Quote personale", None, "percentuale", frase)]


def test_approved_plan_is_not_changed():
    load()
    Ciclo.objects.update(stato=Ciclo.Stato.APPROVATO)
    [(*luogo, frase)] = show(load(change("Progetti", 2, titolo="Altro titolo")).errori)
    assert luogo == ["Progetti", 2, "anno"]
    assert frase.startswith("Il piano 2026 non è più in preparazione (approvato)")
    assert load().salvato
    assert load(change("Strutture", 2, denominazione="Servizio Scuola e sport")).salvato
