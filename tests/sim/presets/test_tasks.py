"""Other cells at an example's task: weights by hand, and what is said where there are none."""

import re
from itertools import permutations

import numpy as np
import pytest

from sim import CELLS, Clamp
from sim.document.convert import with_cell
from sim.document.files import to_json
from sim.document.initialise import initialise
from sim.document.resize import resized
from sim.document.seen import PartScenario, one_cell
from sim.graph.letters import letter_of
from sim.lab import side
from sim.network.outputs import dense_output
from sim.presets import PRESETS
from sim.presets.tasks import TASKS, at_task
from tests.cells import RECURRENT
from ui.links.fields import read, write
from ui.links.place import Place
from ui.session.carried import come, in_cell
from ui.session.changes import with_exact_gates
from ui.words import LANGUAGES, speaking, t

MEMORY = with_exact_gates(PRESETS["memory_cell"].scenario, True)
OTHERS = ("elman", "lstm_peephole", "lstm_coupled", "gru", "gru_reset_after")
# By hand, for the lecture's five inputs and exact gates: what is held, and what is shown.
BY_HAND = {
    "elman": ([3, 7, 9, 10, 13], [3, 7, 9, 10, 13]),
    "lstm_peephole": ([3, 7, 7, 7, 0], [0, 0, 0, 7, 0]),
    "lstm_coupled": ([3, 4, 4, 4, 4], [0, 0, 0, 4, 0]),
    "gru": ([3, 7, 7, 7, 7], [3, 7, 7, 7, 7]),
    "gru_reset_after": ([3, 7, 7, 7, 7], [3, 7, 7, 7, 7]),
}


def held(trace) -> np.ndarray:
    return trace["c" if "c" in trace else "h"][:, 0]


@pytest.mark.parametrize("cell", OTHERS)
def test_other_cells_do_their_best_at_the_memory_cells_task(cell):
    made, task = at_task(MEMORY, cell)
    trace = made.run()
    memory, shown = BY_HAND[cell]
    assert task == "memory" and made.cell == cell
    assert held(trace).tolist() == memory and trace["h"][:, 0].tolist() == shown
    np.testing.assert_array_equal(made.inputs, MEMORY.inputs)
    gates = [a.name for n, a in made.chosen_cell.activations.items() if n in "ifozr"]
    assert set(gates) <= {"hard_sigmoid"}
    assert not set(gates) ^ ({"hard_sigmoid"} if cell != "elman" else set())


@pytest.mark.parametrize("cell", OTHERS)
def test_true_sigmoids_do_nearly_the_same(cell):
    made, _ = at_task(PRESETS["memory_cell"].scenario, cell)
    assert all(a.name == "sigmoid" for n, a in made.chosen_cell.activations.items() if n in "ifozr")
    np.testing.assert_allclose(held(made.run()), BY_HAND[cell][0], rtol=0, atol=2e-3)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_said_of_a_cell_holds_on_any_inputs(seed):
    """The claims of the sentences, one by one, where x2 writes, keeps or clears and x3 shows."""
    rng = np.random.default_rng(seed)
    x = np.column_stack(
        [rng.integers(1, 9, 30), rng.choice([-1, 0, 1], 30), rng.choice([0, 1], 30)]
    ).astype(float)
    task = MEMORY.changed(inputs=x)
    own, found = task.run(), {cell: at_task(task, cell)[0].run() for cell in OTHERS}
    before = {cell: np.concatenate([[0], held(trace)[:-1]]) for cell, trace in found.items()}
    writes, clears, shows = x[:, 1] == 1, x[:, 1] == -1, x[:, 2] == 1
    assert writes.any() and clears.any() and shows.any() and not shows.all()
    for cell in ("gru", "gru_reset_after"):  # adds, keeps, can't clear, shows what it holds
        np.testing.assert_array_equal(held(found[cell]), before[cell] + x[:, 0] * writes)
    np.testing.assert_array_equal(held(found["elman"]), np.cumsum(x[:, 0]))  # adds all, always
    for line in ("c", "h"):  # all of the task
        np.testing.assert_array_equal(found["lstm_peephole"][line], own[line])
    coupled = found["lstm_coupled"]  # replaces, keeps, can't clear, and shows when asked
    replaced = np.where(writes, x[:, 0], before["lstm_coupled"])
    np.testing.assert_array_equal(held(coupled), replaced)
    np.testing.assert_array_equal(coupled["h"][:, 0], replaced * shows)
    np.testing.assert_array_equal(coupled["i"], 1 - coupled["f"])
    cleared = own["c"][clears, 0]
    assert not cleared.any(), "the memory cell itself clears"


def test_only_the_examples_weights_have_weights_by_hand():
    params = {**MEMORY.params, "b_g": np.array([0.5])}
    others = [
        MEMORY.changed(params=params),
        MEMORY.changed(initial={"c": [1.0]}),
        MEMORY.changed(output=dense_output("linear", np.ones((1, 1)), np.zeros(1))),
        MEMORY.changed(output=dense_output("softmax_h")),
        MEMORY.changed(options={**MEMORY.options, "g": "tanh"}),
        MEMORY.changed(options={**MEMORY.options, "i": "sigmoid"}),  # neither exact nor not
        *(PRESETS[key].scenario for key in ("latch", "random_lstm", "slots_arrive")),
    ]  # fmt: skip
    for scenario in others:
        assert all(at_task(scenario, cell) is None for cell in RECURRENT)
    assert at_task(MEMORY, "lstm") is None
    for scenario in (MEMORY, PRESETS["nine_steps"].scenario, MEMORY.changed(inputs=[[1, 1, 1]])):
        assert all(at_task(scenario, cell) for cell in OTHERS)


