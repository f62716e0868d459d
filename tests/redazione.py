"""An objective to write, and the page on which it is written as a browser without JavaScript uses it."""

import re
from decimal import Decimal
from html import unescape

from django.urls import reverse

from tests import factories
from tests.modulo import read_modulo


def make_obiettivo(ciclo, cdr):
    """An objective with one row of each kind."""
    progetto = factories.ProgettoFactory(ciclo=ciclo, cdr=cdr, codice="P1")
    obiettivo = factories.ObiettivoFactory(progetto=progetto, codice="O1", titolo="Alloggi")
    indicatore = factories.IndicatoreFactory(
        obiettivo=obiettivo, codice="I1", testo="N. famiglie", unita="famiglie", ordine=1
    )
    factories.ValoreAttesoFactory(indicatore=indicatore, stampato="20", numero=20)
    factories.FaseFactory(obiettivo=obiettivo, ordine=4, descrizione="Avviso")
    capitolo = factories.CapitoloFactory(ciclo=ciclo, struttura=cdr, numero="30001", stanziamento=Decimal(1000))
    persona = factories.PersonaFactory(ente=ciclo.ente, codice="M1", denominazione="Rossi Ada")
    factories.QuotaCapitoloFactory(progetto=None, obiettivo=obiettivo, capitolo=capitolo, importo=Decimal(100))
    factories.QuotaPersonaleFactory(progetto=None, obiettivo=obiettivo, ciclo=ciclo, persona=persona)
    return obiettivo


def address(obiettivo, nome="obiettivo_modifica"):
    return reverse(nome, args=[obiettivo.ciclo.ente.codice, obiettivo.ciclo.anno, obiettivo.pk])


def new_address(ciclo, **chiavi):
    domanda = "&".join(f"{nome}={valore}" for nome, valore in chiavi.items())
    return f"{reverse('obiettivo_nuovo', args=[ciclo.ente.codice, ciclo.anno])}?{domanda}"


def open_page(client, url):
    risposta = client.get(url)
    assert risposta.status_code == 200
    return read_modulo(risposta, "redazione")


def send(client, url, dati, azione="salva", **altri):
    return client.post(url, {**dati, "azione": azione, **altri})


def texts(risposta, classe):
    """The texts of the elements of a class, without tags."""
    trovati = re.findall(rf'<(\w+)[^>]*class="{classe}[^"]*"[^>]*>(.*?)</\1>', risposta.content.decode(), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", testo)).split()) for _, testo in trovati]


def errors(risposta):
    lista = re.search(r'id="errori".*?<ul>(.*?)</ul>', risposta.content.decode(), re.DOTALL)
    voci = re.findall(r"<li>(.*?)</li>", lista[1], re.DOTALL) if lista else []
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", voce)).split()) for voce in voci]


def rows(sezione, *righe):
    """The fields of new rows, by name of column."""
    return {f"{sezione}-{n}-{colonna}": valore for n, riga in enumerate(righe) for colonna, valore in riga.items()}


def blank(client, ciclo, **chiavi):
    return open_page(client, new_address(ciclo, **chiavi))
