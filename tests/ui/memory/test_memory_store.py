"""The store of runs: bounded in bytes, one making for the many who ask, failures not kept."""

import gc
import threading
import tracemalloc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.document.initialise import initialise
from sim.lab import LossChoice, laboratory, scenario_runs
from sim.network.outputs import dense_output
from sim.presets import PRESETS
from tests.cells import RECURRENT
from ui.gradients.settings import sharing
from ui.memory import store as stores
from ui.memory import work
from ui.memory.sizes import nbytes
from ui.memory.store import Store
from ui.memory.work import STORE, run_of, shared, working

SCENARIO = PRESETS["memory_cell"].scenario


def block(size: int) -> bytes:
    return bytes(size)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4000)), max_size=60))
def test_it_never_holds_more_than_its_bound_and_always_hands_out(asked):
    store, sizes = Store(10_000), {}
    for key, size in asked:
        sizes.setdefault(key, size)
        assert store.get(key, lambda size=sizes[key]: block(size)) == block(sizes[key])
        assert store.bytes <= 10_000
        assert store.bytes == sum(nbytes((k, block(sizes[k]))) for k in sizes if k in store)


def test_what_was_not_asked_for_the_longest_goes_first():
    store = Store(3 * nbytes(("a", block(1000))))
    for key in "abc":
        store.get(key, lambda: block(1000))
    store.get("a", pytest.fail)
    store.get("d", lambda: block(1000))
    assert [key in store for key in "abcd"] == [True, False, True, True]


@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
def test_an_item_larger_than_the_bound_is_handed_out_and_not_kept(more, kept):
    store = Store(nbytes(("a", block(1000))))
    assert store.get("a", lambda: block(1000 + more)) == block(1000 + more)
    assert ("a" in store) is kept


