import datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from pianoperformance.base.valori import Operatore, Tipo, read_atteso
from rendicontazione import quadro


def render(filtro: str, valore: object) -> str:
    return Template(f"{{% load italiano %}}{{{{ valore|{filtro} }}}}").render(Context({"valore": valore}))


@pytest.mark.parametrize(
    ("filtro", "valore", "scritto"),
    [
        ("importo", Decimal("1234.5"), "1.234,50"),
        ("importo", Decimal(0), "0,00"),
        ("importo", None, ""),
        ("percentuale", Decimal("12.336"), "12,34 %"),
        ("percentuale", None, ""),
        ("numero", Decimal("1234.5000"), "1.234,5"),
        ("numero", 1180, "1.180"),
        ("numero:2", Decimal(5), "5,00"),
        ("numero", None, ""),
        ("data", datetime.date(2026, 2, 1), "01/02/2026"),
        ("data", None, ""),
        ("atteso", None, ""),
        ("atteso", read_atteso("Utenti > di", "60"), "60"),
        (
            "atteso",
            quadro.Atteso(tipo=Tipo.NUMERO, operatore=Operatore.MAGGIORE, numero=Decimal(60)),
            "maggiore di 60",
        ),
        ("atteso", quadro.Atteso(stampato="<b>"), "&lt;b&gt;"),
    ],
)
def test_filter(filtro, valore, scritto):
    assert render(filtro, valore) == scritto


@pytest.mark.parametrize(
    ("testo", "html"),
    [
        (None, ""),
        ("", ""),
        (" \n \n", ""),
        ("uno", "<p>uno</p>"),
        ("uno\ndue\n\ntre", "<p>uno<br>due</p>\n<p>tre</p>"),
        ("uno\r\ndue\r\n \t\r\n\r\ntre\r", "<p>uno<br>due</p>\n<p>tre</p>"),
        ("<script>a & b</script>", "<p>&lt;script&gt;a &amp; b&lt;/script&gt;</p>"),
        ('l\'<br>\n"x"', "<p>l&#x27;&lt;br&gt;<br>&quot;x&quot;</p>"),
        (mark_safe("<i>a</i>"), "<p><i>a</i></p>"),
    ],
)
def test_paragrafi(testo, html):
    assert render("paragrafi", testo) == html
