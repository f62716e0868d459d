"""How an objective goes from a draft to an agreement, and who moves it. Pure code.

Whoever answers for its structure proposes; the ufficio agrees, or gives it back saying why (art. 5, D.Lgs. 150/2009:
the objectives are set by the body that directs, after hearing those who will answer for them).
"""

from __future__ import annotations

from pianoperformance.base.stati import Passaggio

BOZZA, PROPOSTO, DA_RIVEDERE, CONCORDATO = "bozza", "proposto", "da_rivedere", "concordato"
DA_INVIARE = (BOZZA, DA_RIVEDERE)
"""States in which the objective waits for its structure."""
RESPONSABILI = frozenset({"dirigente", "eq", "referente"})
UFFICIO = frozenset({"controllo", "amministratore"})

PASSAGGI = (
    Passaggio(BOZZA, PROPOSTO, "Invia la proposta", RESPONSABILI),
    Passaggio(DA_RIVEDERE, PROPOSTO, "Invia di nuovo la proposta", RESPONSABILI),
    Passaggio(PROPOSTO, CONCORDATO, "Concorda", UFFICIO),
    Passaggio(PROPOSTO, DA_RIVEDERE, "Rinvia con un motivo", UFFICIO, serve_motivo=True),
    Passaggio(CONCORDATO, DA_RIVEDERE, "Riapri con un motivo", UFFICIO, serve_motivo=True),
)

FATTO = {
    (BOZZA, PROPOSTO): "Proposta inviata",
    (DA_RIVEDERE, PROPOSTO): "Proposta inviata di nuovo",
    (PROPOSTO, CONCORDATO): "Concordato",
    (PROPOSTO, DA_RIVEDERE): "Rinviato da rivedere",
    (CONCORDATO, DA_RIVEDERE): "Riaperto, da rivedere",
}
"""What a passage is called once it is done, in the history of the acts."""

CAMPI = {
    "titolo": "Titolo",
    "descrizione": "Descrizione",
    "attivita": "Attività",
    "tempi": "Tempi",
    "dal": "Dal",
    "al": "Al",
    "tipologia": "Tipologia",
    "priorita": "Priorità",
    "responsabile": "Responsabile",
    "peso": "Peso",
    "contributi": "Strutture che contribuiscono",
    "classificazioni": "Classificazioni",
    "risorse": "Risorse",
    "indicatori": "Indicatori",
    "fasi": "Fasi",
    "capitoli": "Capitoli",
    "personale": "Personale",
}
"""The parts of an objective that a remark may speak of."""
SEZIONI = frozenset({"indicatori", "fasi", "capitoli", "personale"})
"""Parts that are rows of their own, and not a box of the page on which the objective is written."""


def ancora_of(campo: str) -> str:
    """The place of a part in the page on which the objective is written."""
    return campo if campo in SEZIONI or not campo else f"id_{campo}"
