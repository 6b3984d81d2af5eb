"""What is read out of a part, held against the few lines of NumPy that it means."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.adjoint import losses
from sim.network.outputs import KINDS, dense_output, kind_of, read_out, reads_out, sums, through
from sim.network.parts import Wire
from tests.cells import RECURRENT, drawn_run

T, H, Y = 5, 4, 3
RNG = np.random.default_rng(7)
V, D = RNG.normal(size=(Y, H)), RNG.normal(size=Y)


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def part(kind: str, V=V, d=D, **more) -> sim.Part:
    return dense_output(kind, *([] if kind == "softmax_h" else (V, d)), **more)


def by_hand(kind: str, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    s = h if kind == "softmax_h" else h @ V.T + D
    return s, s if kind == "linear" else softmax(s)


@pytest.mark.parametrize("kind", KINDS)
def test_to_the_bit_as_it_was_before_it_was_a_part(kind):
    run = drawn_run(sim.CELLS["lstm"], T=T, H=H)
    out, (s, y) = read_out(part(kind), run), by_hand(kind, run["h"])
    assert np.array_equal(out["y"], y) and np.array_equal(sums(out), s)
    assert kind_of(out.cell) == kind and reads_out(part(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_what_overflows_is_shown_without_a_warning(kind):
    h = np.array([[1e308, 1e308, -1e308, 0.0], [np.inf, 0.0, 0.0, 0.0]])
    cell = part("linear", np.eye(H), np.zeros(H))
    run = read_out(cell, sim.forward(cell.built, cell.params, np.zeros((2, H))))
    wide = type(run)(run.cell, run.params, h, {}, {}, {"y": h})
    y = read_out(part(kind, 4 * np.ones((Y, H)), source=Wire("cell", "y")), wide)["y"]
    if kind == "softmax_h":
        assert y[0].tolist() == [0.5, 0.5, 0, 0] and np.isnan(y[1]).all()
    else:
        assert not np.isfinite(y).any()


def old_cross_entropy(kind: str, h: np.ndarray, targets: np.ndarray):
    """As it stood when the readout was an engine of its own: value, and slopes by h, V and d."""
    pre = by_hand(kind, h)[0]
    shifted = pre - pre.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    value = -float(np.sum(np.where(targets == 0, 0.0, targets * logs)))
    p, others = np.exp(logs), 1.0 - np.eye(pre.shape[1])
    slope = p * (targets @ others) - targets * (p @ others)
    if kind == "softmax_h":
        return value, slope, {}
    return value, slope @ V, {"V_y": slope.T @ h, "d_y": slope.sum(axis=0)}


@pytest.mark.parametrize("kind", ["softmax", "softmax_h"])
@pytest.mark.parametrize("key", RECURRENT)
def test_the_way_back_has_the_numbers_that_it_had(key, kind):
    run = drawn_run(sim.CELLS[key], T=T, H=H, Y=H)
    targets = RNG.random((T, H if kind == "softmax_h" else Y))
    loss = through(part(kind), run, lambda out: losses.cross_entropy(out, targets))
    value, slope, weights = old_cross_entropy(kind, run[run.cell.output], targets)
    assert loss.value == value
    np.testing.assert_allclose(loss.seeds[run.cell.output], slope, rtol=1e-14, atol=1e-16)
    assert loss.output.keys() == weights.keys()
    for name, one in weights.items():
        np.testing.assert_allclose(loss.output[name], one, rtol=1e-14, atol=1e-15)


def test_it_reads_the_line_that_its_wire_names():
    run = drawn_run(sim.CELLS["lstm"], T=T, H=H)
    one = part("linear", source=Wire("cell", "c"))
    assert np.array_equal(read_out(one, run)["y"], run["c"] @ V.T + D)
    loss = through(one, run, lambda out: losses.last_step(out, "y"))
    assert list(loss.seeds) == ["c"] and np.array_equal(loss.seeds["c"][-1], V.sum(axis=0))


def test_it_is_what_the_part_is_in_its_network():
    params = {n: RNG.normal(size=s) for n, s in sim.CELLS["gru"].shapes(2, H).items()}
    cell, out = sim.Part("cell", "gru", params), part("softmax")
    runs = sim.Network((cell, out), {"x": RNG.normal(size=(T, 2))}).run()
    assert np.array_equal(read_out(out, runs["cell"])["y"], runs["out"]["y"])
    seed = RNG.normal(size=(T, Y))
    backs = runs.backward({("out", "y"): seed})
    loss = through(out, runs["cell"], lambda _: losses.Loss(0.0, {"y": seed}))
    grads = sim.backward(runs["cell"], loss.seeds)
    for name, value in backs["cell"].params.items():
        np.testing.assert_allclose(grads.params[name], value, rtol=1e-14)
    for name, value in backs["out"].params.items():
        np.testing.assert_allclose(loss.output[name], value, rtol=1e-14)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (("max", V, D), "readout: expected one of linear, softmax, softmax_h, read 'max'"),
        ((["linear"], V, D), "readout: expected one of"),
        (("linear", None, None), "take V and d"),
        (("softmax", None, D), "take V and d"),
        (("softmax_h", V, D), "takes neither"),
    ],
)
def test_what_is_no_readout_is_refused(made, message):
    with pytest.raises(sim.InputError, match=message):
        dense_output(*made)


def test_a_layer_that_reads_two_things_or_has_another_function_reads_nothing_out():
    one = part("linear")
    assert not reads_out(sim.Part("o", "dense", one.params, (Wire("a"), Wire("b"))))
    assert not reads_out(sim.Part("o", "dense", one.params, (Wire("a"),), options={"y": "tanh"}))
    assert not reads_out(sim.Part("o", "elman", {}, (Wire("a"),)))
