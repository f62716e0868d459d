"""HTML to accessible PDF (PDF/UA-1, law 4/2004) with WeasyPrint: reproducible, and closed to everything outside.

The only files that a document can ask for are the typefaces below, by the names ``peg-asset:…``. Nothing is read
from the disk or from the network on behalf of the text of a user.
"""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

import pydyf
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FAMIGLIA = "Titillium Stampe"
"""Our own name for the typeface: one of the same name installed on the machine must never take its place."""
CARATTERI = {
    "peg-asset:regular": ("regular", 400, "normal"),
    "peg-asset:italic": ("italic", 400, "italic"),
    "peg-asset:600": ("600", 600, "normal"),
    "peg-asset:700": ("700", 700, "normal"),
}
FONT_FACES = "\n".join(
    f'@font-face {{ font-family: "{FAMIGLIA}"; src: url("{url}"); font-weight: {peso}; font-style: {stile} }}'
    for url, (_, peso, stile) in CARATTERI.items()
)
PAGINA = mark_safe(
    '<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>{}</title>{}</head><body>{}</body></html>'
)

# Pango's font maps are not safe for threads, and two prints at once would only hold twice the memory.
_uno_alla_volta = Lock()


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Answers for the typefaces and refuses every other address, so that there is no redirect to follow either."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("peg-asset",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        contenuto = read_assets().get(url)
        if contenuto is None:
            raise ValueError(f"Le stampe non leggono risorse esterne: {url[:200]}")
        return URLFetcherResponse(url, contenuto, {"Content-Type": "font/ttf"})


@cache
def read_assets() -> dict[str, bytes]:
    """The typefaces by their name; a missing one stops the first print instead of changing how it looks."""
    cartella = files("bootstrap_italia_template") / "static" / "fonts" / "Titillium_Web"
    return {
        url: (cartella / f"titillium-web-v10-latin-ext_latin-{nome}.ttf").read_bytes()
        for url, (nome, _, _) in CARATTERI.items()
    }


@cache
def get_font_config() -> FontConfiguration:
    """The fonts of this process: loading them takes longer than a page."""
    read_assets()
    font_config = FontConfiguration()
    CSS(string=FONT_FACES, font_config=font_config, url_fetcher=AssetFetcher())
    return font_config


@lru_cache(maxsize=8)
def compile_css(css: str) -> CSS:
    """Parse a style sheet once a process."""
    return CSS(string=css, font_config=get_font_config(), url_fetcher=AssetFetcher())


def render_pdf(html: str, *, css: str, titolo: str, autore: str = "", creato: datetime.date | None = None) -> bytes:
    """Lay out the body ``html`` under our style sheet and return a tagged PDF.

    The same arguments give the same bytes on the same installation: nothing in the file is random or tells the time
    of printing (``creato`` is a date of the document). ``html`` must come from an autoescaped template.
    """
    dati = {
        "generator": "PianoPerformance",
        "author": autore,
        "dcterms.created": creato.isoformat() if creato else "",
    }
    meta = format_html_join("", '<meta name="{}" content="{}">', (voce for voce in dati.items() if voce[1]))
    pagina = format_html(PAGINA, titolo, meta, mark_safe(html))  # noqa: S308 -- see the docstring
    with _uno_alla_volta, gc_paused():
        documento = HTML(string=pagina, url_fetcher=AssetFetcher())
        pdf = documento.write_pdf(
            stylesheets=[compile_css(css)], font_config=get_font_config(), pdf_variant="pdf/ua-1"
        )
    return bytes(pdf)


@contextmanager
def gc_paused() -> Iterator[None]:
    """Hold the cyclic collector, which would go through the growing document over and over (a fifth of the time).

    A laid out document is full of cycles: it is collected at the end, so that a worker does not keep it.
    """
    acceso = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if acceso:
            gc.enable()
        gc.collect()


class PageReferences:
    """``pydyf.PDF.page_references`` that answers for one page without listing them all."""

    def __init__(self, kids: list[Any]) -> None:
        self.kids = kids

    def __getitem__(self, indice: int) -> bytes:
        return b"%d 0 R" % self.kids[3 * indice]


if pydyf.VERSION == "0.13.0":
    # Its own property builds a tuple of all the pages, and WeasyPrint reads it once for each tagged element: the
    # time of a document grows with the square of its pages (1,700 pages: 147 s to write, 51 s with this).
    pydyf.PDF.page_references = property(lambda pdf: PageReferences(pdf.pages["Kids"]))
