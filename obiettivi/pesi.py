"""Pesatura: points of a matrix of criteria × levels, weights normalised to 100, each with its explanation. Pure code.

The weight of an objective is the share of its points in those of all the groups of the same responsible, times 100;
merged objectives form one group and bear the same weight (the seed's table: 12 points of 44 are 27 of 100).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from itertools import groupby
from math import prod

CENTO = Decimal(100)


class Operatore(StrEnum):
    """How the levels of the criteria make the points of an objective."""

    SOMMA = "somma"
    SOMMA_PESATA = "somma_pesata"
    PRODOTTO = "prodotto"


@dataclass(frozen=True, slots=True)
class Matrice:
    """The pesatura of a year: value of each level, weight of each criterion (None counts 1), operator."""

    livelli: Mapping[str, Decimal]
    criteri: Mapping[str, Decimal | None]
    operatore: Operatore = Operatore.SOMMA


@dataclass(frozen=True, slots=True)
class Voce:
    """An objective to weigh: its group (itself when not merged), its levels by criterion, a declared weight."""

    codice: str
    gruppo: str
    livelli: Mapping[str, str]
    dichiarato: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Peso:
    """The weight of a group: points, exact share 0-100, printed integer, and how it was reached."""

    gruppo: str
    codici: tuple[str, ...]
    punti: Decimal | None
    esatto: Decimal | None
    intero: int | None
    dichiarato: Decimal | None
    spiegazione: str


def points_of(livelli: Mapping[str, str], matrice: Matrice) -> Decimal | None:
    """Points of an objective; None while a criterion has no level, or one that the matrix does not know."""
    valori = []
    for criterio, peso in matrice.criteri.items():
        valore = matrice.livelli.get(livelli.get(criterio, ""))
        if valore is None:
            return None
        valori.append(valore * (peso if matrice.operatore is Operatore.SOMMA_PESATA and peso is not None else 1))
    if not valori:
        return None
    return Decimal(prod(valori)) if matrice.operatore is Operatore.PRODOTTO else sum(valori, Decimal(0))


def close_to(quote: Sequence[Decimal], totale: int = 100) -> list[int]:
    """Round shares to integers that sum to ``totale`` by largest remainder; equal shares stay equal if they can.

    The units left over go to the largest remainders; where several equal shares would compete for fewer units than
    they are, the units pass to the next share that can be served whole, so that equal objectives keep equal weights
    (12, 8, 12, 12 points: 27, 19, 27, 27). When no choice is fair the first ones are served.
    The shares must sum to ``totale`` within less than one unit each; raises ValueError otherwise.
    """
    interi = [int(quota.to_integral_value(ROUND_FLOOR)) for quota in quote]
    mancano = totale - sum(interi)
    if not 0 <= mancano <= len(quote):
        raise ValueError(f"Le quote non sommano a {totale}.")
    serviti: list[int] = []
    con_resto = [n for n in range(len(quote)) if quote[n] > interi[n]]
    per_resto = sorted(con_resto, key=lambda n: (interi[n] - quote[n], quote[n], n))
    for _, pari in groupby(per_resto, key=lambda n: quote[n]):
        uguali = list(pari)
        if len(uguali) <= mancano - len(serviti):
            serviti += uguali
    serviti += [n for n in per_resto if n not in serviti][: mancano - len(serviti)]
    for n in serviti:
        interi[n] += 1
    return interi


def weigh(voci: Sequence[Voce], matrice: Matrice) -> list[Peso]:
    """Weigh the objectives of one responsible by group; a group's points are the highest among its objectives.

    While any group has no points no share can be told: the exact weights are None and the explanation says why.
    """
    gruppi: dict[str, list[Voce]] = {}
    for voce in voci:
        gruppi.setdefault(voce.gruppo, []).append(voce)
    punti = {nome: _group_points(membri, matrice) for nome, membri in gruppi.items()}
    noti = [valore for valore in punti.values() if valore is not None]
    totale = sum(noti, Decimal(0))
    completi = len(noti) == len(gruppi) and totale > 0
    esatti = {nome: CENTO * (punti[nome] or 0) / totale for nome in gruppi} if completi else {}
    interi = dict(zip(esatti, close_to(list(esatti.values())), strict=True)) if completi else {}
    return [
        Peso(
            nome,
            tuple(voce.codice for voce in membri),
            punti[nome],
            esatti.get(nome),
            interi.get(nome),
            next((voce.dichiarato for voce in membri if voce.dichiarato is not None), None),
            _explain(punti[nome], totale, esatti.get(nome)),
        )
        for nome, membri in gruppi.items()
    ]


def _group_points(membri: Sequence[Voce], matrice: Matrice) -> Decimal | None:
    noti = [punti for voce in membri if (punti := points_of(voce.livelli, matrice)) is not None]
    return max(noti) if noti else None


def _explain(punti: Decimal | None, totale: Decimal, esatto: Decimal | None) -> str:
    if punti is None:
        return "Manca il livello di almeno un criterio: il peso non si può calcolare."
    if esatto is None:
        return f"{_text(punti)} punti; il peso si potrà calcolare quando tutti gli obiettivi avranno i loro livelli."
    return f"{_text(punti)} punti su {_text(totale)} = {_text(round(esatto, 2))} per cento."


def _text(numero: Decimal) -> str:
    return f"{numero.normalize():f}".replace(".", ",")
