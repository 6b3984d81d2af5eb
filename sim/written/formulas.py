"""The equations of a cell, read off its graph: with symbols, joined, and with numbers.

Each function takes how to write them, `latex` (the default) or `mathml` of `sim.written.notation`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sim.graph.cell import Cell
from sim.run.trace import Trace
from sim.written._numbers import Numbers, Worked
from sim.written._symbols import Joined, Symbols
from sim.written.notation import latex


def symbols(cell: Cell, write: Callable = latex) -> dict:
    r"""Every line, `f_t = \sigma(W_f x_t + U_f h_{t-1} + b_f)`, in order of evaluation.

    Args:
        cell: the cell with its options.
        write: formula -> what is wanted of it.
    """
    return _equations(cell, Symbols(cell), write)


def joined(cell: Cell, write: Callable = latex) -> dict:
    r"""The form many texts use, with one matrix a line on the stacked vector: W_f [h_{t-1}; x_t].

    Here W_f stands for our U_f and W_f side by side.

    Args:
        cell: the cell with its options.
        write: formula -> what is wanted of it.
    """
    return _equations(cell, Joined(cell), write)


def numbers(
    trace: Trace,
    t: int,
    unit: int,
    decimals: int = 3,
    write: Callable = latex,
    *,
    brief: bool = False,
) -> dict:
    """Every line of one unit at one step with its numbers put in, of those that have such a unit.

    A gate that is held at a value is set, `f_3 := 0.500`, and comes from no sum.

    Args:
        trace: a run of one sequence.
        t: timestep from 1.
        unit: from 1.
        decimals: shown of each number, or up to 6 where an equation needs them to be true as it is
            printed; where no more help it is written with "≈".
        brief: 7 for what is exactly 7, instead of 7.000, also of what was computed.
        write: formula -> what is wanted of it.
    """
    writer = Numbers(trace, t, unit, decimals, brief)
    return _equations(
        trace.cell, writer, write, [n for n in trace.cell.graph.lines if unit <= trace[n].shape[1]]
    )


def operation(cell: Cell, name: str, write: Callable = latex) -> object:
    """One operation in symbols, without its name: "i_t g_t".

    Args:
        cell: the cell with its options.
        name: id of a quantity, as `Trace.value` takes.
        write: formula -> what is wanted of it.
    """
    return write(Symbols(cell).open(cell.graph.by_id[name]))


def worked(
    trace: Trace, name: str, t: int, unit: int, known: Collection[str], write: Callable = latex
) -> object:
    """One operation with its numbers put in, as far as they are known, without its result.

    Args:
        trace: a run of one sequence, or what has its `cell`, `params`, `held` and `value`.
        name: id of a quantity.
        t: timestep from 1.
        unit: from 1.
        known: ids of quantities that stand as a value; any other line stands as its symbol.
        write: formula -> what is wanted of it.
    """
    return write(Worked(trace, t, unit, known).open(trace.cell.graph.by_id[name]))


def _equations(
    cell: Cell, writer: Symbols, write: Callable, names: Collection[str] | None = None
) -> dict:
    lines = sorted(cell.graph.lines.items(), key=lambda item: item[1].order)
    wanted = cell.graph.lines if names is None else names
    return {name: write(writer.equation(name, node)) for name, node in lines if name in wanted}
