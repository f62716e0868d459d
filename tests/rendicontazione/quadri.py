"""An invented plan written as a Quadro by hand, for what reads a Quadro without a database."""

import datetime
from dataclasses import replace
from decimal import Decimal

from rendicontazione import quadro as q

INDIRIZZO = q.Voce("I1", "CITTÀ SOLIDALE", 1)
WELFARE = q.Voce("O1", "Sanità e welfare", 1)
CASA, FAMIGLIA = q.Voce("A1", "Casa", 1), q.Voce("A2", "Famiglie", 2)


def quota(numero, importo, lato="U", natura="corrente", **altro):
    return q.QuotaCapitolo(lato, numero, "00", natura, f"CAPITOLO {numero}", importo and Decimal(importo), **altro)


def progetto(codice="2026_PD_01", azione=CASA, **altro):
    strategia = q.Strategia(INDIRIZZO, WELFARE, azione)
    return q.Progetto(codice, f"Titolo di {codice}", "Prodotto", strategia=strategia, **altro)


def cdr(codice="85", **altro):
    return q.Cdr(codice, "SERVIZIO WELFARE", "Servizio", ("AREA PERSONA",), **altro)


def piano(*parti, **altro):
    ente = q.Ente("comune-di-prova", "Comune di Prova", "comune")
    return q.Quadro(ente, 2026, "Piano esecutivo di gestione", cdr=parti, **altro)


INDICATORI = (
    q.Indicatore("M_01_1_1", "N. famiglie: > di", q.Atteso(stampato="60"), nota="Con i quartieri"),
    q.Indicatore("M_01_1_2", "Relazione entro il", q.Atteso(stampato="30/09/2026")),
)
FASE = q.Fase(1, "", "2026_OB_01_1", "Avvio del tavolo", dal=datetime.date(2026, 1, 1), al=datetime.date(2026, 3, 31))
OBIETTIVO = q.Obiettivo(
    "2026_OB_01_1", "Aprire uno sportello", "Obiettivo di miglioramento", indicatori=INDICATORI, fasi=(FASE,)
)
COMPLETO = progetto(
    descrizione="Prima riga\n\nSecondo paragrafo",
    obiettivi=(OBIETTIVO,),
    quote=(quota("03641", "1234.5", lato="E"), quota("30852", "500"), quota("30853", None, quota_parte=True)),
    personale=(q.QuotaPersonale("1", "Bianchi Ada", False, "Dirigente", Decimal("2.5")),),
)
RESPONSABILE = q.Responsabile("Bianchi Ada", "Dirigente")
# An objective without project that has everything.
SOLO = q.Obiettivo(
    "21.01",
    "Sostegno alla fragilità",
    "Obiettivo operativo",
    descrizione="Descrizione dell'obiettivo",
    attivita="Prima attività\nSeconda attività",
    tempi="Tutto l'anno",
    dal=datetime.date(2026, 1, 1),
    al=datetime.date(2026, 12, 31),
    priorita="Alta",
    missione="12 - Diritti sociali",
    programma="01 - Infanzia",
    peso=Decimal(33),
    gruppo="G1",
    responsabile="Bianchi Ada",
    contributi=("87 - SERVIZI",),
    classificazioni=("PNRR", "Semplificazione"),
    pesatura=(("Strategicità", "A"), ("Complessità", "M")),
    risorse="Personale del servizio",
    note="Da accorpare",
    strategia=q.Strategia(None, q.Voce("S1", "Obiettivo strategico uno")),
    indicatori=(replace(INDICATORI[0], atteso=None, nota="", peso=Decimal(60)),),
    fasi=(replace(FASE, codice="F01", atteso=q.Atteso(stampato="Minimo 5 utenti"), peso=Decimal(40)),),
    quote=(quota("5", "100", natura=""),),
    personale=(q.QuotaPersonale("", "Verdi Ugo", False, "Educatore", Decimal(50)),),
)
