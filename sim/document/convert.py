"""Changing a scenario's cell or sizes while keeping every number that still means something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.cells import CELLS
from sim.document.arrays import arrays, shapes
from sim.document.clamps import fitted
from sim.document.initialise import initialise
from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from sim.graph.schematic import schematic
from sim.network.outputs import dense_output
from sim.network.parts import Part
from sim.run.clamps import Clamp
from sim.run.forward import listed_cell
from sim.text.errors import InputError


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
        InputError: no such cell, or a part without a state, which stays what it is.
    """
    cell, old = listed_cell(key), CELLS[scenario.cell]
    if not old.states:
        raise InputError("cell_stays", part=scenario.part)
    sizes = dict(scenario.sizes)
    if not scenario.is_plain:  # whoever reads it goes on to read as many numbers
        sizes["Y"] = scenario.document.sizes[scenario.part][old.rows(old.output)]
    every = cell.shapes(sizes["X"], sizes["H"], sizes["Y"] or 1)
    wanted = {name: shape for name, shape in every.items() if all(shape)}  # it may read nothing
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
        **({"output": output} if scenario.is_plain else {}),
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
    if not scenario.is_plain:  # others may hear what reads it out
        return source, output, {}
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
