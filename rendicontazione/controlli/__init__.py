"""Controlli: what does not hold together in a plan. Pure functions over the Quadro, no Django.

Each check takes a Quadro and yields findings; ``check_quadro`` runs them all. A check that needs the whole ente
(people, chapters) says nothing on a partial Quadro, where its sums would be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rendicontazione import quadro
from rendicontazione.controlli.piano import check_cdr, check_fasi, check_obiettivi, check_pesi
from rendicontazione.controlli.qualita import check_indicatori, check_piao, check_responsabili, check_testi
from rendicontazione.controlli.rilievi import AVVISO, BLOCCO, SPENTO, SUGGERIMENTO, Rilievo
from rendicontazione.controlli.risorse import check_capitoli, check_collegamenti, check_persone, check_totali_stampati

__all__ = ["AVVISO", "BLOCCO", "CATALOGO", "CONTROLLI", "SPENTO", "SUGGERIMENTO", "Rilievo", "check_quadro"]

CONTROLLI = (
    check_cdr,
    check_obiettivi,
    check_pesi,
    check_fasi,
    check_capitoli,
    check_collegamenti,
    check_persone,
    check_totali_stampati,
    check_indicatori,
    check_testi,
    check_responsabili,
    check_piao,
)

CATALOGO = {
    "cdr_senza_responsabile": "Centro di responsabilità senza responsabile",
    "progetto_senza_obiettivi": "Progetto senza obiettivi",
    "progetto_senza_azione": "Progetto senza azione della strategia",
    "nota_importazione": "Note sul documento importato",
    "obiettivo_senza_titolo": "Obiettivo senza titolo",
    "obiettivo_senza_misura": "Obiettivo senza indicatori né fasi",
    "titolo_forse_tagliato": "Titolo di 255 caratteri o più",
    "indicatore_senza_valore": "Indicatore senza valore atteso",
    "valore_fuori_anno": "Termine fuori dall'anno",
    "pesi_non_100": "Pesi di fasi o indicatori che non sommano a 100",
    "fase_fuori_anno": "Fase fuori dall'anno",
    "fase_fuori_obiettivo": "Fase fuori dalla durata dell'obiettivo",
    "quote_oltre_stanziamento": "Quote oltre lo stanziamento del capitolo",
    "capitolo_ripetuto": "Stesso importo di un capitolo in più posti",
    "collegamento_a_vuoto": "Rimando a capitoli che non sono nel piano",
    "collegamento_non_pareggia": "Entrata che non pareggia la spesa collegata",
    "persona_oltre_100": "Persona oltre il 100 %",
    "persona_sotto_100": "Persona sotto il 100 %",
    "totale_stampato": "Totale stampato diverso da quello calcolato",
    "indicatore_incompleto": "Indicatore senza unità, fonte o valore di partenza",
    "solo_si_no": "Obiettivo misurato solo con sì o no",
    "valore_non_migliora": "Valore atteso che non migliora quello di partenza",
    "codice_troppo_lungo": "Codice troppo lungo per il portale del PIAO",
    "stesso_testo": "Stesso obiettivo in più centri di responsabilità",
    "pesi_responsabile": "Pesi di un responsabile che non sommano a 100",
    "pesi_uguali": "Obiettivi di un responsabile tutti con lo stesso peso",
    "art_4bis_sotto_30": "Tempi di pagamento sotto il 30 per cento",
    "tipo_piao_mancante": "Tipi di obiettivo obbligatori del PIAO 2.2",
}
"""Every check by its code, with the name by which an ente chooses how grave it is."""

_ORDINE = {BLOCCO: 0, AVVISO: 1, SUGGERIMENTO: 2}


def check_quadro(q: quadro.Quadro, gravita: Mapping[str, str] | None = None) -> list[Rilievo]:
    """Run every check; the gravest findings first, otherwise in the order of the checks and of the plan.

    ``gravita`` gives, by the code of a check, how grave the ente holds it (``spento``: not to be told).
    """
    scelte = gravita or {}
    rilievi = (
        replace(rilievo, gravita=scelte.get(rilievo.controllo, rilievo.gravita))
        for check in CONTROLLI
        for rilievo in check(q)
        if scelte.get(rilievo.controllo) != SPENTO
    )
    return sorted(rilievi, key=lambda r: _ORDINE[r.gravita])
