"""Parts and wires: what they say of themselves, and what they do with what they are given."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.cells import CELLS
from sim.graph.cell import Cell, Line
from sim.network.network import Network
from sim.network.order import groups
from sim.network.parts import Part, Wire
from tests.cells import close

T, X, H = 4, 3, 4


def numbers(cell: str, X: int, seed: int = 0, **sizes) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    shapes = CELLS[cell].shapes(X, **{"H": H, "Y": 2} | sizes)
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def part(name="rnn", cell="elman", *reads, X=X, **more) -> Part:
    return Part(name, cell, numbers(cell, X), reads or (Wire("x"),), **more)


def dense(name="out", *reads, X=H, **more) -> Part:
    return part(name, "dense", *reads, X=X, **more)


x = np.random.default_rng(1).normal(size=(T, X))


def run(*parts: Part, **inputs):
    return Network(parts, {"x": x} | inputs).run()


def test_one_part_is_its_cells_run():
    runs = run(part("cell", "lstm", clamps=(sim.Clamp("f", 0.5, 2),)))
    alone = sim.forward("lstm", numbers("lstm", X), x, clamps=(sim.Clamp("f", 0.5, 2),))
    assert list(runs) == ["cell"]
    for line in alone:
        close(runs["cell"][line], alone[line])


def test_a_wire_without_a_line_reads_the_output():
    for key, cell in CELLS.items():
        assert cell.output == list(cell.graph.lines)[-1], key
    runs = run(part("low", "jordan"), dense("out", Wire("low"), X=2))
    close(runs["out"]["x"], runs["low"]["y"])


def test_options_clamps_and_a_start_for_every_sequence():
    held = (sim.Clamp("z", 1.0),)
    start = np.arange(4.0)
    both = part("rnn", "gru", clamps=held, start={"h": start})
    batch = np.random.default_rng(2).normal(size=(T, X, 4))
    runs = Network((both,), {"x": batch}).run()
    assert (runs["rnn"]["h"] == start[None, :, None]).all(), "kept, a row for every unit"
    loop = replace(both, reads=(Wire("x"), Wire("rnn", taps="shift")),
                   params=numbers("gru", X + H))  # fmt: skip
    stepped = Network((loop,), {"x": batch}).run()
    assert (stepped["rnn"]["h"] == start[None, :, None]).all()
    assert run(part(options={"h": "identity"}))["rnn"].cell.activations["h"].name == "identity"


def test_a_gate_held_for_some_steps_of_a_loop():
    """At those and no others, as in the same part alone that is told what came back."""
    held = (sim.Clamp("z", 1.0, 2, 3),)
    loop = Part("rnn", "gru", numbers("gru", X + H), (Wire("x"), Wire("rnn", taps="shift")),
                clamps=held)  # fmt: skip
    free = run(loop)
    told = replace(loop, reads=(Wire("x"), Wire("h", taps="shift")))
    whole = run(told, h=free["rnn"]["h"])
    for line in free["rnn"]:
        close(whole["rnn"][line], free["rnn"][line])
    assert (free["rnn"]["z"][1:3] == 1).all() and (free["rnn"]["z"][[0, 3]] < 1).all()
    seeds = {("rnn", "z"): np.ones((T, H))}
    assert not free.backward(seeds)["rnn"]["z_pre"][1:3].any()


def test_a_choice_among_the_states_before_sends_nothing_to_the_start():
    """Two steps late it reads the given row, the start's choice, and then those of the run."""
    start = np.array([0.1, 0.9, 0.3, 0.2])
    wire = Wire("rnn", "h_prev", "shift argmax", (0.5, 0.25, 0.25, 0.0))
    loop = Part("rnn", "elman", numbers("elman", X + H), (Wire("x"), wire), {"h": start})
    runs = run(loop)
    seen = runs["rnn"]["x"][:, X:]
    assert seen[0].tolist() == list(wire.first) and seen[1].tolist() == [0, 1, 0, 0]
    np.testing.assert_array_equal(seen[2], np.eye(H)[runs["rnn"]["h"][0].argmax()])
    told = replace(loop, reads=(Wire("x"), Wire("seen")))
    seeds = {("rnn", "h"): np.ones((T, H))}
    alone, backs = run(told, seen=seen).backward(seeds), runs.backward(seeds)
    close(backs["rnn"].initial["h"], alone["rnn"].initial["h"])
    close(backs.firsts["rnn", 1], alone.inputs["seen"][0])


def test_a_part_that_reads_backwards_has_its_own_time():
    ahead, back = part("f"), part("b", "elman", Wire("x", taps="back"))
    net = Network((ahead, back, dense("out", Wire("f"), Wire("b", taps="back"), X=2 * H)), {"x": x})
    assert net.directions() == {"x": False, "f": False, "b": True, "out": False}
    runs = net.run()
    close(runs["b"]["h"], sim.forward("elman", numbers("elman", X), x[::-1])["h"])
    close(runs["out"]["x"][1, H:], runs["b"]["h"][2])


