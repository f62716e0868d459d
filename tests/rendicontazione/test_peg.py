"""The Allegato PEG of an invented plan: how it is arranged, and what can be read back from the PDF."""

import datetime
import io
from dataclasses import replace
from decimal import Decimal

from pypdf import PdfReader

from rendicontazione import quadro as q
from rendicontazione.esportazioni import ESPORTAZIONI, find_esportazione
from rendicontazione.esportazioni.peg import find_area, print_peg, render_peg
from tests.rendicontazione.quadri import (
    COMPLETO,
    OBIETTIVO,
    RESPONSABILE,
    SOLO,
    cdr,
    piano,
    progetto,
    quota,
)
from tests.seeds.stampa import squash, walk


def read(quadro):
    return PdfReader(io.BytesIO(print_peg(quadro)))


def assert_prints(testo, righe):
    """Each line is printed after the one before."""
    walk(testo, [riga for riga in righe.splitlines() if riga.strip()])


def pages(quadro):
    return [squash(pagina.extract_text()) for pagina in read(quadro).pages]


def test_cover_says_what_the_document_is_and_of_whom():
    quadro = piano(
        cdr("85", progetti=(COMPLETO,)),
        cdr("87", progetti=(progetto("2026_PD_02"),)),
        allegato="Allegato B",
        elaborato_il=datetime.date(2026, 1, 12),
    )
    assert_prints(
        pages(quadro)[0],
        """
        Comune di Prova
        Allegato B
        Piano esecutivo di gestione
        Anno 2026
        AREA PERSONA
        Elaborazione del 12/01/2026
        Centri di Responsabilità
        85 - SERVIZIO WELFARE
        87 - SERVIZIO WELFARE
        pagina 1 di 6
        """,
    )


def test_cover_does_not_repeat_the_year_and_tells_an_excerpt():
    quadro = replace(piano(cdr(progetti=(COMPLETO,)), parziale=True), titolo="PEG 2026")
    copertina = pages(quadro)[0]
    assert "Anno2026" not in copertina
    assert "Estratto:" in copertina
    assert "CentrodiResponsabilità85" in copertina


def test_area_is_named_only_when_there_is_one():
    assert find_area(piano(cdr("85"), cdr("87"))) == "AREA PERSONA"
    assert find_area(piano(cdr("85"), replace(cdr("A2"), denominazione="AREA PERSONA", percorso=()))) == "AREA PERSONA"
    assert find_area(piano(cdr("85"), replace(cdr("90"), percorso=("AREA TERRITORIO",)))) == ""
    assert find_area(piano(replace(cdr("85"), percorso=("Comune di Prova",)))) == ""
    assert find_area(piano(replace(cdr("85"), percorso=()))) == ""


RIEPILOGO_STAMPATO = """
Centro di Responsabilità
85 - SERVIZIO WELFARE
Dirigente: Bianchi Ada
Indirizzo Obiettivo Azione Codice Progetto Progetto Budget % di assorbimento risorse finanziarie
CITTÀ SOLIDALE
Sanità e welfare
Casa
2026_PD_01 Titolo di 2026_PD_01 500,00 100,00 %
Totale Azione 500,00 100,00 %
Totale Obiettivo 500,00 100,00 %
Totale Indirizzo 500,00 100,00 %
Totale CDR 500,00 100,00 %
"""


SCHEDA_STAMPATA = """
Prodotto 2026_PD_01 Titolo di 2026_PD_01
Descrizione
Prima riga
Secondo paragrafo
Indirizzo Strategico di riferimento
Indirizzo CITTÀ SOLIDALE
Obiettivo Strategico Sanità e welfare
Azione Casa
Obiettivo di miglioramento
2026_OB_01_1 Aprire uno sportello
Codice indicatore Indicatore Valore previsto 2026
M_01_1_1 N. famiglie: > di 60 Nota: Con i quartieri
M_01_1_2 Relazione entro il 30/09/2026
Fasi/Attività
1 2026_OB_01_1 Avvio del tavolo 01/01/2026 31/03/2026
Budget previsto
Capitolo Descrizione Entrate Correnti Spese Correnti
Cap. 03641 Art. 00 CAPITOLO 03641 1.234,50
Cap. 30852 Art. 00 CAPITOLO 30852 500,00
Cap. 30853 Art. 00 CAPITOLO 30853 (in quota parte)
Totale 1.234,50 500,00
Personale
Bianchi Ada Dirigente 2,50 %
pagina 4 di 4
"""


