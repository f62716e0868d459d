"""What is left of a chapter or of a person while a share of it is typed: the sums are over the whole ente."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budget.models import Capitolo
from organizzazione.models import Persona
from pianoperformance.base.valori import format_importo, format_percentuale
from rendicontazione.inteso import describe_atteso
from rendicontazione.queries.redazione import Impegni

CENTO = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Esito:
    """What the page answers to a row as it is typed; ``oltre`` when more is taken than there is."""

    frase: str = ""
    oltre: bool = False


def describe_riga(sezione: str, form: Any, impegni: Impegni) -> Esito:
    """Answer a row: how its target was understood, or what is left of what it takes."""
    dati = form.cleaned_data
    if sezione == "capitoli":
        capitolo = dati.get("capitolo")
        return describe_capitolo(capitolo, dati.get("importo"), impegni) if capitolo else Esito()
    if sezione == "personale":
        persona = dati.get("persona")
        return describe_persona(persona, dati.get("percentuale"), impegni) if persona else Esito()
    if form.atteso is None:
        return Esito()
    return Esito(describe_atteso(form.atteso))


def describe_capitolo(capitolo: Capitolo, importo: Decimal | None, impegni: Impegni) -> Esito:
    altrove = impegni.capitoli.get(capitolo.pk) or ZERO
    assegnato = f"assegnati altrove {format_importo(altrove)} €"
    if capitolo.stanziamento is None:
        return Esito(f"Lo stanziamento del capitolo non è noto; {assegnato}.")
    resta = capitolo.stanziamento - altrove - (importo or ZERO)
    testo = f"Stanziamento {format_importo(capitolo.stanziamento)} €, {assegnato}"
    if resta < 0:
        return Esito(f"{testo}: l'importo supera di {format_importo(-resta)} € quello che c'è.", True)
    return Esito(f"{testo}: restano {format_importo(resta)} €.")


def describe_persona(persona: Persona, percentuale: Decimal | None, impegni: Impegni) -> Esito:
    altrove = impegni.persone.get(persona.pk) or ZERO
    resta = CENTO - altrove - (percentuale or ZERO)
    testo = f"Impegnata altrove per il {format_percentuale(altrove)}"
    if resta < 0:
        return Esito(f"{testo}: con questa quota supera di {format_percentuale(-resta)} il suo tempo di lavoro.", True)
    return Esito(f"{testo}: resta libero il {format_percentuale(resta)} del suo tempo.")
