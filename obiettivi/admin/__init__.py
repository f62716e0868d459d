"""Admin of the strategy and of the plan. A plan that is approved is read here and not changed, whatever the post."""

from obiettivi.admin import ciclo, classi, misura, piano, strategia

__all__ = ["ciclo", "classi", "misura", "piano", "strategia"]