def test_a_loop_that_reads_backwards_takes_along_who_has_no_direction():
    """No wire of it can be turned: what nobody tells is in step with whoever reads it."""
    clock = part("clock", "elman", Wire("x", taps="mean every"))
    top = part("top", "elman", Wire("low"), Wire("clock"), X=2 * H)
    low = part("low", "elman", Wire("x", taps="back"), Wire("top", taps="shift"), X=X + H)
    alone = replace(clock, reads=(), params={n: v for n, v in clock.params.items() if n != "W_h"})
    for one in (clock, alone):
        net = Network((low, one, top), {"x": x})
        assert net.directions() == {"x": False, "low": True, "clock": True, "top": True}
        runs = net.run()
        close(runs["top"]["x"][:, H:], runs["clock"]["h"])
        ahead = replace(low, reads=(Wire("x"), low.reads[1]))
        assert not any(Network((ahead, one, top), {"x": x}).directions().values())
    reader = part("top", "elman", Wire("x", taps="back"), Wire("clock"), X=X + H)
    with pytest.raises(sim.InputError, match=r"top: clock runs from the first step and x \(back\)"):
        Network((clock, reader), {"x": x})


@pytest.mark.parametrize("tap", ["last", "mean", "last every", "mean once"])
def test_what_has_no_direction_stands_beside_anything(tap):
    back = part("b", "elman", Wire("x", taps="back"))
    steps = {} if tap in ("last", "mean") else {"reads": (Wire("x"), Wire("b", taps=tap))}
    reads = steps.get("reads", (Wire("f", taps=tap), Wire("b", taps=tap)))
    runs = run(part("f"), back, dense("out", *reads, X=X + H if steps else 2 * H))
    assert len(runs["out"]["y"]) == (T if steps else 1)


def test_masks_reach_the_gradient_and_frozen_says_what_is_trained():
    mask = np.array([[1, 0, 1, 1]] * 2 + [[0, 1, 1, 0]] * 2)
    for reads in ((Wire("x"),), (Wire("x"), Wire("rnn", taps="shift"))):  # whole, and stepped
        one = Part("rnn", "gru", numbers("gru", X + H * (len(reads) - 1)), reads,
                   masks={"U_n": mask}, frozen=("W_r", "b_z"))  # fmt: skip
        runs = run(one)
        backs = runs.backward({("rnn", "h"): np.ones((T, H))})
        free = run(replace(one, masks={})).backward({("rnn", "h"): np.ones((T, H))})
        slope = backs["rnn"].params["U_n"]
        assert not slope[mask == 0].any() and slope[mask == 1].all()
        assert not runs["rnn"].params["U_n"][mask == 0].any()
        assert free["rnn"].params["U_n"][mask == 0].all()
        assert backs["rnn"].params["W_r"].any(), "a frozen number has a gradient all the same"
        trained = one.trained()
        assert not trained["W_r"].any() and not trained["b_z"].any() and trained["W_z"].all()
        np.testing.assert_array_equal(trained["U_n"], mask == 1)
        same = run(replace(one, masks={"U_n": trained["U_n"]}))
        np.testing.assert_array_equal(same["rnn"]["h"], runs["rnn"]["h"])
    with pytest.raises(sim.InputError, match=r"rnn: mask of U_n: expected shape \(4, 4\)"):
        replace(one, masks={"U_n": mask[:3]}).trained()


def test_signals_are_periods_counted_from_step_1():
    clock = Part("clock", "clockwork", numbers("clockwork", X), signals={"m": (1, 3, 2, 4)})
    upper = np.array([1, 3, 2, 4])[None, :] >= np.array([1, 3, 2, 4])[:, None]
    clock.params["U_n"] *= upper
    runs = run(clock)
    assert runs["clock"].signals["m"].tolist() == [
        [1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 1, 1],
    ]  # fmt: skip
    usual = run(replace(clock, signals={}, params=numbers("clockwork", X) | {
        "U_n": np.triu(np.ones((H, H)))}))  # fmt: skip
    assert usual["clock"].signals["m"][3].tolist() == [1, 1, 1, 0]
    backs = runs.backward({("clock", "h"): np.ones((T, H))})
    assert not backs["clock"].params["U_n"][~upper].any()
    assert replace(clock).built is clock.built, "one plan for every run"


def ticking(x, h_prev, tick, W, U, act):
    h = tick * act.h(W.h @ x + U.h @ h_prev) + (1 - tick) * h_prev
    return dict(h=h)


