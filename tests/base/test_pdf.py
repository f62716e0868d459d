import datetime
import gc
import io
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pydyf
import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetcher

from pianoperformance.base import pdf
from pianoperformance.base.pdf import AssetFetcher, gc_paused, render_pdf

CSS = """
@page { size: A5; font-family: "Titillium Stampe" }
@page { @bottom-right { content: "pagina " counter(page) " di " counter(pages) } }
body { font-family: "Titillium Stampe" } h1 { font-weight: 700 } section { break-before: page }
"""
HTML = """
<h1>Obiettivi</h1><p>Perché è così: <i>città</i>, <b>però</b>.</p>
<table><tr><th scope="col">Cap.</th></tr><tr><td>03641</td></tr></table>
<section><h2 id="a">Seconda</h2><p><a href="#a">qui</a></p></section>
"""
RADICE = Path(__file__).resolve().parents[2]


def read(contenuto: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(contenuto))


def fonts_of(lettore: PdfReader) -> dict[str, bool]:
    """The fonts of a PDF without their prefix, and whether each is embedded."""
    usati = {}
    for pagina in lettore.pages:
        for font in pagina["/Resources"]["/Font"].values():
            discendente = font.get_object()["/DescendantFonts"][0].get_object()
            usati[font["/BaseFont"].split("+")[1]] = "/FontFile2" in discendente["/FontDescriptor"]
    return usati


def test_document_is_tagged_titled_and_in_italian():
    radice = read(render_pdf(HTML, css=CSS, titolo="Piano 2026", autore="Comune di Prova")).trailer["/Root"]
    assert radice["/Lang"] == "it"
    assert radice["/MarkInfo"]["/Marked"]
    assert radice["/StructTreeRoot"]["/K"][0].get_object()["/S"] == "/Document"
    assert radice["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = radice["/Metadata"].get_data().decode()
    assert 'part="1"' in xmp
    assert ">Piano 2026<" in xmp


def test_fonts_are_ours_and_embedded_in_margins_too():
    lettore = read(render_pdf(HTML, css=CSS, titolo="Piano"))
    assert fonts_of(lettore) == dict.fromkeys(
        ["Titillium-Stampe-Bold", "Titillium-Stampe", "Titillium-Stampe-Italic"], True
    )
    assert [pagina.extract_text().count(f"pagina {n} di 2") for n, pagina in enumerate(lettore.pages, 1)] == [1, 1]


def test_title_and_author_are_text_and_never_markup():
    titolo = '</title><img src="file:///etc/passwd">&amp; «Piano»'
    informazioni = read(render_pdf(HTML, css=CSS, titolo=titolo, autore='"><b>')).metadata
    assert (informazioni.title, informazioni.author) == (titolo, '"><b>')


def test_date_is_the_document_s_own_or_none():
    datato = read(render_pdf(HTML, css=CSS, titolo="Piano", creato=datetime.date(2021, 7, 12))).metadata
    assert datato["/CreationDate"] == "D:20210712"
    assert sorted(read(render_pdf(HTML, css=CSS, titolo="Piano")).metadata) == ["/Creator", "/Producer", "/Title"]


def test_same_input_gives_same_bytes_in_other_processes_at_other_times():
    programma = (
        "import sys, time_machine; from tests.base.test_pdf import CSS, HTML, render_pdf\n"
        "with time_machine.travel(sys.argv[1]):\n"
        "    sys.stdout.buffer.write(render_pdf(HTML, css=CSS, titolo='Piano'))"
    )
    stampe = {
        subprocess.run(  # noqa: S603 -- our own interpreter
            [sys.executable, "-c", programma, giorno],
            check=True,
            capture_output=True,
            cwd=RADICE,
            env={"PYTHONHASHSEED": seme, "TZ": zona, "PYTHONPATH": str(RADICE)},
        ).stdout
        for giorno, seme, zona in (("2021-01-01", "1", "UTC"), ("2031-12-31T23:59", "2", "Asia/Tokyo"))
    }
    assert stampe == {render_pdf(HTML, css=CSS, titolo="Piano")}


def test_two_threads_print_the_same_bytes():
    stampe = []
    fili = [
        threading.Thread(target=lambda: stampe.append(render_pdf(HTML, css=CSS, titolo="Piano"))) for _ in range(2)
    ]
    for filo in fili:
        filo.start()
    for filo in fili:
        filo.join()
    assert stampe == [render_pdf(HTML, css=CSS, titolo="Piano")] * 2


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.org/a.png",
        "ftp://example.org/a",
        "data:text/plain,ciao",
        "peg-asset:../../etc/passwd",
        "peg-asset:///etc/passwd",
        "peg-asset:regular?x",
        "/etc/passwd",
    ],
)
def test_fetcher_refuses_every_address_but_the_typefaces(url):
    with pytest.raises(ValueError, match="non leggono risorse esterne"):
        AssetFetcher().fetch(url)


