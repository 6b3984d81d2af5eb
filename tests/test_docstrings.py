"""One kind of docstring: `sim` names every argument, and what a docstring shows is so.

That a section of arguments is whole, and how one is laid out, ruff's D rules say.
"""

import ast
import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cells import CELLS

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "sim").rglob("[!_]*.py"))  # a module with _ is its room's alone
CELL_FUNCTIONS = [cell.function for cell in CELLS.values()]


def functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions and methods of a file, by name."""
    for node in body:
        if getattr(node, "name", "_").startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            yield from functions(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node


def arguments(function: ast.FunctionDef) -> list[str]:
    every = function.args
    several = [one for one in (every.vararg, every.kwarg) if one]
    named = [one.arg for one in (*every.posonlyargs, *every.args, *every.kwonlyargs, *several)]
    return [name for name in named if name not in ("self", "cls")]


def unexplained(source: str) -> dict[str, list[str]]:
    """Arguments that a docstring says nothing of, neither under "Args:" nor in backticks."""
    found = {}
    for name, function in functions(ast.parse(source).body):
        doc = ast.get_docstring(function) or ""
        section = re.search(r"^Args:\n((?: .*\n?|\n)+)", doc, re.M)
        said = re.findall(r"^    (\w+): \S", section[1] if section else "", re.M)
        said += re.findall(r"`(\w+)`", doc)
        if missing := [one for one in arguments(function) if one not in said]:
            found[name] = missing
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_argument_is_explained(file):
    assert unexplained(file.read_text(encoding="utf-8")) == {}


@pytest.mark.parametrize(
    ("doc", "missing"),
    [
        ("A run.", ["T", "H"]),
        ("A run of `T` steps.", ["H"]),
        ("A run.\n\n    Args:\n        T: timesteps.\n    ", ["H"]),
        ("A run.\n\n    Args:\n        T: timesteps.\n        H:\n    ", ["H"]),
        ("A run.\n\n    Args:\n        T, H: sizes.\n    ", ["T", "H"]),
        ("A run of `H`.\n\n    Args:\n        T: timesteps.\n    ", []),
    ],
)
def test_an_argument_that_is_left_out_is_found(doc, missing):
    source = f'def run(T, *, H):\n    """{doc}"""\n'
    assert unexplained(source) == ({"run": missing} if missing else {})


@pytest.mark.parametrize("function", CELL_FUNCTIONS, ids=lambda function: function.__name__)
def test_every_cell_shows_a_step(function):
    shown = doctest.DocTestParser().get_examples(function.__doc__ or "")
    assert any(f"{function.__name__}(" in one.source for one in shown)


def showing() -> list[str]:
    """Modules whose docstrings show something; those of the laboratory are tried with it."""
    return [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in FILES
        if file.parent.name != "lab" and ">>> " in file.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("name", showing())
def test_what_docstrings_show_is_so(name):
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried and failed == 0


def test_the_ways_in_show_a_run():
    assert {"sim.run.forward", "sim.adjoint.gradients", "sim.cells.lstm"} <= {*showing()}
