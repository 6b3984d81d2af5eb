"""Changing a scenario's cell or sizes while keeping every number that still means something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.cells import CELLS
from sim.document.arrays import arrays, changes, shapes
from sim.document.clamps import fitted
from sim.document.initialise import initialise
from sim.document.seen import PartScenario, check_sizes
from sim.graph.cell import Cell
from sim.graph.schematic import schematic
from sim.network.outputs import dense_output
from sim.network.parts import Part
from sim.run.clamps import Clamp
from sim.run.forward import listed_cell


@dataclass(frozen=True)
class Carried:
    """What the parameters of the cell before turned into in another one.

    Args:
        kept: names of those that stay.
        renamed: (name before, name now) of those kept under another name.
        drawn: names of those that are new and random.
        dropped: names of those left behind, also an initial state ("c_0") that held something and
            has no place any more.
        seed: by which the new ones were drawn.
    """

    kept: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    drawn: tuple[str, ...]
    dropped: tuple[str, ...]
    seed: int


def roles(cell_key: str) -> dict[str, str]:
    """The line that keeps the memory and the line that proposes a new one, by role.

    Args:
        cell_key: key in CELLS.
    """
    cell = CELLS[cell_key]
    plan = schematic(cell)
    found = {}
    for memory in plan["memories"]:
        found["keep"] = memory["keep"][0]["gate"] if memory["keep"] else None
        found["candidate"] = memory["writes"][0]["from"] if memory["writes"] else None
    if not plan["memories"]:
        found["candidate"] = plan["boxes"][0]["line"]
    return {role: line for role, line in found.items() if line in cell.line}


def with_cell(scenario: PartScenario, key: str) -> tuple[PartScenario, Carried]:
    """The same inputs, sizes and readout in another cell, with the weights that carry over.

    A parameter carries over to one of the same name, or to the line with the same task: what keeps
    the memory (f, z) and what proposes a new one (g, n, an Elman cell's h). The rest is drawn.
    A linear readout becomes the output of a cell that has its own, and the other way round.

    Args:
        scenario: the one to change; it stays as it is.
        key: of the new cell, which can stand alone.

    Raises:
        InputError: no such cell.
    """
    cell = listed_cell(key)
    sizes, old = scenario.sizes, CELLS[scenario.cell]
    wanted = cell.shapes(sizes["X"], sizes["H"], sizes["Y"] or 1)
    seed = scenario.seed if scenario.seed is not None else 0
    params = initialise(wanted, mask=cell.mask, seed=seed)
    tasks = {line: role for role, line in roles(scenario.cell).items()}
    target = roles(key)
    kept, renamed = [], []
    source, output, twins = _read_out(scenario, old, cell)
    for name, value in source.items():
        group, _, line = name.partition("_")
        twin = f"{group}_{target[tasks[line]]}" if tasks.get(line) in target else name
        if scenario.cell == key or twin not in wanted:
            twin = twins.get(name, name)
        if twin in wanted and wanted[twin] == value.shape:
            params[twin] = value
            (kept if twin == name else renamed).append(name if twin == name else (name, twin))
        elif name in twins:  # the readout's from now on
            renamed.append((name, twin))
    params = cell.masked(params)
    taken = {*kept, *(new for _, new in renamed)}
    gone = set(source) - {*kept, *(old for old, _ in renamed)}
    known = shapes(cell, sizes["X"], sizes["H"], sizes["T"], sizes["Y"] or 1)
    gone |= {n for n, v in arrays(scenario, "initial").items() if n not in known and v.any()}
    carried = Carried(
        tuple(kept), tuple(renamed), tuple(n for n in wanted if n not in taken),
        tuple(sorted(gone)), seed,
    )  # fmt: skip
    initial = {n: v for n, v in scenario.initial.items() if n in cell.states}
    options = _options(scenario, tasks, target, cell.defaults)
    chosen = cell.with_options(**options)
    new = scenario.changed(
        cell=key, params=params, initial=initial, options=options, seed=seed,
        output=output,
        clamps=fitted(chosen, _renamed(scenario.clamps, tasks, target), sizes["T"]),
    )  # fmt: skip
    return new, carried


def _read_out(
    scenario: PartScenario, old: Cell, new: Cell
) -> tuple[dict[str, np.ndarray], Part | None, dict[str, str]]:
    """The parameters to carry over, the part that still reads out, and which become which.

    A cell with an output of its own has no readout beside it.
    """
    source, output = dict(scenario.params), scenario.output
    if new.own_output and output is not None:
        given = arrays(scenario, "readout")
        twins = {"V": f"V_{new.own_output}", "d": f"d_{new.own_output}"}
        # Nothing of the cell's is a softmax: that is dropped.
        return source | given, None, twins if scenario.output_kind == "linear" else {}
    if old.own_output and not new.own_output:
        names = {f"V_{old.own_output}": "V", f"d_{old.own_output}": "d"}
        return source, dense_output("linear", *(source[name] for name in names)), names
    return source, output, {}


def _renamed(clamps: Sequence[Clamp], tasks, target) -> list[Clamp]:
    """Clamps follow their gate's task, as its weights do."""
    return [replace(c, line=target.get(tasks.get(c.line), c.line)) for c in clamps]


def _options(scenario: PartScenario, tasks, target, defaults) -> dict[str, object]:
    """Activations follow their line's task; a name that has another task now is left behind."""
    options = {}
    for line, option in scenario.options.items():
        twin = target.get(tasks.get(line), line)
        same_task = line in tasks or twin not in target.values()
        if twin in defaults and same_task:
            options[twin] = option
    return options


def resized(
    scenario: PartScenario,
    X: int | None = None,
    H: int | None = None,
    T: int | None = None,
    Y: int | None = None,
) -> PartScenario:
    """The scenario with other sizes; every number that still has a place keeps it, new ones are 0.

    Args:
        scenario: the one to change; it stays as it is.
        X: inputs, None to leave them as they are.
        H: units, likewise.
        T: timesteps, likewise.
        Y: outputs of a cell that puts out its own, likewise; for any other they stay.

    Raises:
        InputError: a size is out of range.
    """
    old = scenario.sizes
    cell = CELLS[scenario.cell]
    asked = {"X": X, "H": H, "T": T} | ({"Y": Y} if cell.own_output else {})
    new = {name: old[name] if size is None else size for name, size in asked.items()}
    check_sizes(**{name: size for name, size in new.items() if size != old[name]})
    Y = new.get("Y", old["Y"])
    wanted = shapes(cell, new["X"], new["H"], new["T"], own=Y, outputs=Y)
    fitting = {name: _fit(array, wanted[name]) for name, array in arrays(scenario).items()}
    changed = changes(scenario, fitting)
    return scenario.changed(
        **changed | {"params": cell.masked(changed["params"])},
        labels=_labels(scenario.labels, new, scenario),
        clamps=fitted(scenario.chosen_cell, scenario.clamps, new["T"]),
    )  # fmt: skip


def _labels(
    labels: Mapping[str, tuple[str, ...]], sizes: Mapping[str, int], scenario: PartScenario
):
    found = {}
    for axis, names in labels.items():
        size = sizes["X"] if axis == "x" else sizes["T"] if axis == "t" else len(names)
        if axis == "y" and scenario.output_kind == "softmax_h":
            size = sizes["H"]
        if axis == "y" and "Y" in sizes:
            size = sizes["Y"]
        found[axis] = (names + ("",) * size)[:size]
    return found


def _fit(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    filled = np.zeros(shape)
    common = tuple(slice(0, min(a, b)) for a, b in zip(array.shape, shape, strict=True))
    filled[common] = array[common]
    return filled
