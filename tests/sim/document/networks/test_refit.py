"""One part of a network is changed: the others fit it, and keep every number that has a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.document.convert import with_cell
from sim.document.generate import generate
from sim.document.initialise import initialise
from sim.document.networks.sequences import Sequence, Target
from sim.document.resize import in_order, resizable, resized
from sim.document.scenario import Scenario
from sim.document.seen import PartScenario, seen
from sim.graph.letters import letter_of
from sim.network.outputs import dense_output
from sim.network.parts import Part, Wire
from sim.run.clamps import Clamp, clampable
from sim.text.errors import InputError
from tests.documents import every_document, everything, refusal_of

DOCUMENTS = every_document()
PARTS = [(name, part.name) for name, one in DOCUMENTS.items() for part in one.parts]
Change = Callable[[PartScenario], PartScenario]


def _drawn(one: PartScenario) -> PartScenario:
    shapes = {name: value.shape for name, value in one.params.items()}
    return one.changed(params=initialise(shapes, mask=one.own.mask, seed=3), seed=3)


def _held(one: PartScenario) -> PartScenario:
    held = tuple(Clamp(line, 0.5) for line in clampable(one.chosen_cell))
    return one.changed(clamps=held)


def _cut(one: PartScenario) -> PartScenario:
    recurrent = {n for n in one.params if letter_of(n).role == "recurrent"}
    return one.changed(
        params={n: v * 0 if n in recurrent else v for n, v in one.params.items()}
    )  # fmt: skip


def _activated(one: PartScenario) -> PartScenario:
    return one.changed(options=dict.fromkeys(one.chosen_cell.defaults, "tanh"))


def _read_out(kind: str, outputs: int) -> Change:
    def change(one: PartScenario) -> PartScenario:
        V, d = np.ones((outputs, one.sizes["H"])), np.zeros(outputs)
        labels = {axis: words for axis, words in one.labels.items() if axis != "y"}
        made = dense_output(kind) if kind == "softmax_h" else dense_output(kind, V, d)
        return one.changed(output=made, labels=labels)

    return change


def _without(one: PartScenario) -> PartScenario:
    labels = {axis: words for axis, words in one.labels.items() if axis != "y"}
    return one.changed(output=None, labels=labels)


CHANGES: dict[str, Change] = {
    **{f"{size}{by:+}": lambda one, size=size, by=by:
       resized(one, **{size: one.sizes[size] + by}) for size in "XHTY" for by in (2, -1)},
    **{cell: lambda one, cell=cell: with_cell(one, cell)[0]
       for cell in ("elman", "lstm", "gru", "jordan", "clockwork")},
    "step left out": lambda one: in_order(one, range(one.sizes["T"] - 1)),
    "step put in": lambda one: in_order(one, [0, None, *range(1, one.sizes["T"])]),
    "drawn": _drawn, "held": _held, "memory cut": _cut, "activated": _activated,
    "linear, 3": _read_out("linear", 3), "softmax, 2": _read_out("softmax", 2),
    "softmax_h": _read_out("softmax_h", 0), "no readout": _without,
    "fed back": lambda one: generate(one, 2),
}  # fmt: skip
ALL_FOLLOW = {"X", "H", "T", "Y", "s"}  # the first letter of changes by which sizes change


def places(document: Scenario, but: set[str]) -> Iterator[tuple]:
    """All of a document that is no number and no word, of the parts that are not left out."""
    yield document.title, list(document.inputs)
    for part in document.parts:
        if part.name not in but:
            wires = [(w.source, w.line, w.taps, bool(w.first)) for w in part.wires]
            yield part.name, part.cell, dict(part.options), part.frozen, list(part.memory), wires
            yield list(part.params), list(part.masks), list(part.start), bool(part.labels)


def is_within(old: np.ndarray, new: np.ndarray) -> bool:
    """Whether all of the smaller one's numbers are there, in their order, and zeros else."""
    few, many = sorted((np.ravel(old).tolist(), np.ravel(new).tolist()), key=len)
    left = iter(many)
    return all(any(one == other for other in left) for one in few)


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_a_document_that_runs_or_is_refused_in_words(what):
    """And of the other parts, nothing but what fits them to it is changed."""
    done = 0
    for name, part in PARTS:
        before = seen(DOCUMENTS[name], part)
        try:
            after = CHANGES[what](before)
        except InputError as error:
            assert len(str(error)) > 10 and refusal_of(error)["code"], (name, part)
            continue
        done += 1
        runs = after.document.run()
        assert np.array_equal(after.run()["x"], runs[part]["x"], equal_nan=True), (name, part)
        touched = {part, before.output and before.output.name, after.output and after.output.name}
        assert [*places(after.document, touched)] == [*places(before.document, touched)]
        parts = after.document.network.part
        for one in before.document.parts:
            if one.name in touched:
                continue
            for of in ("params", "masks"):
                for key, value in getattr(one, of).items():
                    new = getattr(parts[one.name], of)[key]
                    same = what[0] not in ALL_FOLLOW or new.shape == value.shape
                    alike = np.array_equal(value, new) if same else is_within(value, new)
                    assert alike, (name, part, one.name, key)
            assert what[0] in ALL_FOLLOW or parts[one.name].clamps == one.clamps
    assert done >= {"Y": 30, "f": 1}.get(what[0], 25), what


