"""Workbooks in and out, for any app: the sheets are declared in the ``tracciati`` of each app, the work is done here.

``fogli`` declares sheets and columns; ``archivio``, ``scansione`` and ``lettura`` turn a file (hostile until proven
otherwise) into a ``Cartella``; ``righe`` cleans its cells; ``registro`` finds by code the rows already saved;
``motore`` compares and ``salvataggio`` writes; ``esportazione``, ``excel`` and ``calc`` go the other way.
"""

from pianoperformance.base.tracciato.fogli import Colonna, Foglio, Riferimento
from pianoperformance.base.tracciato.tipi import Avviso, Cartella, Cella, Errore, Esito, FileNonLeggibile, TipoCella

__all__ = [
    "Avviso",
    "Cartella",
    "Cella",
    "Colonna",
    "Errore",
    "Esito",
    "FileNonLeggibile",
    "Foglio",
    "Riferimento",
    "TipoCella",
]
