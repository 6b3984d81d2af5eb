"""The equations of a readout: with symbols, and with numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.run.readout import Readout
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


def readout_symbols(readout: Readout, write: Callable = latex) -> dict:
    """The equations of a readout: of its sum s, if it has one before a softmax, and of y.

    Args:
        readout: any kind.
        write: formula -> what is wanted of it.
    """
    h, y, s = (Symbol(name, "t") for name in "hys")
    linear = Row("+", (Row("", (Symbol("V"), h)), Symbol("d")))
    if readout.kind == "linear":
        return {"y": write(Chain((y, linear)))}
    summed = {} if readout.V is None else {"s": write(Chain((s, linear)))}
    return summed | {"y": write(Chain((y, softmax_of(s if summed else h))))}


def readout_numbers(
    readout: Readout,
    h: np.ndarray,
    t: int,
    decimals: int = 3,
    write: Callable = latex,
    *,
    brief: bool = False,
) -> list:
    """The arithmetic of every output at one step.

    Args:
        readout: any kind.
        h: (T, H), of the whole run.
        t: timestep from 1.
        decimals: as for `numbers`.
        write: as for `numbers`.
        brief: as for `numbers`.
    """
    pre, out, state = readout.pre(h)[t - 1], readout(h)[t - 1], h[t - 1]

    def number(value: float, places: int) -> Number:
        return Number((written_brief if brief else fixed)(value, places))

    def product(weight: float, factor: float, places: int) -> Row:
        weighed = Number(given(weight, places))
        return Row("·", (signed(weighed), signed(number(factor, places))))

    def linear(k: int, places: int) -> Row:
        products = (product(w, x, places) for w, x in zip(readout.V[k], state, strict=True))
        bias = signed(Number(given(readout.d[k], places)))
        return Row("+", (Row("+", tuple(products)), bias))

    def share(k: int, places: int) -> Row:
        powers = [power(number(value, places)) for value in pre]
        return Row("/", (powers[k], Fence(Row("+", tuple(powers)))))

    name = "y" if readout.kind == "linear" else "s"
    found = []
    for k in range(len(out)) if readout.V is not None else ():
        found.append((_indexed(name, t, k, len(out)), linear, k, pre[k]))
    for k in range(len(out)) if readout.kind != "linear" else ():
        found.append((_indexed("y", t, k, len(out)), share, k, out[k]))
    return [write(_true(*one, number, decimals)) for one in found]


def _true(symbol: Symbol, made: Callable, k: int, value: float, number: Callable, least: int):
    """Name = made = value, with as many decimals as make it true."""

    def chain(decimals: tuple[int, ...]) -> Chain:
        return Chain((symbol, made(k, decimals[0]), number(value, decimals[1])))

    decimals, holds = settle(2, least, lambda places: judged(chain(places), places))
    return Chain(chain(decimals).parts, holds=holds)


def _indexed(name: str, t: int, k: int, size: int) -> Symbol:
    return Symbol(name, str(t) if size == 1 else f"{t},{k + 1}")