def test_held_gates_go_along():
    made, _ = at_task(MEMORY.changed(clamps=[Clamp("f", 0.5, 2, 3)]), "gru")
    assert made.clamps == (Clamp("z", 0.5, 2, 3),)
    assert side(MEMORY, "gru", (Clamp("r", 0.0),)).clamps == (Clamp("r", 0.0),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_with_weights_by_hand_says_what_it_cannot_do(language):
    for task in TASKS:
        for cell in task.by_hand:
            with speaking(language, None):
                assert in_cell(task.made, cell)[1] == t(f"compare.task_{task.key}_{cell}")


def drawn(cell: str) -> PartScenario:
    params = CELLS[cell].masked(initialise(CELLS[cell].shapes(2, 3, 1), seed=4))
    return one_cell(cell, params, np.random.default_rng(4).normal(size=(6, 2)), seed=4)


@pytest.mark.parametrize(("old", "new"), [*permutations(RECURRENT, 2)])
def test_without_such_weights_it_is_said_what_was_carried_over_and_what_that_does(old, new):
    scenario = drawn(old)
    other, said = in_cell(scenario, new)
    expected, carried = with_cell(scenario, new)
    assert to_json(other) == to_json(expected)
    same = [n for n in other.params if n not in carried.drawn]
    every = f"{len(same)} of its {len(other.params)} arrays", f"All of its {len(same)} arrays"
    assert said.startswith(every[len(same) == len(other.params)])
    # A clockwork cell has not all of the U that came; of what was drawn it is not said.
    came = {*carried.kept, *(b for _, b in carried.renamed)}
    sentences = 2 if new == "clockwork" and "U_n" in came else 1
    assert ("does not have" in said) == (sentences == 2)
    assert f"from {t(f'cells.{old}')} (" in said
    assert len(re.findall(r"[.](?!\d)", said)) == sentences
    # Which lines: those that hold an array of the old cell, under whatever name.
    was = {*carried.kept, *(b for a, b in carried.renamed if a in scenario.params)}
    lines = {CELLS[new].owners[name] for name in was if name in other.params}
    named = re.search(r"\(([^)]*)\)", said.replace(t(f"cells.{old}"), ""))[1]
    assert {one.split(" → ")[-1] for one in named.split(", ")} == lines
    drawn_anew = [name for name in carried.drawn if letter_of(name).role != "leak"]
    assert ("random numbers (seed 4)" in said) == bool(drawn_anew)
    assert ("leak is 0.5" in said) == (bool(carried.drawn) and not drawn_anew)
    roles = {one.role for one in CELLS[new].lines}
    assert ("no gates" in said) == (not carried.drawn and not roles & {"gate", "memory"})
    # One gate for both, from the run: what it lets in is what it does not keep.
    gate = re.search(r"here (\w) alone", said)
    trace, was = other.run(), scenario.run()
    if gate:
        assert shares(trace) == pytest.approx(1, abs=1e-15) and shares(was) != pytest.approx(1)
        assert f"({gate[1]})" in said and f"(1 − {gate[1]})" in said
    else:
        alike = shares(trace) == pytest.approx(1, abs=1e-15)
        gates = any(line.role == "gate" for line in CELLS[old].lines)
        assert not alike or shares(was) == pytest.approx(1, abs=1e-15) or not gates


def shares(trace) -> np.ndarray:
    """How much is kept and how much let in, together, at each step."""
    if "z" in trace:
        return trace.value("z") + trace.value("1 - z")
    if "f" not in trace:
        return np.zeros(trace.T)
    return trace["f"] + trace["i"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_array_is_named(language):
    with speaking(language, None):
        for old, new in permutations(RECURRENT, 2):
            last = CELLS[old].states[-1]
            size = drawn(old).initial[last].shape
            scenario = drawn(old).changed(initial={last: np.ones(size)})
            assert not re.search(r"[WUbpdV]u?_|_0", in_cell(scenario, new)[1])


def test_an_initial_memory_that_is_lost_is_said():
    latch = PRESETS["latch"].scenario
    for cell in RECURRENT:
        if cell != "lstm":
            lost = "c" not in CELLS[cell].states
            assert ("before step 1" in in_cell(latch, cell)[1]) == lost


@pytest.mark.parametrize("cell", OTHERS)
def test_a_cell_by_hand_is_in_its_link(cell):
    made, _ = in_cell(MEMORY, cell)
    place, wrong = read(write(Place(made, "memory_cell", t=1, unit=1)))
    assert not wrong and to_json(place.scenario) == to_json(made)


def test_with_a_held_gate_no_cell_is_said_to_do_the_task():
    shut = MEMORY.changed(clamps=(Clamp("i", 0.0),))
    assert in_cell(MEMORY, "lstm_peephole")[1] == t("compare.task_memory_lstm_peephole")
    made, said = in_cell(shut, "lstm_peephole")
    assert said == t("compare.task_held") and not held(made.run()).any()


def test_what_a_cell_does_at_a_task_is_said_of_gates_that_do_it():
    def said(clamps=None):
        one = side(MEMORY, "gru", clamps)
        return come(one.origin, MEMORY.cell, one.scenario)

    assert said() == said(()) == t("compare.task_memory_gru")
    assert said((Clamp("z", 0.5),)) == t("compare.task_held")
    flat = {"name": "hard_sigmoid", "slope": 0.001, "offset": 0.5}
    glide = MEMORY.changed(options={**MEMORY.options, **dict.fromkeys("ifo", flat)})
    assert at_task(glide, "gru") is None


@pytest.mark.parametrize(("H", "told"), [(1, False), (4, True)])
def test_missing_weights_are_spoken_of_where_there_are_some(H, told):
    scenario = resized(drawn("elman"), H=H)
    assert ("does not have" in in_cell(scenario, "clockwork")[1]) == told
