"""The sheet as the page shows it: sections of rows with what they answer, and what someone else changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rendicontazione.controlli import Rilievo
from rendicontazione.foglio import CON_POSIZIONE, Divergenza, Riga, Valore
from rendicontazione.forms_redazione import Moduli
from rendicontazione.forms_redazione.disponibile import Esito, describe_riga
from rendicontazione.forms_redazione.rilievi import Rilievi
from rendicontazione.queries.redazione import Impegni
from rendicontazione.views.redazione.azioni import TITOLI

CAPITOLI = "La parte di ogni capitolo che serve a questo obiettivo."
PERSONALE = "Quanta parte del suo tempo di lavoro ogni persona dà a questo obiettivo nell'anno."
INDICATORI = "Come si misura l'obiettivo: scrivi il valore come va stampato, la pagina dice come lo ha capito."
FASI = "I passi dell'obiettivo, con le date e il risultato di ciascuno."
SEZIONI_MOSTRATE = (
    ("indicatori", "Indicatori", INDICATORI, "Non c'è ancora nessun indicatore."),
    ("fasi", "Fasi", FASI, "Non c'è ancora nessuna fase."),
    ("capitoli", "Capitoli", CAPITOLI, "Nessun capitolo è assegnato a questo obiettivo."),
    ("personale", "Personale", PERSONALE, "Nessuna persona è assegnata a questo obiettivo."),
)


@dataclass(frozen=True)
class RigaMostrata:
    posto: int
    nome: str
    riga: Riga
    form: Any
    esito: Esito
    rilievi: list[Rilievo]

    @property
    def prefisso(self) -> str:
        return str(self.form.prefix)

    @property
    def id(self) -> str:
        return self.riga["id"]

    @property
    def era(self) -> str:
        return self.riga["era"]

    @property
    def id_su(self) -> str:
        return f"su-{self.prefisso}"

    @property
    def id_giu(self) -> str:
        return f"giu-{self.prefisso}"

    def _open(self, campi: Iterable[str]) -> bool:
        return any(self.form[c].errors or self.form[c].value() for c in campi if c in self.form.fields)

    @property
    def corretta(self) -> bool:
        """Whether the reading of the target was corrected."""
        return self._open(("tipo", "operatore", "letto", "verso"))

    @property
    def ha_altro(self) -> bool:
        """Whether an error stands in what is folded away."""
        campi = ("formula", "baseline", "fonte", "dimensione", "nota", "peso", "valore_1", "valore_2", "descrizione")
        return any(self.form[c].errors for c in campi if c in self.form.fields)


@dataclass(frozen=True)
class SezioneMostrata:
    nome: str
    titolo: str
    spiegazione: str
    vuoto: str
    righe: list[RigaMostrata]
    rilievi: list[Rilievo]
    modello: str

    @property
    def con_posizione(self) -> bool:
        return self.nome in CON_POSIZIONE

    @property
    def id_aggiungi(self) -> str:
        return f"aggiungi-{self.nome}"


def show_sezioni(mostrati: Moduli, letti: Moduli, rilievi: Rilievi, impegni: Impegni) -> list[SezioneMostrata]:
    """The sections with ``mostrati`` as their forms and what ``letti``, that judge the same sheet, understood."""
    return [
        SezioneMostrata(
            nome,
            titolo,
            spiegazione,
            vuoto,
            [
                RigaMostrata(
                    posto,
                    f"{TITOLI[nome]} {posto + 1}",
                    mostrati.foglio.righe[nome][posto],
                    form,
                    describe_riga(nome, letti.righe[nome][posto], impegni),
                    rilievi.get(f"{nome}-{posto}", []),
                )
                for posto, form in enumerate(mostrati.righe[nome])
            ],
            rilievi.get(nome, []),
            f"redazione/_riga_{nome}.html",
        )
        for nome, titolo, spiegazione, vuoto in SEZIONI_MOSTRATE
    ]


def list_errori(moduli: Moduli) -> list[tuple[str, str]]:
    """Every error with the element it stands in, in the order of the page."""
    forms = [("", moduli.obiettivo)]
    forms += [
        (f"{TITOLI[sezione]} {n}: ", form)
        for sezione, righe in moduli.righe.items()
        for n, form in enumerate(righe, 1)
    ]
    return [
        (form[campo].id_for_label if campo in form.fields else "", f"{inizio}{_label_of(form, campo)}{frase}")
        for inizio, form in forms
        for campo, frasi in form.errors.items()
        for frase in frasi
    ]


def _label_of(form: Any, campo: str) -> str:
    return f"{form.fields[campo].label}. " if campo in form.fields else ""


@dataclass(frozen=True)
class DivergenzaMostrata:
    """A field that someone else changed, with words instead of keys."""

    chiave: str
    titolo: str
    prima: str
    loro: str
    mia: str
    toccata: bool


def show_divergenze(divergenze: Iterable[Divergenza], moduli: Moduli) -> list[DivergenzaMostrata]:
    return [
        DivergenzaMostrata(
            d.chiave,
            _title_of(d, moduli),
            _words_of(d, d.prima, moduli),
            _words_of(d, d.loro, moduli),
            _words_of(d, d.mia, moduli),
            d.toccata,
        )
        for d in divergenze
    ]


def _field_of(d: Divergenza, moduli: Moduli) -> Any:
    if not d.sezione:
        return moduli.obiettivo.fields.get(d.campo)
    form = next(iter(moduli.righe[d.sezione]), None)
    return form.fields.get(d.campo) if form else None


def _title_of(d: Divergenza, moduli: Moduli) -> str:
    campo = _field_of(d, moduli)
    nome = str(campo.label if campo is not None and campo.label else d.campo).capitalize()
    if not d.sezione:
        return nome
    riga = f"{TITOLI[d.sezione]} «{d.riga[:80]}»"
    return f"{riga}: {nome.lower()}" if d.campo else riga


def _words_of(d: Divergenza, valore: Valore | None, moduli: Moduli) -> str:
    if valore is None:
        return "(la riga non c'è)"
    scelte = dict(_flatten(getattr(_field_of(d, moduli), "choices", ())))
    if isinstance(valore, list):
        return "; ".join(scelte.get(v, v) for v in valore) or "(nessuna)"
    return (scelte.get(valore, valore) if valore else "") or "(vuoto)"


def _flatten(scelte: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for valore, nome in scelte:
        if isinstance(nome, list | tuple):
            yield from _flatten(nome)
        else:
            yield str(valore), str(nome)
