"""What a browser would send back of a form that nobody touched: names and values, in the order of the page."""

from __future__ import annotations

from html.parser import HTMLParser


class _Modulo(HTMLParser):
    def __init__(self, chiave: str) -> None:
        super().__init__()
        self.chiave, self.dentro = chiave, False
        self.dati: dict[str, list[str]] = {}
        self.area: list[str] | None = None
        self.scelta: str | None = None

    def add(self, nome: str, valore: str) -> None:
        self.dati.setdefault(nome, []).append(valore)

    def handle_starttag(self, tag, attrs):
        dati = dict(attrs)
        if tag == "form":
            self.dentro = dati.get("id") == self.chiave
        elif not self.dentro:
            return
        elif tag == "input" and dati.get("name"):
            if dati.get("type") not in ("checkbox", "radio") or "checked" in dati:
                self.add(dati["name"], dati.get("value") or ("on" if dati.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self.area = [dati["name"], ""]
        elif tag == "select":
            self.scelta = dati["name"]
        elif tag == "option" and self.scelta and "selected" in dati:
            self.add(self.scelta, dati["value"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.dentro = False
        elif tag == "select":
            self.scelta = None
        elif tag == "textarea" and self.area:
            nome, testo = self.area
            self.add(nome, testo.removeprefix("\n").replace("\n", "\r\n"))
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.area[1] += data


def read_modulo(risposta, chiave: str) -> dict[str, list[str]]:
    """The fields of the form with this id."""
    modulo = _Modulo(chiave)
    modulo.feed(risposta.content.decode())
    return modulo.dati
