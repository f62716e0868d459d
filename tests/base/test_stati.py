import datetime

import pytest

from pianoperformance.base.stati import Atto, Passaggio, PassaggioRifiutato, check_passaggio, find_passaggi

INVIA = Passaggio("bozza", "proposto", "Invia la proposta", frozenset({"dirigente", "referente"}))
RINVIA = Passaggio("proposto", "da_rivedere", "Rinvia", frozenset({"controllo"}), serve_motivo=True)
APPROVA = Passaggio("proposto", "approvato", "Approva", frozenset({"controllo"}), serve_atto=True)
TABELLA = (INVIA, RINVIA, APPROVA)
NOMI = {
    "bozza": "Bozza",
    "proposto": "Proposto",
    "da_rivedere": "Da rivedere",
    "approvato": "Approvato",
    "dirigente": "dirigente",
    "referente": "referente",
    "controllo": "controllo di gestione",
}
ATTO = Atto("Giunta", "12", datetime.date(2026, 1, 30))


def test_find_passaggi_of_a_role():
    assert find_passaggi(TABELLA, "proposto", {"controllo"}) == [RINVIA, APPROVA]
    assert find_passaggi(TABELLA, "proposto", {"dirigente"}) == []


def test_check_passaggio_returns_it_when_all_is_there():
    assert check_passaggio(TABELLA, "bozza", "proposto", {"referente"}, nomi=NOMI) == INVIA
    assert check_passaggio(TABELLA, "proposto", "approvato", {"controllo"}, nomi=NOMI, atto=ATTO) == APPROVA


@pytest.mark.parametrize(
    ("da", "a", "ruoli", "dati", "frase"),
    [
        (
            "proposto",
            "proposto",
            {"dirigente"},
            {},
            "È già nello stato «Proposto»: qualcuno lo ha fatto prima. Ricaricare la pagina.",
        ),
        ("bozza", "approvato", {"controllo"}, {}, "Dallo stato «Bozza» non si può passare a «Approvato»."),
        ("bozza", "proposto", {"controllo"}, {}, "Può farlo solo chi ha il ruolo di dirigente, referente."),
        ("proposto", "da_rivedere", {"controllo"}, {"motivo": " "}, "Per «Rinvia» bisogna scrivere il motivo."),
        (
            "proposto",
            "approvato",
            {"controllo"},
            {"atto": Atto("Giunta", "12")},
            "Per «Approva» servono organo, numero e data dell'atto.",
        ),
    ],
)
def test_check_passaggio_refuses_with_a_sentence(da, a, ruoli, dati, frase):
    with pytest.raises(PassaggioRifiutato) as rifiuto:
        check_passaggio(TABELLA, da, a, ruoli, nomi=NOMI, **dati)
    assert str(rifiuto.value) == frase


def test_atto_reads_as_documents_cite_it():
    assert str(ATTO) == "Giunta n. 12 del 30/01/2026"
