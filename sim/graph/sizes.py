"""Sizes of a graph's nodes by unification: what meets in an operation has one size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.graph.letters import letter_of

HARD = ("X", "H", "Y")  # two of them are never one size; the others give way
SOFT = ("A", "D", "N", "H", "Y", "")  # what a size is called where nothing else names it
ONE = "1"  # of a column, which stands beside any number of positions


class _Axis:
    """A size that is not known yet; joined axes share the last one of the chain."""

    __slots__ = ("_next", "hard", "soft")

    def __init__(self, soft: str = "", hard: str = ""):
        self._next: _Axis | None = None
        self.soft, self.hard = soft, hard

    def end(self) -> _Axis:
        axis = self
        while axis._next is not None:
            axis = axis._next
        return axis

    def join(self, other: _Axis, where: object) -> None:
        one, two = self.end(), other.end()
        if one is two:
            return
        if one.hard and two.hard and one.hard != two.hard:
            raise ValueError(f"{where!r}: {one.hard} numbers meet {two.hard}")
        two._next = one
        one.hard = one.hard or two.hard
        one.soft = min(one.soft, two.soft, key=SOFT.index)


Axes = tuple[_Axis, ...]


def sizes_of_nodes(
    nodes: Iterable, states: Mapping[str, object], leaves: Mapping[str, object]
) -> dict[int, tuple[str, ...]]:
    """Symbolic shape of every node by id.

    Args:
        nodes: of the graph, in order of evaluation.
        states: name -> its line.
        leaves: of the graph, by name.

    Returns:
        ("H",), ("A", "N"), ("A", "1") of a column, () of a constant. A second size of one kind, as
        of a second matrix of data, is "D2".

    Raises:
        ValueError: sizes that differ are asked to be one.
    """
    axes: dict[int, Axes] = {}
    nodes = list(nodes)
    for node in nodes:
        axes[id(node)] = _axes(node, axes)
    for name, line in states.items():
        leaf = leaves[f"{name}_prev"]
        if id(leaf) in axes:
            axes[id(leaf)][0].join(axes[id(line)][0], leaf)
    names = _named([axis.end() for node in nodes for axis in axes[id(node)]])
    if states and "H" not in names.values():  # of nothing but loose sizes the first state has H
        names[id(axes[id(next(iter(states.values())))][0].end())] = "H"
    return {
        key: tuple(ONE if axis.hard == ONE else names[id(axis.end())] for axis in found)
        for key, found in axes.items()
    }


def _named(ends: list[_Axis]) -> dict[int, str]:
    names: dict[int, str] = {}
    for end in ends:
        if id(end) in names:
            continue
        name = end.hard or end.soft or "H"
        same = [n for n in names.values() if n.rstrip("0123456789") == name]
        names[id(end)] = name if name in HARD or not same else f"{name}{len(same) + 1}"
    return names


def _axes(node, axes: Mapping[int, Axes]) -> Axes:
    if node.op == "const":
        return ()
    if node.op == "input":
        return (_Axis(hard="X"),)
    if node.op == "param":
        letter = letter_of(node.name)
        rows = _Axis(soft=letter.rows) if letter.loose else _Axis(hard=letter.rows)
        return (rows, _Axis())[: letter.rank]
    if node.op == "data":
        return _Axis(soft="D"), _Axis(soft="N")
    if node.is_leaf:  # a state or a signal
        return (_Axis(soft="H"),)
    args = [axes[id(arg)] for arg in node.args]
    if node.op == "column":
        return args[0][0], _Axis(hard=ONE)
    if node.op in ("matmul", "mix", "project"):
        (rows, columns), (first, *rest) = args
        columns.join(first, node)
        return rows, *rest
    if node.op == "match":
        (vector,), (rows, columns) = args
        vector.join(rows, node)
        return (columns,)
    found: Axes = ()
    for other in args:
        if not found:
            found = other
        elif other:
            found = tuple(_wider(one, two, node) for one, two in zip(found, other, strict=True))
    return found


def _wider(one: _Axis, other: _Axis, node) -> _Axis:
    if ONE in (one.hard, other.hard):
        return other if one.hard == ONE else one
    one.join(other, node)
    return one
