"""The forms of the rows: indicators, phases, quotas of chapters and of people."""

from __future__ import annotations

from typing import Any

from django import forms

from budget.models import QuotaCapitolo, QuotaPersonale
from obiettivi.models import Fase, Indicatore
from pianoperformance.base.valori import SCELTE_OPERATORE, SCELTE_TIPO, SCELTE_VERSO, Atteso
from rendicontazione.forms_redazione.campi import (
    CAPITOLO_IGNOTO,
    PERSONA_IGNOTA,
    DataField,
    NumeroField,
    SenzaTabelleMixin,
    VoceField,
)
from rendicontazione.inteso import CorrezioneError, read_stampato, understand_atteso
from rendicontazione.queries.redazione import Elenchi

COME_CAPITO = ("", "Come capito")
AIUTO_VALORE = "Come va stampato: almeno 60, 85 %, 30/09/2026, sì/no."


class RigaForm(SenzaTabelleMixin, forms.ModelForm):
    """A row; what must be different from row to row is judged over all of them, not here."""

    principale = ""
    manca = ""

    def __init__(self, *args: Any, elenchi: Elenchi, anno: int, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, label_suffix="", **kwargs)
        self.elenchi, self.anno = elenchi, anno
        self.fields[self.principale].error_messages["required"] = self.manca
        self.complete_fields()

    def complete_fields(self) -> None:
        """Set what depends on the year or on the lists."""

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or self.cleaned_data
        if self.principale not in self.errors and dati.get(self.principale) in ("", None):
            self.add_error(self.principale, self.manca)
        return dati


class PosizioneForm(RigaForm):
    """A row with its place and a typed target."""

    posizione = forms.IntegerField(
        label="Posizione",
        min_value=0,
        max_value=9999,
        required=False,
        widget=forms.NumberInput(attrs={"class": "corto"}),
    )
    tipo = forms.ChoiceField(label="Genere", choices=[COME_CAPITO, *SCELTE_TIPO], required=False)
    operatore = forms.ChoiceField(label="Confronto", choices=[COME_CAPITO, *SCELTE_OPERATORE], required=False)
    letto = forms.CharField(
        label="Valore da raggiungere", required=False, max_length=40, help_text="Vuoto: come capito."
    )
    atteso: Atteso | None = None

    def understand(self, dati: dict[str, Any], testo: str, stampato: str) -> None:
        """Set ``atteso`` from what is printed and corrected; a correction that cannot be is refused."""
        try:
            self.atteso = understand_atteso(testo, stampato, dati)
        except CorrezioneError as errore:
            self.add_error(errore.campo, errore.frase)


class IndicatoreForm(PosizioneForm):
    principale, manca = "testo", "Scrivere che cosa si misura."
    valore = forms.CharField(label="Valore atteso", required=False, max_length=500, help_text=AIUTO_VALORE)
    valore_1 = forms.CharField(required=False, max_length=500)
    valore_2 = forms.CharField(required=False, max_length=500)
    verso = forms.ChoiceField(label="Verso", choices=[COME_CAPITO, *SCELTE_VERSO], required=False)

    class Meta:
        model = Indicatore
        fields = ("codice", "testo", "unita", "formula", "baseline", "fonte", "dimensione", "nota", "peso")
        field_classes = {"baseline": NumeroField, "peso": NumeroField}
        labels = {"testo": "Che cosa si misura", "baseline": "Valore di partenza"}
        help_texts = {"codice": "Vuoto: lo diamo noi.", "testo": "", "peso": "Insieme devono fare 100."}
        widgets = {
            "testo": forms.Textarea(attrs={"rows": 2}),
            "formula": forms.Textarea(attrs={"rows": 2}),
            "nota": forms.Textarea(attrs={"rows": 2}),
        }

    attesi: dict[int, Atteso]

    def complete_fields(self) -> None:
        self.fields["codice"].required = False
        self.fields["valore"].label = f"Valore atteso {self.anno}"
        for dopo in (1, 2):
            self.fields[f"valore_{dopo}"].label = f"Valore atteso {self.anno + dopo}"

    def clean(self) -> dict[str, Any]:
        dati = super().clean()
        self.attesi = {}
        testo = dati.get("testo") or ""
        self.understand(dati, testo, dati.get("valore") or "")
        for dopo in (1, 2):
            if stampato := dati.get(f"valore_{dopo}"):
                self.attesi[dopo] = self._understand_successivo(dati, stampato)
        return dati

    def _understand_successivo(self, dati: dict[str, Any], stampato: str) -> Atteso:
        """The target of a later year: of the same kind as this year's, with the same comparison, when it can be."""
        testo = dati.get("testo") or ""
        corretto = {campo: dati.get(campo) for campo in ("operatore", "unita", "verso")}
        try:
            return understand_atteso(testo, stampato, {**corretto, "tipo": self.atteso.tipo if self.atteso else ""})
        except CorrezioneError:
            return read_stampato(testo, stampato)


class FaseForm(PosizioneForm):
    principale, manca = "descrizione", "Scrivere che cosa si fa in questa fase."

    class Meta:
        model = Fase
        fields = ("codice", "descrizione", "risultato_atteso", "unita", "dal", "al", "peso", "nota")
        field_classes = {"dal": DataField, "al": DataField, "peso": NumeroField}
        labels = {"descrizione": "Che cosa si fa", "risultato_atteso": "Risultato atteso"}
        help_texts = {"risultato_atteso": "Per esempio: minimo 5 incontri.", "peso": "Insieme devono fare 100."}
        widgets = {
            "descrizione": forms.Textarea(attrs={"rows": 2}),
            "risultato_atteso": forms.TextInput(),
            "nota": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self) -> dict[str, Any]:
        dati = super().clean()
        if dati.get("risultato_atteso") or dati.get("tipo") or dati.get("letto"):
            self.understand(dati, "", dati.get("risultato_atteso") or "")
        return dati


class CapitoloForm(RigaForm):
    principale, manca = "capitolo", "Scegliere il capitolo."

    class Meta:
        model = QuotaCapitolo
        fields = ("capitolo", "importo", "quota_parte", "descrizione", "nota")
        field_classes = {"importo": NumeroField}
        labels = {"importo": "Importo in euro", "descrizione": "Descrizione in questa scheda"}
        widgets = {"descrizione": forms.Textarea(attrs={"rows": 2}), "nota": forms.Textarea(attrs={"rows": 2})}

    def complete_fields(self) -> None:
        self.fields["capitolo"] = VoceField(
            *(self.elenchi.capitoli, "elenco-capitoli", CAPITOLO_IGNOTO),
            label="Capitolo",
            help_text="Numero o parole.",
        )


class PersonaForm(RigaForm):
    principale, manca = "persona", "Scegliere la persona."

    class Meta:
        model = QuotaPersonale
        fields = ("persona", "relazione", "percentuale", "unita", "nota")
        field_classes = {"percentuale": NumeroField, "unita": NumeroField}
        labels = {"percentuale": "Percentuale del suo tempo"}
        help_texts = {"relazione": "Per esempio: dipendente a tempo indeterminato.", "percentuale": "Nell'anno."}
        widgets = {"nota": forms.Textarea(attrs={"rows": 2})}

    def complete_fields(self) -> None:
        self.fields["persona"] = VoceField(
            *(self.elenchi.persone, "elenco-persone", PERSONA_IGNOTA), label="Persona", help_text="Nome o codice."
        )


FORM_DI: dict[str, type[RigaForm]] = {
    "indicatori": IndicatoreForm,
    "fasi": FaseForm,
    "capitoli": CapitoloForm,
    "personale": PersonaForm,
}
