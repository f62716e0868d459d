"""Counts and sums of each CdR for the home of a ciclo: the same as the Quadro's, without building it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, DecimalField, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from budget.models import Capitolo, QuotaCapitolo, QuotaPersonale
from obiettivi.models import Ciclo, Indicatore, Obiettivo, Progetto
from organizzazione.models import Struttura, Utente
from organizzazione.queries import load_responsabili
from rendicontazione.riepilogo import sum_or_none

CENTESIMI = DecimalField(max_digits=12, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Conteggio:
    """What a CdR has in the plan, or all of them together; amounts and FTE are None where none is stated."""

    struttura: Struttura | None
    responsabili: tuple[str, ...]
    progetti: int
    obiettivi: int
    indicatori: int
    entrate: Decimal | None
    spesa: Decimal | None
    percentuale: Decimal | None

    @property
    def fte(self) -> Decimal | None:
        return None if self.percentuale is None else self.percentuale / 100

    @property
    def vuoto(self) -> bool:
        return not (self.progetti or self.obiettivi or self.percentuale)


def load_conteggi(ciclo: Ciclo, user: Utente) -> list[Conteggio]:
    """Count by CdR what ``user`` sees of a ciclo, in the order of the ente; without CdR that have nothing to show."""
    dell_obiettivo = ("obiettivo__progetto__cdr", "obiettivo__struttura")
    quote = QuotaCapitolo.objects.filter(capitolo__ciclo=ciclo)
    colonne = [
        _by_cdr(Progetto.objects.filter(ciclo=ciclo), ["cdr"], Count("pk")),
        _by_cdr(Obiettivo.objects.filter(ciclo=ciclo), ["progetto__cdr", "struttura"], Count("pk")),
        _by_cdr(Indicatore.objects.filter(obiettivo__ciclo=ciclo), dell_obiettivo, Count("pk")),
        _by_cdr(
            quote.filter(capitolo__lato=Capitolo.Lato.ENTRATA), ["progetto__cdr", *dell_obiettivo], Sum("importo")
        ),
        _by_cdr(quote.filter(capitolo__lato=Capitolo.Lato.SPESA), ["progetto__cdr", *dell_obiettivo], Sum("importo")),
        _by_cdr(
            QuotaPersonale.objects.filter(ciclo=ciclo),
            ["progetto__cdr", *dell_obiettivo, "struttura"],
            Sum(Coalesce(F("unita") * 100, F("percentuale"), output_field=CENTESIMI)),
        ),
    ]
    responsabili = load_responsabili(ciclo.ente_id, ciclo.anno)
    conteggi = [
        _conteggio(struttura, [nome for nome, _ in responsabili.get(struttura.pk, ())], colonne)
        for struttura in Struttura.objects.visible_to(user).filter(ente=ciclo.ente_id).order_by("ordine", "codice")
    ]
    return [c for c in conteggi if not c.vuoto or (c.struttura and c.struttura.cdr)]


def _by_cdr(righe: QuerySet[Any], chiavi: Collection[str], aggregato: Aggregate) -> dict[int, Any]:
    cdr = Coalesce(*chiavi) if len(chiavi) > 1 else F(next(iter(chiavi)))
    return dict(righe.order_by().values_list(cdr).annotate(conto=aggregato))


def _conteggio(struttura: Struttura, responsabili: list[str], colonne: list[dict[int, Any]]) -> Conteggio:
    *quanti, entrate, spesa, percentuale = (colonna.get(struttura.pk) for colonna in colonne)
    progetti, obiettivi, indicatori = (n or 0 for n in quanti)
    return Conteggio(struttura, tuple(responsabili), progetti, obiettivi, indicatori, entrate, spesa, percentuale)


def sum_conteggi(conteggi: Iterable[Conteggio]) -> Conteggio:
    """Return the total of several CdR."""
    conteggi = list(conteggi)
    return Conteggio(
        struttura=None,
        responsabili=(),
        progetti=sum(c.progetti for c in conteggi),
        obiettivi=sum(c.obiettivi for c in conteggi),
        indicatori=sum(c.indicatori for c in conteggi),
        entrate=sum_or_none(c.entrate for c in conteggi),
        spesa=sum_or_none(c.spesa for c in conteggi),
        percentuale=sum_or_none(c.percentuale for c in conteggi),
    )


def count_by_ciclo(righe: QuerySet[Any]) -> dict[int, int]:
    """Count the rows of each ciclo, by its key."""
    return dict(righe.order_by().values_list("ciclo").annotate(Count("pk")))
