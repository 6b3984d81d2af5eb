"""What is no document is refused with the place named, in every language."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from sim.document.networks.reading import from_json
from sim.document.networks.sequences import Sequence
from sim.document.networks.writing import to_json
from sim.document.scenario import Scenario
from sim.network.parts import Part, Wire
from sim.text.errors import InputError
from tests.documents import everything
from ui.words import LANGUAGES, speaking
from ui.words.errors import message

TEXT = to_json(everything())
DEEP = "[" * 900 + "]" * 900
GONE = object()
Key = tuple[str | int, ...]


def edited(*edits: tuple[Key, object]) -> str:
    """The document's file with other values in some places; a part is named there."""
    plain = json.loads(TEXT)
    at = {part["name"]: k for k, part in enumerate(plain["parts"])}
    for (first, *rest), value in edits:
        path = ["parts", at[first], *rest] if first in at else [first, *rest]
        node = plain
        for key in path[:-1]:
            node = node[key]
        if value is GONE:
            del node[path[-1]]
        else:
            node[path[-1]] = value
    return json.dumps(plain)


def put(key: str, value: object) -> str:
    """The file with one value in the place that `key` tells, "dec.reads.0.from"."""
    return edited((tuple(int(k) if k.isdigit() else k for k in key.split(".")), value))


def target(path: list[str | int], value: object) -> str:
    return edited((("targets", *path), value))


