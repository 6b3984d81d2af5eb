"""One mistake tried: a process that has all of others' code already runs the tests of the line."""

from __future__ import annotations

import ast
import importlib
import os
import re
import resource
import shutil
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.mutants.covered import Covered
from tests.mutants.operators import Mutant

# Others' code that the tests and the app import; ours is imported again, with the mistake in it.
WARM = (
    "numpy", "numpy.testing", "pandas", "plotly.graph_objects", "plotly.io", "segno", "yaml",
    "playwright.sync_api", "hypothesis.extra.numpy", "streamlit.testing.v1", "streamlit.web.cli",
    "streamlit.components.v2", "uvicorn", "websockets", "starlette.applications",
)  # fmt: skip
OURS = {"tests", "sim", "ui", "pages", "streamlit_app", "benchmarks"}
FIRST = 8  # seconds of tests that are tried first: their files alone are imported
MOST = 60  # seconds of tests for one mistake, the nearest and quickest
GRACE = 30  # seconds to begin in, on top of what the tests take
SLOWER = 4  # times as long as without a mistake: it hangs
MOST_BYTES = 6 << 30  # of address space: one without its cap takes no more
BROKEN = 99  # a trial that did not come about
NOTICED, SURVIVED, HUNG = "noticed", "survived", "hung"


@dataclass
class Trial:
    """A mistake under test in a copy of the tree, in processes of its own.

    Args:
        mutant: the mistake; tree: a copy of the project; parts: of the tests' ids, one after
            another as long as nothing is noticed; seconds: that each part takes.
    """

    mutant: Mutant
    tree: Path
    parts: list[list[str]]
    seconds: list[float]

    @property
    def log(self) -> Path:
        """What pytest says."""
        return self.tree.with_suffix(".log")

    def start(self) -> None:
        """Put the mistake into the copy and begin."""
        self._file = self.tree / self.mutant.file
        self._source = self._file.read_bytes()
        self._times = self._file.stat().st_atime_ns, self._file.stat().st_mtime_ns
        self._file.write_bytes(self.mutant.put_into(self._source))
        self._left = list(zip(self.parts, self.seconds, strict=True))
        self._fork()

    def _fork(self) -> None:
        tests, seconds = self._left.pop(0)
        allowed = GRACE + SLOWER * seconds
        self._until = time.monotonic() + 10 * allowed  # others may have the processor
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            code = BROKEN
            try:
                code = _run(self.tree, self.log, tests, allowed)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)

    def ended(self) -> str | None:
        """The result, or None as long as it runs."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid and time.monotonic() < self._until:
            return None
        if not pid:
            os.killpg(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status) if pid else -signal.SIGXCPU
        if code == 0 and self._left:
            self._fork()
            return None
        self._file.write_bytes(self._source)
        os.utime(self._file, ns=self._times)  # compiled files of the copy are of this time
        if code == BROKEN:
            raise RuntimeError(f"no trial of {self.mutant}: {self.log.read_text()[-2000:]}")
        hung = code in (-signal.SIGXCPU, -signal.SIGKILL)
        return HUNG if hung else NOTICED if code else SURVIVED


class Everyday:
    """A plugin of pytest: the same examples each time, and nobody waits for the smallest."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        some = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutants", derandomize=True, deadline=None, database=None, phases=some
        )
        settings.load_profile("mutants")


def warm() -> None:
    """Import others' code once; what is forked has it."""
    for name in WARM:
        importlib.import_module(name)


def copy(root: Path, tree: Path) -> None:
    """A copy of the project, without what Git and tests keep."""
    hidden = shutil.ignore_patterns(".git", ".venv", ".pytest_cache", ".hypothesis", ".mutants")
    shutil.copytree(root, tree, ignore=hidden, symlinks=True)


