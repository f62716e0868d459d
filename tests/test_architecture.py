"""The house rules that a machine can check: who imports whom, how long things are, what may never be committed."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "dati"
PEOPLE = {"nome", "dirigente", "direttore"}
# The same keys also hold groups and offices, whose names are anyone's.
OFFICES = re.compile(r"(?i:amministrativ|area|assistenti|interventi|serviz)|[^a-z]+$")
APPS = ("pianoperformance", "organizzazione", "obiettivi", "budget", "rendicontazione")
VIEW_FILES = re.compile(r"/views(\.py$|/)")

FORBIDDEN_FILES = re.compile(r"(^|/)(uv\.lock|poetry\.lock|Pipfile\.lock|\.env|.*\.sqlite3|.*\.pyc|node_modules/.*)$")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|^\s*--?(extra-)?index-url|--find-links", re.MULTILINE)


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git has, or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")  # noqa: S603
    return tuple(ROOT / name for name in sorted(set(names)) if (ROOT / name).is_file())


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def texts() -> dict[str, str]:
    """The files that are text, by their path in the repository."""
    found = {}
    for path in tracked_files():
        data = path.read_bytes()
        if b"\0" not in data:
            found[relative(path)] = data.decode("utf-8")
    return found


def python_files() -> dict[str, str]:
    """Our own Python: Django writes the migrations."""
    return {name: text for name, text in texts().items() if name.endswith(".py") and "/migrations/" not in name}


def functions(name: str, text: str) -> Iterator[tuple[str, int]]:
    """Each function of a module with its length in lines, decorators and docstring excluded."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) and node.body[1:] else node.body
            lines = node.body[0].lineno - node.lineno + node.end_lineno - body[0].lineno + 1
            yield f"{name}:{node.lineno} {node.name}", lines


def test_imports_go_only_downwards(capsys):
    exit_status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert exit_status == 0, capsys.readouterr().out


def test_files_are_short():
    limits = {name: 500 if name.startswith("tests/") else 300 for name in python_files()}
    assert [name for name, text in python_files().items() if len(text.splitlines()) > limits[name]] == []


def test_functions_are_short():
    found = [function for name, text in python_files().items() for function in functions(name, text)]
    assert [where for where, lines in found if lines > 40] == []


def test_views_are_short():
    found = [
        function
        for name, text in python_files().items()
        if name.split("/")[0] in APPS and VIEW_FILES.search(f"/{name}")
        for function in functions(name, text)
    ]
    assert [where for where, lines in found if lines > 25] == []


def test_templates_are_short():
    templates = {name: text for name, text in texts().items() if name.endswith(".html")}
    assert [name for name, text in templates.items() if len(text.splitlines()) > 120] == []


def test_templates_have_no_inline_script_or_style():
    """What the content security policy would refuse to run."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    pages = {n: t for n, t in texts().items() if n.endswith(".html") and "/stampe/" not in n}
    assert [name for name, text in pages.items() if inline.search(text)] == []


def test_no_forbidden_file():
    assert [relative(path) for path in tracked_files() if FORBIDDEN_FILES.search(relative(path))] == []


def test_no_file_is_big():
    assert [relative(path) for path in tracked_files() if path.stat().st_size > 2_000_000] == []


def test_no_registry_address():
    """The lock serves whatever registry the machine is set to."""
    own = relative(Path(__file__))
    assert [name for name, text in texts().items() if name != own and REGISTRY.search(text)] == []


def test_lock_is_exact_and_hashed():
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=[a-z])", texts()[name].split("\n", 2)[2])
        assert [e for e in entries if not re.match(r"[a-z0-9-]+==\S+ .*\\\n    --hash=sha256:", e)] == []


def locked_versions(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", texts()[name], re.MULTILINE))


def test_lock_holds_what_the_project_asks():
    """``make lock`` after every change of the dependencies."""
    project = tomllib.loads(texts()["pyproject.toml"])
    asked = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["project"]["dependencies"] + project["dependency-groups"]["dev"],
    }
    missing = [
        (lock, line)
        for lock, lines in asked.items()
        for line in lines
        if locked_versions(lock).get(Requirement(line).name, "0") not in Requirement(line).specifier
    ]
    assert missing == []


def test_both_locks_hold_the_same_versions():
    assert locked_versions("requirements.txt").items() <= locked_versions("requirements-dev.txt").items()


def walk(value: object) -> Iterator[tuple[str, str]]:
    """Every text of a JSON document with the key it stands under."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from [(key, item)] if isinstance(item, str) else walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)


def squeeze(text: str) -> str:
    return re.sub(r"[\s\"']+", " ", text).casefold()


@pytest.mark.seeds
@pytest.mark.skipif(not SHARED.is_dir(), reason="The real documents (../shared/dati) are not beside this repository.")
def test_nothing_of_the_real_documents_is_in_the_repository():
    """The documents used to try the import name real people: neither a name nor a sentence of them may be copied."""
    found = [pair for path in SHARED.glob("*.json") for pair in walk(json.loads(path.read_text(encoding="utf-8")))]
    people = {text for key, text in found if key in PEOPLE and re.match(r"\w+ \w", text) and not OFFICES.match(text)}
    turned = {" ".join(reversed(name.split(maxsplit=1))) for name in people}
    sentences = {text for _, text in found if len(text) > 80}
    assert (len(people) > 50, len(sentences) > 200) == (True, True)
    wanted = [squeeze(text) for text in people | turned | sentences]
    haystacks = {name: squeeze(text) for name, text in texts().items()}
    assert [(name, text) for name, hay in haystacks.items() for text in wanted if text in hay] == []
