"""The sheets of the plan: the cycle, the strategy, projects, objectives, indicators and phases."""

from obiettivi.tracciati.ciclo import CICLI, CLASSIFICAZIONI, CRITERI, SISTEMI, TIPOLOGIE
from obiettivi.tracciati.misura import FASI, INDICATORI
from obiettivi.tracciati.piano import MISSIONI, OBIETTIVI, PESATURA, PROGETTI, PROGRAMMI
from obiettivi.tracciati.strategia import AZIONI, INDIRIZZI, OBIETTIVI_STRATEGICI

FOGLI = (
    SISTEMI,
    CRITERI,
    CICLI,
    TIPOLOGIE,
    CLASSIFICAZIONI,
    INDIRIZZI,
    OBIETTIVI_STRATEGICI,
    AZIONI,
    PROGETTI,
    OBIETTIVI,
    PESATURA,
    INDICATORI,
    FASI,
)
ELENCHI = (MISSIONI, PROGRAMMI)
"""Reference data to which the sheets refer, but which no workbook brings."""