def test_many_who_ask_at_once_are_given_what_one_of_them_makes():
    store, made, given_out = Store(), [], []
    go = threading.Event()

    def make() -> np.ndarray:
        made.append(1)
        go.wait(10)
        return np.zeros(3)

    threads = [
        threading.Thread(target=lambda: given_out.append(store.get("k", make))) for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join(10)
    assert made == [1] and len(given_out) == 40
    assert all(one is given_out[0] for one in given_out)


def test_a_failure_is_not_kept_and_who_waited_tries_for_himself():
    store, tries, results = Store(), [], []
    begun, go = threading.Event(), threading.Event()

    def make() -> str:
        tries.append(1)
        if len(tries) == 1:
            begun.set()
            go.wait(10)
            raise ValueError("no")
        return "made"

    def ask() -> None:
        try:
            results.append(store.get("k", make))
        except ValueError as error:
            results.append(str(error))

    first, second = threading.Thread(target=ask), threading.Thread(target=ask)
    first.start()
    begun.wait(10)
    second.start()
    go.set()
    first.join(10)
    second.join(10)
    assert sorted(results) == ["made", "no"] and len(tries) == 2
    assert store.get("k", pytest.fail) == "made"


def test_what_needs_itself_says_so_instead_of_waiting_for_ever():
    store = Store()
    with pytest.raises(RuntimeError, match="needed to make itself"):
        store.get("k", lambda: store.get("k", lambda: 1))


def test_what_is_forgotten_and_still_on_a_page_is_not_made_again():
    store = Store(10)
    mine = store.get("k", lambda: SCENARIO.run())
    assert "k" not in store and store.get("k", pytest.fail) is mine
    del mine
    gc.collect()
    assert store.look("k") is None


def test_a_run_that_has_grown_is_measured_again():
    now = [0.0]
    store = Store(clock=lambda: now[0])
    trace = store.get("k", SCENARIO.run)
    before = store.bytes
    for name in trace.cell.graph.quantities:
        trace.value(name)
    now[0] += stores.GROWN_SECONDS
    store.look("other")
    assert store.bytes > before + 100
    assert store.bytes == nbytes(("k", trace))


def test_what_is_asked_for_all_the_time_is_measured_once_a_while_and_at_last(monkeypatch):
    now, measured = [0.0], []
    monkeypatch.setattr(stores, "nbytes", lambda value: measured.append(now[0]) or nbytes(value))
    store, value = Store(clock=lambda: now[0]), [block(10)]
    store.put("k", value)
    for _ in range(1000):
        now[0] += stores.GROWN_SECONDS / 100
        store.look("k")
    assert 9 <= len(measured) <= 12
    value.append(block(5000))
    now[0] += stores.GROWN_SECONDS
    store.tend()
    assert store.bytes == nbytes(("k", value))
    store.tend()
    assert len(measured) <= 13


def test_what_nobody_asks_for_is_forgotten():
    now = [0.0]
    store = Store(clock=lambda: now[0])
    store.put("old", block(10))
    now[0] += stores.IDLE_SECONDS / 2
    store.put("new", block(10))
    assert not store.tend()
    now[0] += stores.IDLE_SECONDS / 2 + 1
    assert store.tend()
    assert "old" not in store and "new" in store
    store.drop("new")
    assert store.bytes == 0


@pytest.mark.parametrize("key", RECURRENT)
def test_a_run_that_is_forgotten_is_free_at_once(key):
    """Without a garbage collection, which comes seldom and late."""
    cell = sim.CELLS[key]
    gc.collect()
    gc.disable()
    try:
        params = cell.masked(initialise(cell.shapes(2, 3, 2), seed=1))
        trace = sim.forward(cell, params, np.ones((5, 2)))
        grads = sim.backward(trace, {"h": np.ones((5, 3))})
        sim.jacobians(trace)
        looked_at = grads.params, grads["x"], [trace.value(n) for n in cell.graph.quantities]
        arrays = [*(trace[name] for name in trace), *(grads[name] for name in cell.states)]
        left = [weakref.ref(one if one.base is None else one.base) for one in arrays]
        del trace, grads, arrays, looked_at
        assert [one() for one in left if one() is not None] == []
    finally:
        gc.enable()


@pytest.mark.parametrize("key", RECURRENT)
def test_sizes_are_those_of_the_memory_that_is_taken(key):
    def make():
        return laboratory(
            T=300, H=24, sigma=1.0, keep=1.0, seed=1, activation="tanh",
            loss=LossChoice().made(1), hold=None, cells=(key,),
        )[key]  # fmt: skip

    make()  # compiles
    tracemalloc.start()
    run = make()
    _ = run.grads["x"], run.grads.params
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert nbytes(run) == pytest.approx(taken, rel=0.1)


def test_views_of_one_array_count_once_and_programs_not_at_all():
    array = np.zeros(1000)
    assert nbytes([array, array[:10], array[None].T]) < 8000 + 1000
    assert nbytes(SCENARIO.chosen_cell) == 0


def test_the_same_numbers_have_the_same_digest_and_the_same_run():
    again = SCENARIO.changed(title="another", labels={})
    assert again.digest == SCENARIO.digest
    assert run_of(again) is run_of(SCENARIO)
    other = SCENARIO.changed(params={n: p.copy() for n, p in SCENARIO.params.items()})
    assert other.digest == SCENARIO.digest


def changed_entries():
    """Every array of the document with one bit more in one entry."""
    base = SCENARIO
    for group in ("params", "initial"):
        for name, array in getattr(base, group).items():
            new = array.copy()
            new.flat[-1] = np.nextafter(new.flat[-1], np.inf)
            yield base.changed(**{group: {**getattr(base, group), name: new}})
    inputs = base.inputs.copy()
    inputs[0, 0] = np.nextafter(inputs[0, 0], np.inf)
    yield base.changed(inputs=inputs)
    yield base.changed(inputs=base.inputs[:-1], labels={})
    yield base.changed(options={"g": "tanh"})
    yield base.changed(clamps=(sim.Clamp("f", 0.5),))
    yield base.changed(clamps=(sim.Clamp("f", 0.25),))
    yield base.changed(cell="lstm_coupled", params={
        n: base.params[n] for n in sim.CELLS["lstm_coupled"].graph.shapes}, options={})  # fmt: skip


def test_any_other_number_has_another_digest():
    found = [one.digest for one in (SCENARIO, *changed_entries())]
    assert len(set(found)) == len(found)


def test_a_page_keeps_what_it_was_given_until_it_is_done(monkeypatch):
    monkeypatch.setattr(work, "STORE", Store(0))
    with working():
        first = shared("k", SCENARIO.run, 0)
        assert shared("k", pytest.fail, 0) is first
        del first
        gc.collect()
        shared("k", pytest.fail, 0)
    gc.collect()
    assert work.STORE.look("k") is None


def test_large_pages_queue_and_small_ones_pass_them(monkeypatch):
    monkeypatch.setattr(work, "_places", threading.Semaphore(1))
    order, waiting = [], threading.Event()

    def large() -> None:
        with working():
            waiting.set()
            shared("a", lambda: 1, work.HEAVY + 1)
            order.append("large")

    with working():
        shared("b", lambda: 1, work.HEAVY // 2)
        shared("c", lambda: 1, work.HEAVY // 2 + 1)  # together too much
        thread = threading.Thread(target=large)
        thread.start()
        waiting.wait(10)
        with working():
            shared("d", lambda: 1, work.HEAVY)
            order.append("small")
        order.append("first")
    thread.join(10)
    assert order == ["small", "first", "large"]
    with working():  # whoever fails leaves the place too
        shared("e", lambda: 1, work.HEAVY + 1)


def test_gradients_are_kept_by_all_that_they_depend_on():
    settings = {"T": 5, "H": 2, "sigma": 1.0, "keep": 2.0, "seed": 3, "activation": "tanh",
                "scale": "sigma_max", "hold": None}  # fmt: skip
    others = [{"T": 6}, {"H": 3}, {"sigma": 2.0}, {"keep": 1.0}, {"seed": 4},
              {"activation": "relu"}, {"scale": "spectral_radius"}, {"hold": 0.5}]  # fmt: skip

    def runs(choice=LossChoice(), **changed):  # noqa: B008
        asked = settings | changed
        return laboratory(
            loss=choice.made(asked["seed"]), cells=("lstm", "elman"), share=sharing(choice), **asked
        )

    first = runs()
    assert runs()["lstm"] is first["lstm"] and runs()["elman"] is first["elman"]
    for changed in others:
        assert runs(**changed)["elman"] is not first["elman"], changed
    assert runs(LossChoice("every_step"))["lstm"] is not first["lstm"]
    assert list(first) == ["lstm", "elman"] and "gru" not in first
    assert STORE.bytes > 0


@pytest.mark.parametrize(
    "changed", [{"seed": 2}, {"output": dense_output("softmax_h")}, {"clamps": ()}, {"title": "b"}]
)
def test_a_scenario_in_other_cells_is_kept_by_all_that_it_depends_on(changed):
    """What two who ask are given is what each would have made alone."""
    params = initialise({n: p.shape for n, p in SCENARIO.params.items()}, seed=1)
    base = SCENARIO.changed(params=params, seed=1, clamps=(sim.Clamp("f", 0.5),))
    cells, loss = ("lstm", "gru", "gru_reset_after"), LossChoice().made(1)
    for scenario in (base, base.changed(**changed)):
        given = scenario_runs(scenario, loss, None, cells, share=sharing(LossChoice()))
        own = scenario_runs(scenario, loss, None, cells)
        assert list(given) == list(own)
        for key, run in own.items():
            assert np.array_equal(given[key].trace["h"], run.trace["h"]), key
