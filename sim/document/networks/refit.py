"""A document in which something has another size, and all that reads it is made to fit.

What is called alike in the layouts before and after keeps its number; what is new is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.document.clamps import fitted, reordered
from sim.document.networks.layout import Layout, Names
from sim.document.networks.parts import with_wires
from sim.document.networks.sequences import Sequence as Rows
from sim.document.networks.sequences import Target
from sim.document.scenario import Scenario
from sim.graph.fits import known_sizes
from sim.network.parts import Part, Wire, at
from sim.network.sizes import shapes_of
from sim.text.checks import shape_of

Order = Sequence[int | None]  # the old row of each new one, from 0; None for a new one


def refitted(
    document: Scenario,
    parts: Sequence[Part],
    inputs: Mapping[str, Rows],
    given: Iterable[str] = (),
    sizes: Mapping[str, Mapping[str, int]] | None = None,
    orders: Mapping[str, Order] | None = None,
    **fields: object,
) -> Scenario:
    """The document with other parts and inputs, in which the rest is made to fit them.

    Args:
        document: stays as it is.
        parts: of the new one, whose numbers may be those of the old.
        inputs: of the new one.
        given: parts that are taken as they stand.
        sizes: part -> how many of a size it has from now on, where it changes.
        orders: input -> where its rows were before; by their place where it is left out.
        fields: others of the new one.

    Raises:
        InputError: it does not fit; names the part.
    """
    before, after = _layouts(document, parts, inputs, set(given), sizes or {}, orders or {})
    made = tuple(
        part if part.name in given or part.name not in document.network.part
        else _part(part, before, after)
        for part in parts
    )  # fmt: skip
    targets = {
        name: _target(name, target, before, after)
        for name, target in document.targets.items()
        if name.partition(".")[0] in after.parts
    }
    return document.changed(parts=made, inputs=dict(inputs), targets=targets, **fields)


def _layouts(document, parts, inputs, given, sizes, orders) -> tuple[Layout, Layout]:
    old = document.network.part
    before = Layout(
        old, {name: _named(*one.rows.shape) for name, one in document.inputs.items()},
        document.sizes, document.network.groups(),
    )  # fmt: skip
    units = {}
    for part in parts:
        with at(part.name):
            if part.name in given or part.name not in old:
                starts = {n: shape_of(f"initial {n}", v) for n, v in part.start.items()
                          if not isinstance(v, Wire)}  # fmt: skip
                data = {n: (0, 0) for n in part.built.graph.data}
                units[part.name] = known_sizes(part.built, 0, shapes_of(part), starts, data)
            else:
                units[part.name] = {**document.sizes[part.name], **sizes.get(part.name, {})}
    names = {part.name for part in parts}
    loops = tuple(tuple(n for n in group if n in names) for group in document.network.groups())
    rows = {}
    for name, one in inputs.items():
        T, X = one.rows.shape
        rows[name] = _named(T, X)
        if name in orders:
            new = ((name, "new", k) for k in range(T))
            rows[name] = tuple(next(new) if k is None else k for k in orders[name]), rows[name][1]
    return before, Layout({part.name: part for part in parts}, rows, units, loops)


def _named(T: int, X: int) -> tuple[Names, Names]:
    return tuple(range(T)), tuple(range(X))


def _part(part: Part, before: Layout, after: Layout) -> Part:
    """The part with numbers for what it reads, looks at and starts from now."""
    name, cell = part.name, part.built
    with at(name):
        params = {
            n: _moved(value, *(_pair(name, size, before, after) for size in cell.graph.shapes[n]))
            for n, value in part.params.items()
        }
        masks = {
            n: _moved(value, *(_pair(name, size, before, after) for size in cell.graph.shapes[n]),
                      blank=1.0)
            for n, value in part.masks.items()
        }  # fmt: skip
        start = {
            n: value if isinstance(value, Wire)
            else _moved(value, _pair(name, cell.rows(n), before, after))
            for n, value in part.start.items()
        }  # fmt: skip
        line = list(cell.graph.lines)[-1]
        signals = {n: _periods(part, n, len(after.size(name, "H"))) for n in part.signals}
        made = replace(
            part, params=params, masks=masks, start=start, signals=signals,
            labels=_words(part.labels, before.line(name, line), after.line(name, line)),
            clamps=_clamps(part, before.steps(name), after.steps(name)),
        )  # fmt: skip
        made = replace(made, params=made.built.masked(made.params))
        return with_wires(made, [_wire(wire, part, before, after) for wire in made.wires])


def _pair(part: str, size: str, before: Layout, after: Layout) -> tuple[Names, Names]:
    return before.size(part, size), after.size(part, size)


def _moved(value: np.ndarray, *axes: tuple[Names, Names], blank: float = 0.0) -> np.ndarray:
    """The numbers in the places of what is called as they were; blank where nothing was."""
    if all(old == new for old, new in axes):
        return value
    for axis, (old, new) in enumerate(axes):
        value = np.moveaxis(value, axis, 0)
        found = np.full((len(new), *value.shape[1:]), blank)
        for k, row in enumerate(order_of(old, new)):
            if row is not None:
                found[k] = value[row]
        value = np.moveaxis(found, 0, axis)
    return np.ascontiguousarray(value)


def order_of(old: Names, new: Names) -> list[int | None]:
    """Where each of some names stood before; None for one that is new.

    Args:
        old: names before.
        new: names now.
    """
    place = {name: k for k, name in enumerate(old)}
    return [place.get(name) for name in new]


def _words(words: tuple[str, ...], old: Names, new: Names) -> tuple[str, ...]:
    if not words or old == new:
        return words
    return tuple("" if k is None else words[k] for k in order_of(old, new))


def _clamps(part: Part, old: Names, new: Names):
    if new[: len(old)] == old[: len(new)]:  # cut or lengthened at its end
        return fitted(part.built, part.clamps, len(new))
    return reordered(part.clamps, order_of(old, new))


def _periods(part: Part, name: str, count: int) -> tuple[int, ...]:
    """Periods of so many units; one that is new is as slow as the last."""
    found = part.signals[name]
    return (found + found[-1:] * count)[:count] if len(found) != count else found


def _wire(wire: Wire, part: Part, before: Layout, after: Layout) -> Wire:
    """The wire with a first row that is as long as the rows that it shifts."""
    if not wire.first:
        return wire
    stages = [layout.taps(wire, part) for layout in (before, after)]
    at = [*wire.taps.split(), "shift"].index("shift")
    old, new = (stage[at][1] for stage in stages)
    return replace(wire, first=tuple(_moved(np.array(wire.first), (old, new)).tolist()))


def _target(name: str, target: Target, before: Layout, after: Layout) -> Target:
    """The target with rows for the steps and numbers of its line; new steps do not count."""
    part, _, line = name.partition(".")
    old, new = before.steps(part), after.steps(part)
    mask = target.mask
    if old != new and (mask is not None or set(new) - set(old)):
        mask = _moved(np.ones(len(old)) if mask is None else mask, (old, new))
    if isinstance(target.rows, Wire):
        return replace(target, mask=mask)
    axes = (old, new), (before.line(part, line), after.line(part, line))
    return replace(target, rows=_moved(target.rows, *axes), mask=mask)
