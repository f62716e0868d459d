"""From the cells of a sheet to rows of clean values, with an error for each cell that is not what it should be."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pianoperformance.base.tracciato.celle import (
    CELLA_UNITA,
    SPIEGAZIONI,
    CellaNonValida,
    clean_cella,
    is_vuota,
    normalizza,
    show_cella,
)
from pianoperformance.base.tracciato.fogli import Colonna, Foglio
from pianoperformance.base.tracciato.tipi import Avviso, Cartella, Cella, Differenza, Errore, Esito, TipoCella

IGNORATI = frozenset({"legenda"})
MASSIMO_RIGHE = 60_000
MASSIMO_VALORE = 200


@dataclass(slots=True, eq=False)
class Riga:
    """A row of the workbook on its way to the database."""

    foglio: Foglio
    numero: int
    valori: dict[str, Any]
    errori: list[Errore] = field(default_factory=list)
    istanza: Any = None
    nuova: bool = False
    cambiati: list[str] = field(default_factory=list)
    """The fields of the model that change."""
    differenze: list[Differenza] = field(default_factory=list)
    molti: dict[str, list[Any]] = field(default_factory=dict)
    """The rows that a many-to-many field must have, when they change."""
    da_scrivere: bool = False
    sospesa: bool = False
    """It cannot be written, because of errors of its own or of a row to which it refers."""

    @property
    def chiave(self) -> tuple[Any, ...]:
        return key_of([self.valori.get(parte) for parte in self.foglio.parti_chiave])

    @property
    def sigla(self) -> str:
        """The row as previews name it: its key, without ente and year."""
        parti = [parte for parte in self.foglio.parti_chiave if parte not in ("ente", "anno")]
        testi = [show_cella(self.valori.get(parte)) for parte in parti or self.foglio.parti_chiave]
        return " · ".join(testo for testo in testi if testo)

    def refuse(self, colonna: str, messaggio: str, cella: Any = None) -> None:
        valore = show_cella(self.valori.get(colonna) if cella is None else cella)
        self.errori.append(Errore(self.foglio.nome, self.numero, colonna, valore[:MASSIMO_VALORE], messaggio))
        self.sospesa = True


@dataclass(slots=True)
class FoglioLetto:
    """The rows of a sheet; ``presenti`` are the columns that the workbook has."""

    foglio: Foglio
    presenti: list[Colonna]
    righe: list[Riga]


def key_of(parti: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(["" if parte is None else parte for parte in parti])


def read_fogli(cartella: Cartella, fogli: Sequence[Foglio], esito: Esito) -> dict[str, FoglioLetto]:
    """Clean all the sheets of a workbook; what is wrong goes into ``esito``."""
    noti = {normalizza(foglio.nome): foglio for foglio in fogli if foglio.colonne}
    letti: dict[str, FoglioLetto] = {}
    for nome, celle in cartella.items():
        foglio = noti.get(normalizza(nome))
        if foglio is None:
            _warn_foglio(nome, celle, noti, esito)
        elif foglio.nome in letti:
            esito.errori.append(Errore(nome, None, "", nome, f"Ci sono due fogli «{foglio.nome}»: tenerne uno solo."))
        else:
            letti[foglio.nome] = _read_foglio(foglio, celle, esito)
    if not letti and not esito.errori:
        nomi = ", ".join(foglio.nome for foglio in noti.values())
        esito.errori.append(
            Errore("", None, "", "", f"Nel file non c'è nessuno dei fogli previsti, che sono: {nomi}.")
        )
    return letti


def _warn_foglio(nome: str, celle: list[list[Cella]], noti: dict[str, Foglio], esito: Esito) -> None:
    if normalizza(nome) in IGNORATI or all(is_vuota(cella) for riga in celle for cella in riga):
        return
    vicino = difflib.get_close_matches(normalizza(nome), noti, 1)
    consiglio = f" Se voleva essere «{noti[vicino[0]].nome}», cambiargli nome." if vicino else ""
    messaggio = f"Il foglio «{nome}» non è tra quelli previsti e non è stato letto.{consiglio}"
    esito.avvisi.append(Avviso(nome, None, "", "", messaggio))


def _read_foglio(foglio: Foglio, celle: list[list[Cella]], esito: Esito) -> FoglioLetto:
    if len(celle) > MASSIMO_RIGHE + 1:
        messaggio = f"Il foglio ha più di {MASSIMO_RIGHE:,} righe: dividere il file in più parti.".replace(",", ".")
        esito.errori.append(Errore(foglio.nome, None, "", "", messaggio))
        return FoglioLetto(foglio, [], [])
    posizioni = _read_intestazione(foglio, celle[0] if celle else [], esito)
    if posizioni is None:
        return FoglioLetto(foglio, [], [])
    lettore = [(posizione, colonna, foglio.tipo(colonna), foglio.scelte(colonna)) for posizione, colonna in posizioni]
    vuoti = {colonna.nome: foglio.vuoto(colonna) for _, colonna in posizioni}
    righe = []
    for numero, riga in enumerate(celle[1:], 2):
        if not all(is_vuota(cella) for cella in riga):
            righe.append(_read_riga(foglio, numero, riga, lettore, vuoti))
    _warn_percento(foglio, righe, esito)
    return FoglioLetto(foglio, [colonna for _, colonna in posizioni], righe)


def _warn_percento(foglio: Foglio, righe: list[Riga], esito: Esito) -> None:
    for colonna in foglio.colonne:
        valori = [riga.valori[colonna.nome] for riga in righe if riga.valori.get(colonna.nome)]
        if colonna.percento and valori and all(0 < valore <= 1 for valore in valori):
            frase = (
                f"I valori di «{colonna.nome}» vanno tutti da 0 a 1: se sono percentuali (0,125 per 12,5 %), togliere "
                "alla colonna il formato percentuale e scrivere 12,5."
            )
            esito.avvisi.append(Avviso(foglio.nome, None, colonna.nome, show_cella(valori[0]), frase))


def _read_intestazione(foglio: Foglio, celle: list[Cella], esito: Esito) -> list[tuple[int, Colonna]] | None:
    """Find the columns by their names in row 1; None when the sheet cannot be read."""
    note = {normalizza(colonna.nome): colonna for colonna in foglio.colonne}
    nomi = [normalizza(show_cella(cella)) for cella in celle]
    errori = []
    for nome, quante in Counter(nomi).items():
        if quante > 1 and nome in note:
            titolo = note[nome].nome
            messaggio = f"La colonna «{titolo}» compare {quante} volte nella riga 1: tenerne una sola."
            errori.append(Errore(foglio.nome, 1, titolo, titolo, messaggio))
    if CELLA_UNITA in celle:
        messaggio = "Nella riga 1 ci sono celle unite: separarle e scrivere in ognuna il nome della colonna."
        errori.append(Errore(foglio.nome, 1, "", "", messaggio))
    errori += _find_missing(foglio, nomi, note)
    esito.errori += errori
    _warn_colonne(foglio, celle, note, esito)
    if errori:
        return None
    return [(posizione, note[nome]) for posizione, nome in enumerate(nomi) if nome in note]


def _find_missing(foglio: Foglio, nomi: list[str], note: dict[str, Colonna]) -> list[Errore]:
    attese = [colonna.nome for colonna in foglio.colonne if colonna.obbligatoria]
    if not any(nome in note for nome in nomi):
        messaggio = f"La riga 1 non contiene i nomi delle colonne: scrivervi almeno {', '.join(attese)}."
        return [Errore(foglio.nome, 1, "", "", messaggio)]
    return [
        Errore(foglio.nome, 1, nome, "", f"Manca la colonna «{nome}», che è obbligatoria: aggiungerla nella riga 1.")
        for nome in attese
        if normalizza(nome) not in nomi
    ]


def _warn_colonne(foglio: Foglio, celle: list[Cella], note: dict[str, Colonna], esito: Esito) -> None:
    for cella in celle:
        nome = normalizza(show_cella(cella))
        if not nome or nome in note or cella in SPIEGAZIONI:
            continue
        vicina = difflib.get_close_matches(nome, note, 1)
        consiglio = f" Se voleva essere «{note[vicina[0]].nome}», correggere il nome." if vicina else ""
        testo = show_cella(cella)
        messaggio = f"La colonna «{testo}» non è tra quelle previste e non è stata letta.{consiglio}"
        esito.avvisi.append(Avviso(foglio.nome, 1, testo, testo, messaggio))


def _read_riga(
    foglio: Foglio,
    numero: int,
    celle: list[Cella],
    lettore: list[tuple[int, Colonna, TipoCella, Sequence[tuple[str, str]]]],
    vuoti: dict[str, Any],
) -> Riga:
    riga = Riga(foglio, numero, dict(vuoti))
    for posizione, colonna, tipo, scelte in lettore:
        cella = celle[posizione] if posizione < len(celle) else None
        if is_vuota(cella):
            if colonna.obbligatoria:
                riga.refuse(colonna.nome, "La cella è vuota ma il valore è obbligatorio: scriverlo.")
            continue
        try:
            valore = clean_cella(tipo, cella, scelte)
        except CellaNonValida as errore:
            riga.refuse(colonna.nome, str(errore), "" if cella in SPIEGAZIONI else cella)
        else:
            riga.valori[colonna.nome] = valore.zfill(colonna.cifre) if colonna.cifre else valore
    return riga
