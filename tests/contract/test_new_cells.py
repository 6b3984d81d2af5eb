"""Networks that are not in CELLS yet: the ground carries them as plain functions."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.graph import trees
from sim.graph.cell import Cell, Line
from sim.graph.schematic import schematic
from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.run import plan
from sim.written import formulas
from tests.cells import close, drawn

T, X, H, Y = 6, 3, 4, 2


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def jordan(x, y_prev, W, U, V, b, d, act):
    h = act.h(W.h @ x + U.h @ y_prev + b.h)
    y = act.y(V.y @ h + d.y)
    return dict(h=h, y=y)


def linear_jordan(x, y_prev, W, U, V, b, d, act):
    h = act.h(W.h @ x + U.h @ y_prev + b.h)
    y = V.y @ h + d.y
    return dict(h=h, y=y)


def echo(x, h_prev, W, U, a, act):
    n = act.n(W.n @ x + U.n @ h_prev)
    h = (1 - a.h) * h_prev + a.h * n
    return dict(n=n, h=h)


def echo_in_one_line(x, h_prev, W, U, a, act):
    h = (1 - a.h) * h_prev + a.h * act.h(W.h @ x + U.h @ h_prev)
    return dict(h=h)


def clockwork(x, h_prev, tick, W, U, b, act):
    n = act.n(W.n @ x + U.n @ h_prev + b.n)
    h = tick * n + (1 - tick) * h_prev
    return dict(n=n, h=h)


def open_lstm(x, h_prev, c_prev, W, U, b, act):
    f = act.f(W.f @ x + U.f @ h_prev + b.f)
    g = act.g(W.g @ x + U.g @ h_prev + b.g)
    c = f * c_prev + g
    h = act.h(c)
    return dict(f=f, g=g, c=c, h=h)


def linear(x, h_prev, W, U, b):
    h = W.h @ x + U.h @ h_prev + b.h
    return dict(h=h)


def quasi(x, c_prev, W, b, act):
    f = act.f(W.f @ x + b.f)
    c = f * c_prev + (1 - f) * (W.c @ x)
    return dict(f=f, c=c)


def difference(x, h_prev, W, U, b, act):
    h = act.h(W.h @ x - U.h @ h_prev + b.h)
    return dict(h=h)


def two_matrices(x, h_prev, W, U, b, act):
    h = act.h(W.h @ x + U.h @ h_prev + U.k @ h_prev + b.h)
    return dict(h=h)


def twice(x, h_prev, W, U, act):
    n = act.n(W.n @ x + U.n @ h_prev)
    h = act.h(W.h @ x + n * h_prev + (h_prev + h_prev))
    return dict(n=n, h=h)


def one_sum_two_lines(x, h_prev, W, U, b, act):
    s = W.h @ x + U.h @ h_prev + b.h
    k = act.k(s)
    h = act.h(s)
    return dict(k=k, h=h)


def shared_product(x, h_prev, W, U, act):
    u = U.h @ h_prev
    n = act.n(W.n @ x + u)
    h = (1 - n) * u + (1 - n) * n
    return dict(n=n, h=h)


def sum_on_sum(x, h_prev, W, U, b, act):
    c = W.c @ x + U.c @ h_prev
    h = act.h(c + b.h)
    return dict(c=c, h=h)


def jordan_loop(p, x, s, t):
    h = np.tanh(p["W_h"] @ x + p["U_h"] @ s["y"] + p["b_h"])
    return {"h": h, "y": np.tanh(p["V_y"] @ h + p["d_y"])}


def linear_jordan_loop(p, x, s, t):
    h = np.tanh(p["W_h"] @ x + p["U_h"] @ s["y"] + p["b_h"])
    return {"h": h, "y": p["V_y"] @ h + p["d_y"]}


def echo_loop(p, x, s, t):
    n = np.tanh(p["W_n"] @ x + p["U_n"] @ s["h"])
    return {"n": n, "h": (1 - p["a_h"]) * s["h"] + p["a_h"] * n}


def echo_in_one_line_loop(p, x, s, t):
    n = np.tanh(p["W_h"] @ x + p["U_h"] @ s["h"])
    return {"h": (1 - p["a_h"]) * s["h"] + p["a_h"] * n}


def clockwork_loop(p, x, s, t):
    n = np.tanh(p["W_n"] @ x + p["U_n"] @ s["h"] + p["b_n"])
    return {"n": n, "h": np.where(TICK[t] == 1, n, s["h"])}


def open_lstm_loop(p, x, s, t):
    f = sigmoid(p["W_f"] @ x + p["U_f"] @ s["h"] + p["b_f"])
    c = f * s["c"] + np.tanh(p["W_g"] @ x + p["U_g"] @ s["h"] + p["b_g"])
    return {"c": c, "h": np.tanh(c), "h_pre": c}


def linear_loop(p, x, s, t):
    return {"h": p["W_h"] @ x + p["U_h"] @ s["h"] + p["b_h"]}


def quasi_loop(p, x, s, t):
    f = sigmoid(p["W_f"] @ x + p["b_f"])
    return {"f": f, "c": f * s["c"] + (1 - f) * (p["W_c"] @ x)}


def difference_loop(p, x, s, t):
    return {"h": np.tanh(p["W_h"] @ x - p["U_h"] @ s["h"] + p["b_h"])}


def two_matrices_loop(p, x, s, t):
    return {"h": np.tanh(p["W_h"] @ x + (p["U_h"] + p["U_k"]) @ s["h"] + p["b_h"])}


def twice_loop(p, x, s, t):
    n = np.tanh(p["W_n"] @ x + p["U_n"] @ s["h"])
    return {"n": n, "h": np.tanh(p["W_h"] @ x + n * s["h"] + 2 * s["h"])}


def one_sum_two_lines_loop(p, x, s, t):
    z = p["W_h"] @ x + p["U_h"] @ s["h"] + p["b_h"]
    return {"k": sigmoid(z), "k_pre": z, "h": np.tanh(z), "h_pre": z}


def shared_product_loop(p, x, s, t):
    u = p["U_h"] @ s["h"]
    n = np.tanh(p["W_n"] @ x + u)
    return {"n": n, "h": (1 - n) * u + (1 - n) * n}


def sum_on_sum_loop(p, x, s, t):
    c = p["W_c"] @ x + p["U_c"] @ s["h"]
    return {"c": c, "h_pre": c + p["b_h"], "h": np.tanh(c + p["b_h"])}


ROLES = {"k": "gate", "f": "gate", "c": "memory"}
CASES = {
    loop.__name__.removesuffix("_loop"): (
        Cell(
            function.__name__, function.__name__, function,
            tuple(Line(n, n, ROLES.get(n, "output"), "") for n in lines), "a test",
        ),
        loop,
    )
    for function, lines, loop in (
        (jordan, "hy", jordan_loop),
        (linear_jordan, "hy", linear_jordan_loop),
        (echo, "nh", echo_loop),
        (echo_in_one_line, "h", echo_in_one_line_loop),
        (clockwork, "nh", clockwork_loop),
        (open_lstm, "fgch", open_lstm_loop),
        (linear, "h", linear_loop),
        (quasi, "fc", quasi_loop),
        (difference, "h", difference_loop),
        (two_matrices, "h", two_matrices_loop),
        (twice, "nh", twice_loop),
        (one_sum_two_lines, "kh", one_sum_two_lines_loop),
        (shared_product, "nh", shared_product_loop),
        (sum_on_sum, "ch", sum_on_sum_loop),
    )
}  # fmt: skip
PLAIN = {"two_matrices", "twice"}  # too odd to be worth a fast path
PERIODS = np.array([1, 2, 4, 4])
TICK = (np.arange(T)[:, None] % PERIODS == 0).astype(float)


def numbers_of(cell: Cell, batch: tuple[int, ...]) -> dict:
    numbers = drawn(cell, T=T, X=X, H=H, Y=Y, batch=batch, scale=0.6)
    if cell.graph.signals:
        numbers["signals"] = {"tick": TICK}
    return numbers


def by_hand(loop, numbers, k=None) -> dict[str, np.ndarray]:
    """The loop over one sequence, k of a batch."""
    pick = (lambda a: a) if k is None else (lambda a: a[..., k])
    state = {name: pick(value) for name, value in numbers["state"].items()}
    steps = []
    for t, x in enumerate(pick(numbers["inputs"])):
        steps.append(loop(numbers["params"], x, state, t))
        state = {name: steps[-1][name] for name in state}
    return {name: np.stack([lines[name] for lines in steps]) for name in steps[0]}


def test_shapes_come_from_the_graph():
    cell = CASES["jordan"][0]
    assert cell.shapes(X, H, Y) == {
        "W_h": (H, X), "U_h": (H, Y), "b_h": (H,), "V_y": (Y, H), "d_y": (Y,),
    }  # fmt: skip
    assert cell.states == ("y",) and cell.state_shapes(X, H, Y) == {"y": (Y,)}
    assert cell.count(X, H, Y) == H * X + H * Y + H + Y * H + Y
    assert CASES["echo"][0].shapes(X, H) == {"W_n": (H, X), "U_n": (H, H), "a_h": (H,)}
    assert CASES["clockwork"][0].graph.signals == ("tick",)
    assert CASES["open_lstm"][0].states == ("h", "c")


@pytest.mark.parametrize("batch", [(), (3,), (H,), (Y,)], ids=str)
@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
@pytest.mark.parametrize("name", CASES)
def test_against_a_loop(name, plain, batch):
    cell, loop = CASES[name]
    assert bool(plan.explain(cell)) == (name not in PLAIN)
    numbers = numbers_of(cell, batch)
    trace = sim.forward(cell, **numbers, plain=plain)
    for k in range(*batch) if batch else [None]:
        for line, wanted in by_hand(loop, numbers, k).items():
            close(trace[line] if k is None else trace[line][..., k], wanted)
    signals = {n: v[0] for n, v in numbers["signals"].items()}
    lines = sim.step(cell, numbers["params"], numbers["inputs"][0], numbers["state"], signals)
    for line in lines:
        close(lines[line], trace[line][0])


@pytest.mark.parametrize("batch", [(), (H,)], ids=str)
@pytest.mark.parametrize("name", CASES)
def test_what_is_read_off_the_graph(name, batch):
    cell, _ = CASES[name]
    trace = sim.forward(cell, **numbers_of(cell, batch))
    for quantity in cell.graph.quantities:
        assert trace.value(quantity).shape[2:] == batch
    lines = set(cell.graph.lines)
    assert set(trees.expressions(cell)) == lines
    assert {name for name, _ in trees.order_of_operations(cell)} >= lines
    parts = schematic(cell).values()
    assert {entry["line"] for part in parts for entry in part} == lines
    written = formulas.symbols(cell), formulas.joined(cell)
    assert all(set(formula) == lines for formula in written)
    if not batch:
        assert set(formulas.numbers(trace, 2, 2)) == lines


def test_a_line_stands_for_itself_wherever_it_is_read():
    cell = CASES["sum_on_sum"][0]
    assert formulas.symbols(cell)["h"] == r"h_t = \tanh\left(c_t + b_{h}\right)"
    tree = trees.expression(cell, "h_pre")
    assert [arg["ref"] for arg in tree["args"]] == ["c", "b_h"]


def test_what_is_written_twice_is_shown_once():
    cell = CASES["shared_product"][0]
    assert cell.graph.quantities.count("1 - n") == 1
    assert len(set(cell.graph.quantities)) == len(cell.graph.quantities)


def test_formulas_keep_the_parentheses_that_an_operation_needs():
    one_line = CASES["echo_in_one_line"][0].with_options(h="identity")
    formula = formulas.symbols(one_line)["h"]
    assert formula.endswith(r"a_{h} \odot \left(W_{h}\, x_t + U_{h}\, h_{t-1}\right)")
    quasi_cell = CASES["quasi"][0]
    run = sim.forward(quasi_cell, **numbers_of(quasi_cell, ()))
    assert r"\right) \cdot \left(" in formulas.numbers(run, 1, 1)["c"]
    minus = CASES["difference"][0]
    run = sim.forward(minus, **numbers_of(minus, ()))
    assert r" - \left(" in formulas.numbers(run, 1, 1)["h"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (lambda h, h_prev: {"h": h, "y": h}, "two lines are one operation"),
        (lambda h, h_prev: {"h": h, "y": h_prev}, "the line y is no operation"),
        (lambda h, h_prev: {"h": h, "y": 1.0}, "the line y is no operation"),
        (lambda h, h_prev: {"n": h}, "h_prev has no line h"),
    ],
)
def test_a_function_that_is_no_cell_says_why(lines, message):
    def function(x, h_prev, W, U, act):
        return lines(act.h(W.h @ x + U.h @ h_prev), h_prev)

    with pytest.raises(ValueError, match=message):
        Cell("bad", "bad", function, (), "a test").graph  # noqa: B018


def test_a_missing_or_misshapen_signal_is_refused():
    cell = CASES["clockwork"][0]
    numbers = numbers_of(cell, ())
    with pytest.raises(sim.InputError, match="needs the signal tick"):
        sim.forward(cell, **numbers | {"signals": None})
    with pytest.raises(sim.InputError, match="tick: expected shape"):
        sim.forward(cell, **numbers | {"signals": {"tick": np.ones((T, H + 1))}})


def test_a_stack_of_new_cells():
    low, loop = CASES["jordan"]
    numbers = numbers_of(low, ())
    wide = drawn(sim.CELLS["lstm"], X=Y, H=3)
    parts = (
        Part("low", low, numbers["params"], start=numbers["state"]),
        Part("top", "lstm", wide["params"], (Wire("low", "y"),)),
    )
    below, above = Network(parts, {"x": numbers["inputs"]}).run().values()
    close(below["y"], by_hand(loop, numbers)["y"])
    assert np.array_equal(above["x"], below["y"])
