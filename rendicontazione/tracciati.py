"""The whole workbook: the sheets of every app, in the order in which they are imported."""

import budget.tracciati
import obiettivi.tracciati
import organizzazione.tracciati

FOGLI = (*organizzazione.tracciati.FOGLI, *obiettivi.tracciati.FOGLI, *budget.tracciati.FOGLI)
ELENCHI = (*obiettivi.tracciati.ELENCHI, *budget.tracciati.ELENCHI)
"""Reference data to which the sheets refer."""
