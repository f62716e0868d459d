from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from budget.models import Capitolo, CollegamentoCapitolo, QuotaCapitolo, QuotaPersonale, Titolo, TotaleStampato
from tests.factories import (
    CapitoloFactory,
    CicloFactory,
    ObiettivoFactory,
    PersonaFactory,
    ProgettoFactory,
    QuotaCapitoloFactory,
    QuotaPersonaleFactory,
    StrutturaFactory,
)
from tests.vincoli import assert_not_clean, assert_refused, constraints_of, twin_of

pytestmark = pytest.mark.django_db

DI_UNO = "La quota va assegnata a uno solo tra progetto, obiettivo e struttura."


def make_titolo(lato="U"):
    return Titolo.objects.create(lato=lato, codice="1", denominazione="Spese correnti")


def make_collegamento():
    return CollegamentoCapitolo.objects.create(capitolo=CapitoloFactory(), verso_lato="E", verso_numero="03641")


def make_quota_di_obiettivo():
    obiettivo = ObiettivoFactory()
    return QuotaCapitoloFactory(progetto=None, obiettivo=obiettivo, capitolo=CapitoloFactory(ciclo=obiettivo.ciclo))


def make_personale_di_obiettivo():
    obiettivo = ObiettivoFactory()
    persona = PersonaFactory(ente=obiettivo.ciclo.ente)
    return QuotaPersonaleFactory(progetto=None, obiettivo=obiettivo, ciclo=obiettivo.ciclo, persona=persona)


def make_personale_di_struttura():
    struttura = StrutturaFactory()
    return QuotaPersonale.objects.create(
        struttura=struttura, ciclo=CicloFactory(ente=struttura.ente), persona=PersonaFactory(ente=struttura.ente)
    )


CASI = {
    "titolo_codice_unico": (lambda: twin_of(make_titolo()), "C'è già un titolo con questo codice."),
    "capitolo_numero_unico": (
        lambda: twin_of(CapitoloFactory()),
        "Nel bilancio dell'anno c'è già questo capitolo e articolo.",
    ),
    "capitolo_stanziamento_non_negativo": (
        lambda: twin_of(CapitoloFactory(), numero="X", stanziamento=Decimal("-0.01")),
        "Assicurati che questo valore sia maggiore o uguale a 0.",
    ),
    "collegamento_unico": (lambda: twin_of(make_collegamento()), "Il capitolo ha già questo collegamento."),
    "quota_capitolo_di_uno": (
        lambda: twin_of(QuotaCapitoloFactory(), progetto=None),
        "La quota va assegnata a un progetto oppure a un obiettivo, non a entrambi.",
    ),
    "quota_capitolo_progetto_unica": (
        lambda: twin_of(QuotaCapitoloFactory()),
        "Il progetto ha già una quota di questo capitolo.",
    ),
    "quota_capitolo_obiettivo_unica": (
        lambda: twin_of(make_quota_di_obiettivo()),
        "L'obiettivo ha già una quota di questo capitolo.",
    ),
    "quota_personale_di_uno": (lambda: twin_of(QuotaPersonaleFactory(), progetto=None), DI_UNO),
    "quota_personale_percentuale": (
        lambda: twin_of(QuotaPersonaleFactory(), persona=None, percentuale=Decimal("100.01")),
        "Assicurati che questo valore sia minore o uguale a 100.",
    ),
    "quota_personale_progetto_unica": (
        lambda: twin_of(QuotaPersonaleFactory()),
        "La persona è già nel personale di questo progetto.",
    ),
    "quota_personale_obiettivo_unica": (
        lambda: twin_of(make_personale_di_obiettivo()),
        "La persona è già nel personale di questo obiettivo.",
    ),
    "quota_personale_struttura_unica": (
        lambda: twin_of(make_personale_di_struttura()),
        "La persona è già nel personale di questa struttura.",
    ),
}


def test_every_constraint_has_its_case():
    assert constraints_of("budget") == set(CASI)


@pytest.mark.parametrize("vincolo", CASI)
def test_constraint_refuses_with_its_sentence(vincolo):
    make, frase = CASI[vincolo]
    riga = make()
    if vincolo == "quota_personale_percentuale":
        riga.persona = PersonaFactory(ente=riga.ciclo.ente)
    assert_refused(riga, frase)


def test_quota_of_both_a_project_and_an_objective_is_refused():
    obiettivo = ObiettivoFactory()
    capitolo = CapitoloFactory(ciclo=obiettivo.ciclo)
    assert_refused(
        QuotaCapitolo(progetto=obiettivo.progetto, obiettivo=obiettivo, capitolo=capitolo),
        "La quota va assegnata a un progetto oppure a un obiettivo, non a entrambi.",
    )


