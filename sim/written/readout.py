"""The equations of a readout: with symbols, and with numbers."""

from __future__ import annotations

from collections.abc import Callable

from sim.graph.cell import Cell
from sim.network.outputs import kind_of, sums
from sim.run.trace import Trace
from sim.text.equations import settle
from sim.text.write import brief as written_brief
from sim.text.write import fixed, given
from sim.written.notation import (
    Chain,
    Fence,
    Number,
    Row,
    Symbol,
    judged,
    latex,
    power,
    signed,
    softmax_of,
)


def readout_symbols(cell: Cell, write: Callable = latex) -> dict:
    """The equations of a readout: of its sum s, if it has one before a softmax, and of y.

    Args:
        cell: of the part that reads out, with its options.
        write: formula -> what is wanted of it.
    """
    h, y, s = (Symbol(name, "t") for name in "hys")
    linear = Row("+", (Row("", (Symbol("V"), h)), Symbol("d")))
    if kind_of(cell) == "linear":
        return {"y": write(Chain((y, linear)))}
    summed = {} if not cell.graph.shapes else {"s": write(Chain((s, linear)))}
    return summed | {"y": write(Chain((y, softmax_of(s if summed else h))))}


def readout_numbers(
    out: Trace,
    t: int,
    decimals: int = 3,
    write: Callable = latex,
    *,
    brief: bool = False,
) -> list:
    """The arithmetic of every output at one step.

    Args:
        out: run of the part that reads out.
        t: timestep from 1.
        decimals: as for `numbers`.
        write: as for `numbers`.
        brief: as for `numbers`.
    """
    pre, y, state = sums(out)[t - 1], out["y"][t - 1], out["x"][t - 1]
    V, d, kind = out.params.get("V_y"), out.params.get("d_y"), kind_of(out.cell)

    def number(value: float, places: int) -> Number:
        return Number((written_brief if brief else fixed)(value, places))

    def product(weight: float, factor: float, places: int) -> Row:
        weighed = Number(given(weight, places))
        return Row("·", (signed(weighed), signed(number(factor, places))))

    def linear(k: int, places: int) -> Row:
        products = (product(w, x, places) for w, x in zip(V[k], state, strict=True))
        bias = signed(Number(given(d[k], places)))
        return Row("+", (Row("+", tuple(products)), bias))

    def share(k: int, places: int) -> Row:
        powers = [power(number(value, places)) for value in pre]
        return Row("/", (powers[k], Fence(Row("+", tuple(powers)))))

    name = "y" if kind == "linear" else "s"
    found = []
    for k in range(len(y)) if V is not None else ():
        found.append((_indexed(name, t, k, len(y)), linear, k, pre[k]))
    for k in range(len(y)) if kind != "linear" else ():
        found.append((_indexed("y", t, k, len(y)), share, k, y[k]))
    return [write(_true(*one, number, decimals)) for one in found]


def _true(symbol: Symbol, made: Callable, k: int, value: float, number: Callable, least: int):
    """Name = made = value, with as many decimals as make it true."""

    def chain(decimals: tuple[int, ...]) -> Chain:
        return Chain((symbol, made(k, decimals[0]), number(value, decimals[1])))

    decimals, holds = settle(2, least, lambda places: judged(chain(places), places))
    return Chain(chain(decimals).parts, holds=holds)


def _indexed(name: str, t: int, k: int, size: int) -> Symbol:
    return Symbol(name, str(t) if size == 1 else f"{t},{k + 1}")
