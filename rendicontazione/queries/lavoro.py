"""How a plan stands for those who work on it, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from obiettivi.models import Ciclo, Obiettivo, Scadenza
from obiettivi.scadenze import Termine, build_calendario
from organizzazione.models import Struttura, Utente
from rendicontazione import lavoro
from rendicontazione.models import Documento, Variazione
from rendicontazione.queries.proposta import load_fili_aperti
from rendicontazione.queries.rilievi import Sintesi, load_sintesi
from rendicontazione.scrittura import is_ufficio, strutture_with


def load_calendario(ciclo: Ciclo) -> tuple[Termine, ...]:
    """The deadlines of a ciclo, with those that its ente moved."""
    spostate = dict(Scadenza.objects.filter(ciclo=ciclo).values_list("codice", "data"))
    return build_calendario(ciclo.anno, piao=ciclo.regime == Ciclo.Regime.PIAO, spostate=spostate)


def load_lavoro(user: Utente, ciclo: Ciclo) -> list[lavoro.Gruppo]:
    """What waits for a user in a ciclo."""
    chi = load_chi(user, ciclo)
    in_corso = ciclo.stato == Ciclo.Stato.PREPARAZIONE
    sintesi = load_sintesi(user, ciclo) if in_corso and not chi.legge else Sintesi()
    return lavoro.list_lavoro(load_situazione(ciclo, Obiettivo.objects.visible_to(user), sintesi), chi)


def load_chi(user: Utente, ciclo: Ciclo) -> lavoro.Chi:
    return lavoro.Chi(is_ufficio(user, ciclo.ente_id), strutture_with(user, ciclo.ente_id))


def load_situazione(ciclo: Ciclo, visibili: QuerySet[Obiettivo], sintesi: Sintesi) -> lavoro.Situazione:
    """How a ciclo stands today as far as the given objectives go."""
    righe = visibili.filter(ciclo=ciclo)
    obiettivi = load_obiettivi(righe)
    per_chiave = {o.id: o for o in obiettivi}
    fili = load_fili_aperti(ciclo, righe) if obiettivi else []
    return lavoro.Situazione(
        anno=ciclo.anno,
        stato=ciclo.stato,
        oggi=timezone.localdate(),
        termini=load_calendario(ciclo),
        obiettivi=tuple(obiettivi),
        fili=tuple(
            lavoro.Filo(per_chiave[f.commento.obiettivo_id], f.commento.pk, f.commento.campo, f.ultimo, f.dell_ufficio)
            for f in fili
        ),
        variazioni=tuple(load_variazioni(ciclo)),
        blocchi=sintesi.blocchi,
        altri_rilievi=sintesi.altri,
        versione=Documento.objects.filter(ciclo=ciclo).aggregate(n=Max("versione"))["n"] or 0,
    )


def load_obiettivi(righe: QuerySet[Obiettivo]) -> list[lavoro.Obiettivo]:
    """The objectives as far as their proposal goes, in the order of the plan: thousands, without model instances."""
    annotate = {
        campo: Coalesce(f"progetto__cdr__{nome}", f"struttura__{nome}")
        for campo, nome in (("cdr", "pk"), ("cdr_codice", "codice"), ("cdr_nome", "denominazione"))
    }
    ordinate = righe.annotate(**annotate).order_by(
        Coalesce("progetto__cdr__ordine", "struttura__ordine"),
        *("cdr_codice", F("progetto__ordine").asc(nulls_first=True), "progetto__codice", "ordine", "codice"),
    )
    strutture: dict[int, lavoro.Struttura] = {}
    obiettivi = []
    for pk, codice, titolo, stato, propria, *cdr in ordinate.values_list(
        *("pk", "codice", "titolo", "stato", "struttura", *annotate)
    ):
        voce = strutture.get(cdr[0]) or lavoro.Struttura(cdr[0], cdr[1], f"{cdr[1]} - {cdr[2]}")
        strutture[voce.id] = voce
        obiettivi.append(lavoro.Obiettivo(pk, codice, titolo, stato, voce, frozenset({propria, voce.id})))
    return obiettivi


def load_variazioni(ciclo: Ciclo) -> list[lavoro.Variazione]:
    """The variazioni of a ciclo that are not decided, each with its structures and those below them."""
    attese = [Variazione.Stato.RICHIESTA, Variazione.Stato.BOZZA, Variazione.Stato.PROPOSTA]
    righe = Variazione.objects.filter(ciclo=ciclo, stato__in=attese).order_by("numero")
    trovate = list(righe.only("numero", "oggetto", "stato").prefetch_related("strutture"))
    padri = dict(Struttura.objects.filter(ente=ciclo.ente_id).values_list("pk", "padre_id")) if trovate else {}
    return [
        lavoro.Variazione(v.numero, v.oggetto, v.stato, covered(padri, {s.pk for s in v.strutture.all()}))
        for v in trovate
    ]


def covered(padri: Mapping[int, int | None], radici: Collection[int]) -> frozenset[int]:
    """The structures that are among ``radici`` or below one of them."""

    def is_sotto(pk: int | None) -> bool:
        visti: set[int] = set()
        while pk is not None and pk not in visti and pk not in radici:
            visti.add(pk)
            pk = padri.get(pk)
        return pk in radici

    return frozenset(pk for pk in padri if is_sotto(pk))
