"""Checks on chapters, funding links, people, and on the totals printed by an imported document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from rendicontazione import quadro
from rendicontazione.controlli.rilievi import AVVISO, BLOCCO, SUGGERIMENTO, Rilievo, euro, percento
from rendicontazione.riepilogo import CDR, PROGETTO, build_riepilogo

CENTO = Decimal(100)
Capo = tuple[str, str, str]
"""A chapter as (lato, numero, articolo)."""
QuotePerCapo = dict[Capo, list[tuple[str, str, quadro.QuotaCapitolo]]]
"""The quotas of each chapter, each with the codes of its CdR and of its project or objective."""


def name_of(capo: Capo) -> str:
    """A chapter as documents print it, with its side."""
    lato, numero, articolo = capo
    return f"{lato} {numero}" + (f"/{articolo}" if articolo else "")


def _quote_by_capitolo(q: quadro.Quadro) -> QuotePerCapo:
    quote: QuotePerCapo = defaultdict(list)
    for cdr, progetto in q.each_progetto():
        for quota in progetto.tutte_le_quote:
            quote[quota.lato, quota.numero, quota.articolo].append((cdr.codice, progetto.codice, quota))
    for cdr in q.cdr:
        for obiettivo in cdr.obiettivi:
            for quota in obiettivo.quote:
                quote[quota.lato, quota.numero, quota.articolo].append((cdr.codice, obiettivo.codice, quota))
    return quote


def check_capitoli(q: quadro.Quadro) -> Iterator[Rilievo]:
    """Quotas over the stanziamento, or the same amount of a chapter repeated whole in more places."""
    if q.parziale:
        return
    for capo, voci in _quote_by_capitolo(q).items():
        totale = quadro.sum_importi(quota for _, _, quota in voci)
        stanziamento = voci[0][2].stanziamento
        luogo = f"Capitolo {name_of(capo)}"
        dove = ", ".join(codice for _, codice, _ in voci)
        riferimento = voci[0][2].capitolo_id
        if totale is not None and stanziamento is not None and totale > stanziamento:
            frase = f"Le quote ({dove}) sommano a {euro(totale)}, più dello stanziamento di {euro(stanziamento)}."
            yield Rilievo(BLOCCO, "quote_oltre_stanziamento", voci[0][0], luogo, frase, "capitolo", riferimento)
        importi = {quota.importo for _, _, quota in voci}
        if stanziamento is None and len(voci) > 1 and len(importi) == 1 and None not in importi:
            importo = euro(next(iter(importi)))
            frase = f"Lo stesso importo di {importo} è ripetuto in {dove}: forse è contato più volte."
            gravita = AVVISO if capo[0] == quadro.SPESA else SUGGERIMENTO
            yield Rilievo(gravita, "capitolo_ripetuto", voci[0][0], luogo, frase, "capitolo", riferimento)


def check_collegamenti(q: quadro.Quadro) -> Iterator[Rilievo]:
    """Funding links that lead nowhere, and revenues that do not equal the spending they fund."""
    if q.parziale:
        return
    quote = _quote_by_capitolo(q)
    finanzia: dict[Capo, set[Capo]] = defaultdict(set)
    a_vuoto: dict[Capo, list[Capo]] = defaultdict(list)
    for legame in q.collegamenti:
        da: Capo = (legame.lato, legame.numero, legame.articolo)
        a: Capo = (legame.verso_lato, legame.verso_numero, legame.verso_articolo)
        if not legame.risolto:
            a_vuoto[da].append(a)
        elif da[0] == quadro.ENTRATA:
            finanzia[da].add(a)
        else:
            finanzia[a].add(da)
    for da, mancanti in a_vuoto.items():
        elenco = ", ".join(name_of(capo) for capo in mancanti)
        frase = f"La descrizione rimanda a capitoli che non sono nel piano: {elenco}."
        yield _found(quote, da, "collegamento_a_vuoto", frase)
    for entrata, spese in finanzia.items():
        yield from _check_pareggio(entrata, spese, quote)


def _found(quote: QuotePerCapo, capo: Capo, controllo: str, frase: str) -> Rilievo:
    cdr, _, quota = quote[capo][0] if quote.get(capo) else ("", "", None)
    chiave = quota.capitolo_id if quota else 0
    return Rilievo(AVVISO, controllo, cdr, f"Capitolo {name_of(capo)}", frase, "capitolo", chiave)


def _check_pareggio(entrata: Capo, spese: set[Capo], quote: QuotePerCapo) -> Iterator[Rilievo]:
    def somma(capi: set[Capo]) -> Decimal | None:
        voci = [quota for capo in capi for _, _, quota in quote.get(capo, []) if not quota.avanzo]
        return quadro.sum_importi(voci)

    accertata, spesa = somma({entrata}), somma(spese)
    if accertata is None or spesa is None or accertata == spesa:
        return
    elenco = ", ".join(name_of(capo) for capo in sorted(spese))
    frase = f"L'entrata di {euro(accertata)} non pareggia la spesa collegata di {euro(spesa)} ({elenco})."
    yield _found(quote, entrata, "collegamento_non_pareggia", frase)


def check_persone(q: quadro.Quadro) -> Iterator[Rilievo]:
    """People whose shares over the whole ente exceed, or do not reach, 100 %."""
    if q.parziale:
        return
    somme: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for quota in each_quota_personale(q):
        if quota.percentuale is not None:
            somme[quota.persona, quota.persona_id] += quota.percentuale
    for (persona, chiave), somma in sorted(somme.items()):
        if somma > CENTO:
            frase = f"Le quote di impegno sommano a {percento(somma)}: più del 100 % del tempo di lavoro."
            yield Rilievo(BLOCCO, "persona_oltre_100", "", persona, frase, "persona", chiave)
        elif somma < CENTO:
            frase = f"Le quote di impegno sommano a {percento(somma)}: meno del 100 % del tempo di lavoro."
            yield Rilievo(AVVISO, "persona_sotto_100", "", persona, frase, "persona", chiave)


def each_quota_personale(q: quadro.Quadro) -> Iterator[quadro.QuotaPersonale]:
    """Every share of a person's work in the plan, wherever it is given."""
    for cdr in q.cdr:
        yield from cdr.personale
        for progetto in cdr.progetti:
            yield from progetto.personale
        for obiettivo in cdr.tutti_gli_obiettivi:
            yield from obiettivo.personale


def check_totali_stampati(q: quadro.Quadro) -> Iterator[Rilievo]:
    """Totals and percentages printed by the imported document that are not those computed from its own amounts."""
    for cdr in q.cdr:
        for riga in build_riepilogo(cdr, q.totali_stampati):
            if riga.stampato is None:
                continue
            voce = getattr(riga.strategia, riga.livello, None) if riga.livello not in (PROGETTO, CDR) else None
            nome = f"{riga.codice} {riga.titolo}" if riga.livello == PROGETTO else riga.etichetta
            luogo = f"{nome} {voce.denominazione}" if voce else nome
            stampato = f"{euro(riga.stampato.importo)}, {percento(riga.stampato.percentuale)}"
            calcolato = f"{euro(riga.importo)}, {percento(riga.percentuale)}"
            frase = f"Il documento importato stampa {stampato}; dagli importi risulta {calcolato}."
            yield Rilievo(AVVISO, "totale_stampato", cdr.codice, luogo, frase, riga.tipo, riga.id)
