"""Admin of chapters and quotas; adds the quotas, with their totals, to the pages of what they are given to."""

from budget.admin import capitoli, quote, schede

__all__ = ["capitoli", "quote", "schede"]
