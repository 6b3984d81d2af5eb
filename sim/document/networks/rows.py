"""The rows that reach a part: where they come from, and what changing one of them changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.document.networks.parts import with_wires
from sim.document.networks.sequences import Sequence
from sim.document.scenario import Scenario
from sim.network.parts import Part, Wire
from sim.text.errors import InputError, shown

WHOLE = ("", "back")  # taps that hand on every row as it is
SHIFTED = ("shift",)  # hand on every row but the last, one step later


def sole_source(document: Scenario, part: Part) -> Wire | None:
    """The wire by which a part reads one sequence from outside and nothing else, row by row.

    Args:
        document: of that part.
        part: of it.
    """
    wires = part.reads
    whole = len(wires) == 1 and wires[0].source in document.inputs and wires[0].taps in WHOLE
    return wires[0] if whole else None


def is_typed(document: Scenario, wire: Wire) -> bool:
    """Whether what a wire brings are numbers of the document's own, a row for a row.

    Args:
        document: of that wire.
        wire: read by a part.
    """
    return wire.source in document.inputs and wire.taps in (*WHOLE, *SHIFTED)


def columns_said(document: Scenario, part: Part) -> tuple[str, ...]:
    """A word for each number that reaches a part at a step, "" where nobody gave one.

    Args:
        document: of that part.
        part: of it.
    """
    found = []
    for wire, row in document.network.columns(part.name):
        plain = wire.taps in (*WHOLE, *SHIFTED)
        words = _words(document, wire) if plain else ()
        found.append(words[row] if row < len(words) else "")
    return tuple(found)


def _words(document: Scenario, wire: Wire) -> tuple[str, ...]:
    if wire.source in document.inputs:
        return document.inputs[wire.source].labels
    source = document.network.part[wire.source]
    return source.labels if wire.line in ("", source.built.output) else ()


def steps_said(document: Scenario, part: Part, seen: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A word for each timestep of a part, () where nobody gave one.

    Args:
        document: of that part.
        part: of it.
        seen: names of parts that were asked already.
    """
    T = document.sizes[part.name]["T"]
    for wire in part.reads:
        if wire.taps not in (*WHOLE, *SHIFTED) or wire.source in seen:
            continue
        if wire.source in document.inputs:
            words = document.inputs[wire.source].steps
        else:
            source = document.network.part[wire.source]
            words = steps_said(document, source, (*seen, part.name))
        if len(words) == T:
            return words[::-1] if wire.taps == "back" else words
    return ()


def positions_said(document: Scenario, part: Part) -> tuple[str, ...]:
    """A word for each position that a part looks at, () where nobody gave one or it looks at none.

    Args:
        document: of that part.
        part: of it.
    """
    for wire in part.memory.values():
        if wire.taps not in WHOLE:
            continue
        if wire.source in document.inputs:
            words = document.inputs[wire.source].steps
        else:
            words = steps_said(document, document.network.part[wire.source])
        return words[::-1] if wire.taps == "back" else words
    return ()


def with_rows(document: Scenario, part: Part, old: np.ndarray, new: np.ndarray) -> Scenario:
    """The document in which other numbers reach a part that reads several things.

    Args:
        document: stays as it is.
        part: of it.
        old: (T, X) that reaches it now.
        new: (T, X).

    Raises:
        InputError: another shape, or a number that another part sends.
    """
    columns = document.network.columns(part.name)
    if new.shape != old.shape:
        if not part.reads:
            raise InputError("inputs_empty")
        where = next((w for w, _ in columns if w.source not in document.inputs), part.reads[0])
        raise InputError("comes_from", name="x", source=shown(where))
    rows = {name: one.rows.copy() for name, one in document.inputs.items()}
    firsts = {wire: list(wire.first) for wire, _ in columns}
    for t, column in np.argwhere(old.view(np.int64) != new.view(np.int64)):
        wire, row = columns[column]
        if not is_typed(document, wire) and not (wire.taps in SHIFTED and t == 0):
            raise InputError("comes_from", name=f"x.{t + 1}.{column + 1}", source=shown(wire))
        at = t - (wire.taps in SHIFTED)
        if at < 0:
            firsts[wire][row] = new[t, column]
        else:
            rows[wire.source][-1 - at if wire.taps == "back" else at, row] = new[t, column]
    changed = {
        name: one if np.array_equal(one.rows, rows[name]) else replace(one, rows=rows[name])
        for name, one in document.inputs.items()
    }
    wires = [replace(w, first=tuple(firsts[w])) if w in firsts else w for w in part.wires]
    parts = tuple(with_wires(one, wires) if one is part else one for one in document.parts)
    return document.changed(inputs=changed, parts=parts)


def with_sequence(
    document: Scenario, wire: Wire, rows: np.ndarray | None, labels: Mapping[str, tuple[str, ...]]
) -> dict[str, Sequence]:
    """The inputs with another sequence in the place of the one that a wire reads whole.

    Args:
        document: stays as it is.
        wire: from `sole_source`.
        rows: (T, X) as the part reads them, None for those that are there.
        labels: words of inputs "x" and timesteps "t", as the part reads them.
    """
    old, back = document.inputs[wire.source], wire.taps == "back"
    rows = old.rows if rows is None else np.ascontiguousarray(rows[::-1]) if back else rows
    steps = tuple(labels.get("t", ()))
    frame = old.frame if rows.shape[1] == old.rows.shape[1] else None
    new = Sequence(rows, tuple(labels.get("x", ())), steps[::-1] if back else steps, frame)
    return {**document.inputs, wire.source: new}