def test_signals_of_a_cell_that_has_no_periods_of_its_own():
    cell = Cell("ticking", "ticking", ticking, (Line("h", "h", "memory", "h"),), "a test")
    params = {"W_h": np.ones((2, X)), "U_h": np.ones((2, 2))}
    for reads in ((Wire("x"),), (Wire("x"), Wire("rnn", taps="shift"))):
        wide = np.hstack([np.ones((2, X)), np.zeros((2, 2))]) if len(reads) > 1 else params["W_h"]
        runs = run(Part("rnn", cell, params | {"W_h": wide}, reads, signals={"tick": (1, 2)}))
        assert runs["rnn"].signals["tick"].tolist() == [[1, 0], [1, 1]] * 2
        assert (
            runs["rnn"]["h"][0, 1] == 0 != runs["rnn"]["h"][1, 1]
            and runs["rnn"]["h"][2, 1] == runs["rnn"]["h"][1, 1]
        )
    with pytest.raises(sim.InputError, match="rnn: ticking needs the signal tick"):
        Part("rnn", cell, params)


def test_a_first_row_stands_where_its_shift_does():
    """As long as the rows that come there, which a window before it makes longer."""
    first = tuple(np.arange(1.0, 7.0))
    wire = Wire("x", taps="window2 shift", first=first)
    batch = np.random.default_rng(3).normal(size=(T, X, 6))
    for given in (x, batch):
        runs = Network((part("a", "elman", wire, X=2 * X),), {"x": given}).run()
        close(runs["a"]["x"][0].T, np.broadcast_to(first, runs["a"]["x"][0].T.shape))
        close(runs["a"]["x"][1], np.concatenate(given[:2]))
        backs = runs.backward({("a", "h"): np.ones(runs["a"]["h"].shape)})
        close(backs.firsts["a", 0], backs["a"]["x"][0])


def echo(x, h_prev, act):
    h = act.h(x + h_prev)
    return dict(h=h)


def test_a_start_says_how_many_units_a_part_of_a_loop_has_where_no_parameter_does():
    cell = Cell("echo", "echo", echo, (Line("h", "h", "memory", "h", "identity"),), "a test")
    start = np.array([1.0, -2.0])
    runs = run(Part("a", cell, {}, (Wire("a", taps="shift", first=(1.0, 0.5)),), {"h": start},
                    steps=3))  # fmt: skip
    assert runs["a"]["h"].tolist() == [[2.0, -1.5], [4.0, -3.0], [8.0, -6.0]]


def test_many_parts_are_put_in_order_soon():
    """Each hears the one behind it, and the last one alone knows which way its time goes."""
    last = part("last", "elman", Wire("x", taps="back"))
    names = [*(f"p{k}" for k in range(2000)), "last"]
    parts = [part(n, "elman", Wire(of, taps="shift"), X=H) for n, of in pairwise(names)]
    start = time.process_time()
    network = Network((*parts, last), {"x": x})
    assert time.process_time() - start < 1
    assert len(network.groups()[0]) == 2001 and all(map(network.directions().get, names))


def test_what_runs_together():
    """From the first to the last of a loop, also where one loop reaches into the next."""
    heard = {"a": "a", "b": "d", "c": "", "d": "e", "e": "", "f": "", "g": "h", "h": ""}
    parts = tuple(
        Part(n, "dense", {}, (Wire(of, taps="shift") if of else Wire("x"),))
        for n, of in heard.items()
    )
    found, looped = groups(parts)
    assert ["".join(names) for names in found] == ["a", "bcde", "f", "gh"]
    assert looped == set("abcdegh")


def test_a_seed_of_the_output_needs_no_name():
    runs = run(part())
    one, other = (runs.backward({("rnn", line): np.ones((T, H))}) for line in ("h", ""))
    close(one.inputs["x"], other.inputs["x"])


@pytest.mark.parametrize("loop", [False, True])
def test_numbers_that_explode_are_a_result_in_a_network_too(loop):
    """As those of a single cell: the part above shows what it got."""
    low = Part("low", "elman", {"W_h": np.ones((2, X)), "U_h": np.full((2, 2), 1e200),
                                "b_h": np.ones(2)}, options={"h": "relu"})  # fmt: skip
    more = (Wire("top", taps="shift"),) if loop else ()
    low = replace(low, reads=(*low.reads, *more), params=dict(low.params) | {
        "W_h": np.ones((2, X + H * loop))})  # fmt: skip
    runs = run(low, part("top", "elman", Wire("low"), X=2))
    assert np.isinf(runs["low"]["h"][2]).all() and not np.isfinite(runs["top"]["x"][2:]).any()
    runs.backward({("top", "h"): np.ones((T, H))})


def test_a_network_keeps_no_array_of_the_caller():
    mine = np.array(x)
    network = Network((part(),), {"x": mine})
    before = network.run()["rnn"]["h"].copy()
    mine *= 0
    np.testing.assert_array_equal(network.run()["rnn"]["h"], before)
    runs = network.run()
    assert runs == runs and runs != network.run() and hash(runs)
