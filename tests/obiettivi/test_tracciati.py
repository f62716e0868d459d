"""A target in a workbook: as printed, and as understood where the reading must be corrected."""

import datetime
from decimal import Decimal

import pytest

from obiettivi.tracciati.misura import FASI, INDICATORI
from pianoperformance.base.tracciato.righe import Riga

INTESI = ("tipo", "operatore", "valore", "unita", "verso")
FINE_ANNO = ("data", "entro", datetime.date(2026, 12, 31), "", "crescente")


def complete(**valori):
    riga = Riga(INDICATORI, 2, {"anno": 2026, "testo": "N. utenti", **dict.fromkeys(INTESI), **valori})
    INDICATORI.completa(riga)
    return riga


@pytest.mark.parametrize(
    ("valori", "attesi"),
    [
        ({"valore_atteso": "20"}, ("numero", ">=", Decimal(20), "utenti", "crescente")),
        ({"valore_atteso": "31/12/2026"}, FINE_ANNO),
        ({"valore_atteso": "20", "operatore": "<="}, ("numero", "<=", Decimal(20), "utenti", "crescente")),
        ({"valore_atteso": "20", "tipo": "percentuale"}, ("percentuale", ">=", Decimal(20), "utenti", "crescente")),
        ({"valore_atteso": "20", "tipo": "testo"}, ("testo", "", None, "utenti", "crescente")),
        ({"valore_atteso": "fatto"}, ("testo", "", None, "", "crescente")),
        ({"valore_atteso": "fatto", "tipo": "si_no", "valore": "SI"}, ("si_no", "=", True, "", "crescente")),
        ({"valore_atteso": "entro l'anno", "tipo": "data", "valore": "31.12.2026"}, FINE_ANNO),
        (
            {"valore_atteso": "circa venti", "tipo": "numero", "valore": "20"},
            ("numero", ">=", Decimal(20), "", "crescente"),
        ),
        ({"valore_atteso": ""}, ("numero", "", None, "", "crescente")),
    ],
)
def test_target_is_understood(valori, attesi):
    riga = complete(**valori)
    letti = tuple(riga.valori[nome] for nome in INTESI)
    assert (riga.sospesa, letti) == (False, attesi)


def test_target_given_only_as_understood_is_printed():
    riga = complete(valore_atteso="", tipo="numero", operatore=">=", valore="5", unita="utenti")
    assert riga.valori["valore_atteso"] == "almeno 5 utenti"
    assert riga.valori["attesi"][2026].stampato == "almeno 5 utenti"


def test_targets_of_the_years_after_have_the_kind_of_the_first():
    riga = complete(valore_atteso="20", valore_atteso_1="25", valore_atteso_2="")
    attesi = riga.valori["attesi"]
    assert [(anno, atteso.stampato, atteso.numero) for anno, atteso in attesi.items()] == [
        (2026, "20", Decimal(20)),
        (2027, "25", Decimal(25)),
        (2028, "", None),
    ]


def test_target_too_long_blames_its_column():
    riga = complete(valore_atteso="20", valore_atteso_1="x" * 501)
    frase = "Assicurati che questo valore non contenga più di 500 caratteri (ne ha 501)."
    assert [(errore.colonna, errore.messaggio) for errore in riga.errori] == [("valore_atteso_1", frase)]


def test_phase_without_a_result_has_no_kind():
    riga = Riga(FASI, 2, {"risultato_atteso": "", **dict.fromkeys(INTESI)})
    FASI.completa(riga)
    assert [riga.valori[nome] for nome in ("tipo", "operatore", "valore", "numero")] == ["", "", None, None]
