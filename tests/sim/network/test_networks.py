"""What every network owes: stepped and whole, fast and plain, batches, slopes by differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.cells import CELLS
from sim.network.network import Network
from sim.network.parts import Part, Wire
from tests.cells import close
from tests.networks import NETWORKS, SIZES, Sizes, drawn, filled, numbers_of
from tests.sim.network.test_network_reference import slope

SMALL = (Sizes(3, 3, 2, 3, 2, 2), Sizes(3, 3, 3, 3, 3, 3, 3))


def seeds_of(runs, seed: int = 4) -> dict:
    """A random loss on every line of every part."""
    rng = np.random.default_rng(seed)
    return {
        (part, line): rng.normal(size=trace[line].shape)
        for part, trace in runs.items()
        for line in trace.cell.graph.lines
    }


def loss(network: Network, seeds) -> float:
    runs = network.run()
    return sum(float((runs[part][line] * seed).sum()) for (part, line), seed in seeds.items())


@pytest.mark.parametrize("sizes", SMALL, ids=["differ", "all one"])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_by_differences(name, sizes):
    """Of every parameter, input and start: some entries, another for each."""
    network = drawn(name, sizes)
    runs = network.run()
    seeds, rng = seeds_of(runs), np.random.default_rng(1)
    backs = runs.backward(seeds)
    numbers = numbers_of(network, (sizes.B,) if sizes.B else ())
    for key, value in numbers.items():
        found = slope(backs, key)
        assert found.shape == value.shape, key
        for _ in range(2):
            at = tuple(int(rng.integers(n)) for n in value.shape)
            sides = []
            for by in (1e-5, -1e-5):
                moved = np.array(value)
                moved[at] += by
                sides.append(loss(filled(network, numbers | {key: moved}), seeds))
            difference = (sides[0] - sides[1]) / 2e-5
            assert found[at] == pytest.approx(difference, rel=1e-5, abs=1e-7), (key, at)


@pytest.mark.parametrize("name", NETWORKS)
def test_fast_and_plain(name):
    network = drawn(name, SIZES[1])
    fast, plain = network.run(), network.run(plain=True)
    for part in plain:
        assert set(fast[part]) == set(plain[part])
        for line in plain[part]:
            close(fast[part][line], plain[part][line])


@pytest.mark.parametrize("name", NETWORKS)
def test_a_batch_is_its_sequences_side_by_side(name):
    """With all sizes B, so that no axis can be taken for another unseen."""
    sizes = SIZES[2]
    network = drawn(name, sizes)
    together = network.run()
    seeds = seeds_of(together)
    backs, totals = together.backward(seeds), {}
    numbers = numbers_of(network, (sizes.B,))
    for k in range(sizes.B):
        mine = {n: v[..., k] if n.endswith("_0") or "." not in n else v for n, v in numbers.items()}
        alone = filled(network, mine).run()
        back = alone.backward({key: seed[..., k] for key, seed in seeds.items()})
        for part in alone:
            for line in alone[part]:
                close(together[part][line][..., k], alone[part][line])
            for line in alone[part].cell.graph.lines:
                np.testing.assert_allclose(backs[part][line][..., k], back[part][line],
                                           rtol=0, atol=1e-12)  # fmt: skip
        for key in numbers:
            totals.setdefault(key, []).append(slope(back, key))
    for key, each in totals.items():
        joined = "_0" in key or "." not in key
        wanted = np.stack(each, axis=-1) if joined else sum(each)
        np.testing.assert_allclose(slope(backs, key), wanted, rtol=0, atol=1e-11, err_msg=key)


def forced(network: Network, runs) -> Network:
    """The network whose loops read what they put out as a sequence from outside."""
    inputs, parts = dict(network.inputs), []
    for part in network.parts:
        reads = []
        for wire in part.reads:
            if wire.source in network.looped and part.name in network.looped and wire.delay:
                told = f"told_{len(inputs)}"
                trace = runs[wire.source]
                if wire.state:
                    inputs[told] = np.array(trace[wire.line])
                    wire = Wire(told)
                else:
                    inputs[told] = np.array(trace[wire.line or trace.cell.output])
                    wire = replace(wire, source=told, line="")
            reads.append(wire)
        parts.append(replace(part, reads=tuple(reads)))
    return Network(tuple(parts), inputs)


LOOPS = [name for name in NETWORKS if drawn(name, SIZES[0]).looped]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_told_its_own_outputs_runs_whole_and_the_same(name, sizes):
    network = drawn(name, sizes)
    free = network.run()
    whole = forced(network, free)
    assert not whole.looped and network.looped
    told = whole.run()
    for part in free:
        for line in free[part]:
            close(told[part][line], free[part][line])


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("name", ["stack of 2", "attention behind the step, general",
                                  "encoder, decoder: state and c"])  # fmt: skip
def test_stepped_together_and_whole_give_the_same(name, sizes):
    """A first part hears the last one without weight: then all are stepped, and nothing else."""
    network = drawn(name, sizes)
    runs = network.run()
    *rest, last = network.parts
    seen = next(p for p in rest if p.name in ("l0", "dec"))
    size = runs[last.name][last.built.output].shape[1]
    params = {n: np.hstack([v, np.zeros((len(v), size))]) if n.startswith("W_") else v
              for n, v in seen.params.items()}  # fmt: skip
    more = replace(seen, params=params, reads=(*seen.reads, Wire(last.name, taps="shift")))
    parts = tuple(more if part is seen else part for part in network.parts)
    looped = Network(parts, network.inputs)
    assert {seen.name, last.name} <= looped.looped
    stepped = looped.run()
    seeds = seeds_of(runs)
    one, other = runs.backward(seeds), stepped.backward(seeds)
    for part in runs:
        for line in runs[part].cell.graph.lines:
            close(stepped[part][line], runs[part][line])
            np.testing.assert_allclose(other[part][line], one[part][line], rtol=0, atol=1e-12)
        for name, value in one[part].params.items():
            found = other[part].params[name]
            found = found[:, : value.shape[1]] if value.ndim == 2 else found
            np.testing.assert_allclose(found, value, rtol=0, atol=1e-12, err_msg=name)
        for name, value in one[part].initial.items():
            np.testing.assert_allclose(other[part].initial[name], value, rtol=0, atol=1e-12)
    for name, value in one.inputs.items():
        np.testing.assert_allclose(other.inputs[name], value, rtol=0, atol=1e-12)


@pytest.mark.parametrize("batch", [(), (3,)], ids=str)
def test_a_state_before_the_step_is_read_outside_of_a_loop_too(batch):
    """As its row a step later, behind its start; what comes back reaches the start as well."""
    rng = np.random.default_rng(2)

    def network(start, x):
        low = Part("low", "lstm", params["low"], start={"c": start})
        top = Part("top", "elman", params["top"], (Wire("low", "c_prev"),))
        return Network((low, top), {"x": x})

    shapes = {"low": CELLS["lstm"].shapes(2, 3), "top": CELLS["elman"].shapes(3, 3)}
    params = {p: {n: rng.normal(size=s) for n, s in of.items()} for p, of in shapes.items()}
    start, x = rng.normal(size=(3, *batch)), rng.normal(size=(4, 2, *batch))
    runs = network(start, x).run()
    close(runs["top"]["x"][0], start)
    close(runs["top"]["x"][1:], runs["low"]["c"][:-1])
    seeds = {("top", "h"): rng.normal(size=runs["top"]["h"].shape)}
    backs = runs.backward(seeds)
    for place in np.ndindex(start.shape):
        sides = []
        for by in (1e-6, -1e-6):
            moved = np.array(start)
            moved[place] += by
            sides.append(loss(network(moved, x), seeds))
        wanted = (sides[0] - sides[1]) / 2e-6
        assert backs["low"].initial["c"][place] == pytest.approx(wanted, rel=1e-6, abs=1e-9)
    assert set(backs["low"].seeds) == {"c"} and not backs["low"].seeds["c"][-1].any()


FIRSTS = [name for name in NETWORKS if any(
    wire.first for part in drawn(name, SIZES[0]).parts for wire in part.reads
)]  # fmt: skip


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("sizes", SMALL, ids=["differ", "all one"])
@pytest.mark.parametrize("name", FIRSTS)
def test_the_row_before_the_first_by_differences(name, sizes, twice):
    """Each of its numbers, whether a teacher or the network itself follows; seen once or twice."""

    def network(by: float, place: int) -> Network:
        parts = []
        for part in drawn(name, sizes).parts:
            reads = []
            for wire in part.reads:
                if wire.first:
                    row = np.array(wire.first)
                    row[place] += by
                    wire = replace(wire, first=row, taps=wire.taps + " shift" * twice)
                reads.append(wire)
            parts.append(replace(part, reads=tuple(reads)))
        return Network(tuple(parts), drawn(name, sizes).inputs)

    seeds = seeds_of(network(0, 0).run())
    backs = network(0, 0).run().backward(seeds)
    (((part, wire), found),) = backs.firsts.items()
    assert network(0, 0).part[part].reads[wire].first
    assert found.shape == ((sizes.Y, sizes.B) if sizes.B else (sizes.Y,))
    for place in range(sizes.Y):
        sides = [loss(network(by, place), seeds) for by in (1e-5, -1e-5)]
        wanted = (sides[0] - sides[1]) / 2e-5
        assert found[place].sum() == pytest.approx(wanted, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("batch", [(), (3,)], ids=str)
def test_the_row_before_the_first_of_a_start_and_of_a_memory_by_differences(batch):
    """A start that is the mean of rows one step late, and a memory that begins with a row."""
    rng = np.random.default_rng(5)
    x, params = rng.normal(size=(4, 3, *batch)), CELLS["elman"].shapes(3, 3)
    params = {name: rng.normal(size=shape) for name, shape in params.items()}

    def network(start, memory):
        wire = Wire("x", taps="shift mean", first=start)
        rnn = Part("rnn", "elman", params, start={"h": wire})
        att = Part("att", "look_dot", {}, (Wire("rnn"),),
                   memory={"M": Wire("x", taps="back shift", first=memory)})  # fmt: skip
        return Network((rnn, att), {"x": x})

    rows = {"h": np.array([0.5, -1.0, 0.25]), "M": np.array([1.0, 0.5, -0.5])}
    runs = network(*rows.values()).run()
    seeds = seeds_of(runs)
    firsts = runs.backward(seeds).firsts
    assert set(firsts) == {("rnn", "h"), ("att", "M")}
    for key, found in firsts.items():
        name, row = key[1], rows[key[1]]
        assert found.shape == (3, *batch)
        for place in range(3):
            sides = []
            for by in (1e-5, -1e-5):
                moved = np.array(row)
                moved[place] += by
                sides.append(loss(network(*(rows | {name: moved}).values()), seeds))
            wanted = (sides[0] - sides[1]) / 2e-5
            assert found[place].sum() == pytest.approx(wanted, rel=1e-6, abs=1e-8)


def test_what_arrives_at_a_part_is_public():
    network = drawn("stack of 2", SIZES[0])
    runs = network.run()
    seed = np.ones(runs["l1"]["h"].shape)
    backs = runs.backward({("l1", "h"): seed})
    np.testing.assert_array_equal(backs["l0"].seeds["h"], backs["l1"]["x"])
    assert np.abs(backs["l0"]["h"] - backs["l0"].seeds["h"]).max() > 1e-3, "the path through time"
    twice = runs.backward({("l1", "h"): seed, ("l0", "h"): seed})
    np.testing.assert_allclose(twice["l0"].seeds["h"], backs["l1"]["x"] + 1, rtol=0, atol=1e-15)
    assert list(backs) == ["l0", "l1"] and len(backs) == len(runs) == 2


@pytest.mark.parametrize("name", ["attention behind the step, additive",
                                  "attention before the step, additive, lstm"])  # fmt: skip
def test_what_comes_back_through_a_memory(name):
    """Rows over time are its columns: (D, N), and on the way back again."""
    for sizes in SIZES:
        runs = drawn(name, sizes).run()
        memory = runs["att"].data["M"]
        np.testing.assert_array_equal(memory, np.moveaxis(runs["enc"]["h"], 0, 1))
        backs = runs.backward({("out", "y"): seeds_of(runs)["out", "y"]})
        assert backs.memory["att"]["M"].shape == memory.shape and set(backs.memory) == {"att"}
        np.testing.assert_array_equal(backs["enc"].seeds["h"],
                                      np.moveaxis(backs.memory["att"]["M"], 1, 0))  # fmt: skip


def test_where_each_column_of_x_comes_from():
    runs = drawn("window of 3", SIZES[0]).run()
    assert [row for _, row in runs.columns("conv")] == list(range(9))
    runs = drawn("attention before the step, dot, elman", SIZES[0]).run()
    told, looked = drawn("attention before the step, dot, elman", SIZES[0]).part["dec"].reads
    assert runs.columns("dec") == [(told, 0), (told, 1)] + [(looked, k) for k in range(4)]
