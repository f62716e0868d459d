"""Who may do what to chapters and quotas: see ``organizzazione.rules`` and ``obiettivi.rules``."""

from __future__ import annotations

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale, TotaleStampato
from obiettivi.models import Ciclo
from obiettivi.rules import ciclo_of, has_incarico, luogo_in_ciclo, scrive_piano
from organizzazione.rules import Luogo, condivise_of, is_superutente, luogo_of, register_perms, vede

luogo_of.register(Capitolo, lambda riga: luogo_in_ciclo(riga, riga.struttura_id))
luogo_of.register(TotaleStampato, lambda riga: luogo_in_ciclo(riga, riga.cdr_id))
luogo_of.register(CollegamentoCapitolo, lambda riga: luogo_of(riga.capitolo))
condivise_of.register(CollegamentoCapitolo, lambda riga: condivise_of(riga.capitolo))
ciclo_of.register(CollegamentoCapitolo, lambda riga: ciclo_of(riga.capitolo))


@luogo_of.register(QuotaCapitolo)
@luogo_of.register(QuotaPersonale)
def _(riga: QuotaCapitolo | QuotaPersonale) -> Luogo:
    return luogo_of(riga.destinazione) if riga.destinazione else Luogo(None)


@condivise_of.register(QuotaCapitolo)
@condivise_of.register(QuotaPersonale)
def _(riga: QuotaCapitolo | QuotaPersonale) -> frozenset[int]:
    return condivise_of(riga.destinazione) if riga.destinazione else frozenset()


@ciclo_of.register
def _(riga: QuotaCapitolo) -> Ciclo | None:
    return ciclo_of(riga.destinazione) if riga.destinazione else None


@condivise_of.register
def _(riga: Capitolo) -> frozenset[int]:
    """Who sees a project or an objective sees the chapters that pay for it."""
    quote = riga.quote.select_related("progetto__ciclo", "obiettivo__ciclo") if riga.pk else ()
    strutture: set[int | None] = set()
    for quota in quote:
        strutture |= (luogo_of(quota).strutture or frozenset()) | condivise_of(quota)
    return frozenset(pk for pk in strutture if pk is not None)


register_perms(
    "budget",
    ["capitolo", "collegamentocapitolo", "quotacapitolo", "quotapersonale"],
    view=vede,
    write=scrive_piano,
)
# The totals printed by a source are evidence: they come with an import and nobody types them.
register_perms("budget", ["totalestampato"], view=vede, write=scrive_piano)
register_perms("budget", ["titolo"], view=is_superutente | has_incarico, write=is_superutente)
