"""The proposal of an objective as its page shows it: what can be done, what blocks it, the remarks, the history."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from obiettivi.models import Obiettivo
from obiettivi.proposta import CAMPI
from pianoperformance.base.stati import Passaggio
from rendicontazione import quadro
from rendicontazione.controlli import BLOCCO
from rendicontazione.queries.proposta import Filo, Passo, load_fili, load_storia
from rendicontazione.queries.rilievi import check_piano
from rendicontazione.services.commenti import may_close, may_comment
from rendicontazione.services.proposta import passaggi_of


@dataclass(frozen=True, slots=True)
class Riquadro:
    """The proposal as it stands on the page of the objective."""

    passaggi: list[Passaggio]
    blocchi: list[str]
    fili: list[tuple[Filo, bool]]
    storia: list[Passo]
    commenta: bool
    campi: dict[str, str]

    @property
    def aperti(self) -> int:
        return sum(filo.commento.risolto_il is None for filo, _ in self.fili)


def build_riquadro(request: HttpRequest, obiettivo: Obiettivo, q: quadro.Quadro) -> Riquadro:
    """Read the proposal of an objective; ``q`` is the Quadro that holds it."""
    fili = load_fili(obiettivo)
    blocchi = [
        r.frase
        for r in check_piano(obiettivo.ciclo, q)
        if (r.gravita, r.tipo, r.id) == (BLOCCO, "obiettivo", obiettivo.pk)
    ]
    return Riquadro(
        passaggi=passaggi_of(request.user, obiettivo),
        blocchi=blocchi,
        fili=[(filo, may_close(request.user, filo.commento)) for filo in fili],
        storia=load_storia(obiettivo),
        commenta=may_comment(request.user, obiettivo),
        campi=CAMPI,
    )
