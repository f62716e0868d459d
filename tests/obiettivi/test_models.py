import datetime
from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from obiettivi.models import (
    Azione,
    Ciclo,
    Classificazione,
    CriterioPesatura,
    GravitaControllo,
    LivelloPesatura,
    Missione,
    Obiettivo,
    PesaturaObiettivo,
    Programma,
    Scadenza,
    SistemaValutazione,
    Sollecito,
)
from tests.factories import (
    AzioneFactory,
    CicloFactory,
    EnteFactory,
    FaseFactory,
    IndicatoreFactory,
    IndirizzoFactory,
    ObiettivoFactory,
    ObiettivoStrategicoFactory,
    PersonaFactory,
    ProgettoFactory,
    StrutturaFactory,
    TipologiaObiettivoFactory,
    UtenteFactory,
    ValoreAttesoFactory,
)
from tests.vincoli import assert_not_clean, assert_refused, constraints_of, twin_of

pytestmark = pytest.mark.django_db

PRIMA, DOPO = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)
ALMENO_ZERO = "Assicurati che questo valore sia maggiore o uguale a 0."
CODICE_USATO = "Questo codice è già usato nello stesso livello della strategia."
ANNI_ROVESCI = "L'ultimo anno di validità viene prima del primo."


def make_sistema(**dati):
    return SistemaValutazione.objects.create(**{"ente": EnteFactory(), "anno": 2026, "denominazione": "SMVP", **dati})


def make_criterio(**dati):
    sistema = dati.pop("sistema", None) or make_sistema()
    return CriterioPesatura.objects.create(sistema=sistema, codice="S", denominazione="Strategicità")


def make_programma():
    missione = Missione.objects.create(codice="12", denominazione="Diritti sociali")
    return Programma.objects.create(missione=missione, codice="01", denominazione="Infanzia")


def make_pesatura():
    obiettivo = ObiettivoFactory()
    criterio = make_criterio(sistema=make_sistema(ente=obiettivo.ciclo.ente))
    return PesaturaObiettivo.objects.create(obiettivo=obiettivo, criterio=criterio, livello="A")


def make_classificazione(**dati):
    dati = {"ente": EnteFactory(), "famiglia": "PIAO", "codice": "P1", "denominazione": "Digitale", **dati}
    return Classificazione.objects.create(**dati)


