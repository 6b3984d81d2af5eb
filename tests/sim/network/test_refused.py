"""What is no part, no network and no seed is refused, with the part and the wire named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.network.network import Network
from sim.network.parts import Part, Wire
from tests.sim.network.test_parts import H, T, X, dense, numbers, part, run, x

FORGOTTEN = [
    (dense("out", Wire("f"), Wire("b"), X=2 * H), "out: f runs from the first step and b from"),
    (dense("out", Wire("f", taps="back"), Wire("b", taps="back"), X=2 * H), "tap one of them back"),
    (dense("out", Wire("b", taps="window2"), Wire("x", taps="window2"), X=2 * (H + X)), "out: x "),
    (dense("out", Wire("b", taps="shift"), Wire("x"), X=H + X), "out: x runs from the first"),
]


@pytest.mark.parametrize(("reader", "message"), FORGOTTEN)
def test_a_forgotten_back_is_refused(reader, message):
    with pytest.raises(sim.InputError, match=message):
        Network((part("f"), part("b", "elman", Wire("x", taps="back")), reader), {"x": x})


def test_a_forgotten_back_in_a_loop_is_refused():
    """What a loop feeds back comes later in the list: it is asked once more."""
    low = part("low", "elman", Wire("top", taps="shift"), X=H)
    top = part("top", "elman", Wire("low"), Wire("x", taps="back"), X=X + H)
    assert Network((low, top), {"x": x}).directions()["low"]
    with pytest.raises(sim.InputError, match=r"top: low runs .* first step and x \(back\) from"):
        both = replace(low, reads=(*low.reads, Wire("x")), params=numbers("elman", X + H))
        Network((both, top), {"x": x})


REFUSED = {
    "no parts": ((), "a network needs at least one part"),
    "two of a name": ((part("a"), part("a")), "a: two parts or inputs have this name"),
    "the name of an input": ((part("x"),), "x: two parts or inputs have this name"),
    "a reserved name": ((part("targets"),), "targets: expected a name of small letters"),
    "a wire to nowhere": ((part("a", "elman", Wire("y")),), "a: y: there is no part or input y"),
    "no such line": ((part("a"), dense("b", Wire("a", "c"))), r"b: a\.c: a has no line c"),
    "no such state": ((part("a"), dense("b", Wire("a", "c_prev"))), "a has no line c_prev"),
    "a line of an input": ((part("a", "elman", Wire("x", "h")),), r"x\.h: x has no line h"),
    "a later part": ((dense("b", Wire("a")), part("a")), "b reads a, which comes later"),
    "itself": ((part("a", "elman", Wire("a"), X=H, steps=2),), "a reads a, which comes later"),
    "a cycle": (
        (part("a", "elman", Wire("b")), part("b", "elman", Wire("a"), X=H)),
        "a reads b, which comes later",
    ),
    "a start from itself": (
        (part("a", start={"h": Wire("a", taps="last")}),),
        r"a reads a \(last\), which comes later",
    ),
    "a memory of a loop": (
        (part("a", "elman", Wire("x"), Wire("c", "k", "shift"), X=X + H),
         Part("c", "look_dot", {}, (Wire("a"),), memory={"M": Wire("a")})),
        "c reads a within a loop",
    ),
    "the last of a loop": (
        (part("a", "elman", Wire("b", taps="shift"), X=2), dense("b", Wire("a", taps="last"))),
        r"b reads a \(last\) within a loop",
    ),
    "back in a loop": (
        (part("a", "elman", Wire("b", taps="shift back"), X=2), dense("b", Wire("a"))),
        r"a reads b \(shift back\) within a loop",
    ),
    "steps that differ": (
        (part("a"), dense("b", Wire("a"), Wire("x", taps="window2"), X=H + 6)),
        r"b: expected wires of as many steps, read 4 \(a\), 3 \(x \(window2\)\)",
    ),
    "steps that the part knows better": (
        (part("a", steps=3),), r"a: expected .*, read 3 \(steps\), 4 \(x\)",
    ),
    "no steps": ((part("a", "elman", Wire("x", taps="last every")),), "a: no wire says how many"),
    "no steps in a loop": (
        (part("a", "elman", Wire("a", taps="shift"), X=H),), "a: no wire says how many steps",
    ),
    "several rows for every": (
        (part("a", "elman", Wire("x", taps="every"), steps=2),),
        r"a: x \(every\): every takes one row, read 4",
    ),
    "too wide a window": (
        (part("a", "elman", Wire("x", taps="window5")),), r"a: x \(window5\): .* of 4 steps",
    ),
    "a start of several rows": (
        (part("a"), part("b", start={"h": Wire("a")})), "b: a: a start is one row, read 4",
    ),
    "a start of another size": (
        (part("a"), dense("b", Wire("a")), part("c", start={"h": Wire("b", taps="last")})),
        r"c: b \(last\): h: expected shape \(4,\), read \(2,\)",
    ),
    "a source that is no text": ((part("a", "elman", Wire(["x"])),), "a: .* no part or input"),
    "a line that is no text": ((part("a", "elman", Wire("x", 3)),), "a: .*: x has no line 3"),
    "ragged numbers in a loop": (
        (Part("a", "elman", {"W_h": [[1.0], [1.0, 2.0]]}, (Wire("a", taps="shift"),), steps=2),),
        "a: W_h: expected real numbers in rows of equal length",
    ),
    "ragged numbers where nothing is read": (
        (Part("a", "elman", {"U_h": [[1.0], [1.0, 2.0]]}, (), steps=2),),
        "a: U_h: expected real numbers in rows of equal length",
    ),
    "no outputs": (
        (Part("a", "dense", {"V_y": np.zeros((0, X)), "d_y": []}, options={"y": "softmax"}),),
        r"a: the parameters have no units \(Y is 0\)",
    ),
    "a period too many": (
        (Part("a", "clockwork", numbers("clockwork", X) | {"U_n": np.zeros((H, H))},
              signals={"m": (1, 2, 4, 8, 16)}),),
        r"a: m: expected shape \(4, 4\), read \(4, 5\)",
    ),
    "a first row of another size": (
        (part("a", "elman", Wire("x", taps="shift", first=(1.0,))),),
        r"a: x \(shift\): first: expected shape \(3,\), read \(1,\)",
    ),
    "a first row of the source's size behind a window": (
        (part("a", "elman", Wire("x", taps="window2 shift", first=(1.0,) * X), X=2 * X),),
        r"a: x \(window2 shift\): first: expected shape \(6,\), read \(3,\)",
    ),
    "a first row of another size in a loop": (
        (part("a", "elman", Wire("a", taps="shift", first=(1.0,)), X=H, steps=2),),
        r"a: a \(shift\): first: expected shape \(4,\), read \(1,\)",
    ),
    "numbers that do not fit what is read": (
        (part("a"), part("b", "elman", Wire("a"))),
        r"b: W_h: expected shape \(4, 4\), read \(4, 3\)",
    ),
    "numbers that do not fit in a loop": (
        (part("a", "elman", Wire("x"), Wire("a", taps="shift")),),
        r"a: W_h: expected shape \(4, 7\), read \(4, 3\)",
    ),
    "a mask of another shape": (
        (part("a", masks={"U_h": np.ones((3, 4))}),),
        r"a: mask of U_h: expected shape \(4, 4\), read \(3, 4\)",
    ),
    "a gate held longer than there are steps": (
        (part("a", "gru", clamps=(sim.Clamp("z", 1.0, 5),)),), "a: z: held from step 5 .* 4 steps",
    ),
    "clamps that are no list": ((part("a", clamps=None),), "a: clamps: expected a list"),
    "a memory that does not fit the query": (
        (part("a"), Part("b", "look_dot", {}, (Wire("x"),), memory={"M": Wire("a")})),
        r"b: a: M: expected shape \(3, 4\), read \(4, 4\)",
    ),
    "a parameter missing": ((Part("a", "elman", {}),), "a: Elman needs the parameter W_h"),
    "a parameter missing where nothing is read": (
        (Part("a", "elman", {"W_h": np.zeros((4, 0)), "b_h": np.zeros(4)}, (), steps=2),),
        "a: Elman needs the parameter U_h",
    ),
    "labels that are too few": (
        (part("a"), dense("b", Wire("a"), labels=("yes",))),
        "b: labels: y has 2 rows, read 1 labels",
    ),
    "a loop of which nothing says how large it is": (
        (Part("a", "shown", {}, (Wire("b", taps="shift"),), steps=2),
         Part("b", "shown", {}, (Wire("a"),))),
        r"a: b \(shift\): nothing says how many rows b has",
    ),
    "a first row that is no row": (
        (part("a", "elman", Wire("x", taps="shift", first=((1.0, 2.0, 3.0),))),),
        r"a: x \(shift\): first: expected shape \(1,\), read \(1, 3\)",
    ),
    "steps of a loop that differ": (
        (part("a", "elman", Wire("x"), Wire("b", taps="shift"), X=X + 2),
         dense("b", Wire("a"), Wire("x", taps="window2"), X=H + 2 * X)),
        r"b: expected .*, read 4 \(a: x\), 3 \(x \(window2\)\)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_network_is_refused(case):
    parts, message = REFUSED[case]
    with pytest.raises(sim.InputError, match=message):
        Network(parts, {"x": x}).sizes()
    with pytest.raises(sim.InputError, match=message):
        Network(parts, {"x": x}).run()


NO_PART = {
    "a name": (dict(name="1st"), "1st: expected a name"),
    "a dot in it": (dict(name="a.b"), r"a\.b: expected a name"),
    "capitals": (dict(name="Enc"), "Enc: expected a name"),
    "no text": (dict(name=3), "3: expected a name"),
    "a cell": (dict(cell="lstmm"), "a: unknown cell 'lstmm'; .*look_dot"),
    "an option": (dict(options={"f": "tanh"}), "a: Elman has no activation 'f'"),
    "softmax of a gate": (dict(options={"h": "softmax"}), "a: h: unknown activation 'softmax'"),
    "a state": (dict(start={"c": [0.0]}), "a: Elman has no state c"),
    "a memory too much": (dict(memory={"M": Wire("x")}), "a: Elman has no data M"),
    "a memory missing": (dict(cell="look_dot"), "a: attention, dot needs the data M"),
    "a signal": (dict(signals={"m": (1, 2)}), "a: Elman has no signal m"),
    "periods": (dict(cell="clockwork", signals={"m": (1, 0)}), "a: expected whole numbers from 1"),
    "no periods": (dict(cell="clockwork", signals={"m": ()}), "a: expected whole numbers from 1"),
    "what is masked": (dict(masks={"W_f": [[1]]}), "a: Elman has no parameter W_f"),
    "what is frozen": (dict(frozen=("W_f",)), "a: Elman has no parameter W_f"),
    "no step": (dict(steps=0), "a: expected at least one step, read 0"),
    "a tap": (dict(reads=(Wire("x", taps="lats"),)), "a: unknown tap 'lats'"),
    "taps that are no text": (dict(reads=(Wire("x", taps=3),)), "a: unknown tap '3'"),
    "a first row without a shift": (
        dict(reads=(Wire("x", first=(1.0, 2.0)),)),
        "a: x: a first row goes with a shift",
    ),
    "a wire that is no list": (dict(reads=Wire("x")), "a: reads: expected a list of wires"),
    "a name for a wire": (dict(reads=("x",)), "a: reads: expected a wire"),
    "an array to look at": (
        dict(cell="look_dot", memory={"M": x}),
        "a: M: expected a wire",
    ),
    "options that are no mapping": (dict(options="tanh"), "a: options: expected values by name"),
    "an option of no text": (dict(options={3: "tanh"}), "a: options: expected values by name"),
    "no parameters": (dict(params=None), "a: params: expected values by name"),
    "parameters without names": (dict(params=[[1.0]]), "a: params: expected values by name"),
    "a start without a name": (dict(start=np.zeros(4)), "a: start: expected values by name"),
    "a memory without a name": (
        dict(cell="look_dot", memory=Wire("x")),
        "a: memory: expected values by name",
    ),
    "masks without names": (dict(masks=[np.ones(3)]), "a: masks: expected values by name"),
    "signals without names": (dict(signals=(1, 2)), "a: signals: expected values by name"),
    "a signal of nothing": (
        dict(cell="clockwork", signals={"m": None}),
        "a: expected whole numbers from 1 as periods, read None",
    ),
    "a signal of text": (dict(cell="clockwork", signals={"m": "12"}), "a: expected whole numbers"),
    "a list that is frozen": (dict(frozen=(["U_h"],)), "a: frozen: expected a list of texts"),
    "a text that is frozen": (dict(frozen="U_h"), "a: frozen: expected a list of texts"),
    "nothing that is frozen": (dict(frozen=None), "a: frozen: expected a list of texts"),
    "a text of labels": (dict(labels="abcd"), "a: labels: expected a list of texts"),
    "numbers for labels": (dict(labels=(1, 2, 3, 4)), "a: labels: expected a list of texts"),
    "half a step": (dict(steps=1.5), r"a: expected at least one step, read 1\.5"),
}


@pytest.mark.parametrize("case", NO_PART)
def test_what_is_no_part_is_refused(case):
    wrong, message = NO_PART[case]
    with pytest.raises(sim.InputError, match=message):
        Part(**{"name": "a", "cell": "elman", "params": {}} | wrong)


def test_inputs_are_checked():
    with pytest.raises(sim.InputError, match="x: expected real numbers"):
        Network((part(),), {"x": [["a"]]})
    with pytest.raises(sim.InputError, match="y: inputs: expected"):
        Network((part(),), {"x": x, "y": np.ones(3)})
    for empty in (np.ones((4, 0)), np.ones((0, 3)), np.ones((4, 3, 0))):
        with pytest.raises(sim.InputError, match=r"x: inputs: .*, each above 0, read \("):
            Network((part(),), {"x": empty})
    with pytest.raises(sim.InputError, match="first: expected a list of numbers"):
        Wire("x", taps="shift", first=3)
    with pytest.raises(sim.InputError, match="as many sequences in each"):
        Network((part(),), {"x": x, "y": np.ones((2, 2, 3))})
    with pytest.raises(sim.InputError, match="Targets: expected a name"):
        Network((part(),), {"x": x, "Targets": x})


@pytest.mark.parametrize(
    ("parts", "inputs", "message"),
    [
        ((part(),), [x], "inputs: expected values by name"),
        ((part(),), None, "inputs: expected values by name"),
        ((part(),), x, "inputs: expected values by name"),
        (None, {"x": x}, "parts: expected a list of parts"),
        (part(), {"x": x}, "parts: expected a list of parts"),
        (("rnn",), {"x": x}, "parts: expected a list of parts"),
        ((part(),), {3: x}, "3: expected a name of small letters"),
    ],
)
def test_what_holds_no_parts_or_inputs_is_refused(parts, inputs, message):
    with pytest.raises(sim.InputError, match=message):
        Network(parts, inputs)


@pytest.mark.parametrize("group", [["rnn", ["a"]], [["rnn"]], None, 3, {"a": 1}, ()], ids=str)
def test_a_group_of_no_names_is_refused(group):
    runs = run(part())
    for ask in (runs.jacobians, runs.states):
        with pytest.raises(sim.InputError, match=r"there is no part .*; expected one of rnn"):
            ask(group)


@pytest.mark.parametrize("seeds", [None, [np.ones((T, H))], np.ones((T, H))], ids=str)
def test_seeds_without_names_are_refused(seeds):
    with pytest.raises(sim.InputError, match="seeds: expected values by name"):
        run(part()).backward(seeds)


BAD_SEEDS = {
    "rnn": (np.ones((T, H)), "rnn: expected a part and a line as the name of a seed"),
    "rh": (np.ones((T, H)), "rh: expected a part and a line"),
    ("rnn",): (np.ones((T, H)), r"\('rnn',\): expected a part and a line"),
    ("rnn", "h", 1): (np.ones((T, H)), "expected a part and a line"),
    ("rnn", None): (np.ones((T, H)), "expected a part and a line"),
    3: (np.ones((T, H)), "3: expected a part and a line"),
    ("rnn", "W_h @ x"): (np.ones((T, H)), "Elman has no line W_h @ x"),
    ("rnn", "h_prev"): (np.ones((T, H)), "Elman has no line h_prev"),
    ("rnn", "k"): (np.ones((T, H)), "Elman has no line k"),
    ("x", "h"): (np.ones((T, H)), "there is no part x; expected one of rnn"),
    ("rnn", "h"): (np.ones((T, X)), r"seed of rnn.h: expected shape \(4, 4\), read \(4, 3\)"),
    ("rnn", ""): ([[np.nan] * H] * T, "seed of rnn"),
}


@pytest.mark.parametrize("key", BAD_SEEDS, ids=str)
def test_a_seed_that_does_not_fit_is_refused(key):
    value, message = BAD_SEEDS[key]
    with pytest.raises(sim.InputError, match=message):
        run(part()).backward({key: value})
