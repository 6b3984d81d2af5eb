"""Every limit of a network's document on both sides; a refusal costs neither time nor room."""

from __future__ import annotations

import json
import resource
import time
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from sim.document.networks.reading import from_json
from sim.document.networks.sequences import Sequence, Target
from sim.document.networks.writing import to_json
from sim.document.scenario import Scenario
from sim.network.parts import Part, Wire
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT
from tests.documents import refusal_of


def dense(name: str, Y: int, X: int, *reads: Wire, **more) -> Part:
    params = {"V_y": np.zeros((Y, X)), "d_y": np.zeros(Y)}
    return Part(name, "dense", params, reads or (Wire("x"),), **more)


def elman(name: str, H: int, X: int, *reads: Wire, **more) -> Part:
    params = {"W_h": np.zeros((H, X)), "U_h": np.zeros((H, H)), "b_h": np.zeros(H)}
    return Part(name, "elman", params, reads or (Wire("x"),), **more)


def made(*parts: Part, T: int = 2, X: int = 1, **more) -> Scenario:
    return Scenario(parts, {"x": Sequence(np.zeros((T, X)))}, **more)


def looking(T: int, A: int, N: int) -> Scenario:
    params = {"Q_e": np.zeros((A, 1)), "K_e": np.zeros((A, 1)), "v_e": np.zeros(A)}
    att = Part("att", "look_additive", params, (Wire("x"),), memory={"M": Wire("m")})
    inputs = {"x": Sequence(np.zeros((T, 1))), "m": Sequence(np.zeros((N, 1)))}
    return Scenario((att,), inputs)


def clock(period: int) -> Part:
    params = {"W_n": [[1.0]], "U_n": [[0.0]], "b_n": [0.0]}
    return Part("c", "clockwork", params, signals={"m": (period,)})


def many_inputs(count: int) -> Scenario:
    inputs = {f"x{k}": Sequence([[1.0]]) for k in range(count)}
    return Scenario((dense("d", 1, 1, Wire("x0")),), inputs)


def many_targets(count: int) -> Scenario:
    one = looking(2, 1, 1)
    parts = [replace(one.parts[0], name=f"a{k}") for k in range(9)]
    names = [f"{part.name}.{line}" for part in parts for line in "eak"]
    targets = dict.fromkeys(names[:count], Target("squared_error", np.zeros((2, 1))))
    return one.changed(parts=parts, targets=targets)


def spread(steps: int) -> Scenario:
    return made(elman("h", 1, 1, Wire("x", taps="every"), steps=steps), T=1)