@pytest.mark.parametrize("what", ["H+2", "Y+2", "X+2", "T+2"])
def test_larger_and_back_is_the_document_that_it_was(what):
    done, size = 0, what[0]
    for name, part in PARTS:
        before = seen(DOCUMENTS[name], part)
        try:
            large = CHANGES[what](before)
        except InputError:
            continue
        if large.sizes[size] == before.sizes[size]:  # outputs of a readout, which stay
            continue
        back = resized(large, **{size: before.sizes[size]})
        assert back.document.digest == before.document.digest, (name, part)
        assert large.sizes[size] == before.sizes[size] + 2
        for key, one in before.document.inputs.items():
            assert np.array_equal(back.document.inputs[key].rows, one.rows), (name, key)
            assert back.document.inputs[key].labels == one.labels
            assert back.document.inputs[key].steps == one.steps
        for key, target in before.document.targets.items():
            if not isinstance(target.rows, Wire):
                assert np.array_equal(back.document.targets[key].rows, target.rows)
        done += 1
    assert done > 25


def test_units_that_do_nothing_change_no_number_of_any_other_part():
    """New units have no weights and stay 0: a column put in the wrong place would be seen."""
    done = 0
    for name, part in PARTS:
        before = seen(DOCUMENTS[name], part)
        shares = before.chosen_cell.options or before.output_kind == "softmax_h"
        if "H" not in DOCUMENTS[name].sizes[part] or shares or before.cell == "clockwork":
            continue
        try:
            after = resized(before, H=before.sizes["H"] + 2)
        except InputError:
            continue
        old, new = before.document.run(), after.document.run()
        for other, trace in old.items():
            for line in trace.cell.graph.lines:
                width = trace[line].shape[1]
                np.testing.assert_allclose(
                    new[other][line][:, :width], trace[line], rtol=1e-12, atol=1e-14,
                    err_msg=f"{name} {part} {other} {line}",
                )  # fmt: skip
        done += len(old) > 1
    assert done > 15