CASI = {
    "sistema_anno_unico": (
        lambda: twin_of(make_sistema()),
        "L'ente ha già un sistema di valutazione per quest'anno.",
    ),
    "criterio_codice_unico": (
        lambda: twin_of(make_criterio()),
        "Il sistema di valutazione ha già un criterio con questo codice.",
    ),
    "ciclo_anno_unico": (lambda: twin_of(CicloFactory()), "L'ente ha già un ciclo per quest'anno."),
    "programma_codice_unico": (
        lambda: twin_of(make_programma()),
        "La missione ha già un programma con questo codice.",
    ),
    "tipologia_codice_unico": (
        lambda: twin_of(TipologiaObiettivoFactory()),
        "L'ente ha già una tipologia con questo codice.",
    ),
    "classificazione_codice_unico": (
        lambda: twin_of(make_classificazione()),
        "L'ente ha già una classificazione con questo codice.",
    ),
    "indirizzo_codice_unico": (lambda: twin_of(IndirizzoFactory()), CODICE_USATO),
    "obiettivostrategico_codice_unico": (lambda: twin_of(ObiettivoStrategicoFactory()), CODICE_USATO),
    "azione_codice_unico": (lambda: twin_of(AzioneFactory()), CODICE_USATO),
    "indirizzo_anni_in_ordine": (
        lambda: twin_of(IndirizzoFactory(), codice="X", dal_anno=2026, al_anno=2025),
        ANNI_ROVESCI,
    ),
    "obiettivostrategico_anni_in_ordine": (
        lambda: twin_of(ObiettivoStrategicoFactory(), codice="X", dal_anno=2026, al_anno=2025),
        ANNI_ROVESCI,
    ),
    "azione_anni_in_ordine": (
        lambda: twin_of(AzioneFactory(), codice="X", dal_anno=2026, al_anno=2025),
        ANNI_ROVESCI,
    ),
    "progetto_codice_unico": (
        lambda: twin_of(ProgettoFactory()),
        "Nel piano dell'anno c'è già un progetto con questo codice.",
    ),
    "obiettivo_codice_unico": (
        lambda: twin_of(ObiettivoFactory()),
        "Nel piano dell'anno c'è già un obiettivo con questo codice.",
    ),
    "obiettivo_date_in_ordine": (
        lambda: twin_of(ObiettivoFactory(), codice="X", dal=DOPO, al=PRIMA),
        "La data di fine dell'obiettivo viene prima di quella di inizio.",
    ),
    "obiettivo_una_strategia": (
        lambda: make_obiettivo_con_strategia(),
        "L'obiettivo di un progetto segue la strategia del progetto: togliere l'obiettivo strategico.",
    ),
    "obiettivo_peso_non_negativo": (lambda: twin_of(ObiettivoFactory(), codice="X", peso=Decimal(-1)), ALMENO_ZERO),
    "pesatura_unica": (lambda: twin_of(make_pesatura()), "L'obiettivo ha già un livello per questo criterio."),
    "indicatore_codice_unico": (
        lambda: twin_of(IndicatoreFactory()),
        "L'obiettivo ha già un indicatore con questo codice.",
    ),
    "indicatore_peso_non_negativo": (
        lambda: twin_of(IndicatoreFactory(), codice="X", peso=Decimal(-1)),
        ALMENO_ZERO,
    ),
    "valore_atteso_anno_unico": (
        lambda: twin_of(ValoreAttesoFactory()),
        "L'indicatore ha già un valore atteso per quest'anno.",
    ),
    "fase_ordine_unico": (
        lambda: twin_of(FaseFactory()),
        "L'obiettivo ha già una fase con questo numero d'ordine.",
    ),
    "fase_date_in_ordine": (
        lambda: twin_of(FaseFactory(), ordine=99, dal=DOPO, al=PRIMA),
        "La fine prevista della fase viene prima dell'inizio.",
    ),
    "livello_codice_unico": (
        lambda: twin_of(LivelloPesatura.objects.create(sistema=make_sistema(), codice="A", valore=3)),
        "Il sistema di valutazione ha già un livello con questo codice.",
    ),
    "scadenza_codice_unico": (
        lambda: twin_of(
            Scadenza.objects.create(ciclo=CicloFactory(), codice="peg", denominazione="Approvazione", data=DOPO)
        ),
        "Il ciclo ha già questa scadenza.",
    ),
    "gravita_controllo_unica": (
        lambda: twin_of(
            GravitaControllo.objects.create(
                ente=EnteFactory(), controllo="pesi", gravita=GravitaControllo.Gravita.BLOCCO
            )
        ),
        "Per questo controllo l'ente ha già scelto la gravità.",
    ),
    "sollecito_unico": (
        lambda: twin_of(Sollecito.objects.create(ciclo=CicloFactory(), utente=UtenteFactory(), impronta="0" * 64)),
        "Questo sollecito è già stato inviato.",
    ),
    "fase_peso_non_negativo": (lambda: twin_of(FaseFactory(), ordine=99, peso=Decimal(-1)), ALMENO_ZERO),
}


def make_obiettivo_con_strategia():
    obiettivo = ObiettivoFactory()
    strategico = ObiettivoStrategicoFactory(indirizzo__ente=obiettivo.ciclo.ente)
    return twin_of(obiettivo, codice="X", obiettivo_strategico=strategico)


def test_every_constraint_has_its_case():
    assert constraints_of("obiettivi") == set(CASI)


@pytest.mark.parametrize("vincolo", CASI)
def test_constraint_refuses_with_its_sentence(vincolo):
    make, frase = CASI[vincolo]
    assert_refused(make(), frase)


@pytest.mark.parametrize("anno", [1999, 2101])
def test_year_is_of_this_century(anno):
    limite = "minore o uguale a 2100" if anno > 2100 else "maggiore o uguale a 2000"
    assert_not_clean(Ciclo(ente=EnteFactory(), anno=anno), f"Assicurati che questo valore sia {limite}.")


def test_code_may_come_again_in_another_year():
    progetto = ProgettoFactory()
    ciclo = CicloFactory(ente=progetto.ciclo.ente, anno=2027)
    twin_of(progetto, ciclo=ciclo).full_clean()


def test_unapproved_ciclo_is_in_preparation():
    assert CicloFactory().stato == Ciclo.Stato.PREPARAZIONE


@pytest.mark.parametrize(("titolo", "stampato"), [("", "Piano esecutivo di gestione 2026"), ("PEG", "PEG")])
def test_title_of_the_document(titolo, stampato):
    assert CicloFactory(titolo=titolo).titolo_documento == stampato


