"""Jacobians of a loop: every state and everything fed back, along all ways between its parts."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.network import taps
from sim.network.maps import TAPS
from sim.network.network import Network
from sim.network.parts import Part, Wire
from tests.networks import SIZES, drawn, filled, numbers_of
from tests.sim.network.test_network_reference import slope
from tests.sim.network.test_networks import LOOPS, loss, seeds_of


def loop_of(network: Network) -> tuple[str, ...]:
    return next(names for names in network.groups() if names[0] in network.looped)


def moved(network: Network, group, at, row: int, by: float) -> np.ndarray:
    """The states behind step 1, one of those before it moved: by another run of the network."""
    (name, line, k), place = next((key, row - s.start) for key, s in at.items()
                                  if s.start <= row < s.stop)  # fmt: skip
    parts = []
    for part in network.parts:
        if part.name == name and line in part.start and k == 1:
            value = np.array(part.start[line])
            value[place] += by
            part = replace(part, start={**part.start, line: value})
        elif part.name in group:
            reads = []
            for wire in part.reads:
                if wire.source == name and wire.delay and not wire.state:
                    first = list(wire.first)
                    first[place] += by
                    wire = replace(wire, first=tuple(first))
                reads.append(wire)
            part = replace(part, reads=tuple(reads))
        parts.append(part)
    runs = Network(tuple(parts), network.inputs).run()
    return np.concatenate([runs[part][line][0] for part, line, _ in at])


@pytest.mark.parametrize("sizes", [SIZES[0], replace(SIZES[2], B=0)], ids=["differ", "all one"])
@pytest.mark.parametrize("name", LOOPS)
def test_the_first_step_by_differences(name, sizes):
    network = drawn(name, sizes)
    runs, group = network.run(), loop_of(network)
    J, at = runs.jacobians(group), runs.states(group)
    T = len(runs[group[0]]["x"])
    assert J.shape[0] == T and {k for _, _, k in at} == {1}
    for column in range(J.shape[1]):
        up, down = (moved(network, group, at, column, by) for by in (1e-6, -1e-6))
        np.testing.assert_allclose(J[0][:, column], (up - down) / 2e-6, rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", LOOPS)
def test_their_product_carries_a_loss_from_the_last_step_to_the_first(name):
    network = drawn(name, SIZES[0])
    runs, group = network.run(), loop_of(network)
    J, at = runs.jacobians(group), runs.states(group)
    for part, line, _ in at:
        seed = np.zeros(runs[part][line].shape)
        seed[-1] = np.arange(1, seed.shape[1] + 1)
        backs = runs.backward({(part, line): seed})
        row = np.zeros(J.shape[1])
        row[at[part, line, 1]] = seed[-1]
        for step in reversed(J):
            row = row @ step
        for name, state, _ in at:
            if state in runs[name].cell.states:
                np.testing.assert_allclose(backs[name].initial[state], row[at[name, state, 1]],
                                           rtol=0, atol=1e-12)  # fmt: skip


def test_a_part_of_a_loop_alone_is_refused_and_what_it_would_leave_out():
    runs = drawn("attention before the step, dot, lstm", SIZES[0]).run()
    with pytest.raises(sim.InputError, match="dec is stepped together with att, dec"):
        runs.jacobians("dec")
    with pytest.raises(sim.InputError, match="enc, dec are no loop"):
        runs.jacobians(("enc", "dec"))
    with pytest.raises(sim.InputError, match="no part deck; expected one of enc, att, dec, out"):
        runs.jacobians("deck")
    with pytest.raises(sim.InputError, match="no part ; expected one of enc, att, dec, out"):
        runs.jacobians(())
    whole, alone = runs.jacobians(("dec", "att")), sim.jacobians(runs["dec"])
    assert whole.shape == alone.shape and np.abs(whole - alone).max() > 0.01
    np.testing.assert_array_equal(runs.jacobians("enc"), sim.jacobians(runs["enc"]))
    batch = drawn("attention before the step, dot, lstm", SIZES[1]).run()
    with pytest.raises(sim.InputError, match="not of a batch"):
        batch.jacobians(("att", "dec"))


def test_what_is_fed_back_two_steps_later_is_a_state_twice():
    network = drawn("own softmax fed back", SIZES[0])
    parts = [
        replace(part, reads=tuple(
            replace(wire, taps="shift shift") if wire.source == "out" else wire
            for wire in part.reads
        ))
        for part in network.parts
    ]  # fmt: skip
    runs = Network(tuple(parts), network.inputs).run()
    at = runs.states(("dec", "out"))
    assert list(at)[2:] == [("out", "y", 1), ("out", "y", 2)]
    J = runs.jacobians(("dec", "out"))
    one, two = at["out", "y", 1], at["out", "y", 2]
    np.testing.assert_array_equal(J[1][two, one], np.eye(2))
    assert not J[1][two, two].any() and not J[1][one, one].any() and J[1][one, two].any()
    np.testing.assert_array_equal(runs["dec"]["x"][2:, 3:], runs["out"]["y"][:2])
    np.testing.assert_array_equal(runs["dec"]["x"][:2, 3:], [[0.5, 0.25]] * 2)


@pytest.fixture
def cubed(monkeypatch):
    """A tap that works row by row and has a slope, which none of ours does."""
    tap = replace(TAPS["argmax"], forward=lambda rows, _: rows**3, slope=True,
                  adjoint=lambda d, rows, _: 3 * rows**2 * d)  # fmt: skip
    monkeypatch.setitem(TAPS, "cubed", tap)
    monkeypatch.setitem(taps._PATTERNS, "cubed", re.compile("cubed"))


def through(network: Network, tap: str) -> Network:
    """The network with another tap on every wire of its loop."""
    loop = loop_of(network)
    parts = [
        replace(part, reads=tuple(
            replace(wire, taps=f"{wire.taps} {tap}") if wire.source in loop else wire
            for wire in part.reads
        )) if part.name in loop else part
        for part in network.parts
    ]  # fmt: skip
    return Network(tuple(parts), network.inputs)


@pytest.mark.parametrize(
    "name", ["own softmax fed back", "attention before the step, dot, gru_reset_after"]
)
def test_what_works_row_by_row_has_the_slope_that_it_says(name, cubed):
    for sizes in SIZES[:2]:
        network = through(drawn(name, sizes), "cubed")
        runs = network.run()
        seeds, numbers = seeds_of(runs), numbers_of(network, (sizes.B,) if sizes.B else ())
        backs = runs.backward(seeds)
        for key, value in numbers.items():
            for at in (tuple(0 for _ in value.shape), tuple(n - 1 for n in value.shape)):
                sides = []
                for by in (1e-5, -1e-5):
                    changed = np.array(value)
                    changed[at] += by
                    sides.append(loss(filled(network, numbers | {key: changed}), seeds))
                wanted = (sides[0] - sides[1]) / 2e-5
                assert slope(backs, key)[at] == pytest.approx(wanted, rel=1e-5, abs=1e-7), key
    network = through(drawn(name, SIZES[0]), "cubed")
    runs, group = network.run(), loop_of(network)
    J, at = runs.jacobians(group), runs.states(group)
    for column in range(J.shape[1]):
        up, down = (moved(network, group, at, column, by) for by in (1e-6, -1e-6))
        np.testing.assert_allclose(J[0][:, column], (up - down) / 2e-6, rtol=0, atol=1e-8)
    part, line, _ = next(iter(at))
    backs = runs.backward(
        {(part, line): np.eye(len(J), 1, 1 - len(J)) * np.ones(at[part, line, 1].stop)}
    )
    row = np.zeros(J.shape[1])
    row[at[part, line, 1]] = 1
    for step in reversed(J):
        row = row @ step
    np.testing.assert_allclose(
        backs[part].initial[line], row[at[part, line, 1]], rtol=0, atol=1e-12
    )


def test_at_the_first_step_a_start_and_the_row_before_it_are_one_coordinate():
    params = {"W_h": [[0.5]], "U_h": [[0.25]], "b_h": [0.0]}
    loop = Part("a", "elman", params, (Wire("a", taps="shift", first=(1.0,)),), {"h": [1.0]},
                options={"h": "identity"}, steps=3)  # fmt: skip
    runs = Network((loop,)).run()
    assert list(runs.states("a")) == [("a", "h", 1)]
    assert runs.jacobians("a").ravel().tolist() == [0.75] * 3
    backs = runs.backward({("a", "h"): [[1.0], [0.0], [0.0]]})
    assert backs["a"].initial["h"][0] + backs.firsts["a", 0][0] == 0.75


def test_a_choice_of_one_carries_nothing():
    runs = drawn("own choice fed back", SIZES[0]).run()
    assert [key[:2] for key in runs.states(("dec", "out"))] == [("dec", "h"), ("dec", "c")]
    np.testing.assert_allclose(runs.jacobians(("dec", "out")), sim.jacobians(runs["dec"]),
                               rtol=0, atol=1e-14)  # fmt: skip
    assert Wire("out", taps="shift argmax").delay == 1
