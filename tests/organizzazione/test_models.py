import datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError

from organizzazione.models import Ente, Incarico, Ruolo, Struttura, Transizione
from tests.factories import EnteFactory, IncaricoFactory, PersonaFactory, StrutturaFactory, UtenteFactory
from tests.vincoli import assert_not_clean, assert_refused, constraints_of, twin_of

pytestmark = pytest.mark.django_db

PRIMA, DOPO = datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)


def make_incarico(**dati):
    dati = {"ente": EnteFactory(), "utente": UtenteFactory(), "ruolo": Ruolo.LETTORE, "dal": PRIMA, **dati}
    return Incarico(**dati)


CASI = {
    "struttura_codice_unico": (
        lambda: twin_of(StrutturaFactory()),
        "Nell'ente c'è già una struttura con questo codice.",
    ),
    "struttura_date_in_ordine": (
        lambda: twin_of(StrutturaFactory(), codice="X", valida_dal=DOPO, valida_al=PRIMA),
        "La data di fine della struttura viene prima di quella di inizio.",
    ),
    "persona_codice_unico": (
        lambda: twin_of(PersonaFactory()),
        "Nell'ente c'è già una persona con questo codice.",
    ),
    "incarico_date_in_ordine": (
        lambda: make_incarico(dal=DOPO, al=PRIMA),
        "La data di fine dell'incarico viene prima di quella di inizio.",
    ),
    "incarico_di_qualcuno": (
        lambda: make_incarico(utente=None),
        "L'incarico deve indicare la persona o l'utente che lo riceve.",
    ),
    "incarico_con_struttura": (
        lambda: make_incarico(ruolo=Ruolo.DIRIGENTE),
        "Dirigenti, EQ e referenti devono avere la struttura di cui rispondono.",
    ),
    "incarico_su_tutto_ente": (
        lambda: (lambda s: make_incarico(ente=s.ente, struttura=s, ruolo=Ruolo.AMMINISTRATORE))(StrutturaFactory()),
        "Amministratore e controllo di gestione valgono per tutto l'ente: lasciare vuota la struttura.",
    ),
}


def test_every_constraint_has_its_case():
    assert constraints_of("organizzazione") == set(CASI)


@pytest.mark.parametrize("vincolo", CASI)
def test_constraint_refuses_with_its_sentence(vincolo):
    make, frase = CASI[vincolo]
    assert_refused(make(), frase)


def test_code_of_the_ente_is_unique_and_fit_for_an_address():
    ente = EnteFactory()
    assert_refused(Ente(codice=ente.codice, denominazione="Altro"), "Ente con questo Codice esiste già.")
    assert_not_clean(
        Ente(codice="Comune di X", denominazione="X"),
        "Il codice dell'ente ha solo lettere minuscole, cifre e trattini: è usato negli indirizzi delle pagine.",
    )


@pytest.mark.parametrize("codice", ["00123456789", "RSSMRA80A01H501U", ""])
def test_codice_fiscale_of_eleven_digits_or_sixteen_characters(codice):
    EnteFactory(codice_fiscale=codice).full_clean()


@pytest.mark.parametrize("codice", ["123", "rssmra80a01h501u", "0012345678A"])
def test_wrong_codice_fiscale_is_refused(codice):
    ente = EnteFactory()
    ente.codice_fiscale = codice
    assert_not_clean(ente, "Il codice fiscale ha 11 cifre (o 16 caratteri).")


@pytest.mark.parametrize(("dal", "al"), [(PRIMA, PRIMA), (PRIMA, None), (None, PRIMA), (None, None)])
def test_structure_may_have_one_date_or_none(dal, al):
    struttura = StrutturaFactory(valida_dal=dal, valida_al=al)
    struttura.full_clean()