def two_ways(T: int = 4) -> Scenario:
    """Both directions and what reads them, ahead before behind; held, masked and taught."""
    rng = np.random.default_rng(2)
    shapes = {"W_h": (2, 3), "U_h": (2, 2), "b_h": (2,)}
    ahead = Part("ahead", "elman", {n: rng.normal(size=s) for n, s in shapes.items()})
    behind = Part("behind", "lstm",
                  {n: rng.normal(size=s) for n, s in sim.CELLS["lstm"].shapes(3, 2).items()},
                  (Wire("x", taps="back"),), clamps=(Clamp("f", 0.5, 2, 3),))  # fmt: skip
    V = np.arange(1.0, 9).reshape(2, 4)
    out = Part("out", "dense", {"V_y": V, "d_y": [0.0, 0.0]},
               (Wire("ahead"), Wire("behind", taps="back")), masks={"V_y": np.ones((2, 4))},
               labels=("a", "b"), frozen=("V_y",))  # fmt: skip
    inputs = {"x": Sequence(rng.normal(size=(T, 3)), steps=tuple("pqrs")[:T])}
    taught = Target("squared_error", np.arange(1.0, 2 * T + 1).reshape(T, 2))
    return Scenario((ahead, behind, out), inputs, {"out.y": taught, "behind.h": taught})


def test_columns_are_put_behind_those_of_the_part_and_before_those_of_the_next():
    new = resized(seen(two_ways(), "ahead"), H=3).document.network.part["out"]
    assert new.params["V_y"].tolist() == [[1, 2, 0, 3, 4], [5, 6, 0, 7, 8]]
    assert new.masks["V_y"].tolist() == [[1] * 5] * 2 and new.frozen == ("V_y",)
    less = resized(seen(two_ways(), "ahead"), H=1).document.network.part["out"]
    assert less.params["V_y"].tolist() == [[1, 3, 4], [5, 7, 8]]
    last = resized(seen(two_ways(), "behind"), H=1).document
    assert last.network.part["out"].params["V_y"].tolist() == [[1, 2, 3], [5, 6, 7]]
    assert last.targets["behind.h"].rows.tolist() == [[1], [3], [5], [7]]


def test_outputs_take_their_words_and_targets_with_them():
    new = resized(seen(two_ways(), "out"), Y=3).document
    assert new.network.part["out"].labels == ("a", "b", "")
    assert new.targets["out.y"].rows.tolist() == [[1, 2, 0], [3, 4, 0], [5, 6, 0], [7, 8, 0]]
    assert resized(seen(two_ways(), "out"), Y=1).document.network.part["out"].labels == ("a",)


def test_a_step_put_in_or_left_out_moves_what_is_held_and_taught_in_each_ones_own_time():
    new = in_order(seen(two_ways(), "ahead"), [0, None, 1, 2, 3]).document
    assert new.inputs["x"].steps == ("p", "", "q", "r", "s")
    # Its steps 1 to 4 are s, r, q, p: r and q stay held, and what is new stands behind q.
    assert new.network.part["behind"].clamps == (Clamp("f", 0.5, 2, 3),)
    rows = [[1, 2], [0, 0], [3, 4], [5, 6], [7, 8]]
    assert new.targets["out.y"].rows.tolist() == rows
    assert new.targets["out.y"].mask.tolist() == [1, 0, 1, 1, 1]
    assert new.targets["behind.h"].rows.tolist() == [[1, 2], [3, 4], [5, 6], [0, 0], [7, 8]]
    less = in_order(seen(two_ways(), "behind"), [1, 2, 3]).document  # without s
    assert less.inputs["x"].steps == ("p", "q", "r")
    assert less.network.part["behind"].clamps == (Clamp("f", 0.5, 1, 2),)
    assert less.targets["behind.h"].rows.tolist() == [[3, 4], [5, 6], [7, 8]]
    assert less.targets["out.y"].rows.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert less.targets["out.y"].mask is None


@pytest.mark.parametrize("part", ["ahead", "behind", "out"])
def test_a_sequence_is_lengthened_for_all_that_hear_it_whoever_is_asked(part):
    new = resized(seen(two_ways(), part), T=6).document
    assert {sizes["T"] for sizes in new.sizes.values()} == {6}
    assert np.array_equal(new.inputs["x"].rows[:4], two_ways().inputs["x"].rows)
    assert not new.inputs["x"].rows[4:].any() and new.inputs["x"].steps == (*"pqrs", "", "")
    assert new.network.part["behind"].clamps == (Clamp("f", 0.5, 4, 5),)  # r and q still
    assert new.targets["out.y"].mask.tolist() == [1, 1, 1, 1, 0, 0]
    assert new.targets["behind.h"].mask.tolist() == [0, 0, 1, 1, 1, 1]


