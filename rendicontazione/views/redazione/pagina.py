"""The page on which an objective is written: a sheet comes in, the same sheet goes out with its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from obiettivi.models import Ciclo, Indicatore
from rendicontazione.foglio import (
    Divergenza,
    Foglio,
    compare_fogli,
    detach_gone,
    dump_foglio,
    is_blank,
    load_foglio,
    sort_righe,
    take_theirs,
)
from rendicontazione.forms_redazione import Moduli, read_foglio
from rendicontazione.forms_redazione.obiettivo import CODICE_USATO
from rendicontazione.forms_redazione.rilievi import Rilievi, add_commenti, check_moduli
from rendicontazione.queries.redazione import (
    Originale,
    foglio_of,
    load_commenti,
    load_elenchi,
    load_impegni,
    load_nomi_responsabili,
    load_quote_progetto,
    search_indicatori,
)
from rendicontazione.services.redazione import CambiatoError, NonScrivibileError, delete_redazione, save_redazione
from rendicontazione.views.redazione.azioni import Fatto, apply_azione, take_indicatore
from rendicontazione.views.redazione.mostra import list_errori, show_divergenze, show_sezioni

SALVANO = ("salva", "continua", "sovrascrivi")


class Pagina:
    """One request to write one objective, that may not be in the tables yet."""

    def __init__(self, request: HttpRequest, ciclo: Ciclo, originale: Originale, foglio: Foglio | None = None) -> None:
        self.request, self.ciclo, self.originale = request, ciclo, originale
        self.obiettivo = originale.obiettivo
        # The forms write on the objective what is typed: the page is titled with what is saved.
        self.codice, self.titolo = self.obiettivo.codice, self.obiettivo.titolo
        self.elenchi = load_elenchi(request.user, ciclo, originale)
        self.versione = self.obiettivo.versione
        self.base = foglio_of(originale)
        self.foglio = foglio or self.base.copy()
        self.fatto: Fatto | None = None
        self.divergenze: list[Divergenza] = []
        self.errori: list[str] = []
        self.giudicati: Moduli | None = None
        self.altro: dict[str, Any] = {}
        self.motivo = ""
        """Why nothing may be saved, when the plan closed while one was writing."""

    def answer(self) -> HttpResponse:
        return self.show() if self.request.method != "POST" else self._receive()

    def _receive(self) -> HttpResponse:
        """Read what was typed and do what the button asks."""
        azione = self._read(self.request.POST)
        if self.motivo:
            return self.show()
        if azione in SALVANO:
            return self._save(azione)
        nome, _, chiave = azione.partition(":")
        altre: dict[str, Callable[[str], HttpResponse]] = {
            "cerca": self._search,
            "prendi": self._take,
            "elimina": self._ask_delete,
            "elimina-davvero": self._delete,
        }
        if nome in altre:
            return altre[nome](chiave)
        self.fatto = apply_azione(self.foglio, azione)
        return self.show()

    def _read(self, dati: QueryDict) -> str:
        """Take the sheet as it was typed, with the one it started from; return the button that was pressed."""
        self.foglio = read_foglio(dati)
        versione = dati.get("versione", "")
        self.versione = int(versione) if versione.isascii() and versione.isdigit() and len(versione) < 9 else 0
        self.base = load_foglio(dati.get("base", ""))
        detach_gone(self.foglio, self.base)
        sort_righe(self.foglio)
        azione = dati.get("azione", "verifica")
        if azione == "invio":
            azione = "cerca" if dati.get("cerca_indicatore", "").strip() else "salva"
        return azione

    # -- saving ------------------------------------------------------------------------------------------------------

    def _save(self, azione: str) -> HttpResponse:
        if azione != "sovrascrivi":
            scelte = [nome[7:] for nome, valore in self.request.POST.items() if nome.startswith("scelta-")]
            loro = [chiave for chiave in scelte if self.request.POST[f"scelta-{chiave}"] == "loro"]
            self.foglio = take_theirs(self.foglio, self.base, loro)
        for sezione, righe in self.foglio.righe.items():
            righe[:] = [riga for riga in righe if not is_blank(sezione, riga)]
        sort_righe(self.foglio)
        moduli = Moduli.build(self.foglio, self.originale, self.elenchi, valida=True)
        if moduli.is_valid():
            try:
                salvato = save_redazione(
                    moduli.build_scrittura(), user=self.request.user, versione=self.versione, base=self.base
                )
            except CambiatoError as cambiato:
                return self._tell_changes(cambiato)
            except (NonScrivibileError, ValidationError, IntegrityError) as errore:
                self.errori = explain(errore)
            else:
                return self._go_on(azione, salvato)
        self.giudicati = moduli
        return self.show()

    def _go_on(self, azione: str, salvato: Any) -> HttpResponse:
        messages.success(self.request, f"L'obiettivo {salvato.codice} è salvato.")
        nome = "obiettivo_modifica" if azione == "continua" else "obiettivo"
        return redirect(nome, self.ciclo.ente.codice, self.ciclo.anno, salvato.pk)

    def _tell_changes(self, cambiato: CambiatoError) -> HttpResponse:
        """Show what the other one wrote; what was typed stays in the page, that now starts from there."""
        self.divergenze = compare_fogli(self.base, cambiato.foglio, self.foglio)
        self.base, self.versione = cambiato.foglio, cambiato.loro.obiettivo.versione
        self.altro["loro"] = cambiato.loro.obiettivo.history.select_related("history_user").first()
        self.altro["cambiato"] = True
        return self.show()

    # -- deleting ----------------------------------------------------------------------------------------------------

    def _ask_delete(self, _chiave: str = "") -> HttpResponse:
        contesto = {"ciclo": self.ciclo, "riga": self.obiettivo, "base": dump_foglio(self.base), "pagina": self}
        return render(self.request, "redazione/elimina.html", contesto | self.altro)

    def _delete(self, _chiave: str) -> HttpResponse:
        """Delete, unless someone wrote the objective after the reader opened it."""
        try:
            delete_redazione(self.obiettivo, user=self.request.user, versione=self.versione, base=self.base)
        except CambiatoError as cambiato:
            moduli = self._build(valida=False)
            cambiate = compare_fogli(self.base, cambiato.foglio, self.base)
            self.altro["divergenze"] = show_divergenze(cambiate, moduli)
            self.altro["loro"] = cambiato.loro.obiettivo.history.select_related("history_user").first()
            self.base, self.versione = cambiato.foglio, cambiato.loro.obiettivo.versione
            return self._ask_delete()
        except NonScrivibileError as errore:
            messages.error(self.request, str(errore))
        else:
            messages.success(self.request, f"L'obiettivo {self.obiettivo.codice} è eliminato.")
        return redirect_to_place(self.ciclo, self.obiettivo)

    # -- the library -------------------------------------------------------------------------------------------------

    def _search(self, _chiave: str) -> HttpResponse:
        testo = self.request.POST.get("cerca_indicatore", "").strip()[:200]
        self.altro["cercato"] = testo
        self.altro["libreria"] = search_indicatori(self.request.user, self.ciclo, testo) if testo else []
        self.fatto = Fatto("indicatori", "", "cerca-indicatore")
        return self.show()

    def _take(self, chiave: str) -> HttpResponse:
        visibili = Indicatore.objects.visible_to(self.request.user).filter(obiettivo__ciclo__ente=self.ciclo.ente_id)
        scelto = visibili.filter(pk=int(chiave)).first() if chiave.isascii() and chiave.isdigit() else None
        if scelto is not None:
            self.fatto = take_indicatore(self.foglio, scelto)
        return self.show()

    # -- showing -----------------------------------------------------------------------------------------------------

    def _build(self, *, valida: bool) -> Moduli:
        return Moduli.build(self.foglio, self.originale, self.elenchi, valida=valida)

    def show(self) -> HttpResponse:
        """The whole page or, for htmx, the part that changed."""
        letti = self.giudicati
        if letti is None:
            letti = self._build(valida=True)
            letti.is_valid()
        mostrati = self.giudicati or self._build(valida=False)
        rilievi = check_moduli(letti, self.ciclo, load_nomi_responsabili(self.ciclo, self.obiettivo))
        add_commenti(rilievi, load_commenti(self.obiettivo))
        impegni = load_impegni(self.ciclo, self.obiettivo)
        self._place(mostrati, rilievi)
        contesto = {
            "ciclo": self.ciclo,
            "riga": self.obiettivo,
            "pagina": self,
            "form": mostrati.obiettivo,
            "sezioni": show_sezioni(mostrati, letti, rilievi, impegni),
            "rilievi_pagina": rilievi.get("", []),
            "errori": [("", frase) for frase in self.errori] or (list_errori(mostrati) if self.giudicati else []),
            "base": dump_foglio(self.base),
            "divergenze": show_divergenze(self.divergenze, mostrati),
        }
        return render(self.request, self._template(contesto), contesto | self.altro)

    def _place(self, moduli: Moduli, rilievi: Rilievi) -> None:
        """Put each finding beside its field, and the focus on what a button made."""
        for campo in moduli.obiettivo:
            campo.rilievi = rilievi.get(campo.name, [])
        if self.fatto is not None:
            for form in moduli.righe[self.fatto.sezione]:
                nome = self.fatto.fuoco.removeprefix(f"{form.prefix}-")
                if nome in form.fields:
                    form.fields[nome].widget.attrs["autofocus"] = True

    def _template(self, contesto: dict[str, Any]) -> str:
        if "HX-Request" not in self.request.headers:
            contesto["progetto"] = load_quote_progetto(self.obiettivo)
            return "redazione/pagina.html"
        if self.fatto is None:
            return "redazione/esiti.html"
        contesto["sezione"] = next(s for s in contesto["sezioni"] if s.nome == self.fatto.sezione)
        return "redazione/sezione_sola.html"


def explain(errore: Exception) -> list[str]:
    """Sentences for what the tables refused."""
    if isinstance(errore, ValidationError):
        return list(errore.messages)
    return [CODICE_USATO if isinstance(errore, IntegrityError) else str(errore)]


def redirect_to_place(ciclo: Ciclo, obiettivo: Any) -> HttpResponse:
    """Go to the project of an objective, or to its CdR."""
    if obiettivo.progetto_id:
        return redirect("progetto", ciclo.ente.codice, ciclo.anno, obiettivo.progetto_id)
    return redirect("riepilogo", ciclo.ente.codice, ciclo.anno, obiettivo.struttura_id)
