"""What every installation stands on: settings that refuse to be unsafe, the health address, the metadata for reuse."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import reverse

ROOT = Path(__file__).resolve().parent.parent


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process that has only the environment of a production server, plus what is given."""
    base = {"PATH": os.environ["PATH"], "DEBUG": "0", "SECRET_KEY": "", "DATABASE_URL": "sqlite://:memory:"}
    return subprocess.run(  # noqa: S603 -- our own interpreter and our own code
        [sys.executable, "-c", code], cwd=ROOT, env=base | environment, capture_output=True, text=True, check=False
    )


PRINT_KEY = "from pianoperformance import settings; print(settings.SECRET_KEY, end='')"


def test_settings_without_secret_key():
    result = run_python(PRINT_KEY)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: Manca la chiave segreta: indica in SECRET_KEY una stringa "
        "casuale di almeno 50 caratteri, oppure in SECRET_KEY_FILE il file che la contiene. Per provare il programma "
        "senza configurarlo usa «make demo»."
    )


def test_settings_secret_key_from_file(tmp_path):
    (tmp_path / "chiave segreta").write_text("una-chiave\n")
    result = run_python(PRINT_KEY, SECRET_KEY_FILE=str(tmp_path / "chiave segreta"))
    assert (result.returncode, result.stdout) == (0, "una-chiave")


def test_settings_production_is_https_only():
    names = (
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SECURE_HSTS_SECONDS",
    )
    code = (
        f"import json; from pianoperformance import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    )
    assert json.loads(run_python(code, SECRET_KEY="k").stdout) == [False, True, True, True, True, 31_536_000]


def test_settings_make_the_folder_of_sqlite(tmp_path):
    path = tmp_path / "una cartella" / "db.sqlite3"
    result = run_python("from pianoperformance import settings", SECRET_KEY="k", DATABASE_URL=f"sqlite:///{path}")
    assert (result.returncode, path.parent.is_dir()) == (0, True)


@pytest.mark.django_db
def test_salute_answers_without_login_in_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("salute"))
    assert (response.status_code, response.json()) == (200, {"stato": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_salute_when_the_database_is_down(client):
    def fail(*args):
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(fail):
        response = client.get(reverse("salute"))
    expected = {"stato": "errore", "messaggio": "La base dati non risponde."}
    assert (response.status_code, response.json()) == (503, expected)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_salute_only_reads(client, method):
    assert getattr(client, method)(reverse("salute")).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["salute", "accedi", "admin:login"])
def test_responses_carry_the_strict_csp(client, name):
    policy = client.get(reverse(name))["Content-Security-Policy"]
    directives = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    assert not {UNSAFE_INLINE, UNSAFE_EVAL} & {source for sources in directives.values() for source in sources}


def test_debug_is_off_in_tests():
    assert not settings.DEBUG


def test_publiccode_is_complete():
    """The keys that the standard asks for, with the lengths it asks for (publiccode.yml 0.5)."""
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"} <= data.keys()
    assert data["legal"]["license"] == "EUPL-1.2"
    assert data["maintenance"]["type"] in {"internal", "community"}
    assert all(contact["name"] for contact in data["maintenance"]["contacts"])
    assert data["localisation"] == {"localisationReady": False, "availableLanguages": ["it"]}
    description = data["description"]["it"]
    assert len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert description["features"]
    assert all((ROOT / path).is_file() for path in description.get("screenshots", []))


def test_licence_is_the_eupl_in_full():
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016\n")
    assert "15.Applicable Law" in text
    assert text.rstrip().endswith(
        "All other changes or additions to this Appendix require the production of a new EUPL version."
    )


def test_plugin_noskip_fails_what_would_be_skipped(tmp_path):
    (tmp_path / "test_one.py").write_text(
        "import pytest\n@pytest.mark.skip(reason='no server')\ndef test_one(): pass\n"
    )
    (tmp_path / "test_two.py").write_text("import pytest\npytest.skip('no file', allow_module_level=True)\n")
    (tmp_path / "test_ok.py").write_text("import pytest\n@pytest.mark.xfail\ndef test_ok(): assert False\n")
    options = ["-p", "tests.plugin_noskip", "-p", "no:django", "-p", "no:cacheprovider", "-c", "/dev/null", "-n", "1"]
    result = run_python(f"import pytest; raise SystemExit(pytest.main({[*options, str(tmp_path)]}))")
    assert "no server" in result.stdout
    assert "no file" in result.stdout
    assert result.stdout.splitlines()[-1].split(" in ")[0].strip("= ") == "1 xfailed, 2 errors"
