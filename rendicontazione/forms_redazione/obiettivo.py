"""The form of the objective itself."""

from __future__ import annotations

from typing import Any

from django import forms

from obiettivi.models import Obiettivo
from rendicontazione.forms_redazione.campi import (
    PERSONA_IGNOTA,
    DataField,
    NumeroField,
    SceltaField,
    SceltaMultiplaField,
    SenzaTabelleMixin,
    VoceField,
)
from rendicontazione.queries.redazione import Elenchi

SENZA_TESTO = "Scrivere il titolo dell'obiettivo, o almeno la descrizione."
CODICE_USATO = "Nel piano dell'anno c'è già un obiettivo con questo codice: sceglierne un altro."


def area(righe: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": righe})


class ObiettivoForm(SenzaTabelleMixin, forms.ModelForm):
    """What an objective says of itself; its rows have forms of their own."""

    class Meta:
        model = Obiettivo
        fields = (
            *(
                "codice",
                "titolo",
                "descrizione",
                "attivita",
                "tempi",
                "dal",
                "al",
                "tipologia",
                "priorita",
                "missione",
            ),
            *("programma", "obiettivo_strategico", "responsabile", "peso", "peso_nota", "gruppo", "risorse", "note"),
        )
        field_classes = {"dal": DataField, "al": DataField, "peso": NumeroField}
        labels = {"dal": "Dal", "al": "Al", "peso": "Peso", "peso_nota": "Perché questo peso", "gruppo": "Gruppo"}
        help_texts = {
            "codice": "Come va stampato; dev'essere diverso da ogni altro nel piano dell'anno.",
            "gruppo": "Lo stesso nome negli obiettivi accorpati nella pesatura.",
            "risorse": "Le risorse descritte a parole; capitoli e persone hanno le loro righe più sotto.",
        }
        widgets = {
            "titolo": area(2),
            "descrizione": area(5),
            "attivita": area(3),
            "tempi": area(2),
            "risorse": area(2),
            "note": area(2),
        }

    def __init__(self, *args: Any, elenchi: Elenchi, con_strategia: bool, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, label_suffix="", **kwargs)
        scelte = {
            "tipologia": SceltaField(elenchi.tipologie, label="Tipologia"),
            "missione": SceltaField(elenchi.missioni, label="Missione"),
            "programma": SceltaField(
                elenchi.programmi,
                gruppo=lambda p: str(p.missione),
                label="Programma",
                help_text="Basta il programma: la missione è la sua.",
            ),
            "responsabile": VoceField(
                elenchi.persone, "elenco-persone", PERSONA_IGNOTA, label="Responsabile", help_text="Nome o codice."
            ),
            "contributi": SceltaMultiplaField(elenchi.strutture, label="Strutture che contribuiscono"),
            "classificazioni": SceltaMultiplaField(
                elenchi.classificazioni,
                gruppo=lambda c: c.famiglia,
                nome=lambda c: c.denominazione,
                label="Classificazioni",
            ),
            "obiettivo_strategico": SceltaField(elenchi.strategici, label="Obiettivo strategico"),
        }
        self.fields.update(scelte)
        self.fields["priorita"].choices = [("", "Nessuna"), *Obiettivo.Priorita.choices]
        if not con_strategia:
            del self.fields["obiettivo_strategico"]

    def clean_codice(self) -> str:
        codice: str = self.cleaned_data["codice"]
        altri = Obiettivo.objects.filter(ciclo=self.instance.ciclo_id, codice=codice).exclude(pk=self.instance.pk)
        if altri.exists():
            raise forms.ValidationError(CODICE_USATO)
        return codice

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or self.cleaned_data
        if not dati.get("titolo") and not dati.get("descrizione"):
            self.add_error("titolo", SENZA_TESTO)
        dal, al = dati.get("dal"), dati.get("al")
        if dal and al and al < dal:
            self.add_error("al", "La data di fine viene prima di quella di inizio.")
        programma = dati.get("programma")
        if programma and not dati.get("missione"):
            dati["missione"] = programma.missione
        return dati
