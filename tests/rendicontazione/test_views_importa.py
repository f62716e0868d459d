"""The import from the browser: send, look, confirm once."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from obiettivi.models import Progetto
from organizzazione.models import Ruolo
from pianoperformance.base.tracciato.archivio import ESTRANEO, TROPPO_GRANDE
from pianoperformance.base.tracciato.lettura import read_libro
from rendicontazione.models import Importazione
from tests.factories import CicloFactory, EnteFactory, StrutturaFactory
from tests.libri import ENTE, PIANO, change, load, make_cartella, make_xlsx, only

pytestmark = pytest.mark.django_db
FATTA = "L'importazione è stata salvata."
GIA_FATTA = "L'importazione era già stata salvata: non è stato cambiato altro."
CAMBIATA = (
    "Dopo l'anteprima i dati del piano sono cambiati: non è stato salvato niente. Controlla la nuova anteprima qui "
    "sotto e conferma di nuovo."
)


@pytest.fixture
def ente():
    return EnteFactory(codice=ENTE, denominazione="Comune di Prova", dipendenti=120)


@pytest.fixture
def ufficio(ente, accedi):
    return accedi(Ruolo.CONTROLLO, ente)


def send(client, contenuto=None, nome="piano.xlsx"):
    """Send a workbook; return the answer and, when it was taken, its import."""
    contenuto = make_xlsx(make_cartella()) if contenuto is None else contenuto
    risposta = client.post(reverse("importa"), {"file": SimpleUploadedFile(nome, contenuto)})
    return risposta, Importazione.objects.order_by("pk").last()


def confirm(client, importazione):
    """Confirm an import; return what is said at the top of the page."""
    risposta = client.post(reverse("importazione", args=[importazione.pk]), follow=True)
    return [str(messaggio) for messaggio in risposta.context["messages"]]


def test_preview_shows_what_would_come_in_and_saves_nothing(ufficio):
    contenuto = make_xlsx(make_cartella())
    risposta, importazione = send(ufficio, contenuto)
    assert risposta.url == reverse("importazione", args=[importazione.pk])
    assert importazione.impronta == hashlib.sha256(contenuto).hexdigest()
    assert Progetto.objects.count() == 0
    pagina = ufficio.get(risposta.url)
    righe = sum(map(len, PIANO.values())) - 1
    assert f"righe aggiunte {righe}, righe cambiate 0" in pagina.text
    assert pagina.context["esito"]["conteggi"][0] == ["Enti", 0, 0, 1]


def test_confirmation_saves_once(ufficio):
    _, importazione = send(ufficio)
    assert confirm(ufficio, importazione) == [FATTA]
    assert Progetto.history.get().history_change_reason == "Importazione di piano.xlsx"
    Progetto.objects.update(titolo="Corretto a mano")
    assert confirm(ufficio, importazione) == [GIA_FATTA]
    assert Progetto.objects.get().titolo == "Corretto a mano"
    assert "Importazione salvata" in ufficio.get(reverse("importazione", args=[importazione.pk])).text


def test_data_changed_after_the_preview_are_shown_again_before_saving(ufficio):
    load()
    contenuto = make_xlsx(make_cartella(change("Progetti", 2, titolo="Sportello di comunità")))
    _, importazione = send(ufficio, contenuto)
    Progetto.objects.update(titolo="Corretto a mano")
    assert confirm(ufficio, importazione) == [CAMBIATA]
    assert Progetto.objects.get().titolo == "Corretto a mano"
    importazione.refresh_from_db()
    [differenza] = importazione.esito["differenze"]
    assert (differenza["prima"], differenza["dopo"]) == ("Corretto a mano", "Sportello di comunità")
    assert confirm(ufficio, importazione) == [FATTA]
    assert Progetto.objects.get().titolo == "Sportello di comunità"


def test_errors_are_listed_with_their_cell_and_cannot_be_confirmed(ufficio):
    contenuto = make_xlsx(make_cartella(change("Progetti", 2, tipo="XX")))
    _, importazione = send(ufficio, contenuto)
    pagina = ufficio.get(reverse("importazione", args=[importazione.pk]))
    assert "C'è un errore" in pagina.text
    assert '<td>Progetti</td><td class="numero">2</td><td>tipo</td><td>XX</td>' in pagina.text
    assert "Conferma e salva" not in pagina.text
    ufficio.post(reverse("importazione", args=[importazione.pk]))
    importazione.refresh_from_db()
    assert (importazione.applicata_il, Progetto.objects.count()) == (None, 0)


def test_file_without_news_has_nothing_to_confirm(ufficio):
    load()
    _, importazione = send(ufficio)
    pagina = ufficio.get(reverse("importazione", args=[importazione.pk]))
    assert "non c'è niente da salvare" in pagina.text
    assert "Conferma e salva" not in pagina.text


@pytest.mark.parametrize(
    ("contenuto", "frase"),
    [
        (b"ente;codice\n", ESTRANEO),
        (b"", "Il file è vuoto."),
        (b"PK" + bytes(12 * 1024 * 1024), TROPPO_GRANDE),
    ],
)
def test_file_that_cannot_be_read_gets_a_sentence(contenuto, frase, ufficio):
    risposta, importazione = send(ufficio, contenuto)
    assert (risposta.status_code, risposta.context["form"].errors) == (200, {"file": [frase]})
    assert importazione is None


def test_nothing_chosen(ufficio):
    risposta = ufficio.post(reverse("importa"))
    assert risposta.context["form"].errors == {"file": ["Scegliere il file da importare."]}


def test_new_upload_takes_the_place_of_the_one_not_confirmed(ufficio):
    _, prima = send(ufficio)
    confirm(ufficio, prima)
    send(ufficio)
    _, ultima = send(ufficio)
    assert list(Importazione.objects.order_by("pk")) == [prima, ultima]


def test_import_of_another_is_not_there(ufficio, ente, make_utente):
    _, importazione = send(ufficio)
    ufficio.force_login(make_utente(Ruolo.CONTROLLO, ente))
    indirizzo = reverse("importazione", args=[importazione.pk])
    assert (ufficio.get(indirizzo).status_code, ufficio.post(indirizzo).status_code) == (404, 404)
    assert Progetto.objects.count() == 0


def test_dirigente_finds_no_import(ente, accedi):
    client = accedi(Ruolo.DIRIGENTE, ente, StrutturaFactory(ente=ente))
    importazione = Importazione.objects.create(utente_id=client.session["_auth_user_id"], nome_file="x.xlsx")
    indirizzi = [reverse("importa"), reverse("importazione", args=[importazione.pk]), reverse("tracciato")]
    assert [client.get(indirizzo).status_code for indirizzo in indirizzi] == [404, 404, 404]
    assert client.post(reverse("importa"), {"file": io.BytesIO(b"x")}).status_code == 404


@pytest.mark.parametrize("formato", ["xlsx", "ods"])
def test_download_of_the_plan(formato, ufficio):
    load()
    nome = {"xlsx": "tracciato", "ods": "tracciato_ods"}[formato]
    risposta = ufficio.get(reverse(nome), {"ente": ENTE, "anno": 2026})
    assert risposta["Content-Disposition"] == f'attachment; filename="piano-{ENTE}-2026.{formato}"'
    assert len(read_libro(risposta.content)["Indicatori"]) == 3
    vuoto = ufficio.get(reverse(nome))
    assert vuoto["Content-Disposition"] == f'attachment; filename="tracciato.{formato}"'
    assert len(read_libro(vuoto.content)["Indicatori"]) == 1


def test_plan_of_others_is_not_downloaded(ufficio):
    altro = CicloFactory()
    for ente, anno in ((altro.ente.codice, altro.anno), (ENTE, 1999), (ENTE, "x"), ("", 2026)):
        assert ufficio.get(reverse("tracciato"), {"ente": ente, "anno": anno}).status_code == 404


def test_upload_of_an_ods_with_only_some_sheets(ufficio):
    load(only(*list(PIANO)[:8]))
    ods = ufficio.get(reverse("tracciato_ods"), {"ente": ENTE, "anno": 2026}).content
    _, importazione = send(ufficio, ods, "piano.ods")
    assert (importazione.esito["nuove"], importazione.esito["cambiate"], importazione.esito["errori"]) == (0, 0, [])
