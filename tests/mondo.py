"""A small world to ask who sees what: two enti, every model with a row in each place, a user for each kind of post.

The places: ``servizio`` (under an area) and ``altro`` are structures of the first ente, ``estero`` is of the second.
Rows that belong to a whole ente stand in ``ente`` and ``ente_estero``.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budget.models import CollegamentoCapitolo, QuotaPersonale, TotaleStampato
from obiettivi.models import Classificazione, CriterioPesatura, PesaturaObiettivo, SistemaValutazione
from organizzazione.models import Incarico, Ruolo
from tests import factories as f

INTERI = ("amministratore", "controllo", "oiv", "lettore", "persona_controllo")
DI_STRUTTURA = ("dirigente", "eq", "referente")
FUORI = ("scaduto", "futuro", "senza_incarico", "disattivato")

# what each user sees of the rows of a structure, and of those of a whole ente
VEDE_STRUTTURA = {
    **{chi: {"servizio", "altro"} for chi in INTERI},
    "dirigente": {"servizio"},
    "eq": {"servizio"},
    "referente": {"altro"},
    **{chi: set() for chi in FUORI},
    "controllo_estero": {"estero"},
    "superutente": {"servizio", "altro", "estero"},
}
VEDE_ENTE = {
    **{chi: {"ente"} for chi in (*INTERI, *DI_STRUTTURA)},
    **{chi: set() for chi in FUORI},
    "controllo_estero": {"ente_estero"},
    "superutente": {"ente", "ente_estero"},
}
CHI = tuple(VEDE_STRUTTURA)


@dataclass
class Mondo:
    utenti: dict[str, Any]
    di_struttura: dict[str, dict[str, Any]]
    """Model name → place → row."""
    di_ente: dict[str, dict[str, Any]]
    strutture: dict[str, Any]


def build_mondo() -> Mondo:
    ente, estero = f.EnteFactory(), f.EnteFactory()
    area = f.StrutturaFactory(ente=ente)
    strutture = {
        "servizio": f.StrutturaFactory(ente=ente, padre=area),
        "altro": f.StrutturaFactory(ente=ente),
        "estero": f.StrutturaFactory(ente=estero),
    }
    di_ente: dict[str, dict[str, Any]] = {}
    for luogo, di_chi in (("ente", ente), ("ente_estero", estero)):
        for riga in _make_di_ente(di_chi):
            di_ente.setdefault(type(riga).__name__, {})[luogo] = riga
    cicli = {riga.ente_id: riga for riga in di_ente["Ciclo"].values()}
    criteri = {riga.sistema.ente_id: riga for riga in di_ente["CriterioPesatura"].values()}
    di_struttura: dict[str, dict[str, Any]] = {}
    for luogo, struttura in strutture.items():
        for riga in _make_di_struttura(struttura, cicli[struttura.ente_id], criteri[struttura.ente_id]):
            nome = type(riga).__name__ + getattr(riga, "specie", "")
            di_struttura.setdefault(nome, {})[luogo] = riga
    return Mondo(_make_utenti(ente, estero, area, strutture), di_struttura, di_ente, strutture)


def _make_di_ente(ente: Any) -> list[Any]:
    azione = f.AzioneFactory(obiettivo_strategico__indirizzo__ente=ente)
    remoto = datetime.date(2001, 1, 1)
    sistema = SistemaValutazione.objects.create(ente=ente, anno=2026, denominazione="SMVP")
    persona = f.PersonaFactory(ente=ente)
    return [
        ente,
        persona,
        Incarico.objects.create(ente=ente, persona=persona, ruolo=Ruolo.LETTORE, dal=remoto, al=remoto),
        f.CicloFactory(ente=ente),
        sistema,
        CriterioPesatura.objects.create(sistema=sistema, codice="S", denominazione="Strategicità"),
        f.TipologiaObiettivoFactory(ente=ente),
        Classificazione.objects.create(ente=ente, famiglia="PIAO", codice="P1", denominazione="Digitale"),
        azione.obiettivo_strategico.indirizzo,
        azione.obiettivo_strategico,
        azione,
    ]


def _make_di_struttura(struttura: Any, ciclo: Any, criterio: Any) -> list[Any]:
    progetto = f.ProgettoFactory(ciclo=ciclo, cdr=struttura)
    obiettivo = f.ObiettivoFactory(progetto=progetto)
    valore = f.ValoreAttesoFactory(indicatore__obiettivo=obiettivo)
    capitolo = f.CapitoloFactory(ciclo=ciclo, struttura=struttura)
    di_struttura = QuotaPersonale.objects.create(
        struttura=struttura, ciclo=ciclo, persona=f.PersonaFactory(ente=ciclo.ente), percentuale=Decimal(10)
    )
    di_struttura.specie = "DiStruttura"
    return [
        struttura,
        progetto,
        obiettivo,
        valore.indicatore,
        valore,
        f.FaseFactory(obiettivo=obiettivo),
        PesaturaObiettivo.objects.create(obiettivo=obiettivo, criterio=criterio, livello="A"),
        capitolo,
        CollegamentoCapitolo.objects.create(capitolo=capitolo, verso_lato="E", verso_numero="00001"),
        f.QuotaCapitoloFactory(progetto=progetto, capitolo=capitolo),
        f.QuotaPersonaleFactory(progetto=progetto),
        di_struttura,
        TotaleStampato.objects.create(ciclo=ciclo, cdr=struttura, livello=TotaleStampato.Livello.CDR),
    ]


def _make_utenti(ente: Any, estero: Any, area: Any, strutture: dict[str, Any]) -> dict[str, Any]:
    def make(ruolo: str, **dati: Any) -> Any:
        return f.IncaricoFactory(ruolo=ruolo, **{"ente": ente, **dati}).utente

    collega = f.UtenteFactory()
    persona = f.PersonaFactory(ente=ente, utente=collega)
    f.IncaricoFactory(ente=ente, utente=None, persona=persona, ruolo=Ruolo.CONTROLLO)
    disattivato = make(Ruolo.CONTROLLO)
    disattivato.is_active = False
    disattivato.save()
    return {
        **{ruolo: make(ruolo) for ruolo in ("amministratore", "controllo", "oiv", "lettore")},
        "persona_controllo": collega,
        "dirigente": make(Ruolo.DIRIGENTE, struttura=area),
        "eq": make(Ruolo.EQ, struttura=strutture["servizio"]),
        "referente": make(Ruolo.REFERENTE, struttura=strutture["altro"]),
        "scaduto": make(Ruolo.CONTROLLO, al=datetime.date(2020, 12, 31)),
        "futuro": make(Ruolo.CONTROLLO, dal=datetime.date(2999, 1, 1)),
        "senza_incarico": f.UtenteFactory(),
        "disattivato": disattivato,
        "controllo_estero": make(Ruolo.CONTROLLO, ente=estero),
        "superutente": f.UtenteFactory(is_superuser=True),
    }
