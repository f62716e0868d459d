"""What a test reads of a page: its tables as lists of rows, each a list of the texts of its cells."""

from __future__ import annotations

from html.parser import HTMLParser


class _Lettore(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tabelle: list[list[list[str]]] = []
        self.dentro = False

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        if tag == "table":
            self.tabelle.append([])
        elif tag == "tr" and self.tabelle:
            self.tabelle[-1].append([])
        elif tag in ("td", "th"):
            self.tabelle[-1][-1].append("")
            self.dentro = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tabelle[-1][-1][-1] = " ".join(self.tabelle[-1][-1][-1].split())
            self.dentro = False

    def handle_data(self, data):
        if self.dentro:
            self.tabelle[-1][-1][-1] += f" {data}"


def read_tables(risposta) -> list[list[list[str]]]:
    """The tables of a response, in the order of the page."""
    lettore = _Lettore()
    lettore.feed(risposta.content.decode())
    return lettore.tabelle