@pytest.mark.parametrize("di_troppo", ["obiettivo", "struttura"])
def test_share_of_work_for_two_is_refused(di_troppo):
    quota = QuotaPersonaleFactory()
    altro = {
        "obiettivo": lambda: ObiettivoFactory(progetto=quota.progetto),
        "struttura": lambda: StrutturaFactory(ente=quota.ciclo.ente),
    }
    setattr(quota, di_troppo, altro[di_troppo]())
    assert_refused(quota, DI_UNO)


def test_one_chapter_may_be_shared_by_many_projects():
    quota = QuotaCapitoloFactory()
    altro = ProgettoFactory(ciclo=quota.progetto.ciclo)
    twin_of(quota, progetto=altro).full_clean()


@pytest.mark.parametrize("percentuale", [None, Decimal(0), Decimal(100)])
def test_share_of_work_from_nothing_to_all(percentuale):
    twin = QuotaPersonaleFactory(percentuale=percentuale)
    twin.full_clean()


class TestRigheDiAltriEnti:
    """A row never mixes two enti, nor two years."""

    def test_chapter(self):
        capitolo = CapitoloFactory()
        capitolo.struttura = StrutturaFactory()
        assert_not_clean(capitolo, "Il centro di responsabilità è di un altro ente.")

    def test_chapter_of_the_other_side(self):
        capitolo = CapitoloFactory(lato=Capitolo.Lato.SPESA)
        capitolo.titolo = make_titolo("E")
        assert_not_clean(capitolo, "Il titolo è dell'altro lato del bilancio (entrata o spesa).")

    def test_link(self):
        collegamento = make_collegamento()
        collegamento.collegato = CapitoloFactory(ciclo__ente=collegamento.capitolo.ciclo.ente, ciclo__anno=2027)
        assert_not_clean(collegamento, "Il capitolo collegato è di un altro ente o anno.")

    def test_quota_of_a_chapter_of_another_year(self):
        quota = QuotaCapitoloFactory()
        quota.capitolo = CapitoloFactory(ciclo__ente=quota.progetto.ciclo.ente, ciclo__anno=2027)
        assert_not_clean(quota, "Il capitolo è di un altro ente o anno.")

    @pytest.mark.parametrize(
        ("campo", "make", "frase"),
        [
            ("persona", PersonaFactory, "La persona è di un altro ente."),
            ("progetto", ProgettoFactory, "Il progetto o l'obiettivo è di un altro ente o anno."),
        ],
    )
    def test_share_of_work(self, campo, make, frase):
        quota = QuotaPersonaleFactory()
        setattr(quota, campo, make())
        assert_not_clean(quota, frase)

    def test_share_of_work_for_a_structure(self):
        quota = make_personale_di_struttura()
        quota.struttura = StrutturaFactory()
        assert_not_clean(quota, "La struttura è di un altro ente.")


class TestComeSiLegge:
    @pytest.mark.parametrize(("articolo", "sigla"), [("00", "Cap. 03641 Art. 00"), ("", "Cap. 03641")])
    def test_chapter_keeps_its_zeros(self, articolo, sigla):
        capitolo = CapitoloFactory(numero="03641", articolo=articolo)
        capitolo.refresh_from_db()
        assert capitolo.sigla == sigla

    @pytest.mark.parametrize(
        ("importo", "detto"), [(Decimal("1234.5"), "1.234,50"), (Decimal(0), "0,00"), (None, "importo non indicato")]
    )
    def test_quota_without_amount_is_not_a_quota_of_zero(self, importo, detto):
        quota = QuotaCapitoloFactory(importo=importo, capitolo__numero="100", capitolo__articolo="")
        quota.refresh_from_db()
        assert (quota.importo, str(quota)) == (importo, f"Cap. 100: {detto}")

    def test_share_of_work(self):
        persona = PersonaFactory(denominazione="Bianchi Ada")
        quota = QuotaPersonale(persona=persona, percentuale=Decimal("12.5"))
        assert str(quota) == "Bianchi Ada: 12,50 %"
        assert str(QuotaPersonale(persona=persona)) == "Bianchi Ada: impegno non indicato"

    def test_printed_total(self):
        assert str(TotaleStampato(livello="cdr", importo=Decimal("9422128.07"))) == "Totale CDR 9.422.128,07"

    def test_what_a_quota_is_given_to(self):
        quote = [QuotaCapitoloFactory(), make_quota_di_obiettivo(), make_personale_di_struttura()]
        assert [quota.destinazione for quota in quote] == [quote[0].progetto, quote[1].obiettivo, quote[2].struttura]


def test_amount_changes_are_kept_in_history():
    quota = QuotaCapitoloFactory(importo=Decimal(10))
    quota.importo = Decimal("12.50")
    quota.save()
    assert [v.importo for v in quota.history.order_by("history_id")] == [Decimal(10), Decimal("12.50")]


def test_chapter_with_quotas_and_person_with_work_are_not_deleted():
    for riga in (QuotaCapitoloFactory().capitolo, QuotaPersonaleFactory().persona):
        with pytest.raises(ProtectedError):
            riga.delete()
