"""Reads the tables of a year into a Quadro, in a number of queries that does not depend on its size."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from obiettivi.models import Ciclo
from organizzazione.models import Struttura, Utente
from organizzazione.queries import load_responsabili, percorso_of
from rendicontazione import quadro
from rendicontazione.queries.piano import Piano
from rendicontazione.queries.quote import load_collegamenti, load_totali


def quadro_for(user: Utente, ciclo: Ciclo, *, strutture: Collection[int] | None = None) -> quadro.Quadro:
    """Build the Quadro of what ``user`` may see of a ciclo; ``strutture`` (their keys) narrows it further."""
    dell_ente = Struttura.objects.filter(ente=ciclo.ente_id)
    visibili = set(dell_ente.visible_to(user).values_list("pk", flat=True))
    if strutture is None and len(visibili) == dell_ente.count():
        return build_quadro(ciclo)
    return build_quadro(ciclo, strutture=visibili if strutture is None else visibili.intersection(strutture))


def build_quadro(ciclo: Ciclo, *, strutture: Collection[int] | None = None) -> quadro.Quadro:
    """Build the Quadro of a ciclo, whole or of the given structures only (their keys).

    The number of queries is constant. Only CdR, and structures that have something of their own, are in it.
    """
    tutte = {s.pk: s for s in Struttura.objects.filter(ente=ciclo.ente_id).order_by("ordine", "codice")}
    scelte = None if strutture is None else [pk for pk in tutte if pk in strutture]
    piano = Piano(ciclo, scelte)
    responsabili = load_responsabili(ciclo.ente_id, ciclo.anno)
    ente = ciclo.ente
    return quadro.Quadro(
        ente=quadro.Ente(ente.codice, ente.denominazione, ente.tipo, ente.get_organo_display()),
        anno=ciclo.anno,
        titolo=ciclo.titolo_documento,
        allegato=ciclo.allegato,
        elaborato_il=ciclo.elaborato_il,
        premessa=ciclo.premessa,
        regime=ciclo.regime,
        cdr=tuple(
            _build_cdr(tutte, struttura, piano, responsabili.get(pk, ()))
            for pk, struttura in tutte.items()
            if (scelte is None or pk in scelte) and (struttura.cdr or pk in piano.con_contenuto)
        ),
        collegamenti=load_collegamenti(ciclo, scelte),
        totali_stampati=load_totali(ciclo, scelte),
        parziale=scelte is not None and len(scelte) < len(tutte),
    )


def _build_cdr(
    tutte: dict[int, Struttura], struttura: Struttura, piano: Piano, responsabili: Iterable[tuple[str, str]]
) -> quadro.Cdr:
    return quadro.Cdr(
        codice=struttura.codice,
        denominazione=struttura.denominazione,
        tipo=struttura.get_tipo_display(),
        percorso=percorso_of(tutte, struttura),
        responsabili=tuple(quadro.Responsabile(persona, ruolo) for persona, ruolo in responsabili),
        descrizione=struttura.descrizione,
        progetti=piano.progetti.get(struttura.pk, ()),
        obiettivi=piano.obiettivi.get(("struttura", struttura.pk), ()),
        personale=piano.personale.get(("struttura", struttura.pk), ()),
        id=struttura.pk,
    )