def test_fetcher_gives_the_typefaces_only():
    assert {AssetFetcher().fetch(url).read()[:4] for url in pdf.CARATTERI} == {b"\0\1\0\0"}


@pytest.fixture
def spia():
    """A web server that redirects everything to a local file and remembers who called."""
    chiamate = []

    class Gestore(BaseHTTPRequestHandler):
        def do_GET(self):
            chiamate.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()

        def log_message(self, *argomenti):
            pass

    with HTTPServer(("127.0.0.1", 0), Gestore) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", chiamate
        server.shutdown()


def hostile(sito: str) -> str:
    fonti = [f"{sito}/a.png", "file:///etc/passwd", "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"]
    return "".join(
        f'<img alt="a" src="{u}"><object data="{u}"></object><embed src="{u}"><link rel="attachment" href="{u}">'
        f'<a rel="attachment" href="{u}">a</a><link rel="stylesheet" href="{u}"><style>@import url("{u}");'
        f'@font-face {{ font-family: x; src: url("{u}") }}</style>'
        f'<p style="background: url({u}); font-family: x">b</p>'
        f'<svg><image href="{u}"/><use href="{u}#a"/></svg><base href="{sito}">'
        for u in fonti
    )


def test_hostile_markup_reads_neither_files_nor_network(spia):
    sito, chiamate = spia
    lettore = read(render_pdf(hostile(sito), css=CSS, titolo="Piano"))
    assert chiamate == []
    assert "root:" not in "".join(pagina.extract_text() for pagina in lettore.pages)
    assert lettore.attachments == {}
    assert [immagine for pagina in lettore.pages for immagine in pagina.images] == []


def test_spy_would_see_a_document_that_reads_from_the_network(spia):
    """Without our fetcher the same server is called: the test above can fail."""
    sito, chiamate = spia
    with pytest.raises(OSError, match=r"file:///etc/passwd|302"):
        URLFetcher().fetch(f"{sito}/a.png").read()
    assert chiamate == ["/a.png"]


def test_references_of_pages_are_those_of_pydyf():
    documento = pydyf.PDF()
    for _ in range(3):
        documento.add_page(pydyf.Dictionary({"Type": "/Page"}))
    attesi = [f"{numero} 0 R".encode() for numero in documento.pages["Kids"][::3]]
    assert [documento.page_references[indice] for indice in range(3)] == attesi
    assert documento.page_references[-1] == attesi[-1]


@pytest.mark.parametrize("acceso", [True, False])
def test_collector_is_left_as_it_was_even_by_an_error(acceso):
    prima = gc.isenabled()
    (gc.enable if acceso else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError, match="spento"), gc_paused():
            raise ZeroDivisionError("acceso" if gc.isenabled() else "spento")
        assert gc.isenabled() is acceso
    finally:
        (gc.enable if prima else gc.disable)()