class TestRigheDiAltriEnti:
    """A row never mixes two enti, nor two years."""

    def test_ciclo_with_the_sistema_of_another_year(self):
        ciclo = CicloFactory()
        ciclo.sistema_valutazione = make_sistema(ente=ciclo.ente, anno=2025)
        assert_not_clean(ciclo, "Il sistema di valutazione è di un altro ente o anno.")
        ciclo.sistema_valutazione = make_sistema(ente=ciclo.ente)
        ciclo.full_clean()

    @pytest.mark.parametrize(
        ("campo", "make", "frase"),
        [
            ("cdr", StrutturaFactory, "Il centro di responsabilità è di un altro ente."),
            ("azione", AzioneFactory, "L'azione strategica è di un altro ente."),
        ],
    )
    def test_progetto(self, campo, make, frase):
        progetto = ProgettoFactory()
        setattr(progetto, campo, make())
        assert_not_clean(progetto, frase)

    @pytest.mark.parametrize(
        ("campo", "make", "frase"),
        [
            ("struttura", StrutturaFactory, "La struttura è di un altro ente."),
            ("progetto", ProgettoFactory, "Il progetto è di un altro ente o di un altro anno."),
            ("obiettivo_strategico", ObiettivoStrategicoFactory, "L'obiettivo strategico è di un altro ente."),
            ("tipologia", TipologiaObiettivoFactory, "La tipologia è di un altro ente."),
            ("responsabile", PersonaFactory, "Il responsabile è di un altro ente."),
            ("programma", make_programma, "Il programma non appartiene alla missione indicata."),
        ],
    )
    def test_obiettivo(self, campo, make, frase):
        struttura = StrutturaFactory()
        obiettivo = ObiettivoFactory(progetto=None, struttura=struttura, ciclo=CicloFactory(ente=struttura.ente))
        setattr(obiettivo, campo, make())
        assert_not_clean(obiettivo, frase)

    def test_project_of_another_year(self):
        obiettivo = ObiettivoFactory()
        ciclo = CicloFactory(ente=obiettivo.ciclo.ente, anno=2027)
        obiettivo.progetto = ProgettoFactory(ciclo=ciclo)
        assert_not_clean(obiettivo, "Il progetto è di un altro ente o di un altro anno.")

    def test_level_for_a_criterion_of_another_ente(self):
        pesatura = PesaturaObiettivo(obiettivo=ObiettivoFactory(), criterio=make_criterio(), livello="A")
        assert_not_clean(pesatura, "Il criterio è del sistema di valutazione di un altro ente o anno.")

    @pytest.mark.parametrize(
        ("make", "campo", "padre", "frase"),
        [
            (ObiettivoStrategicoFactory, "indirizzo", IndirizzoFactory, "L'indirizzo è di un altro ente."),
            (
                AzioneFactory,
                "obiettivo_strategico",
                ObiettivoStrategicoFactory,
                "L'obiettivo strategico è di un altro ente.",
            ),
        ],
    )
    def test_strategy(self, make, campo, padre, frase):
        voce = make()
        setattr(voce, campo, padre())
        assert_not_clean(voce, frase)


class TestStorico:
    def test_shared_structures_are_kept_in_history(self):
        obiettivo = ObiettivoFactory()
        struttura = StrutturaFactory(ente=obiettivo.ciclo.ente)
        obiettivo.contributi.add(struttura)
        assert [c.struttura for c in obiettivo.history.first().contributi.all()] == [struttura]

    def test_target_is_kept_in_history(self):
        valore = ValoreAttesoFactory(stampato="20")
        valore.stampato, valore.numero = "30", Decimal(30)
        valore.save()
        assert [v.stampato for v in valore.history.order_by("history_id")] == ["20", "30"]

    def test_deleting_an_objective_takes_its_rows_and_keeps_their_history(self):
        valore = ValoreAttesoFactory()
        obiettivo, pk = valore.indicatore.obiettivo, valore.pk
        obiettivo.delete()
        assert Obiettivo.objects.count() == 0
        assert type(valore).history.filter(id=pk, history_type="-").count() == 1

    def test_project_with_objectives_and_used_strategy_are_not_deleted(self):
        obiettivo = ObiettivoFactory()
        azione = AzioneFactory(obiettivo_strategico__indirizzo__ente=obiettivo.ciclo.ente)
        obiettivo.progetto.azione = azione
        obiettivo.progetto.save()
        for riga in (obiettivo.progetto, azione, azione.obiettivo_strategico, obiettivo.ciclo):
            with pytest.raises(ProtectedError):
                riga.delete()
        assert Azione.objects.get() == azione
