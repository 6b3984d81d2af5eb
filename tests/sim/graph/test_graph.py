"""What a cell's function may say, and which sizes its parameters have."""

from __future__ import annotations

import pytest

from sim.graph.cell import Cell, Line
from sim.graph.graph import Graph
from sim.graph.letters import LETTERS
from tests.cells import RECURRENT, drawn
from tests.sim.adjoint.test_by_step import MADE


def shapes(function) -> dict:
    return {name: "".join(dims) for name, dims in Graph(function).shapes.items()}


def test_a_product_is_the_one_that_its_sides_make():
    def every(x, h_prev, M, W, U, K, v, act, softmax):
        s = U.s @ h_prev
        e = v.e @ (K.e @ M + (W.e @ x)[:, None])
        k = M @ softmax(e)
        j = s @ M
        h = act.h(s)
        return dict(e=e, k=k, j=j, s=s, h=h)

    graph = Graph(every)
    ops = {graph.ids[id(n)]: n.op for n in graph.nodes if "@" in graph.ids[id(n)]}
    ops |= {name: node.op for name, node in graph.lines.items()}
    assert (ops["K_e @ M"], ops["e"], ops["k"], ops["j"], ops["s"]) == (
        "project", "match", "mix", "match", "matmul",
    )  # fmt: skip
    assert graph.by_id["softmax(e)"].op == "softmax" and graph.by_id["(W_e @ x)[:, None]"]


def test_sizes_are_what_meets():
    found = {name: "".join(dims) for name, dims in MADE["attention"].graph.shapes.items()}
    assert found == {"v_e": "A", "K_e": "AD", "Q_e": "AH", "b_e": "A", "W_h": "HX", "C_h": "HD",
                     "U_h": "HH"}  # fmt: skip
    assert MADE["attention"].graph.data_shapes == {"M": ("D", "N")}

    def jordan(x, y_prev, W, U, V, b, d, act):
        h = act.h(W.h @ x + U.h @ y_prev + b.h)
        y = act.y(V.y @ h + d.y)
        return dict(h=h, y=y)

    assert shapes(jordan) == {"W_h": "HX", "U_h": "HY", "b_h": "H", "V_y": "YH", "d_y": "Y"}

    def two(x, h_prev, L, M, C, act):
        h = act.h(C.h @ (L @ (x @ M)) + C.k @ h_prev)
        return dict(h=h)

    assert Graph(two).data_shapes == {"L": ("D", "N"), "M": ("X", "N")}

    def apart(x, h_prev, L, M, C, U, softmax, act):
        h = act.h(C.h @ (L @ softmax(U.p @ h_prev)) + C.k @ (M @ softmax(U.q @ h_prev)))
        return dict(h=h)

    assert Graph(apart).data_shapes == {"L": ("D", "H"), "M": ("D2", "H")}

    def peeps(c_prev, x, p, b, W, act):
        c = p.c * c_prev + b.c
        h = act.h(W.h @ x)
        return dict(c=c, h=h)

    assert shapes(peeps) == {"p_c": "H", "b_c": "H", "W_h": "HX"}


def wrong(body):
    """A function of the usual arguments whose line h is what `body` makes of them."""

    def function(x, h_prev, M, W, U, V, b, K, act, softmax):
        return dict(h=body(x, h_prev, M, W, U, V, b, K, act, softmax))

    return function


REFUSED = {
    "a state times a matrix of parameters": lambda x, h, M, W, U, *_: h @ U.f,
    "a vector times a vector": lambda x, h, *_: h @ x,
    "a vector of parameters times a vector": lambda x, h, M, W, U, V, b, *_: b.h @ h,
    "two matrices of parameters": lambda x, h, M, W, U, *_: (W.h @ U.h) @ x,
    "data times data": lambda x, h, M, *_: (M @ M) @ h,
    "data times a matrix of parameters": lambda x, h, M, W, *_: (M @ W.h) @ x,
    "a number on the left": lambda x, h, *_: 2 @ h,
    "a vector beside a matrix": lambda x, h, M, *_: (M + h) @ h,
    "a matrix of parameters in a sum": lambda x, h, M, W, U, *_: (U.h + U.k) @ h,
    "minus a matrix of parameters": lambda x, h, M, W, U, *_: (-U.h) @ h,
    "a number times a matrix of parameters": lambda x, h, M, W, U, *_: (2 * U.h) @ h,
    "softmax of a matrix": lambda x, h, M, *rest: rest[-1](M) @ h,
    "another index": lambda x, h, *_: h[0],
    "a column of data": lambda x, h, M, *_: M[:, None] @ h,
    "units that meet inputs": lambda x, h, M, W, U, V, b, K, act, _: act.h(W.h @ x) + x,
    "outputs that meet units": lambda x, h, M, W, U, V, *_: V.h @ h + U.h @ h,
    "a line that is a matrix": lambda x, h, M, *_: M + M,
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_operation_is_refused_as_the_cell_is_defined(case):
    with pytest.raises(ValueError, match=r".+"):
        Cell("k", "k", wrong(REFUSED[case]), (Line("h", "h", "output", ""),), "none")


def test_the_refusal_names_both_sides():
    with pytest.raises(ValueError, match=r"h_prev @ U_f is no product of a cell"):
        Graph(wrong(REFUSED["a state times a matrix of parameters"]))
    with pytest.raises(ValueError, match=r"write the vector as v\[:, None\]"):
        Graph(wrong(REFUSED["a vector beside a matrix"]))
    with pytest.raises(ValueError, match=r"function: .*H numbers meet X"):
        Graph(wrong(REFUSED["units that meet inputs"]))


def test_quotient_and_minus_are_written_with_their_brackets():
    def cell(x, h_prev, W, act):
        h = -h_prev / (2 + h_prev * h_prev)
        return dict(h=h)

    graph = Graph(cell)
    assert graph.ids[id(graph.lines["h"])] == "h"
    assert {graph.ids[id(n)] for n in graph.nodes} >= {
        "-h_prev", "h_prev * h_prev", "2 + (h_prev * h_prev)",
    }  # fmt: skip
    assert {"-h_prev", "h"} <= set(graph.quantities)


def test_every_letter_has_a_shape():
    for letter, row in LETTERS.items():
        assert row.rank in (1, 2) and row.rows in "HYA", letter
    for cell in RECURRENT.values():
        sizes = {name: len(dims) for name, dims in cell.graph.shapes.items()}
        assert sizes == {n: LETTERS[n.partition("_")[0]].rank for n in sizes}
        assert set(drawn(cell)["params"]) == set(sizes)
