"""Checks on the quality of objectives: art. 5, c. 2, D.Lgs. 150/2009, and what the PIAO 2.2 must hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from rendicontazione import quadro
from rendicontazione.controlli.rilievi import AVVISO, SUGGERIMENTO, Rilievo

CENTO = Decimal(100)
PIAO = "piao"
AZIENDA = "azienda"
FAMIGLIA_PIAO = "PIAO 2.2"
OBBLIGATORIE = {
    "SEMPL": "semplificazione",
    "DIGIT": "digitalizzazione",
    "ACCESS": "piena accessibilità",
    "PARI": "pari opportunità ed equilibrio di genere",
}
"""Beginnings of the codes of the family ``PIAO 2.2`` that DM 132/2022 asks for, and what they are."""
ART_4BIS = "ART-4BIS"
QUOTA_4BIS = Decimal(30)
LUNGHEZZA_CODICE = 100
"""The portal of the PIAO takes codes of at most 100 characters; titles are checked with those that were cut."""
PESI_UGUALI = 3
"""From how many objectives on it is odd that all weigh the same."""


def _has_piao(q: quadro.Quadro) -> bool:
    """Whether the body writes a PIAO: whether an azienda speciale must is not settled, so it is not asked to."""
    return q.regime == PIAO and q.ente.tipo != AZIENDA


def _objective(gravita: str, controllo: str, cdr: str, obiettivo: quadro.Obiettivo, frase: str) -> Rilievo:
    luogo = f"{obiettivo.codice} {obiettivo.titolo}".strip()
    return Rilievo(gravita, controllo, cdr, luogo, frase, "obiettivo", obiettivo.id)


def check_indicatori(q: quadro.Quadro) -> Iterator[Rilievo]:
    """Indicators without unit, source or baseline (PIAO), only yes/no, or with a target no harder than the start."""
    for cdr, obiettivo in q.each_obiettivo():
        mancanze = _missing(obiettivo) if _has_piao(q) else ""
        if mancanze:
            frase = f"Agli indicatori manca qualcosa che il PIAO chiede: {mancanze}."
            yield _objective(SUGGERIMENTO, "indicatore_incompleto", cdr.codice, obiettivo, frase)
        tipi = {i.atteso.tipo for i in obiettivo.indicatori if i.atteso}
        if tipi == {"si_no"}:
            frase = "L'obiettivo si misura solo con dei sì o no: un numero o una data direbbero quanto è stato fatto."
            yield _objective(SUGGERIMENTO, "solo_si_no", cdr.codice, obiettivo, frase)
        for indicatore in obiettivo.indicatori:
            if _is_easy(indicatore):
                frase = f"Il valore atteso dell'indicatore {indicatore.codice} non migliora quello da cui si parte."
                yield _objective(SUGGERIMENTO, "valore_non_migliora", cdr.codice, obiettivo, frase)


def _missing(obiettivo: quadro.Obiettivo) -> str:
    numerici = [i for i in obiettivo.indicatori if i.atteso and i.atteso.numero is not None]
    mancanti = {
        "unità di misura": [
            i.codice for i in numerici if i.atteso and not i.atteso.unita and i.atteso.tipo == "numero"
        ],
        "fonte": [i.codice for i in obiettivo.indicatori if not i.fonte],
        "valore di partenza": [i.codice for i in numerici if i.baseline is None],
    }
    return "; ".join(f"{nome} ({', '.join(codici)})" for nome, codici in mancanti.items() if codici)


def _is_easy(indicatore: quadro.Indicatore) -> bool:
    """Whether the target is the baseline or falls short of it; a standard to keep (``=``) need not improve."""
    atteso, partenza = indicatore.atteso, indicatore.baseline
    if atteso is None or atteso.numero is None or partenza is None or atteso.operatore == "=":
        return False
    return atteso.numero >= partenza if indicatore.verso == "decrescente" else atteso.numero <= partenza


def check_testi(q: quadro.Quadro) -> Iterator[Rilievo]:
    """The same objective written in two CdR, and codes that the portal of the PIAO would refuse."""
    uguali: dict[str, list[tuple[str, quadro.Obiettivo]]] = defaultdict(list)
    for cdr, obiettivo in q.each_obiettivo():
        testo = " ".join(obiettivo.titolo.casefold().split())
        if testo:
            uguali[testo].append((cdr.codice, obiettivo))
        if _has_piao(q) and len(obiettivo.codice) > LUNGHEZZA_CODICE:
            frase = f"Il codice ha {len(obiettivo.codice)} caratteri: il portale del PIAO ne accetta 100."
            yield _objective(SUGGERIMENTO, "codice_troppo_lungo", cdr.codice, obiettivo, frase)
    for voci in uguali.values():
        if len({cdr for cdr, _ in voci}) > 1:
            dove = ", ".join(f"{obiettivo.codice} ({cdr})" for cdr, obiettivo in voci)
            frase = (
                f"Lo stesso obiettivo è scritto in più centri di responsabilità: {dove}. Se è comune, va condiviso."
            )
            yield _objective(SUGGERIMENTO, "stesso_testo", *voci[0], frase)


def check_responsabili(q: quadro.Quadro) -> Iterator[Rilievo]:
    """Weights of a responsible's objectives: that they sum to 100, differ, and give art. 4-bis its 30 per cent."""
    if q.parziale:
        return
    for (persona, cdr), obiettivi in _by_responsabile(q).items():
        pesi = {o.gruppo or o.codice: o.peso for o in obiettivi if o.peso is not None}
        if not pesi:
            continue
        primo = obiettivi[0]
        somma = sum(pesi.values(), Decimal(0))
        if somma != CENTO:
            frase = f"I pesi degli obiettivi di {persona} sommano a {_text(somma)}: devono sommare a 100."
            yield _objective(AVVISO, "pesi_responsabile", cdr, primo, frase)
        if len(pesi) >= PESI_UGUALI and len(set(pesi.values())) == 1:
            frase = (
                f"Gli obiettivi di {persona} pesano tutti {_text(next(iter(pesi.values())))}: così non si distinguono."
            )
            yield _objective(SUGGERIMENTO, "pesi_uguali", cdr, primo, frase)
        pagamenti = [o for o in obiettivi if ART_4BIS in {codice for _, codice in o.classi} and o.peso is not None]
        quota = sum((o.peso for o in pagamenti if o.peso is not None), Decimal(0))
        if pagamenti and quota < QUOTA_4BIS:
            frase = (
                f"Il rispetto dei tempi di pagamento pesa {_text(quota)} per {persona}: "
                "la legge vuole almeno 30 (art. 4-bis, c. 2, D.L. 13/2023)."
            )
            yield _objective(AVVISO, "art_4bis_sotto_30", cdr, pagamenti[0], frase)


