"""The same allegato printed for documents that have no projects: nothing of their objectives is left out."""

import pytest

from rendicontazione.esportazioni.peg import print_peg
from tests.seeds import piano2025, scheda, tabella
from tests.seeds.cartella import slug_persona
from tests.seeds.stampa import italian, read_pdf, walk

pytestmark = [pytest.mark.seeds, pytest.mark.django_db]


def test_sheet_prints_its_phases_with_results_and_weights(quadri, dati):
    stampata = dati["scheda"]
    stampa = read_pdf(print_peg(quadri[scheda.ENTE]))
    inizio = walk(stampa, ["Indice"])
    attesi = [stampata["codice"] + stampata["titolo"], stampata["descrizione"]]
    attesi += [
        f["codice"] + f["descrizione"] + f["risultato_atteso"] + f["inizio"] + f["fine"] + f["peso"]
        for f in stampata["fasi"]
    ]
    walk(stampa, attesi, inizio)


def test_table_prints_its_objectives_with_their_targets(quadri, dati):
    stampa = read_pdf(print_peg(quadri[tabella.ENTE]))
    da = walk(stampa, ["Riepilogo"])
    for riga in dati["tabella"]["righe"]:
        attesi = [riga["codice_ob_operativo"] + riga["obiettivo_operativo_collegato"]]
        attesi += [f"{ordine}{i['testo']}" for ordine, i in enumerate(riga["indicatori_letti"], 1)]
        da = walk(stampa, attesi, da)


def test_plan_prints_lists_resources_and_staff(quadri, dati):
    piano = dati["piano2025"]
    stampa = read_pdf(print_peg(quadri[piano2025.ENTE]))
    da = walk(stampa, ["Indice", "Premessa", *piano["premessa"].splitlines(), "Riepilogo"])
    da = walk(stampa, each_obiettivo(piano["performance_organizzativa"]), da)
    nomi = {q.codice: q.persona for cdr in quadri[piano2025.ENTE].cdr for q in cdr.personale}
    for area in piano["aree"]:
        attesi = [area["nome"], *(area["descrizione"] or "").splitlines()]
        attesi += [r["categoria"] for r in area["risorse_umane"]["righe"]]
        da = walk(stampa, attesi, da)
        for servizio in area["servizi"]:
            persone = [nomi[slug_persona(nome)] for nome in servizio["personale_coinvolto"]]
            da = walk(stampa, [*persone, *each_obiettivo(servizio)], da)


def each_obiettivo(gruppo):
    for o in gruppo["obiettivi"]:
        yield from (o["titolo"], o["descrizione"], *o["attivita"], *o["tempi"], *o["indicatori"])
        yield from (italian(q["importo"]) for q in o["risorse"]["budget"])
