"""`python -m tests.mutants [count] [seed]`: 500 mistakes unless told; prints its seed.

Works in copies of the tree below the system's temporary folder. Each mistake is tried against the
tests, outside of the browser, that run its line. Survivors that are known, with one reason each,
stand in known.json; ends with 1 where fewer than `GOAL` of the others are noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.mutants.covered import Covered, record_all
from tests.mutants.draw import drawn, sources
from tests.mutants.operators import Mutant
from tests.mutants.trial import HUNG, SURVIVED, Readers, Trial, copy, in_parts, tests_of, warm
from tests.test_architecture import room_of

ROOT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("known.json")
PROCESSES = 2
GOAL = 0.9


def main(count: int = 500, seed: int | None = None) -> int:
    """Try `count` mistakes; returns what the process ends with."""
    seed = random.SystemRandom().randrange(2**32) if seed is None else seed
    print(f"seed {seed}", flush=True)
    os.environ |= {"CI": "true", "OPENBLAS_NUM_THREADS": "1"}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        covered = coverage_of(ROOT, Path(folder))
        took = time.monotonic() - begun
        print(f"{len(covered.seconds)} tests in {took:.0f} s, {sorted(covered.failed)}", flush=True)
        trees = [Path(folder, f"tree{place}") for place in range(PROCESSES)]
        for tree in trees:
            copy(ROOT, tree)
        mutants = drawn(sources(trees[0]), count, seed)
        outcomes = tried(mutants, covered, trees)
    print(f"{time.monotonic() - begun:.0f} s")
    return report(mutants, outcomes)


def coverage_of(root: Path, folder: Path) -> Covered:
    """What each test runs; kept for the next draw as long as no file of the project changes."""
    digest = hashlib.sha256()
    for top in ("sim", "ui", "pages", "tests"):
        for file in sorted((root / top).rglob("*")):
            inside = file.relative_to(root).as_posix()
            if file.is_file() and not inside.startswith("tests/mutants/") and file.suffix != ".pyc":
                digest.update(inside.encode() + b"\0" + file.read_bytes())
    kept = Path(tempfile.gettempdir(), f"mutants-{digest.hexdigest()[:16]}.json")
    if not kept.exists():
        tree = folder / "covered"
        copy(root, tree)
        record_all(tree, PROCESSES).keep(kept)
    return Covered.read(kept)


def tried(mutants: list[Mutant], covered: Covered, trees: list[Path]) -> dict[Mutant, str]:
    """Each mistake with what the tests made of it; one at a time in each tree.

    Args:
        mutants: drawn.
        covered: which tests run which line.
        trees: copies of the project.
    """
    warm()
    readers = Readers(trees[0], covered)
    waiting, free, running = list(reversed(mutants)), list(trees), []
    outcomes: dict[Mutant, str] = {}
    while waiting or running:
        while waiting and free:
            one = waiting.pop()
            tests = tests_of(one, covered, readers)
            if not tests:
                _told(outcomes, one, SURVIVED, 0)
                continue
            trial = Trial(one, free.pop(), *in_parts(one, tests, covered))
            trial.start()
            running.append(trial)
        for trial in list(running):
            if outcome := trial.ended():
                running.remove(trial)
                free.append(trial.tree)
                _told(outcomes, trial.mutant, outcome, sum(map(len, trial.parts)))
        time.sleep(0.05)
    return outcomes


def _told(outcomes: dict[Mutant, str], mutant: Mutant, outcome: str, tests: int) -> None:
    outcomes[mutant] = outcome
    if outcome in (SURVIVED, HUNG):
        print(f"{len(outcomes)} {outcome} {tests} tests: {mutant}", flush=True)


def report(mutants: list[Mutant], outcomes: dict[Mutant, str]) -> int:
    """Say how many were noticed, of which room those are that were not, and which nobody knows."""
    known = {tuple(one["key"]): one for one in json.loads(KNOWN.read_text(encoding="utf-8"))}
    left = [one for one in mutants if outcomes[one] == SURVIVED]
    equal = [one for one in left if known.get(one.key, {}).get("equivalent")]
    unnoticed = [one for one in left if one not in equal]
    for one in unnoticed:
        reason = known.get(one.key, {}).get("reason", "NOT LISTED")
        print(f"  {one}\n      {reason}\n      {json.dumps(one.key, ensure_ascii=False)}")
    asked = Counter(room_of(one.file) for one in mutants if one not in equal)
    missed = Counter(room_of(one.file) for one in unnoticed)
    print(*(f"{room}: {n - missed[room]} of {n}" for room, n in asked.items()), sep=", ")
    count = len(mutants) - len(equal)
    noticed = count - len(unnoticed)
    hung = Counter(outcomes.values())[HUNG]
    print(f"{len(mutants)} drawn, {len(equal)} equivalent; of {count} noticed: {noticed}", end=" ")
    print(f"({noticed / count:.1%}), {hung} of them by their time")
    return int(noticed < GOAL * count)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