def _by_responsabile(q: quadro.Quadro) -> dict[tuple[str, str], list[quadro.Obiettivo]]:
    """Objectives by who answers for them, with the CdR of the first one."""
    di_chi: dict[str, list[quadro.Obiettivo]] = defaultdict(list)
    cdr_di: dict[str, str] = {}
    for cdr, obiettivo in q.each_obiettivo():
        if obiettivo.responsabile:
            di_chi[obiettivo.responsabile].append(obiettivo)
            cdr_di.setdefault(obiettivo.responsabile, cdr.codice)
    return {(persona, cdr_di[persona]): obiettivi for persona, obiettivi in di_chi.items()}


def check_piao(q: quadro.Quadro) -> Iterator[Rilievo]:
    """The types of objective that section 2.2 of the PIAO must have (DM 132/2022)."""
    if q.parziale or not _has_piao(q):
        return
    presenti = {codice for _, o in q.each_obiettivo() for famiglia, codice in o.classi if famiglia == FAMIGLIA_PIAO}
    for inizio, nome in OBBLIGATORIE.items():
        if q.cdr and not any(codice.startswith(inizio) for codice in presenti):
            frase = f"Nessun obiettivo è classificato come {nome}: la sezione 2.2 del PIAO ne chiede almeno uno."
            yield Rilievo(AVVISO, "tipo_piao_mancante", "", "Piano dell'ente", frase)


def _text(numero: Decimal) -> str:
    return f"{numero.normalize():f}".replace(".", ",")
