"""What the stage is sent: one run, its cell's graph, its words; no numbers of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim import Trace
from sim.document.arrays import arrays as arrays_of
from sim.document.arrays import fields_of
from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from sim.graph.letters import letter_of
from sim.graph.schematic import memory_of, schematic
from sim.graph.trees import expressions, order_of_operations
from sim.network.outputs import sums
from sim.presets import Expected
from sim.run.clamps import held_steps
from ui.look.theme import line_colours
from ui.session.view import View
from ui.session.worked import key_of, sent
from ui.shared.blocks import pack
from ui.words import language, second_language, t, words
from ui.words.lines import columns, labels, plain, positions, reads, short, title
from ui.words.refusals import told


def stage_payload(
    scenario: PartScenario,
    trace: Trace,
    view: View,
    expected: Sequence[Expected] = (),
    former: Trace | None = None,
) -> tuple[dict, dict[str, np.ndarray]]:
    """Header and arrays of the stage's data.

    Args:
        scenario: the document on screen.
        trace: its run.
        view: where the person is.
        expected: a lecture's numbers, shown beside ours.
        former: the run before the inputs were changed, shown as a ghost.
    """
    cell = trace.cell
    graph = cell.graph
    arrays = {name: trace[name] for name in trace}
    arrays |= {name: trace.value(name) for name in graph.quantities}
    arrays |= {name: _table(trace.value(name)) for name in graph.tables}
    arrays |= dict(trace.signals) | dict(trace.data)
    if not scenario.sizes["X"]:  # what reads nothing has weights for none of it
        arrays |= {name: np.zeros(shape) for name, shape in cell.shapes(**scenario.sizes).items()}
    arrays |= arrays_of(scenario)
    masks = {name: cell.mask(name, value.shape) for name, value in scenario.params.items()}
    arrays |= {f"mask/{name}": on.astype(float) for name, on in masks.items() if on is not None}
    held = held_steps(trace.clamps, trace.T)
    arrays |= {f"held/{line}": np.where(on, to, np.nan) for line, (on, to) in held.items()}
    if former is not None:
        arrays |= {f"former/{name}": former[name] for name in cell.states}
    out = scenario.read_out(trace)
    if out is not None:
        arrays |= {"y": out["y"], "y_pre": sums(out)}
    header = {
        "rev": view.rev,
        "ack": view.ack,
        "view": {"t": view.t, "unit": view.unit},
        "place": view.place,
        "rejected": told(view.rejected),
        "document": fields_of(scenario),
        "locked": sorted({*view.locked, *scenario.given}),
        "given": sorted(scenario.given),
        "mine": sent(trace, view.mine, arrays.get("y"), view.t, view.unit, key_of(scenario)),
        "cell": {
            "key": cell.key,
            "title": t(f"cells.{cell.key}"),
            "memory": memory_of(cell),
            "family": cell.family,
            "output": cell.output,
            "own": cell.own_output,
            "valves": {name: t(f"cells.line_{name[0]}") for name in _other_valves(cell)},
        },
        "units": scenario.units,
        "sizes": scenario.sizes,
        "states": list(cell.states),
        "lines": [_line(cell, name) for name in sorted(graph.lines, key=_evaluation(graph))],
        "expressions": expressions(cell),
        "order": order_of_operations(cell),
        "usual": {key: activation.name for key, activation in cell.defaults.items()},
        "schematic": _drawn(cell, scenario.sizes["X"]),
        "readout": scenario.output_kind,
        "labels": {axis: labels(scenario, axis) for axis in scenario.labels} | _said(scenario),
        "expected": [_compare(one, arrays) for one in expected],
        "colours": line_colours(),
        "lang": language(),
        "tongue": f"{language()} {second_language()}",
        "words": _words(),
    }
    return header, arrays


def stage_data(
    scenario: PartScenario,
    trace: Trace,
    view: View,
    expected: Sequence[Expected] = (),
    former: Trace | None = None,
    **switches: object,
) -> bytes:
    """What the stage is sent, as one block of bytes.

    A player alone needs no numbers. A stage without one follows that of another and is not told
    where it is: it stays the same while somebody steps, and is not sent again.

    Args:
        scenario: as for `stage_payload`.
        trace: as for `stage_payload`.
        view: as for `stage_payload`.
        expected: as for `stage_payload`.
        former: as for `stage_payload`.
        switches: more for the header: autoplay, parts, ahead.
    """
    header, arrays = stage_payload(scenario, trace, view, expected, former)
    parts = switches.get("parts")
    if parts and "player" not in parts:
        header["view"] = None
    return pack(header | switches, {} if parts == ["player"] else arrays)


def _drawn(cell: Cell, X: int) -> dict:
    """The plan of the picture, without an input where none comes in."""
    plan = schematic(cell)
    if X:
        return plan
    boxes = [
        box | {"feeds": [feed for feed in box["feeds"] if feed["from"] != "x"]}
        for box in plan["boxes"]
    ]
    return plan | {"boxes": boxes}


def _said(scenario: PartScenario) -> dict[str, tuple[str, ...]]:
    """What a part's inputs are called where others send them, and the positions it looks at."""
    found = {"x": columns(scenario), "m": positions(scenario)}
    return {axis: names for axis, names in found.items() if any(names)}


def _table(value: np.ndarray) -> np.ndarray:
    """A matrix over all timesteps, (T, rows, columns): once where none of them changes it."""
    return value[:1] if value.strides[0] == 0 else value


def _other_valves(cell: Cell) -> list[str]:
    """What opens a valve and is no line: a leak, a clock."""
    leaks = [name for name in cell.graph.shapes if letter_of(name).role == "leak"]
    return [*leaks, *cell.graph.signals]


def _words() -> dict[str, str]:
    parts = words("stage") | words("score") | words("held") | words("present")
    return parts | words("joins")


def _evaluation(graph):
    return lambda name: graph.lines[name].order


def _line(cell, name: str) -> dict:
    return {
        "name": name,
        "role": cell.line[name].role,
        "title": title(cell, name),
        "plain": plain(cell, name),
        "short": short(name),
        "reads": reads(cell, name),
        "bounds": [None if np.isinf(b) else b for b in cell.bounds(name)],
    }


def _compare(expected: Expected, arrays: Mapping[str, np.ndarray]) -> dict:
    ours = arrays[expected.line][:, expected.unit]
    ok = [
        None if theirs is None else bool(abs(theirs - mine) <= expected.tolerance)
        for theirs, mine in zip(expected.values, ours, strict=False)
    ]
    return {"line": expected.line, "unit": expected.unit + 1, "ok": ok,
            "values": list(expected.values)[: len(ours)],
            "changed": expected.changed, "by_hand": expected.by_hand}  # fmt: skip
