"""Parts of networks in the laboratory: each alone, with what reaches it as it was."""

import numpy as np
import pytest

import sim
from sim import lab
from sim.adjoint.losses import last_step
from sim.document.seen import seen
from sim.text.errors import InputError
from tests.documents import every_document, refusal_of

DOCUMENTS = every_document()
PARTS = [(name, part.name) for name, one in DOCUMENTS.items() for part in one.parts]
WITH, WITHOUT = (
    [(name, part) for name, part in PARTS
     if bool(DOCUMENTS[name].network.part[part].built.states) == states]
    for states in (True, False)
)  # fmt: skip


def close(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("name", "part"), WITH)
def test_alone_it_runs_as_in_its_network(name, part):
    """To the bit where it is not stepped together with others there."""
    one = seen(DOCUMENTS[name], part)
    alone, there = one.alone(), DOCUMENTS[name].run()[part]
    assert alone.alone() is alone and alone.is_plain and len(alone.document.parts) < 3
    here = alone.run()
    assert set(here) == set(there)
    same = close if part in DOCUMENTS[name].network.looped else np.testing.assert_array_equal
    for line, rows in there.items():
        same(here[line], rows)
    if one.output:
        out = DOCUMENTS[name].run()[one.output.name]
        same(alone.read_out(here)["y"], out["y"])


@pytest.mark.parametrize(("name", "part"), WITH)
def test_its_gradients_are_those_of_its_own_run_and_other_cells_hear_the_same(name, part):
    one = seen(DOCUMENTS[name], part)
    runs = lab.scenario_runs(one, last_step, None, ("gru", "lstm"))
    own = runs[one.cell]
    there = DOCUMENTS[name].run()[part]
    wanted = sim.backward(there, last_step(there).seeds, beyond=True)
    for key, value in wanted.params.items():
        close(own.grads.params[key], value)
    for run in runs.values():
        assert np.array_equal(run.trace["x"], there["x"], equal_nan=True)
        assert run.rows("s").shape[0] == there.T
    for key in (one.cell, "gru"):
        beside = lab.side(one, key)
        assert np.array_equal(beside.trace["x"], there["x"], equal_nan=True)
        assert beside.scenario.cell == key


def test_the_way_through_the_rest_of_the_network_is_left_out():
    """Of a decoder in a loop with attention the gradient alone is another than that of the loop."""
    document = DOCUMENTS["everything"]
    one = lab.scenario_runs(seen(document, "dec"), last_step, None, ())["lstm"]
    seed = np.zeros(one.trace["h"].shape)
    seed[-1] = 1.0
    back = document.run().backward({("dec", "h"): seed})["dec"]
    assert np.abs(back["h"][0] - one.grads["h"][0]).max() > 1e-6
    np.testing.assert_allclose(back["h"][-1], one.grads["h"][-1], rtol=1e-12)


@pytest.mark.parametrize(("name", "part"), WITHOUT)
def test_what_has_no_state_is_refused_in_words(name, part):
    one = seen(DOCUMENTS[name], part)
    for ask in (
        lambda: lab.scenario_runs(one, last_step, None),
        lambda: lab.side(one, "lstm"),
        lambda: lab.Experiment(one.chosen_cell, 5, 2),
        lambda: lab.laboratory(T=5, H=2, cells=(one.cell,)),
    ):
        with pytest.raises(InputError, match="has no state: nothing of it reaches back"):
            ask()


def test_what_looks_at_a_memory_has_no_run_alone():
    one = seen(DOCUMENTS["everything"], "att")
    with pytest.raises(InputError) as caught:
        one.alone()
    assert refusal_of(caught.value) == {"code": "looks_alone", "part": "att"}
