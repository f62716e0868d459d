"""The forms of the page on which an objective is written: one for the objective, one for each row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from budget.models import QuotaCapitolo, QuotaPersonale
from obiettivi.models import Fase, Indicatore, ValoreAtteso
from rendicontazione.foglio import CAMPI, COLONNE, CORREZIONI, DELLA_RIGA, MULTIPLI, SEZIONI, Foglio, clean_testo
from rendicontazione.forms_redazione.obiettivo import ObiettivoForm
from rendicontazione.forms_redazione.righe import FORM_DI, FaseForm, IndicatoreForm, RigaForm
from rendicontazione.inteso import put_atteso
from rendicontazione.queries.redazione import Elenchi, Originale, foglio_of
from rendicontazione.services.redazione import Scrittura

__all__ = ["FaseForm", "IndicatoreForm", "Moduli", "ObiettivoForm", "RigaForm", "read_foglio"]

_RIGA = re.compile(rf"^({'|'.join(SEZIONI)})-(\d{{1,4}})-")
RIGHE_AL_MASSIMO = 200
DOPPIE = {
    "indicatori": ("codice", "Un altro indicatore di questo obiettivo ha lo stesso codice."),
    "capitoli": ("capitolo", "Questo capitolo è già in un'altra riga: metterlo in una sola."),
    "personale": ("persona", "Questa persona è già in un'altra riga: metterla in una sola."),
}


LETTURA = {
    "indicatori": ("testo", "valore", *CORREZIONI, "verso"),
    "fasi": ("risultato_atteso", *CORREZIONI),
}
"""The columns from which a target is understood."""


def read_foglio(dati: QueryDict) -> Foglio:
    """Read what was typed, field by field, judging nothing."""
    foglio = Foglio()
    for campo in CAMPI:
        foglio.campi[campo] = clean_testo(dati.get(campo, ""))
    for campo in MULTIPLI:
        foglio.campi[campo] = sorted(set(dati.getlist(campo)), key=lambda pk: (len(pk), pk))
    trovate = {(letta[1], int(letta[2])) for nome in dati if (letta := _RIGA.match(nome))}
    for sezione, posto in sorted(trovate)[:RIGHE_AL_MASSIMO]:
        prefisso = f"{sezione}-{posto}-"
        riga = {c: clean_testo(dati.get(prefisso + c, "")) for c in (*DELLA_RIGA, *COLONNE[sezione])}
        foglio.righe[sezione].append(riga)
    return foglio


@dataclass
class Moduli:
    """All the forms of a sheet; ``valida`` are bound and judge it, otherwise they only show it."""

    originale: Originale
    foglio: Foglio
    obiettivo: ObiettivoForm
    righe: dict[str, list[RigaForm]]
    prima: Foglio
    """The sheet as the tables have it, before the forms wrote on the rows."""

    @classmethod
    def build(cls, foglio: Foglio, originale: Originale, elenchi: Elenchi, *, valida: bool) -> Moduli:
        anno = originale.obiettivo.ciclo.anno

        def fill(prefisso: str, valori: dict[str, Any]) -> dict[str, Any]:
            if not valida:
                return {"initial": valori, "prefix": prefisso or None}
            dati = {f"{prefisso}-{campo}" if prefisso else campo: valore for campo, valore in valori.items()}
            return {"data": dati, "prefix": prefisso or None}

        prima = foglio_of(originale)
        istanze = _Istanze(originale) if valida else None
        return cls(
            originale,
            foglio,
            ObiettivoForm(
                **fill("", foglio.campi),
                elenchi=elenchi,
                con_strategia=originale.obiettivo.progetto_id is None,
                instance=istanze.obiettivo if istanze else None,
            ),
            {
                sezione: [
                    FORM_DI[sezione](
                        **fill(f"{sezione}-{n}", riga),
                        elenchi=elenchi,
                        anno=anno,
                        instance=istanze.find(sezione, riga["id"]) if istanze else None,
                    )
                    for n, riga in enumerate(foglio.righe[sezione])
                ]
                for sezione in SEZIONI
            },
            prima,
        )

    def is_valid(self) -> bool:
        """Judge every form, so that all errors are shown at once."""
        buoni = [form.is_valid() for form in (self.obiettivo, *(f for righe in self.righe.values() for f in righe))]
        for sezione, (campo, frase) in DOPPIE.items():
            forms = [form for form in self.righe[sezione] if form.cleaned_data.get(campo)]
            quanti = Counter(form.cleaned_data[campo] for form in forms)
            for form in forms:
                if quanti[form.cleaned_data[campo]] > 1 and campo not in form.errors:
                    form.add_error(campo, frase)
                    buoni.append(False)
        return all(buoni)

    def build_scrittura(self) -> Scrittura:
        """What is to be saved; only after ``is_valid``."""
        dati = self.obiettivo.cleaned_data
        obiettivo = self.obiettivo.instance
        if "missione" in dati:
            obiettivo.missione = dati["missione"]
        anno = self.originale.obiettivo.ciclo.anno
        return Scrittura(
            obiettivo,
            contributi=dati["contributi"],
            classificazioni=dati["classificazioni"],
            indicatori=[_write_indicatore(form, anno) for form in self.righe["indicatori"]],
            fasi=[_write_fase(form) for form in self.righe["fasi"]],
            capitoli=[form.instance for form in self.righe["capitoli"]],
            personale=[form.instance for form in self.righe["personale"]],
            letture_invariate=set(self._untouched()),
        )

    def _untouched(self) -> Iterator[tuple[str, int]]:
        """The rows whose printed target, and what was corrected of it, are as they were."""
        for sezione, colonne in LETTURA.items():
            prima = {riga["id"]: riga for riga in self.prima.righe[sezione]}
            for riga in self.foglio.righe[sezione]:
                vecchia = prima.get(riga["id"])
                if vecchia and all(vecchia[colonna] == riga[colonna] for colonna in colonne):
                    yield sezione, int(riga["id"])


class _Istanze:
    """The rows that the forms fill: those of the tables by their key, new ones where there is none."""

    def __init__(self, originale: Originale) -> None:
        self.obiettivo = originale.obiettivo
        self.righe: dict[str, dict[str, Any]] = {
            sezione: {str(riga.pk): riga for riga in getattr(originale, sezione)} for sezione in SEZIONI
        }

    def find(self, sezione: str, pk: str) -> Any:
        riga = self.righe[sezione].pop(pk, None)
        if riga is not None:
            return riga
        o = self.obiettivo
        nuove = {
            "indicatori": lambda: Indicatore(obiettivo=o),
            "fasi": lambda: Fase(obiettivo=o),
            "capitoli": lambda: QuotaCapitolo(obiettivo=o),
            "personale": lambda: QuotaPersonale(obiettivo=o, ciclo=o.ciclo),
        }
        return nuove[sezione]()


def _write_indicatore(form: IndicatoreForm, anno: int) -> tuple[Indicatore, dict[int, ValoreAtteso]]:
    """An indicator with its targets by year; a year that is missing has none."""
    indicatore = form.instance
    attesi = {anno: form.atteso, **{anno + dopo: atteso for dopo, atteso in form.attesi.items()}}
    indicatore.tipo, indicatore.unita = str(form.atteso.tipo), form.atteso.unita
    indicatore.verso = str(form.atteso.verso)
    righe = {}
    for di_anno, atteso in attesi.items():
        if atteso.stampato:
            righe[di_anno] = ValoreAtteso(anno=di_anno, stampato=atteso.stampato)
            put_atteso(atteso, righe[di_anno])
    return indicatore, righe


def _write_fase(form: FaseForm) -> Fase:
    fase = form.instance
    fase.ordine = form.cleaned_data["posizione"]
    atteso = form.atteso
    fase.tipo, fase.unita = (str(atteso.tipo), atteso.unita) if atteso else ("", "")
    fase.operatore, fase.numero, fase.data, fase.si_no = "", None, None, None
    if atteso:
        fase.risultato_atteso = atteso.stampato
        put_atteso(atteso, fase)
    return fase