def test_scheda_prints_its_sections_in_the_order_of_the_document():
    testo = pages(piano(cdr(progetti=(COMPLETO,), responsabili=(RESPONSABILE,))))
    assert_prints(
        testo[2],
        RIEPILOGO_STAMPATO,
    )
    assert_prints(
        testo[3],
        SCHEDA_STAMPATA,
    )
    assert testo[3].count("Nota:") == 1


def test_money_and_people_of_an_objective_print_with_its_code():
    obiettivo = replace(
        OBIETTIVO,
        quote=(quota("30900", "10"),),
        personale=(q.QuotaPersonale("", "Operatori", True, "Gruppo", None, Decimal("1.5")),),
    )
    testo = pages(piano(cdr(progetti=(replace(COMPLETO, obiettivi=(obiettivo,)),))))[3]
    assert_prints(
        testo,
        """
        CAPITOLO 30900 Obiettivo 2026_OB_01_1 10,00
        Totale 1.234,50 510,00
        Nome Soggetto Relazione Personale Unità Impegno Personale
        Bianchi Ada Dirigente 2,50 %
        Operatori Gruppo Obiettivo 2026_OB_01_1 1,5
        """,
    )


SOLO_STAMPATO = """
Obiettivo operativo 21.01 Sostegno alla fragilità
Descrizione dell'obiettivo
Priorità Durata Peso Gruppo
Alta Dal 01/01/2026 Al 31/12/2026 33 G1
Strategicità Complessità A M
Obiettivo Strategico Obiettivo strategico uno
Missione 12 - Diritti sociali
Programma 01 - Infanzia
Responsabile Bianchi Ada
Strutture che contribuiscono 87 - SERVIZI
Classificazioni PNRR; Semplificazione
Attività
Prima attività
Seconda attività
Tempi
Tutto l'anno
Codice indicatore Indicatore Peso M_01_1_1 N. famiglie: > di 60
Risorse Personale del servizio
Note Da accorpare
Fasi/Attività
Ordine Descrizione Fase Risultato atteso Inizio Fine Peso
F01 Avvio del tavolo Minimo 5 utenti 01/01/2026 31/03/2026 40
Capitolo Descrizione Spese
Cap. 5 Art. 00 CAPITOLO 5 100,00 Totale 100,00
Verdi Ugo Educatore 50,00 %
"""


def test_objective_without_project_prints_all_that_it_has():
    _, _, riepilogo, *scheda = pages(piano(cdr(obiettivi=(SOLO,))))
    assert_prints(riepilogo, "Obiettivo strategico Codice Obiettivo Obiettivo Budget")
    assert_prints(
        "".join(scheda),
        SOLO_STAMPATO,
    )
    assert "Valoreprevisto" not in "".join(scheda)


def test_facts_of_an_objective_of_a_project_are_told_in_a_line():
    obiettivo = replace(
        OBIETTIVO, priorita="Alta", peso=Decimal(15), missione="12 - Diritti", pesatura=(("Impatto", "A"),)
    )
    testo = pages(piano(cdr(progetti=(replace(COMPLETO, obiettivi=(obiettivo,)),))))[3]
    assert "Priorità:AltaPeso:15Impatto:AMissione:12-Diritti" in testo


