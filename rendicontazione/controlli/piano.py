"""Checks on CdR, objectives, weights and phases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rendicontazione import quadro
from rendicontazione.controlli.rilievi import AVVISO, BLOCCO, SUGGERIMENTO, Rilievo

CENTO = Decimal(100)
# Spreadsheets and old exports cut texts at 255 characters: a title of that length is suspect.
LUNGHEZZA_DI_TAGLIO = 255


def check_cdr(q: quadro.Quadro) -> Iterator[Rilievo]:
    """A CdR without responsible, a project without objectives, a project without its strategy."""
    for cdr in q.cdr:
        if not cdr.responsabili and (cdr.progetti or cdr.obiettivi):
            frase = "Il centro di responsabilità non ha un responsabile nell'anno: aggiungere l'incarico."
            yield Rilievo(AVVISO, "cdr_senza_responsabile", cdr.codice, cdr.nome, frase, "cdr", cdr.id)
    strategia_usata = any(p.strategia.azione for _, p in q.each_progetto())
    for cdr, progetto in q.each_progetto():
        luogo = f"{progetto.codice} {progetto.titolo}"
        if not progetto.obiettivi:
            frase = "Il progetto non ha obiettivi: aggiungerne almeno uno o dire perché non ne ha."
            yield Rilievo(AVVISO, "progetto_senza_obiettivi", cdr.codice, luogo, frase, "progetto", progetto.id)
        if strategia_usata and not progetto.strategia.azione:
            frase = "Il progetto non è collegato a un'azione della strategia."
            yield Rilievo(AVVISO, "progetto_senza_azione", cdr.codice, luogo, frase, "progetto", progetto.id)
        if progetto.note_fonte:
            frase = f"Nota sull'importazione: {progetto.note_fonte}."
            yield Rilievo(AVVISO, "nota_importazione", cdr.codice, luogo, frase, "progetto", progetto.id)


def check_obiettivi(q: quadro.Quadro) -> Iterator[Rilievo]:
    """An objective without title, without measure, with indicators that have no target."""
    for cdr, obiettivo in q.each_obiettivo():
        luogo = f"{obiettivo.codice} {obiettivo.titolo}".strip()

        def found(gravita: str, controllo: str, frase: str, luogo: str = luogo) -> Rilievo:
            return Rilievo(gravita, controllo, cdr.codice, luogo, frase, "obiettivo", obiettivo.id)  # noqa: B023 -- called in the same turn

        if not obiettivo.titolo.strip():
            yield found(BLOCCO, "obiettivo_senza_titolo", "L'obiettivo non ha un titolo: scriverlo.")
        if not obiettivo.indicatori and not obiettivo.fasi:
            yield found(
                BLOCCO, "obiettivo_senza_misura", "L'obiettivo non ha indicatori né fasi: non si può misurare."
            )
        if len(obiettivo.titolo) >= LUNGHEZZA_DI_TAGLIO:
            frase = "Il titolo è lungo 255 caratteri o più: forse è stato tagliato nel documento di origine."
            yield found(SUGGERIMENTO, "titolo_forse_tagliato", frase)
        for indicatore in obiettivo.indicatori:
            if indicatore.atteso is None or not indicatore.atteso.stampato:
                frase = f"L'indicatore {indicatore.codice} non ha un valore atteso per il {q.anno}."
                yield found(AVVISO, "indicatore_senza_valore", frase)
            yield from (found(AVVISO, "valore_fuori_anno", f) for f in _late(indicatore, q.anno))


def _late(indicatore: quadro.Indicatore, anno: int) -> Iterator[str]:
    data = indicatore.atteso.data if indicatore.atteso else None
    if data is not None and data.year != anno:
        yield f"L'indicatore {indicatore.codice} ha come termine il {data:%d/%m/%Y}, fuori dall'anno {anno}."


def check_pesi(q: quadro.Quadro) -> Iterator[Rilievo]:
    """Weights of phases and of indicators that do not close to 100."""
    for cdr, obiettivo in q.each_obiettivo():
        for nome, pesi in (
            ("delle fasi", [f.peso for f in obiettivo.fasi]),
            ("degli indicatori", [i.peso for i in obiettivo.indicatori]),
        ):
            dati = [peso for peso in pesi if peso is not None]
            if dati and (len(dati) < len(pesi) or sum(dati) != CENTO):
                somma = f"{sum(dati, Decimal(0)).normalize():f}".replace(".", ",")
                senza = len(pesi) - len(dati)
                resto = f" e {senza} senza peso" if senza else ""
                frase = f"I pesi {nome} sommano a {somma}{resto}: devono sommare a 100."
                luogo = f"{obiettivo.codice} {obiettivo.titolo}"
                yield Rilievo(BLOCCO, "pesi_non_100", cdr.codice, luogo, frase, "obiettivo", obiettivo.id)


def check_fasi(q: quadro.Quadro) -> Iterator[Rilievo]:
    """Phases outside the year or outside the dates of their objective."""
    for cdr, obiettivo in q.each_obiettivo():
        for fase in obiettivo.fasi:
            luogo = f"{obiettivo.codice}, fase {fase.ordine}"
            if {d.year for d in (fase.dal, fase.al) if d} - {q.anno}:
                frase = f"La fase va dal {_day(fase.dal)} al {_day(fase.al)}: esce dall'anno {q.anno}."
                yield Rilievo(AVVISO, "fase_fuori_anno", cdr.codice, luogo, frase, "obiettivo", obiettivo.id)
            prima = fase.dal and obiettivo.dal and fase.dal < obiettivo.dal
            dopo = fase.al and obiettivo.al and fase.al > obiettivo.al
            if prima or dopo:
                frase = f"La fase esce dalla durata dell'obiettivo ({_day(obiettivo.dal)} - {_day(obiettivo.al)})."
                yield Rilievo(AVVISO, "fase_fuori_obiettivo", cdr.codice, luogo, frase, "obiettivo", obiettivo.id)


def _day(data: object) -> str:
    return f"{data:%d/%m/%Y}" if data else "?"