def test_of_windows_each_step_has_its_columns():
    V = np.arange(1.0, 7)[None]
    conv = Part("conv", "dense", {"V_y": V, "d_y": [0.0]}, (Wire("x", taps="window3"),))
    document = Scenario((conv,), {"x": Sequence(np.ones((5, 2)), ("a", "b"))})
    wide = resized(seen(document, "conv"), X=9).document
    assert wide.network.part["conv"].params["V_y"].tolist() == [[1, 2, 0, 3, 4, 0, 5, 6, 0]]
    assert wide.inputs["x"].labels == ("a", "b", "")
    long = resized(seen(document, "conv"), T=5).document  # of 7 rows there are 5 windows
    assert len(long.inputs["x"].rows) == 7 and long.sizes["conv"]["T"] == 5
    with pytest.raises(InputError, match="comes from x"):
        resized(seen(document, "conv"), X=7)


def test_who_looks_at_another_part_has_columns_for_it_and_a_mask_stays_where_it_was():
    document = everything()
    wide = resized(seen(document, "enc"), H=4).document
    assert wide.sizes["dec"]["H"] == 3 and wide.sizes["att"]["D"] == 4
    old, new = document.network.part, wide.network.part
    assert np.array_equal(new["att"].params["K_e"][:, :3], old["att"].params["K_e"])
    assert not new["att"].params["K_e"][:, 3].any()
    assert new["att"].params["Q_e"].tolist() == old["att"].params["Q_e"].tolist()
    assert new["dec"].params["W_f"].shape == (3, 6) and not new["dec"].params["W_f"][:, 5].any()
    assert np.array_equal(new["dec"].params["W_f"][:, :5], old["dec"].params["W_f"])
    assert new["enc"].masks["U_h"][:3, :3].tolist() == np.tri(3).tolist()
    assert new["dec"].reads[0].first == (0.5, 0.25)


def test_who_starts_from_another_part_gets_as_many_units():
    document = DOCUMENTS["encoder, decoder: state and c"]
    H = document.sizes["enc"]["H"]
    wide = resized(seen(document, "enc"), H=H + 1).document
    assert wide.sizes["dec"]["H"] == wide.sizes["enc"]["H"] == H + 1
    old, new = document.network.part["dec"].params, wide.network.part["dec"].params
    assert np.array_equal(new["U_n"][:H, :H], old["U_n"]) and not new["U_n"][H].any()
    assert np.array_equal(new["W_n"][:H, :H], old["W_n"]) and not new["W_n"][:, H].any()
    with pytest.raises(InputError, match="h_0 comes from enc"):
        resized(seen(document, "dec"), H=H + 1)


def test_a_word_more_is_one_more_for_the_target_and_whoever_hears_it():
    document = everything()
    wide = resized(seen(document, "out"), Y=3).document
    assert wide.inputs["y"].rows.shape == (3, 3) and wide.network.part["out"].labels[2] == ""
    dec = wide.network.part["dec"]
    assert len(dec.reads[0].first) in (0, 3)
    old = document.network.part["dec"].params["W_f"]
    assert (
        np.array_equal(dec.params["W_f"][:, :2], old[:, :2]) and not dec.params["W_f"][:, 2].any()
    )
    assert np.array_equal(dec.params["W_f"][:, 3:], old[:, 2:])


def test_periods_that_a_part_names_go_on_with_the_last():
    res = resized(seen(everything(), "res"), H=6)
    assert res.own.signals == {"m": (1, 2, 4, 8, 8, 8)}
    assert resized(res, H=3).own.signals == {"m": (1, 2, 4)}


