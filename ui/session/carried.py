"""A scenario in another cell, with a sentence on the weights that it has there."""

from __future__ import annotations

from collections.abc import Mapping

from sim.cells import CELLS
from sim.document.arrays import BEFORE
from sim.document.convert import Carried, roles
from sim.document.initialise import LEAK
from sim.document.seen import PartScenario
from sim.graph.letters import letter_of
from sim.graph.schematic import schematic
from sim.lab import comparison
from ui.words import listed, sentences, t


def in_cell(scenario: PartScenario, cell: str) -> tuple[PartScenario, str]:
    """A scenario in another cell, and what to say of its weights there.

    Args:
        scenario: in any other cell.
        cell: key in CELLS.
    """
    other, origin = comparison.in_cell(scenario, cell)
    return other, come(origin, scenario.cell, other)


def come(origin: Carried | str | None, old: str, new: PartScenario) -> str:
    """How the weights of a scenario came to be in its cell; "" where they are its own.

    Args:
        origin: as `sim.lab.comparison` says it.
        old: key of the cell from which they came.
        new: the scenario there.
    """
    if origin is None:
        return ""
    if isinstance(origin, str):  # what a cell can do is said of its own gates
        return t("compare.task_held" if new.clamps else f"compare.task_{origin}_{new.cell}")
    shapes = {name: value.shape for name, value in new.params.items()}
    return told(origin, old, new.cell, shapes)


def told(carried: Carried, old: str, new: str, shapes: Mapping[str, tuple[int, ...]]) -> str:
    """What was carried over into another cell, and what that does there.

    Args:
        carried: the report of `with_cell`.
        old: key of the cell before.
        new: key of the cell now.
        shapes: of its parameters.
    """
    before, after = CELLS[old].owners, CELLS[new].owners
    pairs = [*carried.renamed, *((name, name) for name in carried.kept)]
    # A readout that became the cell's own, or the other way round, is no line of both.
    moved = {(before[a], after[b]) for a, b in pairs if a in before and b in after}
    order = [line.name for line in CELLS[new].lines]
    names = [
        a if a == b else f"{a} → {b}"
        for a, b in sorted(moved, key=lambda pair: order.index(pair[1]))
    ]
    kept = sum(b in after for _, b in pairs)
    left = [name for name in carried.dropped if not name.endswith(BEFORE)]
    lost = _lost(carried, new, shapes)
    name = t(f"cells.{old}")
    what = t(
        f"step.carried_{_what(carried, old, new)}", kept=kept, all=kept + len(carried.drawn),
        old=name, lines=listed(names), seed=carried.seed, keep=_keep(new), left=len(left),
        leak=LEAK,
    )  # fmt: skip
    said = [what]
    if lost:
        said.append(t("step.carried_masked"))
    if len(left) < len(carried.dropped):
        said.append(t("step.carried_initial", old=name))
    return sentences(said)


def _what(carried: Carried, old: str, new: str) -> str:
    """The case, as the words name it."""
    drawn = [name for name in carried.drawn if letter_of(name).role != "leak"]
    if carried.drawn and not drawn:
        return "leak"
    if not any(line.role == "gate" for line in CELLS[new].lines):
        arrays = [name for name in carried.dropped if not name.endswith(BEFORE)]
        alone = "left" if arrays else "all"
        alone = alone if schematic(CELLS[new])["memories"] else "no_gates"
        return "random" if drawn else alone
    # What was made for two gates is now done by one.
    if _is_tied(new) and _keep(old) and not _is_tied(old):
        return "tied_random" if carried.drawn else "tied"
    if carried.drawn:
        return "random"
    return "left"


def _keep(cell: str) -> str:
    return roles(cell).get("keep", "")


def _is_tied(cell: str) -> bool:
    """Whether one gate decides what is kept and what is written."""
    plan = schematic(CELLS[cell])
    own = {box["line"] for box in plan["boxes"]}  # of gates with weights of their own
    return any(
        valve["gate"] == memory["keep"][0]["gate"] or valve["gate"] not in own
        for memory in plan["memories"]
        if memory["keep"]
        for write in memory["writes"]
        for valve in write["valves"]
    )


def _lost(carried: Carried, new: str, shapes: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether numbers were carried into an array of which the cell has not every entry."""
    names = [*carried.kept, *(name for _, name in carried.renamed)]
    masks = (CELLS[new].mask(name, shapes[name]) for name in names if name in shapes)
    return any(mask is not None and not mask.all() for mask in masks)
