"""The result: frozen documents, variazioni, imports, and all that is read as a whole."""

from rendicontazione.models.documento import Documento, Variazione
from rendicontazione.models.importazione import Importazione

__all__ = ["Documento", "Importazione", "Variazione"]
