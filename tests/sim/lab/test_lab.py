"""The laboratory in a notebook: without a screen, in three lines."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

from sim import lab
from tests.browser import ROOT

NO_SCREEN = """
import sys
for name in ("streamlit", "starlette", "plotly", "pandas", "ui"):
    sys.modules[name] = None  # to import it fails
import sim.lab
assert sim.lab.laboratory(T=3, H=2)["lstm"].trace.T == 3
"""


def test_it_needs_no_screen():
    done = subprocess.run(
        [sys.executable, "-c", NO_SCREEN], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", [one.name for one in pkgutil.iter_modules(lab.__path__)])
def test_what_its_docstrings_show_is_so(name):
    failed, _ = doctest.testmod(importlib.import_module(f"sim.lab.{name}"))
    assert failed == 0


def test_some_docstrings_show_something():
    shown = [
        test
        for one in pkgutil.iter_modules(lab.__path__)
        for test in doctest.DocTestFinder().find(importlib.import_module(f"sim.lab.{one.name}"))
        if test.examples
    ]
    assert len(shown) >= 3


def test_every_public_name_is_there():
    assert sorted(lab.__all__) == sorted(set(lab.__all__))
    assert all(hasattr(lab, name) for name in lab.__all__)
