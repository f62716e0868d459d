import datetime
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rendicontazione import quadro
from rendicontazione.canonico import digest_of, dump_quadro, load_quadro

D = Decimal
TESTO = st.text(max_size=20)
IMPORTO = st.none() | st.decimals(min_value=0, max_value=10**9, places=2)
DATA = st.none() | st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1))
ATTESO = st.builds(quadro.Atteso, TESTO, TESTO, IMPORTO, DATA, st.none() | st.booleans(), TESTO, TESTO)
INDICATORE = st.builds(
    quadro.Indicatore,
    TESTO,
    TESTO,
    st.none() | ATTESO,
    st.lists(st.tuples(st.integers(2000, 2100), ATTESO), max_size=2).map(tuple),
)
OBIETTIVO = st.builds(
    quadro.Obiettivo,
    TESTO,
    TESTO,
    dal=DATA,
    peso=IMPORTO,
    contributi=st.lists(TESTO, max_size=2).map(tuple),
    pesatura=st.lists(st.tuples(TESTO, TESTO), max_size=2).map(tuple),
    indicatori=st.lists(INDICATORE, max_size=2).map(tuple),
    strategia=st.builds(quadro.Strategia, st.none() | st.builds(quadro.Voce, TESTO, TESTO)),
)
CDR = st.builds(quadro.Cdr, TESTO, TESTO, TESTO, obiettivi=st.lists(OBIETTIVO, max_size=2).map(tuple))
QUADRO = st.builds(
    quadro.Quadro,
    st.builds(quadro.Ente, TESTO, TESTO, TESTO),
    st.integers(2000, 2100),
    TESTO,
    elaborato_il=DATA,
    cdr=st.lists(CDR, max_size=2).map(tuple),
)
PIANO = quadro.Quadro(quadro.Ente("prova", "Comune di Prova", "comune"), 2026, "PEG 2026", cdr=())


@given(QUADRO)
def test_load_quadro_gives_back_what_was_dumped(q):
    testo = dump_quadro(q)
    assert load_quadro(testo) == q
    assert dump_quadro(load_quadro(testo)) == testo


def test_dump_quadro_leaves_out_database_keys():
    con_chiavi = replace(PIANO, cdr=(quadro.Cdr("85", "WELFARE", "Servizio", id=7),))
    senza = replace(PIANO, cdr=(quadro.Cdr("85", "WELFARE", "Servizio"),))
    assert dump_quadro(con_chiavi) == dump_quadro(senza)


def test_dump_quadro_writes_amounts_as_text_and_null_as_null():
    quota = quadro.QuotaCapitolo("U", "30000", "00", "corrente", "SPESE", D("1000.00"))
    progetto = quadro.Progetto("P1", "Titolo", "Progetto", quote=(quota, replace(quota, importo=None)))
    letto = json.loads(dump_quadro(replace(PIANO, cdr=(quadro.Cdr("85", "X", "Y", progetti=(progetto,)),))))
    quote = letto["quadro"]["cdr"][0]["progetti"][0]["quote"]
    assert [q["importo"] for q in quote] == ["1000.00", None]


def test_digest_of_is_sha256():
    assert digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest_of(b"abc") == digest_of("abc")


def test_load_quadro_refuses_another_format():
    with pytest.raises(ValueError, match="Formato del documento non riconosciuto: 9"):
        load_quadro('{"formato": 9, "quadro": {}}')
