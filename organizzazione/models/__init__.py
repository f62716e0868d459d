"""Who: the body, its structures, its people, the posts they hold and the acts they sign."""

from organizzazione.models.ambito import Ambito, ambito_of
from organizzazione.models.atti import Transizione
from organizzazione.models.ente import Ente, Struttura
from organizzazione.models.persone import Incarico, Persona, Ruolo, Utente

__all__ = ["Ambito", "Ente", "Incarico", "Persona", "Ruolo", "Struttura", "Transizione", "Utente", "ambito_of"]
