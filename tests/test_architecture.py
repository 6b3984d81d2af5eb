"""The rooms keep their arrow, sim <- ui <- pages, and nothing points outside the machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = {"sim", "ui", "pages", "tests", "benchmarks", "streamlit_app"}
SCREEN = {"streamlit", "starlette", "google", "plotly", "pandas", "numpy", "segno"}
# room -> what it may import besides the standard library
MAY_IMPORT = {
    "sim": {"sim", "numpy"},
    "ui/hosting/internals.py": {"ui", "streamlit", "google", "h11", "uvicorn", "websockets"},
    "ui/figures": {"sim", "ui", "numpy", "plotly", "pandas", "segno"},
    "ui": {"sim", "ui", *SCREEN},
    "pages": {"sim", "ui", *SCREEN},
}
URL = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I)
NAMESPACE = "http://www.w3.org/"
MACHINE_PATH = re.compile(r"/(?:work|home/\w+|Users/\w+|tmp/\w+)/")


def room(file: Path) -> str:
    path = file.relative_to(ROOT).as_posix()
    return next(name for name in MAY_IMPORT if path == name or path.startswith(f"{name}/"))


def imported(file: Path) -> set[str]:
    """The first names of everything a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0] if node.level == 0 else file.parts[len(ROOT.parts)])
    return names


MODULES = [file for name in ("sim", "ui", "pages") for file in sorted((ROOT / name).rglob("*.py"))]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_imports_keep_the_arrow(file):
    allowed = MAY_IMPORT[room(file)] | set(sys.stdlib_module_names)
    assert imported(file) - allowed == set()


def test_a_number_is_typed_into_a_field_of_ours():
    """Streamlit's own drop what they can't read: 0,25 becomes 25 there."""
    droppers = {"number_input", "data_editor", "text_input"}
    found = {
        f"{file.relative_to(ROOT).as_posix()} {node.attr}"
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in droppers
    }
    assert found == {"ui/bound.py text_input"}  # which nobody sees


def test_what_streamlit_does_not_promise_comes_through_one_door():
    private = re.compile(r"\bstreamlit\.(?:proto|web)\b|\buvicorn\b.*\bimport\b")
    asking = {f.name for f in MODULES if private.search(f.read_text(encoding="utf-8"))}
    assert asking == {"internals.py"}


def tracked() -> list[Path]:
    """Files that belong to the project: Git's, or all of them where there is no repository."""
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return [file for file in ROOT.rglob("*") if ".venv" not in file.parts and file.is_file()]
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_what_the_browser_loads_points_nowhere_outside():
    shown = [f for f in ROOT.glob("ui/**/*") if f.suffix in {".js", ".css", ".svg", ".html"}]
    assert shown
    outside = {
        f"{file.relative_to(ROOT)}: {url}"
        for file in shown
        for url in URL.findall(text_of(file))
        if not url.startswith(NAMESPACE.rstrip("/"))
    }
    assert outside == set()


def test_no_file_names_a_place_on_somebodys_machine():
    named = {
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in tracked()
        if (found := MACHINE_PATH.search(text_of(file)))
    }
    assert named == set()


def test_no_file_holds_an_unfinished_merge():
    marks = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.M)
    assert {str(f.relative_to(ROOT)) for f in tracked() if marks.search(text_of(f))} == set()
