from dataclasses import replace
from decimal import Decimal

from rendicontazione import quadro
from rendicontazione.confronto import Campo, Differenza, compare_quadri, format_valore

D = Decimal
INDICATORE = quadro.Indicatore("I1", "N. incontri", quadro.Atteso("numero", ">=", D(5), stampato="5"))
OBIETTIVO = quadro.Obiettivo("OB1", "Ridurre le attese", indicatori=(INDICATORE,))
QUOTA = quadro.QuotaCapitolo("U", "30000", "00", "corrente", "SPESE", D(100))
PROGETTO = quadro.Progetto("P1", "Sportello", "Progetto", obiettivi=(OBIETTIVO,), quote=(QUOTA,))
CDR = quadro.Cdr("85", "WELFARE", "Servizio", progetti=(PROGETTO,))
PIANO = quadro.Quadro(quadro.Ente("prova", "Comune di Prova", "comune"), 2026, "PEG 2026", cdr=(CDR,))


def with_progetto(**campi):
    return replace(PIANO, cdr=(replace(CDR, progetti=(replace(PROGETTO, **campi),)),))


def test_compare_quadri_same_plan_has_no_differences():
    assert compare_quadri(PIANO, with_progetto(id=9)) == []


def test_compare_quadri_changed_field_with_before_and_after():
    nuovo = replace(INDICATORE, atteso=quadro.Atteso("numero", ">=", D(8), stampato="8"))
    (differenza,) = compare_quadri(PIANO, with_progetto(obiettivi=(replace(OBIETTIVO, indicatori=(nuovo,)),)))
    campo = Campo("atteso", INDICATORE.atteso, nuovo.atteso)
    assert differenza == Differenza("cambiato", "indicatore", "85", ("P1", "OB1", "I1"), "N. incontri", (campo,))
    assert (format_valore(campo.prima), format_valore(campo.dopo)) == ("5", "8")


def test_compare_quadri_amount_tells_its_difference():
    (differenza,) = compare_quadri(PIANO, with_progetto(quote=(replace(QUOTA, importo=D("80.50")),)))
    (campo,) = differenza.campi
    assert (campo.nome, campo.scarto, format_valore(campo.dopo)) == ("importo", D("-19.50"), "80,50")


def test_compare_quadri_blank_to_amount_counts_from_zero():
    senza = with_progetto(quote=(replace(QUOTA, importo=None),))
    (differenza,) = compare_quadri(senza, PIANO)
    assert (differenza.campi[0].scarto, format_valore(differenza.campi[0].prima)) == (D(100), "")


def test_compare_quadri_added_and_removed_things():
    altro = quadro.Obiettivo("OB2", "Aprire lo sportello", peso=D(40))
    assert compare_quadri(PIANO, with_progetto(obiettivi=(altro,))) == [
        Differenza(
            "aggiunto",
            "obiettivo",
            "85",
            ("P1", "OB2"),
            "Aprire lo sportello",
            (
                Campo("codice", None, "OB2"),
                Campo("titolo", None, "Aprire lo sportello"),
                Campo("peso", None, D(40)),
            ),
        ),
        Differenza(
            "tolto",
            "obiettivo",
            "85",
            ("P1", "OB1"),
            "Ridurre le attese",
            (Campo("codice", "OB1", None), Campo("titolo", "Ridurre le attese", None)),
        ),
        Differenza(
            "tolto",
            "indicatore",
            "85",
            ("P1", "OB1", "I1"),
            "N. incontri",
            (
                Campo("codice", "I1", None),
                Campo("testo", "N. incontri", None),
                Campo("atteso", INDICATORE.atteso, None),
                Campo("verso", "crescente", None),
            ),
        ),
    ]


def test_compare_quadri_backwards_swaps_before_and_after():
    dopo = with_progetto(titolo="Sportello unico")
    (avanti,), (indietro,) = compare_quadri(PIANO, dopo), compare_quadri(dopo, PIANO)
    assert [(c.prima, c.dopo) for c in avanti.campi] == [(c.dopo, c.prima) for c in indietro.campi]
