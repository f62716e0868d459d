"""What: the cycle, the strategy, projects, objectives, indicators and phases."""

from obiettivi.models.ciclo import Ciclo, CriterioPesatura, LivelloPesatura, SistemaValutazione
from obiettivi.models.classi import Classificazione, Missione, Programma, TipologiaObiettivo
from obiettivi.models.misura import Fase, Indicatore, ValoreAtteso
from obiettivi.models.piano import Obiettivo, PesaturaObiettivo, Progetto
from obiettivi.models.proposta import Commento, GravitaControllo, Scadenza, Sollecito
from obiettivi.models.strategia import Azione, Indirizzo, ObiettivoStrategico

__all__ = [
    "Azione",
    "Ciclo",
    "Classificazione",
    "Commento",
    "CriterioPesatura",
    "Fase",
    "GravitaControllo",
    "Indicatore",
    "Indirizzo",
    "LivelloPesatura",
    "Missione",
    "Obiettivo",
    "ObiettivoStrategico",
    "PesaturaObiettivo",
    "Progetto",
    "Programma",
    "Scadenza",
    "SistemaValutazione",
    "Sollecito",
    "TipologiaObiettivo",
    "ValoreAtteso",
]