class TestAlbero:
    def test_parent_of_another_ente_is_refused(self):
        struttura = StrutturaFactory()
        struttura.padre = StrutturaFactory()
        assert_not_clean(struttura, "La struttura superiore è di un altro ente.")

    def test_circle_is_refused(self):
        area = StrutturaFactory()
        servizio = StrutturaFactory(ente=area.ente, padre=area)
        area.padre = StrutturaFactory(ente=area.ente, padre=servizio)
        assert_not_clean(area, "La struttura superiore dipende da questa: sarebbe un giro chiuso.")

    def test_structure_under_itself_is_refused(self):
        area = StrutturaFactory()
        area.padre = area
        assert_not_clean(area, "La struttura superiore dipende da questa: sarebbe un giro chiuso.")

    def test_new_structure_under_another_is_accepted(self):
        area = StrutturaFactory()
        Struttura(ente=area.ente, padre=area, codice="N", denominazione="Nuova").full_clean()


class TestIncarico:
    def test_structure_of_another_ente_is_refused(self):
        assert_not_clean(
            make_incarico(ruolo=Ruolo.EQ, struttura=StrutturaFactory()), "La struttura è di un altro ente."
        )

    def test_person_of_another_ente_is_refused(self):
        assert_not_clean(make_incarico(persona=PersonaFactory()), "La persona è di un altro ente.")

    def test_reader_of_a_structure_is_accepted(self):
        struttura = StrutturaFactory()
        make_incarico(ente=struttura.ente, struttura=struttura).full_clean()

    def test_reads_as_the_role_and_who_holds_it(self):
        persona = PersonaFactory(denominazione="Bianchi Ada")
        assert str(make_incarico(ente=persona.ente, persona=persona)) == "Lettore: Bianchi Ada"


class TestTransizione:
    @pytest.fixture
    def transizione(self):
        ente = EnteFactory()
        return Transizione.objects.create(
            oggetto_tipo=ContentType.objects.get_for_model(Ente), oggetto_id=ente.pk, da="bozza", a="proposto"
        )

    def test_points_to_its_object(self, transizione):
        assert transizione.oggetto == Ente.objects.get()
        assert str(transizione) == "bozza → proposto"

    def test_is_never_changed(self, transizione):
        frase = r"^Le transizioni non si modificano: sono la storia degli atti\.$"
        transizione.motivazione = "altro"
        with pytest.raises(TypeError, match=frase):
            transizione.save()
        with pytest.raises(TypeError, match=frase):
            Transizione.objects.update(motivazione="altro")
        with pytest.raises(TypeError, match=frase), transaction.atomic():
            Transizione.objects.bulk_update([transizione], ["motivazione"])
        assert Transizione.objects.values_list("motivazione", flat=True).get() == ""

    def test_is_never_deleted(self, transizione):
        frase = r"^Le transizioni non si cancellano: sono la storia degli atti\.$"
        with pytest.raises(TypeError, match=frase):
            transizione.delete()
        with pytest.raises(TypeError, match=frase):
            Transizione.objects.all().delete()
        assert Transizione.objects.count() == 1

    def test_keeps_the_account_that_made_it(self, transizione):
        autore = UtenteFactory()
        Transizione.objects.create(
            oggetto_tipo=transizione.oggetto_tipo, oggetto_id=1, da="proposto", a="concordato", utente=autore
        )
        with pytest.raises(ProtectedError):
            autore.delete()


class TestStorico:
    def test_every_change_is_a_version(self):
        struttura = StrutturaFactory(denominazione="Servizio")
        struttura.denominazione = "Servizio nuovo"
        struttura.save()
        pk = struttura.pk
        struttura.delete()
        versioni = Struttura.history.filter(id=pk).order_by("history_id")
        assert [(v.history_type, v.denominazione) for v in versioni] == [
            ("+", "Servizio"),
            ("~", "Servizio nuovo"),
            ("-", "Servizio nuovo"),
        ]

    def test_history_does_not_keep_the_logo(self):
        ente = EnteFactory(logo=b"immagine")
        assert not hasattr(ente.history.get(), "logo")

    def test_what_others_refer_to_is_not_deleted(self):
        incarico = IncaricoFactory()
        for riga in (incarico.ente, incarico.utente):
            with pytest.raises(ProtectedError):
                riga.delete()
