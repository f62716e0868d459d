"""How Italian planning documents word a quantity: "almeno 10 accordi", "Minimo di 5 utenti", "% > di". Pure code.

The reading is by rules written from real documents, not by guesses: a sentence that fits no rule gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pianoperformance.base.formati import CIFRE, DATA_RE, MESI, date_of, read_numero

MAX_UNITA = 200
_TEMPO = r"(?:gg|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|or[ae]|minut[oi])\b"
_OPERATORI = (
    (r">=|≥|non\s+(?:meno|inferior[ei])\b", ">="),
    (r"<=|≤|non\s+(?:più|oltre|superior[ei]|maggior[ei])\b", "<="),
    (r"almeno\b|minim[oaie]\b|min\.", ">="),
    (rf"al\s+massimo\b|al\s+più\b|massim[oaie]\b|max\b\.?|entro(?=\s+(?:i\s+|n\.\s*)?[0-9]+\s*{_TEMPO})", "<="),
    (r">|maggior[ei]\b|superior[ei]\b|più\b|oltre\b", ">"),
    (r"<|minor[ei]\b|inferior[ei]\b|meno\b", "<"),
    (r"=|esattamente\b|ugual[ei]\b", "="),
)
"""The words of a comparison; the first that fits wins, so that "non superiore" is not taken for "superiore"."""
_OPERATORE = rf"(?<![\w<>=])(?:{'|'.join(parole for parole, _ in _OPERATORI)})"
_LEGAME = r"(?:(?:di|del|a|ad|al|il|lo|la|i|gli|le|l['’]|n\.|n°)\s*){0,2}"
_NON_UNITA = rf"(?:{'|'.join(MESI)}|su)\b"
_PAROLE = {"due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10}
_PAROLE |= dict.fromkeys(("un", "uno", "una"), 1)

_FINALE = re.compile(rf"({_OPERATORE})\s*(?:di|a|ad)?\s*:?\s*$", re.IGNORECASE)
_QUANTITA = re.compile(
    rf"(?:(?P<operatore>{_OPERATORE})\s*{_LEGAME})?(?P<euro>€\s*)?"
    rf"(?P<cifre>(?<![\w.,/-])-?{CIFRE}|(?<!\w)(?:{'|'.join(_PAROLE)})(?!\w))(?![\w°ºª/]|[.,][0-9])"
    r"\s*(?P<segno>%|per\s+cento\b|€|euro\b)?",
    re.IGNORECASE,
)
_CONTA = re.compile(r"(?<!\w)(?:n\.|n°|numero\b)\s*(?=[^\W\d])", re.IGNORECASE)
_CONTA_TRA_PARENTESI = re.compile(r"\(\s*(?:n\.|n°|numero\b)\s*([^()]*)\)", re.IGNORECASE)
_TEMPO_TRA_PARENTESI = re.compile(rf"\(\s*(?:in\s+)?({_TEMPO})\s*\)", re.IGNORECASE)
_PERCENTO = re.compile(r"(?<![0-9])(?<![0-9]\s)%|\bpercentual[ei]\b", re.IGNORECASE)
_DENARO = re.compile(r"(?<![0-9])(?<![0-9]\s)(?:€(?!\s?[0-9])|\beuro\b(?!\s?[0-9]))", re.IGNORECASE)
_DECRESCENTE = re.compile(
    r"^giorni\s+(?:entro|medi\b|di\s+(?:ritardo|attesa))|\btemp[oi]\s+(?:medi[oi]|massim[oi])\b|\britardo\s+medio\b",
    re.IGNORECASE,
)
_GIORNO_E_MESE = re.compile(r"(?<=\s)[0-9]{1,2}[./][0-9]{1,2}(?![./]?[0-9])")
_FINE_UNITA = re.compile(r"[(;:<>≥≤=%]|\.\s+(?=[A-Z0-9])|\b(?:[Ee]ntro|che|attraverso|maggior[ei]\s+di)\b")
_INIZIO_UNITA = re.compile(r"(?:(?:di|del|dei|degli|delle|della)\s+|d[’']|dell[’']|)", re.IGNORECASE)
_CODA_UNITA = re.compile(r"(?:\s(?:al|il|di|[0-9.,]+))+$")
_ELENCO = re.compile(r"\balmeno\s+un[oa]?\b(?:\s+(?:tra|fra|di|dei|degli|delle)\b|[^:]*:(?:[^;]+;|\s*[-–•]\s).*\w)")


@dataclass(frozen=True, slots=True)
class Quantita:
    """A number in a sentence with what stands around it; ``operatore`` and ``segno`` are empty when not said."""

    numero: Decimal
    operatore: str = ""
    segno: str = ""
    unita: str = ""


def squeeze(testo: str) -> str:
    """Make one line of a text, with single blanks."""
    return " ".join(testo.split())


def read_operatore_finale(testo: str) -> str:
    """The comparison with which an indicator ends, waiting for its number: "Utenti > di", "… maggiore di:"."""
    finale = _FINALE.search(testo)
    return _simbolo(finale[1]) if finale else ""


def read_unita(testo: str) -> str:
    """What is counted: the noun after "N." or "Numero", or in "(n. …)"; the days of "Giorni entro cui…"."""
    for regola in (_CONTA_TRA_PARENTESI, _TEMPO_TRA_PARENTESI):
        if trovate := regola.findall(testo):
            return _clean_unita(mask_date(trovate[-1]))
    if testo.casefold().startswith("giorni "):
        return "giorni"
    conteggi = list(_CONTA.finditer(testo))
    if not conteggi:
        return ""
    scelto = conteggi[0] if conteggi[0].start() == 0 else conteggi[-1]
    return _clean_unita(mask_date(testo[scelto.end() :]))


def is_percentuale(testo: str) -> bool:
    """Whether an indicator measures a percentage; "N. verifiche (% …)" still counts."""
    trovato = _PERCENTO.search(testo)
    return trovato is not None and (trovato.start() == 0 or not _conta(testo))


def is_importo(testo: str) -> bool:
    """Whether an indicator measures money: "Budget gestito", "Risorse ottenute (in euro)"."""
    if re.match(r"(?:budget|importo)\b", testo, re.IGNORECASE):
        return True
    return _DENARO.search(testo) is not None and not _conta(testo)


def is_decrescente(testo: str) -> bool:
    """Whether less is better."""
    return _DECRESCENTE.search(testo) is not None


def is_almeno_uno(testo: str) -> bool:
    """Whether a target is met by any one of a list: "Avvio di almeno un servizio, tra: - a - b"."""
    return _ELENCO.search(testo.casefold()) is not None


def find_clausola(testo: str, numero: Decimal) -> Quantita | None:
    """The same number inside the text of the indicator: "Firma di almeno 10 accordi" with target 10."""
    return next((q for q in _each_quantita(testo) if q.numero == numero and (q.operatore or q.unita or q.segno)), None)


def find_quantita(testo: str) -> Quantita | None:
    """The quantity of which a whole sentence speaks; None when of none, or of several without saying which."""
    trovate = list(_each_quantita(testo))
    con_operatore = [q for q in trovate if q.operatore]
    if con_operatore:
        return con_operatore[0]
    for segno in ("€", "%"):
        con_segno = [q for q in trovate if q.segno == segno]
        if con_segno:
            return con_segno[0] if len(con_segno) == 1 else None
    return _find_iniziale(testo) or _find_finale(testo)


def mask_date(testo: str) -> str:
    """Put a semicolon in the place of every date, so that its figures are not taken for quantities."""
    return _GIORNO_E_MESE.sub(";", DATA_RE.sub(lambda d: ";" if date_of(d) else d[0], testo))


def _each_quantita(testo: str) -> list[Quantita]:
    senza_date = mask_date(testo)
    return [
        _quantita(trovata, senza_date[trovata.end() : trovata.end() + 2 * MAX_UNITA])
        for trovata in _QUANTITA.finditer(senza_date)
        if trovata["operatore"] or trovata["cifre"].lower() not in _PAROLE
    ]


def _quantita(trovata: re.Match[str], resto: str) -> Quantita:
    cifre = trovata["cifre"]
    segno = trovata["euro"] or trovata["segno"] or ""
    return Quantita(
        numero=read_numero(cifre) or Decimal(_PAROLE.get(cifre.lower(), 0)),
        operatore=_simbolo(trovata["operatore"]) if trovata["operatore"] else "",
        segno="" if not segno else "€" if segno.strip().lower() in ("€", "euro") else "%",
        unita="" if segno else _clean_unita(resto),
    )


def _find_iniziale(testo: str) -> Quantita | None:
    """A sentence that opens with its number: "8 inserimenti in …", "n. 5 incontri"; not with a year or a day."""
    iniziale = re.match(rf"(?:n\.|n°|numero)?\s*(-?{CIFRE})(?=$|\s+(?!{_NON_UNITA})[^\W\d])", testo, re.IGNORECASE)
    if iniziale is None or re.fullmatch(r"(?:19|20)[0-9]{2}", iniziale[1]):
        return None
    return Quantita(read_numero(iniziale[1]) or Decimal(0), unita=_clean_unita(mask_date(testo[iniziale.end() :])))


def _find_finale(testo: str) -> Quantita | None:
    """A count that closes with its number: "Numero di beneficiari : 250"."""
    finale = re.search(rf"(?<![\w.,/-])({CIFRE})$", testo)
    if finale is None or not _CONTA.match(testo):
        return None
    return Quantita(read_numero(finale[1]) or Decimal(0), unita=read_unita(testo[: finale.start()]))


def _conta(testo: str) -> bool:
    return _CONTA.search(testo) is not None or _CONTA_TRA_PARENTESI.search(testo) is not None


def _simbolo(parole: str) -> str:
    """The symbol of a comparison; the words were matched by the same rules, so one of them always fits."""
    return next(simbolo for regola, simbolo in _OPERATORI if re.match(regola, parole + " 1 giorno", re.IGNORECASE))


def _clean_unita(testo: str) -> str:
    """Keep the noun phrase: no preposition before it, nothing after it; a phrase too long is no unit."""
    unita = _FINE_UNITA.split(_INIZIO_UNITA.sub("", testo.strip(), count=1), maxsplit=1)[0]
    unita = _CODA_UNITA.sub("", unita.strip(" \t.,-–")).strip(" .,-–")
    if len(unita) > MAX_UNITA:
        return ""
    return unita[0].lower() + unita[1:] if unita[1:2].islower() else unita