@pytest.mark.parametrize(
    ("part", "sizes", "said"),
    [
        ("out", {"H": 3}, "out has no H of its own"),
        ("out", {"X": 9}, "x comes from ahead"),
        ("ahead", {"H": 65}, "H = 65: at least 1, at most 64"),
        ("ahead", {"H": 0}, "H = 0"),
        ("ahead", {"T": 501}, "T = 501"),
        ("ahead", {"X": 129}, "X = 129"),
    ],
)
def test_what_cannot_be_is_refused_and_says_where_to_look(part, sizes, said):
    with pytest.raises(InputError, match=said):
        resized(seen(two_ways(), part), **sizes)


def test_what_looks_by_products_alone_takes_no_other_size_and_is_named():
    document = DOCUMENTS["attention before the step, dot, lstm"]
    with pytest.raises(InputError, match="att: "):
        resized(seen(document, "enc"), H=document.sizes["enc"]["H"] + 1)


def test_another_cell_leaves_those_that_read_it_as_many_numbers():
    document = two_ways()
    after, carried = with_cell(seen(document, "ahead"), "jordan")
    assert after.sizes["Y"] == 2 and {"V_y", "d_y"} <= set(carried.drawn)
    new, old = (one.network.part["out"] for one in (after.document, document))
    assert all(np.array_equal(new.params[n], value) for n, value in old.params.items())
    again, _ = with_cell(after, "elman")
    assert [part.name for part in again.document.parts] == ["ahead", "behind", "out"]
    with pytest.raises(InputError, match="out has no state"):
        with_cell(seen(document, "out"), "lstm")


def test_drawn_weights_leave_out_what_a_mask_leaves_out():
    res = DOCUMENTS["echo.listener"].network.part["res"]
    assert not res.mask("U_n", (6, 6)).all()
    drawn = _drawn(seen(DOCUMENTS["echo.listener"], "res"))
    assert np.array_equal(drawn.params["U_n"] != 0, res.mask("U_n", (6, 6)))
    clock = everything().network.part["res"]
    masked = replace(clock, masks={"U_n": np.eye(4)}, params=clock.params | {"U_n": np.eye(4)})
    assert np.array_equal(masked.mask("U_n", (4, 4)), np.eye(4, dtype=bool))
    assert clock.mask("W_n", (4, 3)) is None


def test_another_sequence_that_is_heard_beside_a_longer_one_is_as_long():
    one = {"W_h": np.ones((1, 1)), "U_h": np.ones((1, 1)), "b_h": [0.0]}
    both = one | {"W_h": np.ones((1, 3))}
    parts = (
        Part("a", "elman", one, (Wire("x"),)),
        Part("b", "elman", both, (Wire("a"), Wire("z"))),
    )
    inputs = {"x": Sequence(np.ones((3, 1))), "z": Sequence(np.ones((3, 2)), steps=tuple("uvw"))}
    taught = {"b.h": Target("squared_error", Wire("w"))}
    document = Scenario(parts, {**inputs, "w": Sequence(np.ones((3, 1)))}, taught)
    for part in "ab":
        for T in (5, 2):
            new = resized(seen(document, part), T=T).document
            assert {key: len(one.rows) for key, one in new.inputs.items()} == dict.fromkeys(
                "xzw", T
            )
            assert new.inputs["z"].steps == ("u", "v", "w", "", "")[:T]
            assert new.inputs["z"].rows.tolist() == ([[1, 1]] * 3 + [[0, 0]] * 2)[:T]


@pytest.mark.parametrize("name", ["everything", "decoders.translated", "frames.exact", "clock"])
def test_a_size_is_resizable_where_one_more_or_one_less_is_taken(name):
    """Against both neighbours, in every part; never a size that the part has not."""
    document = every_document()[name]
    for part in document.parts:
        scenario, known = seen(document, part.name), document.sizes[part.name]
        taken = set()
        for size in "XHYT":
            for n in {max(1, known.get(size, 0) - 1), known.get(size, 0) + 1}:
                try:
                    if resized(scenario, **{size: n}).sizes[size] != scenario.sizes[size]:
                        taken.add(size)
                except InputError:
                    continue
        assert set(resizable(scenario)) == taken, part.name
