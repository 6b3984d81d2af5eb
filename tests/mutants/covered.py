"""Which tests run a line, and how long each takes: one run of the suite under coverage."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path

import coverage
import pytest

SHARED = "shared by the tests of "  # context of what several tests are given
IMPORT = "on import"  # context of what belongs to no test
TOLD = "MUTANTS_CONTEXT"  # what the processes that a test starts belong to
SETTINGS = f"""\
[run]
source = sim,ui,pages
data_file = .mutants/coverage
parallel = true
sigterm = true
context = ${{{TOLD}-}}
disable_warnings = no-data-collected,module-not-measured,dynamic-conflict
"""


class Recorder:
    """A plugin of pytest that says whose lines are run, and forgets what tests before have made.

    Without that the first test that asks would be the only one of a run that all share.
    """

    def __init__(self, recorded: coverage.Coverage) -> None:
        self.recorded = recorded
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    def _belongs_to(self, context: str) -> None:
        os.environ[TOLD] = context
        self.recorded.switch_context(context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        forget()
        self._belongs_to(item.nodeid)
        begun = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - begun
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request: pytest.FixtureRequest) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        before = os.environ[TOLD]
        self._belongs_to(SHARED + before.partition("::")[0])
        try:
            return (yield)
        finally:
            self._belongs_to(before)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)


def forget() -> None:
    """Forget every value that a function of ours has kept, and the runs that visitors share."""
    ours = [m for name, m in sys.modules.items() if name.split(".")[0] in {"sim", "ui"}]
    for one in itertools.chain.from_iterable(vars(module).values() for module in ours):
        if type(one) is _lru_cache_wrapper:
            one.cache_clear()
    if work := sys.modules.get("ui.memory.work"):
        work.STORE.shrink(0)


class NotInTheBrowser:
    """A plugin of pytest that leaves out the tests that need Chromium."""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list) -> None:
        seen = [one for one in items if "chromium" in one.fixturenames]
        config.hook.pytest_deselected(items=seen)
        items[:] = [one for one in items if "chromium" not in one.fixturenames]


def record(tree: Path, part: int, parts: int) -> None:
    """Run a part of the suite in this process, and write down what it runs.

    Args:
        tree: a copy of the project, the working directory.
        part: which part, from 0.
        parts: how many there are.
    """
    settings = tree / ".mutants" / "settings"
    recorded = coverage.Coverage(config_file=str(settings))
    os.environ |= {TOLD: "", "COVERAGE_PROCESS_START": str(settings)}
    recorded.start()
    recorder = Recorder(recorded)
    files = sorted((tree / "tests").rglob("test_*.py"))
    files = [str(one) for one in files if "e2e" not in one.parts][part::parts]
    options = ["-q", "-p", "no:cacheprovider", "-n", "0"]
    pytest.main([*options, *files], plugins=[recorder, NotInTheBrowser()])
    recorded.stop()
    recorded.save()
    told = {"seconds": recorder.seconds, "failed": sorted(recorder.failed)}
    (tree / ".mutants" / f"tests{part}.json").write_text(json.dumps(told), encoding="utf-8")


@dataclass
class Covered:
    """What was written down of a copy of the project.

    Args:
        seconds: test -> of a processor; failed: tests that do so without any mistake.
        lines: file -> line -> places of tests in `contexts`.
    """

    seconds: dict[str, float]
    failed: list[str]
    contexts: list[str]
    lines: dict[str, dict[str, list[int]]]

    @classmethod
    def read(cls, file: Path) -> Covered:
        """What `keep` wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def keep(self, file: Path) -> None:
        """Write it down."""
        file.write_text(json.dumps(vars(self)), encoding="utf-8")

    def tests(self, file: str, lines: Iterable[int]) -> list[str]:
        """The tests that run one of some lines, the quickest first; without those that fail."""
        found: set[str] = set()
        for place in {one for line in lines for one in self.lines.get(file, {}).get(str(line), ())}:
            context = self.contexts[place]
            if context.startswith(SHARED):
                owner = f"{context.removeprefix(SHARED)}::"
                found |= {test for test in self.seconds if test.startswith(owner)}
            elif context != IMPORT:
                found.add(context)
        return sorted(found - set(self.failed), key=lambda test: (self.seconds[test], test))

    def on_import(self, file: str, lines: Iterable[int]) -> bool:
        """Whether one of some lines runs when a file is imported, a cell's function for example."""
        own = self.lines.get(file, {})
        return any(self.contexts[k] == IMPORT for line in lines for k in own.get(str(line), ()))

    def beside(self, file: str) -> list[str]:
        """The tests of a file's room: of a line that runs in a server alone."""
        room = f"tests/{file.rpartition('/')[0]}/"
        found = [test for test in self.seconds if test.startswith(room)]
        return sorted(set(found) - set(self.failed), key=lambda test: (self.seconds[test], test))


def record_all(tree: Path, processes: int) -> Covered:
    """Run the whole suite once, in some processes.

    Args:
        tree: a copy of the project, in which this is written down.
        processes: how many.
    """
    kept = tree / ".mutants"
    kept.mkdir()
    (kept / "settings").write_text(SETTINGS, encoding="utf-8")
    code = "import sys, pathlib; from tests.mutants.covered import record; "
    code += f"record(pathlib.Path.cwd(), int(sys.argv[1]), {processes})"
    at_work = []
    for part in range(processes):
        with (kept / f"log{part}").open("w") as log:
            command = [sys.executable, "-c", code, str(part)]
            at_work.append(subprocess.Popen(command, cwd=tree, stdout=log, stderr=log))
    for one in at_work:
        one.wait()
    return gathered(tree)


def gathered(tree: Path) -> Covered:
    """What all processes have written down.

    Args:
        tree: the copy of the project that they ran in.
    """
    kept = tree / ".mutants"
    seconds: dict[str, float] = {}
    failed: list[str] = []
    for one in kept.glob("tests*.json"):
        told = json.loads(one.read_text(encoding="utf-8"))
        seconds |= told["seconds"]
        failed += told["failed"]
    places: dict[str, int] = {}
    lines: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for file in kept.glob("coverage.*"):
        data = coverage.CoverageData(str(file))
        data.read()
        for path in data.measured_files():
            own = lines[Path(path).relative_to(tree).as_posix()]
            for line, contexts in data.contexts_by_lineno(path).items():
                known = [one for one in contexts if one in seconds or one.startswith(SHARED)]
                known += [IMPORT] * ("" in contexts)
                own[str(line)] |= {places.setdefault(one, len(places)) for one in known}
    plain = {file: {n: sorted(who) for n, who in own.items()} for file, own in lines.items()}
    return Covered(seconds, sorted(failed), list(places), plain)
