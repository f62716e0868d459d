import pytest

from rendicontazione.esportazioni.parole import CONTESTO, MASSIMO_PAROLE, Pezzo, mark_words


def show(pezzi):
    """The pieces as a text, what changed in brackets."""
    return "".join(f"<{pezzo.testo}>" if pezzo.cambiato else pezzo.testo for pezzo in pezzi)


@pytest.mark.parametrize(
    ("prima", "dopo", "mostrati"),
    [
        ("Funzioni di Sportello", "Funzioni di Sportello unico", (
            "Funzioni di Sportello", "Funzioni di Sportello <unico>")),
        ("servizi sociali del territorio.", "servizi del territorio, estesi.", (
            "servizi <sociali >del territorio.", "servizi del territorio<, estesi>.")),
        ("Entro il 30/06", "Entro il 31/12", ("Entro il <30>/<06>", "Entro il <31>/<12>")),
        ("uno", "due", ("uno", "due")),
        ("", "Un testo nuovo", ("", "Un testo nuovo")),
        ("Aprire lo sportello di quartiere", "Ridurre i tempi delle pratiche edilizie", (
            "Aprire lo sportello di quartiere", "Ridurre i tempi delle pratiche edilizie")),
    ],
)  # fmt: skip
def test_mark_words(prima, dopo, mostrati):
    assert tuple(show(pezzi) for pezzi in mark_words(prima, dopo)) == mostrati


def test_mark_words_leaves_out_what_does_not_change():
    prima = " ".join(f"parola{n}" for n in range(200))
    dopo = prima.replace("parola100", "altra")
    sinistra, _ = mark_words(prima, dopo)
    testo = show(sinistra)
    assert testo.startswith(f"[…] parola{100 - CONTESTO} ")
    assert testo.endswith(f"parola{100 + CONTESTO} […] ")
    assert "<parola100 >" in testo


def test_mark_words_of_the_same_words_loses_nothing():
    assert mark_words("a b\n\nc d", "a b\n\nc e")[0] == (Pezzo("a b\n\nc "), Pezzo("d", cambiato=True))


def test_mark_words_does_not_compare_very_long_texts():
    lungo = "parola " * (MASSIMO_PAROLE + 1)
    assert mark_words(lungo, f"{lungo}altra")[0] == (Pezzo(lungo),)
