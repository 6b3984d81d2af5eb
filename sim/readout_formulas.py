"""The equations of a readout: with symbols, and with numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.notation import Call, Chain, Fence, Formula, Row, Symbol, latex, signed
from sim.numerals import numeral_writer, product
from sim.readout import Readout


def readout_symbols(readout: Readout, write: Callable = latex) -> dict:
    """The equations of a readout: of its sum s, if it has one before a softmax, and of y.

    Args:
        readout: any kind; write: formula -> what is wanted of it.
    """
    h, y, s = (Symbol(name, "t") for name in "hys")
    linear = Row("add", (Row("matmul", (Symbol("V"), h)), Symbol("d")))
    if readout.kind == "linear":
        return {"y": write(Chain((y, linear)))}
    summed = {} if readout.V is None else {"s": write(Chain((s, linear)))}
    return summed | {"y": write(Chain((y, _softmax(s if summed else h))))}


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
        h: (T, H), of the whole run; t: timestep from 1.
        decimals, write, brief: as for `numbers`.
    """
    pre, out, state = readout.pre(h)[t - 1], readout(h)[t - 1], h[t - 1]
    number = numeral_writer(decimals, brief)
    powers = [Call("exp", r"\exp", number(value)) for value in pre]
    name = "y" if readout.kind == "linear" else "s"
    found = []
    for k in range(len(out)) if readout.V is not None else ():
        linear = [product(readout.V[k], state, number), signed(number(readout.d[k]))]
        found.append((_indexed(name, t, k, len(out)), Row("add", tuple(linear)), number(pre[k])))
    for k in range(len(out)) if readout.kind != "linear" else ():
        share = Row("over", (powers[k], Fence(Row("add", tuple(powers)))))
        found.append((_indexed("y", t, k, len(out)), share, number(out[k])))
    return [write(Chain(parts)) for parts in found]


def _softmax(of: Formula) -> Formula:
    return Call("softmax", r"\operatorname{softmax}", of)


def _indexed(name: str, t: int, k: int, size: int) -> Symbol:
    return Symbol(name, str(t) if size == 1 else f"{t},{k + 1}")
