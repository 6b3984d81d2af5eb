"""The sizes of a network are known without a run, and what does not fit is refused at once."""

from __future__ import annotations

import time
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.network.network import Network
from sim.network.parts import Part, Wire
from tests.cells import STATELESS, close
from tests.networks import NETWORKS, SIZES, blank, drawn
from tests.sim.network.test_parts import H, T, X, dense, numbers, part, x


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("name", NETWORKS)
def test_they_are_those_of_the_run(name, sizes):
    network = blank(name, sizes)
    known, columns = network.sizes(), {name: network.columns(name) for name in network.part}
    assert list(known) == list(network.part)
    for name, trace in network.run().items():
        mine, graph = known[name], trace.cell.graph
        assert (mine["T"], mine["X"]) == (trace.T, len(columns[name])) == trace["x"].shape[:2]
        for line in graph.lines:
            assert mine[trace.cell.rows(line)] == trace[line].shape[1]
        for of, arrays in ((graph.shapes, trace.params), (graph.data_shapes, trace.data)):
            for key, value in arrays.items():
                assert tuple(mine[dim] for dim in of[key]) == value.shape[:2]
        named = {dim for dims in (*graph.sizes.values(), *graph.data_shapes.values())
                 for dim in dims}  # fmt: skip
        assert set(mine) == named - {"1"} | {"T", "X"}


def test_by_hand():
    """A memory's rows over time are columns of M, and a window is as long as its rows together."""
    enc = part("enc", "lstm", Wire("x", taps="window2"), X=2 * X)
    shapes = STATELESS["look_additive"].shapes(X=2, H=0, A=5, D=H, N=3)
    att = Part("att", "look_additive", {n: np.zeros(s) for n, s in shapes.items()}, (Wire("y"),),
               memory={"M": Wire("enc")})  # fmt: skip
    network = Network((enc, att, dense("out", Wire("att", taps="last"))), {"x": x, "y": x[:, :2]})
    assert network.sizes() == {
        "enc": {"T": T - 1, "X": 2 * X, "H": H},
        "att": {"T": T, "X": 2, "A": 5, "D": H, "N": T - 1},
        "out": {"T": 1, "X": H, "Y": 2},
    }
    (read,) = enc.reads
    assert network.columns("enc") == [(read, k) for k in range(6)]
    free = Part("a", "elman", {k: v for k, v in numbers("elman", 1).items() if k != "W_h"}, (),
                steps=7)  # fmt: skip
    assert Network((free,)).sizes() == {"a": {"T": 7, "X": 0, "H": H}}
    assert Network((free,)).columns("a") == []


@pytest.mark.parametrize("name", ["b", "x", 3, None, ["rnn"]], ids=str)
def test_columns_of_what_is_no_part(name):
    network = Network((part(),), {"x": x})
    for asked in (network, network.run()):
        with pytest.raises(sim.InputError, match=r"there is no part .*; expected one of rnn"):
            asked.columns(name)


LONG = {
    "windows": (part("a", "elman", Wire("x", taps="window50 window50 window50")),),
    "frames as one row": (part("a", "elman", Wire("x", taps="flatten every"), steps=500),),
    "a memory": (
        Part("a", "look_general", {"S_e": np.zeros((4, 3))}, (Wire("x"),),
             memory={"M": Wire("x", taps="window50 window50 window50")}),
    ),
    "a start": (part("a", start={"h": Wire("x", taps="window50 window50 flatten")}, X=4),),
    "what a readout shows": (
        Part("s", "shown", {}, (Wire("x", taps="window50 window50 window50"),)),
        dense("a", Wire("s")),
    ),
    "in front of a loop": (
        part("a", "elman", Wire("x", taps="window50 window50 window50"), Wire("a", taps="shift")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LONG)
def test_what_is_too_large_is_refused_before_any_array_is_made(case):
    network = Network(LONG[case], {"x": np.zeros((500, 4))})
    for ask in (network.sizes, network.run, lambda: network.columns("a")):
        start = time.process_time()
        tracemalloc.start()
        with pytest.raises(sim.InputError, match=r"a: .*expected shape"):
            ask()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.process_time() - start < 0.2 and most < 1_000_000


def test_what_has_no_parameters_is_sized_whatever_it_is():
    """So that a document can say no before it runs."""
    one = Part("s", "shown", {}, (Wire("x", taps="window50 window50 window50"),))
    assert Network((one,), {"x": np.zeros((500, 4))}).sizes() == {"s": {"T": 353, "X": 500_000}}


@pytest.mark.parametrize("sizes", SIZES[:2], ids=str)
def test_a_loop_through_what_is_shown_of_h_itself(sizes):
    """Its size is that of what it reads; the numbers are those of a dense part that copies h."""
    network = drawn("own softmax fed back", sizes)
    dec, out = network.part["dec"], network.part["out"]
    told = np.ones((H, sizes.X + H)) / 8
    params = {n: told if n.startswith("W_") else v for n, v in dec.params.items()}
    own = Wire("out", "y", "shift", (0.25,) * H)
    back = Part("dec", "lstm", params, (Wire("x"), own), dec.start)
    copy = {"V_y": np.eye(H), "d_y": np.zeros(H)}
    alike = Part("out", "dense", copy, out.reads, options={"y": "softmax"})
    shown = Part("out", "shown", {}, out.reads)
    one, other = (Network((back, last), network.inputs) for last in (shown, alike))
    assert one.sizes()["out"] == {"T": sizes.T, "X": H} and one.looped == {"dec", "out"}
    a, b = one.run(), other.run()
    close(a["out"]["y"], b["out"]["y"])
    seeds = {("out", "y"): np.random.default_rng(1).normal(size=a["out"]["y"].shape)}
    backs, wanted = a.backward(seeds), b.backward(seeds)
    for name, slope in wanted["dec"].params.items():
        close(backs["dec"].params[name], slope)
    close(backs.firsts["dec", 1], wanted.firsts["dec", 1])


def test_a_long_loop_whose_sizes_follow_from_each_other_is_sized_soon():
    names = [f"s{k}" for k in range(3000)]
    first = dense("d", Wire("x"), Wire("s0", taps="shift"), X=X + 2)
    parts = [Part(n, "shown", {}, (Wire(of, taps="shift"),)) for n, of in pairwise([*names, "d"])]
    network = Network((*parts, first), {"x": x})
    start = time.process_time()
    assert network.sizes()["s0"] == {"T": T, "X": 2}
    assert time.process_time() - start < 1