def _run(tree: Path, said: Path, tests: list[str], seconds: float) -> int:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    os.chdir(tree)
    with said.open("w") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]
    here = Path(__file__).resolve().parents[2]
    sys.path[:] = [str(tree), *(one for one in sys.path if one and Path(one).resolve() != here)]
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    options = ["-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]
    options += ["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--no-header", "--tb=line"]
    return int(pytest.main([*options, *tests], plugins=[Everyday()]))


def in_parts(mutant: Mutant, tests: list[str], covered: Covered) -> tuple[list, list[float]]:
    """A few tests first, those of the mistake's own room before others; the quick ones first.

    Args:
        mutant: the mistake.
        tests: that run its line.
        covered: how long each takes.
    """
    room = f"tests/{mutant.file.rpartition('/')[0]}/"
    ordered = sorted(tests, key=lambda test: (not test.startswith(room), covered.seconds[test]))
    parts: list[list[str]] = [[], []]
    seconds = [0.0, 0.0]
    for test in ordered:
        took = covered.seconds[test]
        place = int(bool(parts[0]) and (bool(parts[1]) or seconds[0] + took > FIRST))
        if place and sum(seconds) + took > MOST:
            continue
        parts[place].append(test)
        seconds[place] += took
    used = [place for place in (0, 1) if parts[place]]
    return [parts[place] for place in used], [seconds[place] for place in used]


def tests_of(mutant: Mutant, covered: Covered, readers: Readers) -> list[str]:
    """The tests that run a line, or read what it makes on import, or else those of its room.

    What runs on import has also those of its room, and those that run any other line of its file: a
    cell's table of lines is read through the cell, an example through the table of all.
    """
    lines = set(range(mutant.first, mutant.last + 1))
    found = set(covered.tests(mutant.file, lines))
    if not found or covered.on_import(mutant.file, lines):
        found |= set(readers.tests(mutant))
        found |= set(covered.tests(mutant.file, map(int, covered.lines.get(mutant.file, ()))))
        found |= set(covered.beside(mutant.file))
    return sorted(found or covered.beside(mutant.file))


class Readers:
    """Who reads what a file makes on import: a constant, a table, a default.

    Args:
        tree: the project; covered: what tests run there.
    """

    def __init__(self, tree: Path, covered: Covered) -> None:
        self.covered = covered
        self.texts = {
            file.relative_to(tree).as_posix(): file.read_text(encoding="utf-8").splitlines()
            for top in ("sim", "ui", "pages")
            for file in (tree / top).rglob("*.py")
        }

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests of the lines that name it, and of those that name them."""
        found: set[str] = set()
        names, asked = self._names(mutant.file, mutant.first), set()
        for _ in range(3):
            new: set[str] = set()
            for name in names - asked:
                word = re.compile(rf"\b{re.escape(name)}\b")
                for file, lines in self.texts.items():
                    for line, text in enumerate(lines, 1):
                        if word.search(text):
                            found |= set(self.covered.tests(file, {line}))
                            new |= self._names(file, line)
            asked |= names
            if found:
                break
            names = new
        return sorted(found, key=lambda test: (self.covered.seconds[test], test))

    def _names(self, file: str, line: int) -> set[str]:
        """What a line that runs on import gives a name to: of a file, a class or a function."""
        return {
            name
            for node in ast.parse("\n".join(self.texts[file])).body
            for name in _named(node, line)
        }


def _named(node: ast.stmt, line: int) -> list[str]:
    if not node.lineno <= line <= node.end_lineno and not any(
        one.lineno <= line <= one.end_lineno for one in getattr(node, "decorator_list", ())
    ):
        return []
    match node:
        case ast.ClassDef(name=name, body=body):
            return [name] + [inner for one in body for inner in _named(one, line)]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [one.id for target in targets for one in ast.walk(target) if _is_name(one)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return [name]
        case ast.For() | ast.If() | ast.With() | ast.Try():
            return [one.id for one in ast.walk(node) if _is_name(one)]
    return []


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
