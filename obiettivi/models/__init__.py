"""What: the cycle, the strategy, projects, objectives, indicators and phases."""

from obiettivi.models.ciclo import Ciclo, CriterioPesatura, SistemaValutazione
from obiettivi.models.classi import Classificazione, Missione, Programma, TipologiaObiettivo
from obiettivi.models.misura import Fase, Indicatore, ValoreAtteso
from obiettivi.models.piano import Obiettivo, PesaturaObiettivo, Progetto
from obiettivi.models.strategia import Azione, Indirizzo, ObiettivoStrategico

__all__ = [
    "Azione",
    "Ciclo",
    "Classificazione",
    "CriterioPesatura",
    "Fase",
    "Indicatore",
    "Indirizzo",
    "Missione",
    "Obiettivo",
    "ObiettivoStrategico",
    "PesaturaObiettivo",
    "Progetto",
    "Programma",
    "SistemaValutazione",
    "TipologiaObiettivo",
    "ValoreAtteso",
]
