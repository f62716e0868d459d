"""One factory a model; each makes the least that the model needs, all within one ente unless told."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from budget import models as budget
from obiettivi import models as obiettivi
from organizzazione import models as organizzazione


class UtenteFactory(DjangoModelFactory):
    class Meta:
        model = organizzazione.Utente
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"utente{n}")
    password = factory.django.Password("prova-di-accesso")


class EnteFactory(DjangoModelFactory):
    class Meta:
        model = organizzazione.Ente

    codice = factory.Sequence(lambda n: f"comune-di-prova-{n}")
    denominazione = factory.Sequence(lambda n: f"Comune di Prova {n}")


class StrutturaFactory(DjangoModelFactory):
    class Meta:
        model = organizzazione.Struttura

    ente = factory.SubFactory(EnteFactory)
    codice = factory.Sequence(lambda n: f"{n:02d}")
    denominazione = factory.Sequence(lambda n: f"Servizio {n}")
    cdr = True


class PersonaFactory(DjangoModelFactory):
    class Meta:
        model = organizzazione.Persona

    ente = factory.SubFactory(EnteFactory)
    codice = factory.Sequence(lambda n: f"M{n:04d}")
    denominazione = factory.Sequence(lambda n: f"Cognome{n} Nome")


class IncaricoFactory(DjangoModelFactory):
    """A post held by a user since 2020; give ``struttura`` for dirigenti, EQ and referenti."""

    class Meta:
        model = organizzazione.Incarico

    ente = factory.SubFactory(EnteFactory)
    utente = factory.SubFactory(UtenteFactory)
    ruolo = organizzazione.Ruolo.CONTROLLO
    dal = datetime.date(2020, 1, 1)


class CicloFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.Ciclo

    ente = factory.SubFactory(EnteFactory)
    anno = 2026


class IndirizzoFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.Indirizzo

    ente = factory.SubFactory(EnteFactory)
    codice = factory.Sequence(lambda n: f"I{n}")
    denominazione = factory.Sequence(lambda n: f"Indirizzo {n}")


class ObiettivoStrategicoFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.ObiettivoStrategico

    indirizzo = factory.SubFactory(IndirizzoFactory)
    ente = factory.SelfAttribute("indirizzo.ente")
    codice = factory.Sequence(lambda n: f"OS{n}")
    denominazione = factory.Sequence(lambda n: f"Obiettivo strategico {n}")


class AzioneFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.Azione

    obiettivo_strategico = factory.SubFactory(ObiettivoStrategicoFactory)
    ente = factory.SelfAttribute("obiettivo_strategico.ente")
    codice = factory.Sequence(lambda n: f"A{n}")
    denominazione = factory.Sequence(lambda n: f"Azione {n}")


class TipologiaObiettivoFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.TipologiaObiettivo

    ente = factory.SubFactory(EnteFactory)
    codice = factory.Sequence(lambda n: f"T{n}")
    denominazione = "Obiettivo di miglioramento"


class ProgettoFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.Progetto

    ciclo = factory.SubFactory(CicloFactory)
    cdr = factory.SubFactory(StrutturaFactory, ente=factory.SelfAttribute("..ciclo.ente"))
    codice = factory.Sequence(lambda n: f"2026_PG_{n:04d}")
    titolo = factory.Sequence(lambda n: f"Progetto {n}")


class ObiettivoFactory(DjangoModelFactory):
    """An objective of a project; pass ``progetto=None, struttura=…, ciclo=…`` for one without."""

    class Meta:
        model = obiettivi.Obiettivo

    progetto = factory.SubFactory(ProgettoFactory)
    ciclo = factory.SelfAttribute("progetto.ciclo")
    struttura = factory.SelfAttribute("progetto.cdr")
    codice = factory.Sequence(lambda n: f"2026_OB_{n:04d}")
    titolo = factory.Sequence(lambda n: f"Obiettivo {n}")


class IndicatoreFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.Indicatore

    obiettivo = factory.SubFactory(ObiettivoFactory)
    codice = factory.Sequence(lambda n: f"M_{n:04d}")
    testo = "N. famiglie coinvolte"


class ValoreAttesoFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.ValoreAtteso

    indicatore = factory.SubFactory(IndicatoreFactory)
    anno = factory.SelfAttribute("indicatore.obiettivo.ciclo.anno")
    operatore = ">="
    numero = Decimal(20)
    stampato = "20"


class FaseFactory(DjangoModelFactory):
    class Meta:
        model = obiettivi.Fase

    obiettivo = factory.SubFactory(ObiettivoFactory)
    ordine = factory.Sequence(lambda n: n + 1)
    descrizione = "Avvio del tavolo di lavoro"
    dal = datetime.date(2026, 1, 1)
    al = datetime.date(2026, 6, 30)


class CapitoloFactory(DjangoModelFactory):
    class Meta:
        model = budget.Capitolo

    ciclo = factory.SubFactory(CicloFactory)
    lato = budget.Capitolo.Lato.SPESA
    numero = factory.Sequence(lambda n: f"{30000 + n}")
    articolo = "00"
    descrizione = "PRESTAZIONI DI SERVIZI"


class QuotaCapitoloFactory(DjangoModelFactory):
    class Meta:
        model = budget.QuotaCapitolo

    progetto = factory.SubFactory(ProgettoFactory)
    capitolo = factory.SubFactory(CapitoloFactory, ciclo=factory.SelfAttribute("..progetto.ciclo"))
    importo = Decimal("1000.00")


class QuotaPersonaleFactory(DjangoModelFactory):
    class Meta:
        model = budget.QuotaPersonale

    progetto = factory.SubFactory(ProgettoFactory)
    ciclo = factory.SelfAttribute("progetto.ciclo")
    persona = factory.SubFactory(PersonaFactory, ente=factory.SelfAttribute("..progetto.ciclo.ente"))
    relazione = "Dipendente a tempo indeterminato"
    percentuale = Decimal("50.00")
