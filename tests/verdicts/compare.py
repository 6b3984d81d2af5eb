"""Predicates of what the Compare page says of cells on the same inputs."""

from __future__ import annotations

import re
from random import Random

import numpy as np

from sim import CELLS, Clamp
from sim.document.resize import resized
from sim.lab import Side, counts, equations, side
from sim.presets import PRESETS
from sim.run.clamps import clampable
from tests.cells import RECURRENT
from tests.parts import WITH_MEMORY
from ui.compare import header, sections
from ui.compare.other import KEPT, Other, with_memory
from ui.compare.settings import GATES, HELD, CompareSettings
from ui.words import t

STATIC = "The inputs of the Step page in each cell: "


def check(draw: Random) -> None:
    """Judge the page with random cells, gates and steps held; raises AssertionError."""
    scenario = draw.choice(list(WITH_MEMORY.values())).alone()
    keys = draw.sample(list(RECURRENT), draw.randint(2, 4))
    runs = {}
    for key in keys:
        made = side(scenario, key)
        clamps = [_clamp(draw, made) for _ in range(draw.choice((0, 0, 1, 3)))]
        runs[key] = side(scenario, key, tuple(c for c in clamps if c)) if made.origin else made
    held(CompareSettings(cells=keys), runs)
    tinted(runs)
    gates(runs)
    two(draw)
    proportions(tuple(keys), *(draw.randint(1, most) for most in (16, 32, 8)))


def _clamp(draw: Random, made: Side) -> Clamp | None:
    names, T = clampable(made.trace.cell), made.trace.T
    first = draw.randint(1, T)
    last = draw.choice((None, draw.randint(first, T)))
    value = draw.choice((HELD.least, HELD.most, round(draw.random(), 2)))
    return Clamp(draw.choice(list(names)), value, first, last) if names else None


def held(choice: CompareSettings, runs: dict[str, Side]) -> None:
    """The sizes; and of every gate of every step, whether it is held, and at which value."""
    said = header.sentence(choice, runs)
    assert said.startswith(STATIC), said
    sizes = dict(re.findall(r"([XHT]) (\d+)", said.split(". ")[0]))
    marks: dict[tuple[str, str], np.ndarray] = {}
    titles = sorted(((t(f"cells.{key}"), key) for key in runs), key=lambda one: -len(one[0]))
    for part in re.findall(r"Held: (.*); dashed", said):
        for one in part.split(" · "):
            key = next(key for title, key in titles if one.startswith(f"{title} "))
            m = re.search(r"(\w) = ([0-9.e-]+)(?: \(steps? (\d+) to (\d+)\))?$", one)
            T = runs[key].trace.T
            steps = slice(int(m[3] or 1) - 1, int(m[4] or T))
            at = marks.setdefault((key, m[1]), np.full(T, np.nan))
            assert np.isnan(at[steps]).all(), f"twice: {one}"
            at[steps] = float(m[2])
    for key, one in runs.items():
        trace = one.trace
        assert (trace["x"].shape[1], *trace["h"].shape[::-1]) == tuple(
            int(sizes[name]) for name in "XHT"
        ), said
        assert np.array_equal(trace["x"], next(iter(runs.values())).trace["x"])
        assert (one.ghost is not None) == any(cell == key for cell, _ in marks), said
        for gate in clampable(trace.cell):
            at = marks.get((key, gate), np.full(trace.T, np.nan))
            on = ~np.isnan(at)
            assert np.allclose(trace[gate][on], at[on][:, None], atol=5e-7), (key, gate, said)
            known = trace.held.get(gate)
            really = np.zeros(trace.T, bool) if known is None else np.asarray(known, bool)
            assert np.array_equal(on, really), (key, gate, said)


def two(draw: Random) -> None:
    """Of two scenarios: whether they are alike, which is longer, which has more units."""
    heard = [key for key in with_memory() if PRESETS[key].scenario.inputs.size]
    own, other = (draw.choice([*heard, KEPT]) for _ in range(2))
    here = PRESETS[heard[0] if own == KEPT else own].scenario.alone()
    page = CompareSettings(other=Other(other, kept=resized(here, T=2)))
    runs = page.sides(here, {})
    traces = [one.trace for one in runs.values()]
    said = header.sentence(page, runs)
    alike = all(np.array_equal(*(trace[name] for trace in traces)) for name in ("x", "h"))
    assert said.startswith("The same numbers twice") == alike, said
    for k, what in ((0, "step"), (1, "unit")):
        sizes = [trace["h"].shape[k] for trace in traces]
        told = re.search(rf"This has (\d+) {what}s? and the other (\d+)", said)
        assert (sizes[0] != sizes[1]) == bool(told), said
        assert not told or [int(told[1]), int(told[2])] == sizes, said


def tinted(runs: dict[str, Side]) -> None:
    """Tinted: another cell on screen has the quantity with another formula."""
    found = equations(runs)
    for key, lines in found.items():
        for name, (text, differs) in lines.items():
            others = [one[name][0] for k, one in found.items() if k != key and name in one]
            assert differs == any(other != text for other in others), (key, name)


def gates(runs: dict[str, Side]) -> None:
    """What keeps, and the others: each gate stands in one of the two charts of gates."""
    for key, one in runs.items():
        shown = [set(sections._gates(one, which)) for which in GATES]
        keep = {"f"} if "f" in one.cell.line else {"z"} if "z" in one.cell.line else set()
        assert shown[0] == keep and not shown[0] & shown[1], key
        assert shown[0] | shown[1] == {n.name for n in one.trace.cell.lines if n.role == "gate"}


def proportions(keys: tuple[str, ...], X: int, H: int, Y: int) -> None:
    """The counts, and how they stand to each other, from the sizes of the arrays."""
    sizes = {
        key: sum(_entries(key, *array) for array in CELLS[key].shapes(X, H, Y).items())
        for key in RECURRENT
    }
    for key, found in counts(keys, X, H, Y).items():
        assert found["all"] == sizes[key] == found["W"] + found["U"] + found["vectors"]
    assert sizes["elman"] == X * H + H * H + H
    said = sections.proportions_said(keys, X, H)
    for text in said:
        m = re.match(r"The (LSTM|GRU) has ([\d.]+) times an Elman cell's\.", text)
        if m:
            assert float(m[2]) * sizes["elman"] == sizes[m[1].lower()], text
        elif m := re.match(r"The GRU has ([\d.]+) % fewer than the LSTM: a quarter\.", text):
            assert 4 * sizes["gru"] == 3 * sizes["lstm"] and float(m[1]) == 25, text
        else:
            m = re.match(r"Reset after has (\d+) more than reset before: H, ", text)
            assert int(m[1]) == H == sizes["gru_reset_after"] - sizes["gru"], text
    pairs = [("lstm", "elman"), ("gru", "elman"), ("gru", "lstm")]
    assert len(said) == sum(set(pair) <= set(keys) for pair in pairs) + ("gru_reset_after" in keys)


def _entries(key: str, name: str, shape: tuple[int, ...]) -> int:
    """What a cell has of a matrix: a clockwork unit hears those that are renewed as rarely."""
    if key != "clockwork" or not name.startswith("U_"):
        return int(np.prod(shape))
    H = shape[0]
    groups = [k * 4 // max(H, 4) for k in range(H)]
    return sum(groups[j] >= groups[k] for k in range(H) for j in range(H))
