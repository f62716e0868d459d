"""With what: budget chapters, their quotas by project or objective, and the share of people's work."""

from budget.models.capitoli import Capitolo, CollegamentoCapitolo, Titolo
from budget.models.quote import QuotaCapitolo, QuotaPersonale, TotaleStampato

__all__ = ["Capitolo", "CollegamentoCapitolo", "QuotaCapitolo", "QuotaPersonale", "Titolo", "TotaleStampato"]
