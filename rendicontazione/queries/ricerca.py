"""Search of a ciclo by code or by words, over everything that the user sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from budget.models import Capitolo
from budget.queries import list_persone
from obiettivi.models import Ciclo, Indicatore, Obiettivo, Progetto
from organizzazione.models import Struttura, Utente
from pianoperformance.base.filters import search_words

AL_MASSIMO = 20
"""Rows shown of each kind: whoever needs them all opens the list."""


@dataclass(frozen=True, slots=True)
class Trovato:
    codice: str
    testo: str
    url: str


@dataclass(frozen=True, slots=True)
class Gruppo:
    """What was found of a kind; ``elenco`` is the list that shows it all, if there is one."""

    titolo: str
    elenco: str
    trovati: tuple[Trovato, ...]
    altri: bool


@dataclass(frozen=True, slots=True)
class Genere:
    """A kind of thing to look for: where, in which fields, and how to show it. The first field is the code."""

    titolo: str
    elenco: str
    righe: QuerySet[Any]
    campi: tuple[str, ...]
    show: Callable[[Any], Trovato]


class Ricerca:
    """A search in a ciclo by a user."""

    def __init__(self, ciclo: Ciclo, user: Utente, testo: str) -> None:
        self.testo = testo.strip()
        self.radice = [ciclo.ente.codice, ciclo.anno]
        self.generi = self._kinds(ciclo, user)

    def _kinds(self, ciclo: Ciclo, user: Utente) -> list[Genere]:
        strutture = Struttura.objects.visible_to(user).filter(ente=ciclo.ente_id).order_by("ordine", "codice")
        indicatori = Indicatore.objects.visible_to(user).filter(obiettivo__ciclo=ciclo).order_by("codice")
        return [
            Genere("Centri di responsabilità", "", strutture, ("codice", "denominazione"), self._struttura),
            Genere(
                *("Progetti", "progetti", Progetto.objects.visible_to(user).filter(ciclo=ciclo).order_by("codice")),
                *(("codice", "titolo"), self._progetto),
            ),
            Genere(
                *("Obiettivi", "obiettivi", Obiettivo.objects.visible_to(user).filter(ciclo=ciclo).order_by("codice")),
                *(("codice", "titolo"), self._obiettivo),
            ),
            Genere("Indicatori", "indicatori", indicatori, ("codice", "testo"), self._indicatore),
            Genere(
                *("Capitoli", "capitoli", Capitolo.objects.visible_to(user).filter(ciclo=ciclo).order_by("numero")),
                *(("numero", "descrizione"), self._capitolo),
            ),
            Genere(
                *("Persone", "persone", list_persone(ciclo, user), ("codice", "denominazione"), self._persona),
            ),
        ]

    def find_exact(self) -> str | None:
        """Return the address of the only thing with this very code, or None."""
        trovati: list[Trovato] = []
        for genere in self.generi:
            righe = genere.righe.filter(**{f"{genere.campi[0]}__iexact": self.testo})[:2]
            trovati += [genere.show(riga) for riga in righe]
        return trovati[0].url if len(trovati) == 1 else None

    def find(self) -> list[Gruppo]:
        """Return what has all the words, kind by kind; kinds with nothing are left out."""
        return [gruppo for gruppo in map(self._group, self.generi) if gruppo.trovati]

    def _group(self, genere: Genere) -> Gruppo:
        righe = list(search_words(genere.righe, self.testo, genere.campi)[: AL_MASSIMO + 1])
        elenco = self._url(genere.elenco, q=self.testo) if genere.elenco else ""
        trovati = tuple(genere.show(riga) for riga in righe[:AL_MASSIMO])
        return Gruppo(genere.titolo, elenco, trovati, len(righe) > AL_MASSIMO)

    def _url(self, nome: str, *chiavi: int, **filtri: str) -> str:
        return reverse(nome, args=[*self.radice, *chiavi]) + (f"?{urlencode(filtri)}" if filtri else "")

    def _struttura(self, riga: Struttura) -> Trovato:
        return Trovato(riga.codice, riga.denominazione, self._url("riepilogo", riga.pk))

    def _progetto(self, riga: Progetto) -> Trovato:
        return Trovato(riga.codice, riga.titolo, self._url("progetto", riga.pk))

    def _obiettivo(self, riga: Obiettivo) -> Trovato:
        return Trovato(riga.codice, riga.titolo or "(senza titolo)", self._url("obiettivo", riga.pk))

    def _indicatore(self, riga: Indicatore) -> Trovato:
        url = f"{self._url('obiettivo', riga.obiettivo_id)}#indicatore-{riga.pk}"
        return Trovato(riga.codice, riga.testo, url)

    def _capitolo(self, riga: Capitolo) -> Trovato:
        return Trovato(riga.sigla, riga.descrizione, self._url("capitoli", q=riga.numero))

    def _persona(self, riga: Any) -> Trovato:
        return Trovato(riga.codice, riga.denominazione, self._url("persone", q=riga.codice))