def test_headers_name_the_cdr_and_the_scheda_on_every_page():
    quote = tuple(quota(f"{numero:05d}", numero) for numero in range(30001, 30081))
    testo = pages(piano(cdr(progetti=(progetto(quote=quote), progetto("2026_PD_02")))))
    assert len(testo) == 7
    for numero, pagina in enumerate(testo[3:6], 4):
        assert "85-SERVIZIOWELFARE2026_PD_01ComunediProva" in pagina
        assert "CapitoloDescrizioneSpeseCorrenti" in pagina
        assert pagina.count("Cap.300") > 2, "a page with a row alone"
        assert f"pagina{numero}di7" in pagina
    assert "85-SERVIZIOWELFARE2026_PD_02ComunediProva" in testo[6]
    unito = "".join(testo)
    assert [unito.count(f"Cap.{quota.numero}") for quota in quote] == [1] * 80


def test_index_numbers_links_and_bookmarks_lead_to_the_pages():
    lettore = read(
        piano(
            cdr("85", progetti=(COMPLETO, progetto("2026/PD 02%#"))),
            cdr("87", obiettivi=(q.Obiettivo("21.01", "Obiettivo solo"),)),
            premessa="Testo della premessa",
        )
    )
    indice = squash(lettore.pages[1].extract_text())
    assert_prints(
        indice,
        """
        Premessa 3
        85 - SERVIZIO WELFARE 4
        2026_PD_01 Titolo di 2026_PD_01 5
        2026/PD 02%# Titolo di 2026/PD 02%# 6
        87 - SERVIZIO WELFARE 7
        21.01 Obiettivo solo 8
        """,
    )
    destinazioni = [lettore.named_destinations[a.get_object()["/Dest"]] for a in lettore.pages[1]["/Annots"]]
    assert sorted({lettore.get_destination_page_number(d) + 1 for d in destinazioni}) == [3, 4, 5, 6, 7, 8]
    assert list(outline_of(lettore, lettore.outline)) == [
        ("Indice", 2),
        ("Premessa", 3),
        ("85 - SERVIZIO WELFARE", 4),
        ("Riepilogo", 4),
        ("2026_PD_01 Titolo di 2026_PD_01", 5),
        ("2026_OB_01_1 Aprire uno sportello", 5),
        ("2026/PD 02%# Titolo di 2026/PD 02%#", 6),
        ("87 - SERVIZIO WELFARE", 7),
        ("Riepilogo", 7),
        ("21.01 Obiettivo solo", 8),
    ]


def outline_of(lettore, voci):
    for voce in voci:
        if isinstance(voce, list):
            yield from outline_of(lettore, voce)
        else:
            yield voce.title, lettore.get_destination_page_number(voce) + 1


def test_hostile_text_is_printed_as_text():
    titolo = '<img src="file:///etc/passwd"><script>1</script>{{ 1 }}'
    male = replace(
        COMPLETO, titolo=titolo, descrizione=titolo, obiettivi=(replace(OBIETTIVO, titolo=titolo, tipologia=titolo),)
    )
    quadro = replace(piano(replace(cdr(progetti=(male,)), denominazione=titolo)), titolo=titolo)
    html = render_peg(quadro)
    assert ("<img" in html, "<script" in html) == (False, False)
    assert squash(titolo) in pages(quadro)[3]


def test_cdr_with_nothing_entrusted_is_left_out():
    html = render_peg(piano(cdr("85", progetti=(COMPLETO,)), cdr("86", descrizione="Niente")))
    assert ("85 - SERVIZIO" in html, "86 - SERVIZIO" in html) == (True, False)


def test_same_quadro_gives_the_same_bytes():
    assert print_peg(piano(cdr(progetti=(COMPLETO,)))) == print_peg(piano(cdr(progetti=(COMPLETO,))))


def test_export_is_found_by_its_slug():
    assert [(e.slug, e.titolo, e.formati) for e in ESPORTAZIONI] == [("peg", "Allegato PEG", ("pdf",))]
    assert find_esportazione("peg").funzione is print_peg
    assert find_esportazione("altro") is None
