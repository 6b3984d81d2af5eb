"""How many bytes something keeps alive, its arrays above all."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FunctionType

import numpy as np

from sim.adjoint.chain import Structure
from sim.graph.cell import Cell
from sim.graph.graph import Graph
from sim.graph.node import Node

SHARED = (Cell, Structure, Graph, Node, FunctionType, type)  # of the program, not of a run
OURS = ("sim", "ui")
A_THING = 100  # bytes of an object besides what it holds


def nbytes(value: object, seen: set[int] | None = None) -> int:
    """About how many bytes would be free again without it.

    Arrays count by the memory they lie in, once however many views there are of it.

    Args:
        value: arrays, bytes, texts, collections of them, or objects of `sim` and `ui`.
        seen: ids of what counts nothing any more; what is counted is added.
    """
    seen, total, left = set() if seen is None else seen, 0, [value]
    while left:
        one = left.pop()
        while isinstance(one, np.ndarray) and one.base is not None:
            one = one.base
        if isinstance(one, SHARED) or one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            total += A_THING + one.nbytes
        elif isinstance(one, str | bytes | bytearray | memoryview | int | float):
            total += sys.getsizeof(one)
        else:
            total += A_THING
            left += _parts(one)
    return total


def _parts(one: object) -> list:
    held = []
    if type(one).__module__.partition(".")[0] in OURS:
        held += vars(one).values() if hasattr(one, "__dict__") else ()
    elif isinstance(one, Mapping):
        held += one.values()
    elif isinstance(one, list | tuple | set | frozenset):
        held += one
    return held
