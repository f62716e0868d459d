"""The printed Allegato PEG of 2021, read back from the PDF: every text and figure, in the order of the document."""

import pytest

from rendicontazione.esportazioni.peg import print_peg
from rendicontazione.riepilogo import build_riepilogo
from tests.seeds.peg2021 import ENTE
from tests.seeds.stampa import italian, read_pdf, squash, walk

pytestmark = [pytest.mark.seeds, pytest.mark.django_db]


@pytest.fixture(scope="module")
def stampa(quadri) -> str:
    """The text of the whole PDF in the order in which it is drawn, squashed."""
    return read_pdf(print_peg(quadri[ENTE]))


def riepilogo_of(cdr, stampato) -> list[str]:
    """The lines that the riepilogo must print: the document's rows, our totals where its own are wrong."""
    titoli = {r["codice"]: r["progetto"] for r in stampato["riepilogo"]}
    return [
        f"{riga.etichetta or riga.codice + titoli[riga.codice]}{italian(riga.importo)}{italian(riga.percentuale, '%')}"
        for riga in build_riepilogo(cdr)
    ]


def scheda_of(p) -> list[str]:
    """What the sheet of a project must print, cell after cell."""
    attesi = [p["code"] + p["title"], *(p["descrizione"] or "").splitlines()]
    attesi += [p["indirizzo"], p["obiettivo_strategico"], p["azione"]]
    for o in p["obiettivi"]:
        attesi += [o["tipo"] or "", o["code"] + (o["titolo"] or "")]
        for i in o["indicatori"]:
            attesi += [i["code"] + i["testo"] + i["valore_previsto"], nota_of(i)]
    for f in p["fasi"]:
        attesi += [f"{f['ordine']}{f['codice_obiettivo']}{f['descrizione']}{f['inizio']}{f['fine']}", nota_of(f)]
    if p["budget"]:
        attesi += p["budget"]["columns"]
        for r in p["budget"]["righe"]:
            [importo] = r["importi"].values()
            attesi.append(f"Cap. {r['capitolo']} Art. {r['articolo']}{r['descrizione']}{italian(importo)}")
        attesi.append("Totale" + "".join(italian(totale) for totale in p["budget"]["totali"].values()))
    attesi += [q["nome"] + q["relazione"] + italian(q["percentuale"], "%") for q in p["personale"]]
    return attesi


def nota_of(riga) -> str:
    return f"Nota: {riga['nota']}" if riga["nota"] else ""


def test_cover_names_the_document_and_its_cdr(stampa, dati):
    righe = [riga["testo"] for riga in dati["peg2021_testata"]["copertina"]]
    nomi = [riga for riga in righe if riga not in {"PEG_2021", "Centro di Responsabilità"}]
    fine = stampa.find(squash("Indice"))
    assert [nome for nome in nomi if squash(nome) not in stampa[:fine]] == []


def test_every_riepilogo_and_sheet_in_the_order_of_the_document(stampa, quadri, peg):
    da = stampa.find("Riepilogo")
    for cdr, stampato in zip(quadri[ENTE].cdr, peg, strict=True):
        da = walk(stampa, riepilogo_of(cdr, stampato), da)
        for scheda in stampato["prodotti"]:
            da = walk(stampa, scheda_of(scheda), da)


def test_no_row_is_printed_twice(stampa, schede):
    """As many rows of indicators and chapters as the document has: page breaks repeat none."""
    codici = [i["code"] for _, p in schede for o in p["obiettivi"] for i in o["indicatori"]]
    attese = {codice: sum(altro.startswith(codice) for altro in codici) for codice in codici}
    assert {codice: stampa.count(codice) for codice in codici} == attese
    assert stampa.count("Cap.") == 139
