"""What is read out of a part, held against the few lines of NumPy that it means."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.adjoint import losses
from sim.network.outputs import KINDS, dense_output, kind_of, read_out, reads_out, sums, through
from sim.network.parts import Wire
from tests.cells import RECURRENT, drawn_run
from tests.networks import NETWORKS, Sizes, drawn
from tests.reference.load import HERE

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
    mask = np.tri(Y, H)
    cell = sim.Part("cell", "gru", params)
    out = replace(part("softmax", V * mask), masks={"V_y": mask})
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
    assert not loss.output["V_y"][mask == 0].any() and loss.output["V_y"][mask == 1].all()


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


TORCH = json.loads((HERE / "torch_readouts.json").read_text())


@pytest.mark.parametrize("name", TORCH)
def test_losses_and_gradients_are_pytorchs(name):
    """Of a network by `Runs.backward`, and of the cell alone with the loss carried back to it."""
    known = TORCH[name]
    numbers, targets = known["numbers"], np.array(known["targets"])
    cell = sim.Part("cell", "elman", {n: numbers[n] for n in ("W_h", "U_h", "b_h")})
    out = part(known["kind"], numbers["V_y"], numbers["d_y"])
    runs = sim.Network((cell, out), {"x": numbers["x"]}).run()
    of = losses.squared_error if known["kind"] == "linear" else losses.cross_entropy

    loss = through(out, runs["cell"], lambda run: of(run, targets))
    grads = sim.backward(runs["cell"], loss.seeds)
    assert loss.value == pytest.approx(known["loss"], rel=1e-13)
    found = {**grads.params, **loss.output, "x": grads["x"]}
    assert found.keys() == known["grads"].keys()
    if known["kind"] == "linear":
        backs = runs.backward({("out", "y"): of(runs["out"], targets).seeds["y"]})
        found |= {"x": backs.inputs["x"], **backs["cell"].params, **backs["out"].params}
    for array, wanted in known["grads"].items():
        most = np.abs(wanted).max()
        np.testing.assert_allclose(found[array], wanted, rtol=0, atol=1e-12 * most, err_msg=array)


def with_shares(name: str) -> sim.Network:
    """An architecture, its readout a softmax; and one that shows each of its states as shares."""
    network = drawn(name, Sizes())
    shares = tuple(
        sim.Part(f"shares_of_{one.name}", "shown", {}, (Wire(one.name),)) for one in network.parts
    )
    parts = tuple(
        replace(one, options={"y": "softmax"}) if one.cell == "dense" else one
        for one in network.parts
    )
    return sim.Network((*parts, *shares), network.inputs)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_seed_under_a_softmax_is_worth_that_at_its_shares_in_every_network(name):
    """In loops too: the cross entropy by the logarithm of its sums, and by its shares."""
    runs, rng = with_shares(name).run(), np.random.default_rng(4)
    inside, outside = {}, {}
    for part, trace in runs.items():
        if trace.cell.key in ("dense", "shown"):
            targets = rng.random(trace["y"].shape)
            loss = losses.cross_entropy(trace, targets)
            inside |= {(part, line): seed for line, seed in loss.seeds.items()}
            outside[part, "y"] = -targets / trace["y"]
    assert inside.keys().isdisjoint(outside)
    one, other = runs.backward(inside), runs.backward(outside)
    for part in runs:
        for key, value in other[part].params.items():
            np.testing.assert_allclose(one[part].params[key], value, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(one[part]["x"], other[part]["x"], rtol=1e-9, atol=1e-11)
    for key, value in other.inputs.items():
        np.testing.assert_allclose(one.inputs[key], value, rtol=1e-9, atol=1e-11)


def test_a_seed_at_what_a_part_of_a_loop_reads_goes_on_to_where_it_comes_from():
    """The softmax of h, fed back and looked at: by a difference."""
    rng = np.random.default_rng(6)
    shapes = sim.CELLS["elman"].shapes(H, H)
    params = {n: rng.normal(size=s) for n, s in shapes.items()}
    out = part("softmax_h")
    targets = rng.random((T, H))

    def runs_of(b: np.ndarray):
        cell = sim.Part("cell", "elman", params | {"b_h": b}, (Wire("out", taps="shift"),), steps=T)
        return sim.Network((cell, out), {}).run()

    runs = runs_of(params["b_h"])
    loss = losses.cross_entropy(runs["out"], targets)
    assert list(loss.seeds) == ["x"]
    found = runs.backward({("out", "x"): loss.seeds["x"]})["cell"].params["b_h"]
    for k in range(H):
        step = 1e-6 * np.eye(H)[k]
        up, down = (
            losses.cross_entropy(runs_of(params["b_h"] + by)["out"], targets).value
            for by in (step, -step)
        )
        assert found[k] == pytest.approx((up - down) / 2e-6, rel=1e-6)