def written(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1
    return TEXT.replace(old, new, 1)


FIELDS = {
    put("extra", 1): "unknown field 'extra'",
    put("enc.Params", {}): "enc: unknown field 'Params'",
    put("dec.reads.1.tap", "back"): "dec: reads.2: unknown field 'tap'",
    put("att.memory.M.where", 1): "att: memory.M: unknown field 'where'",
    put("inputs.x.row", []): "x: unknown field 'row'",
    target(["out.y", "of"], 1): "targets.out.y: unknown field 'of'",
    target(["out.y", "rows"], [[1]]): "targets.out.y: unknown field 'from'",
    put("res.signals.m.period", [1]): "res: signals.m: unknown field 'period'",
    put("parts", GONE): "the field 'parts' is missing",
    put("enc.reads", GONE): "enc: the field 'reads' is missing",
    put("enc.name", GONE): "parts.1: the field 'name' is missing",
    put("enc.cell", GONE): "enc: the field 'cell' is missing",
    put("enc.reads.0.from", GONE): "enc: reads.1: the field 'from' is missing",
    put("inputs.x.rows", GONE): "x: the field 'rows' is missing",
    target(["out.y", "loss"], GONE): "targets.out.y: the field 'loss' is missing",
    target(["out.y", "from"], GONE): "targets.out.y: the field 'rows' is missing",
    put("enc.params.W_h", GONE): "enc: Elman needs the parameter W_h",
    put("enc.params.W_q", [[1]]): "enc: Elman has no parameter W_q",
    put("enc.start.c", [1]): "enc: Elman has no state c",
    put("enc.memory", {"M": {"from": "x"}}): "enc: Elman has no data M",
    put("att.memory", {}): "att: attention, additive needs the data M",
    put("enc.signals", {"m": {"periods": [1]}}): "enc: Elman has no signal m",
    TEXT[:-1] + ', "title": "again"}': "the field 'title' stands twice",
    written('"name": "dec"', '"name": "dec", "cell": "gru"'): "dec: the field 'cell' stands twice",
    written('"b_h": [', '"b_h": [1, 2, 3], "b_h": ['): "enc: params: the field 'b_h' stands twice",
    written('{"from": "y"', '{"from": "y", "from": "x"'): "dec: reads.1: the field",
    written('{"rows"', '{"rows": [[1]], "rows"'): "inputs: x: the field 'rows' stands twice",
}  # fmt: skip
KINDS = {
    "": "This is no JSON",
    "[" * 100_000: "This is no JSON",
    "null": "expected a scenario of version 2",
    "[]": "expected a scenario of version 2",
    put("gatescope", 3): "expected a scenario of version 2",
    put("gatescope", True): "expected a scenario of version 2",
    put("parts", {}): "parts: expected a list",
    put("parts", []): "parts = 0: at least 1",
    put("enc", None): "parts.1: expected an object, read None",
    put("inputs", []): "inputs: expected an object",
    put("inputs.x", [[1]]): "x: expected an object",
    put("targets", []): "targets: expected an object",
    put("title", 5): "title: expected a text",
    put("title", "\ud834"): "title: expected a text",
    put("seed", -1): "seed: expected a whole number",
    put("enc.cell", 5): "enc: cell: expected a text",
    put("enc.cell", "rnn"): "enc: unknown cell 'rnn'",
    put("enc.reads", {"from": "x"}): "enc: reads: expected a list",
    put("enc.reads.0", "x"): "enc: reads.1: expected an object",
    put("enc.reads.0.from", 5): "enc: reads.1: from: expected a text",
    put("dec.reads.0.first", 5): "dec: reads.1: first: expected a list",
    put("dec.reads.0.first", [0.5, "1"]): "dec: y (shift): first, row 2: expected a finite number",
    put("enc.steps", 2.0): "enc: expected at least one step, read 2.0",
    put("enc.steps", True): "enc: expected at least one step, read True",
    put("enc.options", {"q": "tanh"}): "enc: Elman has no activation 'q'",
    put("enc.options", {"h": "sine"}): "enc: h: unknown activation 'sine'",
    put("enc.frozen", ["W_q"]): "enc: Elman has no parameter W_q",
    put("enc.frozen", [1]): "enc: frozen: expected a text",
    put("out.labels", ["a"]): "out: labels: y has 2 rows, read 1 labels",
    put("out.labels", ["a", "b" * 201]): "out: labels: expected a text of at most 200",
    put("out.labels", ["a", 5]): "out: labels: expected a list of texts",
    put("inputs.x.labels", ["a"]): "x: labels: expected 2 texts",
    put("inputs.x.steps", ["a", 5]): "x: steps: expected 5 texts",
    put("inputs.v.frame", [2, 3]): "v: frame: expected shape 4",
    put("inputs.v.frame", [2, 0]): "v: frame: expected two whole numbers",
    put("dec.clamps", {}): "dec: clamps: expected a list",
    put("dec.clamps.0.line", "q"): "dec: LSTM has no gate q",
    put("dec.clamps.0.last", 9): "dec: f: held from step 2 to 9, but there are 3",
    put("res.signals.m.periods", [1, 2]): "res: m: expected shape (4, 4), read (4, 2)",
    put("res.signals.m.periods", [1, 2, 4, 0]): "res: expected whole numbers from 1 as periods",
    put("res.signals.m.periods", [8, 4, 2, 1]): "res: U_n, row 1, column 2",
    put("enc.params.W_h", json.loads(DEEP)): "enc: W_h, row 1, column 1: expected a finite number",
    put("enc.options", {"h": json.loads(DEEP)}): "enc: h: expected an activation's name",
    put("enc.params.W_h.1.0", "1"): "enc: W_h, row 2, column 1: expected a finite number, read '1'",
    put("enc.params.W_h.1", [1.0]): "enc: W_h, row 2: expected 2 numbers",
    put("enc.params.b_h.2", True): "enc: b_h, row 3: expected a finite number",
    put("dec.params.b_f", [1.0]): "dec: b_f: expected shape (3,), read (1,)",
    put("enc.start.h", [0.0]): "enc: h: expected shape (3,), read (1,)",
    put("enc.start.h.1", None): "enc: start h, row 2: expected a finite number",
    put("inputs.x.rows", []): "x: inputs: at least one timestep",
    put("enc.masks.U_h.0", "110"): None,
    put("enc.masks.U_h", ["100", "110"]): "enc: masks U_h: expected shape (3, 3), read (2, 3)",
    put("enc.masks.U_h.1", "11"): "enc: masks U_h, row 2: expected 3 numbers, read 2",
    put("enc.masks.U_h.1", "112"): "enc: masks U_h: expected rows of 0 and 1",
    put("enc.masks.U_h.1", "010"): "enc: U_h.2.1: the mask has 0 there",
    put("enc.masks.b_h", "101"): "enc: b_h.2: the mask has 0 there",
    put("enc.masks.b_q", "101"): "enc: Elman has no parameter b_q",
    TEXT.replace("0.5, 0.25", "NaN, 0.25"): "dec: y (shift): first, row 1: expected",
    put("inputs.x.rows.1.0", float("inf")): "x: rows, row 2, column 1: expected a finite number",
    put("enc.params.b_h.0", float("nan")): "enc: b_h, row 1: expected a finite number, read nan",
    put("dec.clamps.0.value", float("nan")): "dec: f: a gate is held at a number from 0 to 1",
    put("enc.steps", float("inf")): "enc: expected at least one step, read inf",
    put("seed", float("-inf")): "seed: expected a whole number",
    written('"seed": 7', '"seed": ' + "7" * 5000): "This is no JSON",
}  # fmt: skip
WIRES = {
    put("enc.reads.0.from", "out"): "enc reads out, which comes later",
    put("enc.start.h", {"from": "dec", "taps": "last"}): "enc reads dec (last), which comes later",
    put("enc.reads.0.from", "nobody"): "enc: nobody: there is no part or input nobody",
    put("enc.reads.0.line", "h"): "enc: x.h: x has no line h",
    put("out.reads.0.line", "q"): "out: dec.q: dec has no line q",
    put("out.reads.0.line", "z_prev"): "out: dec.z_prev: dec has no line z_prev",
    put("enc.reads.0.taps", "sideways"): "enc: unknown tap 'sideways'",
    put("enc.reads.0.taps", "window9"): "enc: x (window9): window9 cannot be made of 5 steps",
    put("enc.reads.0.taps", "every"): "enc: no wire says how many steps there are",
    put("enc.reads.0.first", [1, 2]): "enc: x: a first row goes with a shift",
    put("dec.reads.0.first", [1]): "dec: y (shift): first: expected shape (2,), read (1,)",
    put("dec.reads.0.taps", "shift back"): "targets.out.y: out: y runs from the first step",
    put("dec.reads.1.taps", "last"): "dec reads att.k (last) within a loop",
    put("out.reads", [{"from": "dec"}, {"from": "x", "taps": "back"}]): "out: dec runs from",
    put("dec.steps", 4): "dec: expected wires of as many steps, read 4 (steps), 3 (y",
    put("out.reads.0.from", "x"): "out: V_y: expected shape (2, 2), read (2, 3)",
    put("out.reads.0.from", "enc"): "targets.out.y: rows: expected shape (5, 2), read (3, 2)",
    put("out.reads.0.line", "f"): None,
    put("out.reads", [{"from": "dec"}, {"from": "y"}]): "out: V_y: expected shape (2, 5)",
    put("dec.start.h", {"from": "enc"}): "dec: enc: a start is one row, read 5",
    put("dec.start.h", {"from": "x", "taps": "last"}): "dec: x (last): h: expected shape (3,)",
    put("att.memory.M", {"from": "x"}): "att: K_e: expected shape (5, 2), read (5, 3)",
    put("pic.reads.0.taps", "patches3x1"): "pic: v (patches3x1): patches3x1: 4 numbers",
    put("att.name", "x"): "x: two parts or inputs have this name",
    put("pic.name", "enc"): "enc: two parts or inputs have this name",
    put("enc.name", "targets"): "targets: expected a name",
    put("enc.name", "Enc"): "parts.1: Enc: expected a name",
    put("enc.name", "a.b"): "parts.1: a.b: expected a name",
    put("enc.name", ""): "parts.1: : expected a name",
    put("att.name", 5): "parts.2: 5: expected a name",
    put("inputs.X", {"rows": [[1]]}): "X: expected a name",
}  # fmt: skip
TARGETS = {
    target(["out"], {"loss": "squared_error", "rows": [[1]]}): "targets.out: dense layer has",
    target(["no.y"], {"loss": "squared_error", "rows": [[1]]}): "targets.no.y: there is no",
    target(["out.y", "loss"], "hinge"): "targets.out.y: unknown loss 'hinge'",
    target(["out.y", "loss"], {}): "targets.out.y: unknown loss '{}'",
    target(["out.y", "from"], "dec"): "targets.out.y: dec: a target is given",
    target(["out.y", "from"], "x"): "targets.out.y: rows: expected shape (3, 2), read (5,",
    target(["out.y", "taps"], "up"): "targets.out.y: y (up): unknown tap 'up'",
    target(["out.y", "mask"], "11"): "targets.out.y: mask: expected shape (3,), read (2,)",
    target(["out.y", "mask"], ["111"]): "targets.out.y: mask: expected a text of 0 and 1",
    target(["res.h", "loss"], "cross_entropy"): "targets.res.h: the cross entropy takes",
    target(["res.h", "rows", 2], [1]): "targets.res.h: rows, row 3: expected 4 numbers",
    put("inputs.y.rows.1.0", -1): "targets.out.y: targets: expected no number below 0",
}  # fmt: skip


@pytest.mark.parametrize(
    "said", [FIELDS, KINDS, WIRES, TARGETS], ids=["fields", "kinds", "wires", "targets"]
)
def test_a_refusal_names_its_place_in_every_language(said):
    wrong = []
    for text, expected in said.items():
        if expected is None:
            from_json(text)
            continue
        try:
            from_json(text)
            wrong.append((expected, "taken"))
            continue
        except InputError as error:
            found = error
        if not str(found).startswith(expected) or len(str(found)) > 300:
            wrong.append((expected, str(found)))
        place = re.match(r"(?:(?!inputs|labels|targets:)[\w.]+: )*", str(found))[0].replace(
            ": ", "："
        )
        for lang in LANGUAGES:
            with speaking(lang):
                here = message(found)
            if lang != "en" and not (re.search("[一-鿿]", here) and here.startswith(place)):
                wrong.append((lang, here, place))
    assert wrong == []


def test_many_parts_that_hear_each_other_in_a_circle():
    one = {"W_h": [[1.0, 1.0]], "U_h": [[0.0]], "b_h": [0.0]}
    parts = [Part(f"p{k}", "elman", one, (Wire("x"), Wire(f"p{(k + 1) % 12}"))) for k in range(12)]
    with pytest.raises(InputError, match=r"^p0 reads p1, which comes later"):
        Scenario(tuple(parts), {"x": Sequence([[1.0]])})


@pytest.mark.parametrize(
    ("cell", "params", "said"),
    [
        ("dense", {"V_y": [[1.0, 2.0]], "d_y": [0.0]}, "x: expected shape (3, 2), read (3, 0)"),
        ("look_dot", {}, "m: M: expected shape (0, 1), read (2, 1)"),
        ("shown", {}, "y has no rows"),
    ],
)
def test_what_reads_nothing_has_nothing_to_multiply(cell, params, said):
    memory = {"M": {"from": "m"}} if cell == "look_dot" else {}
    part = {"name": "p", "cell": cell, "reads": [], "steps": 3, "params": params, "memory": memory}
    plain = {"gatescope": 2, "inputs": {"m": {"rows": [[1.0, 2.0]]}}, "parts": [part]}
    with pytest.raises(InputError) as caught:
        from_json(json.dumps(plain))
    assert str(caught.value).startswith(f"p: {said}")
    if cell == "dense":
        part["params"] = {"d_y": [0.5]}
        assert from_json(json.dumps(plain)).run()["p"]["y"].tolist() == [[0.5]] * 3


def test_what_is_made_by_hand_is_checked_too():
    part, x = Part("d", "dense", {"V_y": [[1]], "d_y": [0]}), {"x": Sequence([[1]])}
    for fields in (
        {"parts": None}, {"parts": ("d",)}, {"inputs": None}, {"inputs": {"x": [[1]]}},
        {"targets": {"d.y": 1}}, {"title": None}, {"seed": "1"}, {"targets": {5: 1}},
    ):  # fmt: skip
        with pytest.raises(InputError):
            Scenario(**{"parts": (part,), "inputs": x} | fields)
    own = Part("d", part.built, part.params)
    with pytest.raises(InputError, match=r"^d: cell: expected a text"):
        Scenario((own,), x)
    wide = Part(
        "d", "elman", {"W_h": [[1]], "U_h": [[1]], "b_h": [0]}, start={"h": np.ones((1, 2))}
    )
    with pytest.raises(InputError, match=r"^d: start h: expected a list of numbers"):
        Scenario((wide,), x)