# What is limited -> (what has so much of it, how much is taken, how it is called, its place).
LIMITS = {
    "T": (spread, 500, "T", "h"),
    "H": (lambda n: made(elman("h", n, 1)), 64, "H", "h"),
    "Y": (lambda n: made(dense("out", n, 1)), 64, "Y", "out"),
    "A": (lambda n: looking(2, n, 2), 64, "A", "att"),
    "parts": (lambda n: made(*[dense(f"d{k}", 1, 1) for k in range(n)]), 12, "parts", ""),
    "inputs": (many_inputs, 12, "inputs", ""),
    "targets": (many_targets, 24, "targets", ""),
    "wires": (lambda n: made(dense("d", 1, n, *[Wire("x")] * n)), 24, "wires", "d"),
    "taps": (lambda n: made(dense("d", 1, 1, Wire("x", taps="back " * n))), 8, "taps", "d"),
    "periods": (lambda n: made(clock(n)), 1000, "periods", "c"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_on_both_sides(name):
    build, most, what, place = LIMITS[name]
    assert build(most)
    with pytest.raises(InputError) as caught:
        build(most + 1)
    found = refusal_of(caught.value)
    assert (found["code"], str(found["name"]), found["most"]) == ("limit", what, most)
    assert found["size"] == most + 1 and str(caught.value).startswith(place)


def test_an_input_says_its_own_limits():
    for shape, name in (((501, 1), "T"), ((1, 129), "X")):
        assert Sequence(np.zeros(np.array(shape) - (shape[0] > 1, shape[1] > 1)))
        with pytest.raises(InputError, match=f"^{name} = "):
            Sequence(np.zeros(shape))
        plain = {
            "gatescope": 2,
            "inputs": {"word": {"rows": np.zeros(shape).tolist()}},
            "parts": [],
        }
        plain["parts"] = [{"name": "d", "cell": "dense", "reads": []}]
        with pytest.raises(InputError, match=f"^word: {name} = .*: at least 1, at most"):
            from_json(json.dumps(plain))


def test_the_inputs_of_a_part_are_those_of_all_its_wires():
    inputs = {"x": Sequence(np.zeros((2, 100))), "y": Sequence(np.zeros((2, 28)))}
    reads = (Wire("x"), Wire("y"))
    assert Scenario((elman("h", 1, 128, *reads),), inputs)
    inputs["y"] = Sequence(np.zeros((2, 29)))
    with pytest.raises(InputError, match=r"^h: X = 129: at least 1, at most 128"):
        Scenario((elman("h", 1, 129, *reads),), inputs)


def test_positions_and_what_stands_there():
    params = {"Q_e": np.zeros((1, 1)), "K_e": np.zeros((1, 1)), "v_e": np.zeros(1)}

    def att(taps: str, D: int = 1) -> Part:
        wide = params | {"K_e": np.zeros((1, D))}
        return Part("att", "look_additive", wide, memory={"M": Wire("m", taps=taps)})

    def built(taps: str, shape: tuple[int, int], D: int = 1) -> Scenario:
        inputs = {"x": Sequence([[1.0]]), "m": Sequence(np.zeros(shape))}
        return Scenario((att(taps, D),), inputs)

    assert built("patches4x1", (125, 4)) and built("window2", (3, 64), 128)
    for args, name in (
        (("patches4x1", (126, 4)), "N = 504"), (("window2", (3, 65), 130), "D = 130"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=f"^att: {name}: at least 1, at most"):
            built(*args)


def test_scores_of_all_parts_together():
    assert looking(500, 2, 500)
    with pytest.raises(InputError, match=r"^att: T·A·N = 750000: at least 1, at most 500000"):
        looking(500, 3, 500)
    one = looking(250, 4, 250)
    again = [replace(one.parts[0], name=f"a{k}") for k in range(3)]
    assert one.changed(parts=again[:2])
    with pytest.raises(InputError, match=r"^a2: T·A·N = 750000"):
        one.changed(parts=again)


def looked_at(cell: str, T: int, D: int, N: int, A: int = 2, parts: int = 1) -> Scenario:
    params = {
        "look_dot": {},
        "look_general": {"S_e": np.ones((D, D))},
        "look_additive": {"Q_e": np.ones((A, D)), "K_e": np.ones((A, D)), "v_e": np.ones(A)},
    }[cell]
    every = [Part(f"a{k}", cell, params, memory={"M": Wire("m")}) for k in range(parts)]
    inputs = {"x": Sequence(np.ones((T, D))), "m": Sequence(np.ones((N, D)))}
    return Scenario(tuple(every), inputs)


@pytest.mark.parametrize("cell", ["look_dot", "look_general", "look_additive"])
def test_what_is_looked_at_by_all_parts_together(cell):
    assert looked_at(cell, 250, 32, 500)
    with pytest.raises(InputError, match=r"^a0: T·D·N = 4250000: at least 1, at most 4000000"):
        looked_at(cell, 250, 34, 500)
    with pytest.raises(InputError, match=r"^a1: T·D·N = 8000000"):
        looked_at(cell, 250, 32, 500, parts=2)


def filled(count: int) -> Scenario:
    """So many numbers: 2 of a dense part, the rest in inputs."""
    left, inputs = count - 2, {}
    while left:
        T, X = (500, min(left // 500, 128)) if left >= 500 else (left, 1)
        inputs[f"x{len(inputs)}"] = Sequence(np.zeros((T, X)))
        left -= T * X
    inputs = dict(reversed(inputs.items()))
    return Scenario((dense("d", 1, 1, Wire(next(iter(inputs)))),), inputs)


def test_numbers_in_all():
    assert sum(one.rows.size for one in filled(50_000).inputs.values()) == 49_998
    with pytest.raises(InputError, match=r"^x0: numbers in all = 50001: at least 1, at most 50000"):
        filled(50_001)


def test_six_layers_of_32_units_fit():
    rng = np.random.default_rng(0)
    params = {f"{g}_{n}": rng.normal(size=(32,) if g == "b" else (32, 32))
              for n in "ifgo" for g in "WUb"}  # fmt: skip
    bottom = params | {f"W_{n}": rng.normal(size=(32, 2)) for n in "ifgo"}
    layers = [Part("l0", "lstm", bottom)]
    layers += [Part(f"l{k}", "lstm", params, (Wire(f"l{k - 1}"),)) for k in range(1, 6)]
    document = made(*layers, T=100, X=2)
    assert to_json(from_json(to_json(document))) == to_json(document)


def worded(length: int) -> Scenario:
    inputs = {name: Sequence(np.zeros((500, 1)), steps=("測" * length,) * 500) for name in "xy"}
    return Scenario((dense("d", 1, 1),), inputs)


def test_words_in_all():
    assert to_json(from_json(to_json(worded(110)))) == to_json(worded(110))
    with pytest.raises(InputError, match=r"^x: characters of labels in all = 110001"):
        worded(110).changed(parts=(dense("d", 1, 1, labels=("a",)),))


def test_the_largest_document_can_be_saved_and_loaded():
    """Also where every number and every character takes as much room in a file as one can."""
    document = filled(50_000)
    inputs = {
        name: replace(one, rows=np.full(one.rows.shape, -1.2345678901234567e-100))
        for name, one in document.inputs.items()
    }
    wide = next(name for name, one in inputs.items() if len(one.rows) == 500)
    inputs[wide] = replace(inputs[wide], steps=("\0" * 200,) * 500)
    document = document.changed(inputs=inputs)
    text = to_json(document)
    assert len(text) > 1_800_000 and to_json(from_json(text)) == text


@pytest.mark.parametrize("where", ["part", "input"])
def test_names(where):
    def named(length: int) -> Scenario:
        name = "n" * length
        if where == "part":
            return made(dense(name, 1, 1))
        return Scenario((dense("d", 1, 1, Wire(name)),), {name: Sequence([[1.0]])})

    assert named(DOCUMENT.name)
    with pytest.raises(InputError, match=f"^{'n' * 33}: a name has at most 32 characters"):
        named(DOCUMENT.name + 1)


def test_what_taps_hand_on():
    """Each makes more of it: patches of 16 numbers out of frames of 64, 25 of each."""
    rows = np.zeros((500, 64))
    grown = "patches8x4 patches4x2 patches2x1 back back back last"
    document = {"x": Sequence(rows)}
    with pytest.raises(InputError, match=r"^d: x \(patches.*: back = 2450000: .* 2000000"):
        Scenario((dense("d", 1, 1, Wire("x", taps=grown)),), document)


@pytest.mark.parametrize("cell", ["look_dot", "look_general", "look_additive"])
def test_the_largest_attention_runs_and_goes_back_in_200_megabytes(cell):
    document = looked_at(cell, 500, 16, 500)
    tracemalloc.start()
    document.run().backward({("a0", "k"): np.ones((500, 16))})
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200e6, most


HOSTILE = {
    "parts": {"parts": [{"name": f"p{k}", "cell": "dense", "reads": []} for k in range(10_000)]},
    "memory": {"inputs": {"m": {"rows": [[0]] * 390_000}}},
    "steps": {"parts": [{"name": "p", "cell": "elman", "reads": [{"from": "x", "taps": "every"}],
                         "params": {"W_h": [[1]], "U_h": [[1]], "b_h": [1]}, "steps": 10**9}]},
    "window": {"parts": [{"name": "p", "cell": "dense",
                          "reads": [{"from": "x", "taps": "window999999"}]}]},
    "taps": {"parts": [{"name": "p", "cell": "dense",
                        "reads": [{"from": "x", "taps": "patches1x1 " * 50_000}]}]},
    "wires": {"parts": [{"name": "p", "cell": "dense", "reads": [{"from": "x"}] * 60_000}]},
    "periods": {"parts": [{"name": "p", "cell": "clockwork", "reads": [{"from": "x"}],
                           "params": {"W_n": [[1]], "U_n": [[1]], "b_n": [1]},
                           "signals": {"m": {"periods": [1] * 300_000}}}]},
    "mask": {"parts": [{"name": "p", "cell": "dense", "reads": [{"from": "x"}],
                        "params": {"V_y": [[1]], "d_y": [1]}, "masks": {"V_y": "1" * 1_500_000}}]},
    "labels": {"parts": [{"name": "p", "cell": "dense", "reads": [{"from": "x"}],
                          "params": {"V_y": [[1]], "d_y": [1]}, "labels": [""] * 300_000}]},
    "targets": {"targets": {f"p.y{k}": {"loss": "squared_error"} for k in range(30_000)}},
    "clamps": {"parts": [{"name": "p", "cell": "dense", "reads": [{"from": "x"}],
                          "params": {"V_y": [[1]], "d_y": [1]},
                          "clamps": [{"line": "y", "value": 1}] * 40_000}]},
}  # fmt: skip
PLACES = {
    "parts": "parts = 10000", "memory": "m: rows: over 100000", "steps": "p: T = 1000000000",
    "window": r"p: x \(window999999\): window999999", "taps": "p: x .*taps = 50000",
    "wires": "p: reads = 60000", "periods": "p: signals.m: periods: over 100000",
    "mask": "p: masks V_y: expected", "labels": "p: labels", "targets": "targets = 30000",
    "clamps": "p: clamps",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_at_once_and_in_little_room(name):
    dense_part = {"name": "p", "cell": "dense", "reads": [{"from": "x"}],
                  "params": {"V_y": [[1]], "d_y": [1]}}  # fmt: skip
    plain = {"gatescope": 2, "inputs": {"x": {"rows": [[1.0]]}}, "parts": [dense_part]}
    text = json.dumps(plain | HOSTILE[name])
    assert len(text) < 2_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with pytest.raises(InputError, match=f"^{PLACES[name]}") as caught:
        from_json(text)
    assert time.process_time() - start < 1 and len(str(caught.value)) < 400
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
