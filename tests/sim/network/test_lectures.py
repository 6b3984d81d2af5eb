"""Networks of the lectures whose numbers were worked out by hand, or by a plain loop elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.network.network import Network
from sim.network.parts import Part, Wire

EXACT = pytest.approx
LINEAR = {"h": "identity"}


def linear(name: str, W, U, *reads: Wire, **more) -> Part:
    """An Elman network without bias and activation."""
    U = np.array(U, float)
    params = {"W_h": W, "U_h": U, "b_h": np.zeros(len(U))}
    return Part(name, "elman", params, reads, options=LINEAR, **more)


def dense(name: str, V, *reads: Wire, d=None, softmax=False, **more) -> Part:
    V = np.array(V, float)
    params = {"V_y": V, "d_y": np.zeros(len(V)) if d is None else d}
    options = {"y": "softmax"} if softmax else {}
    return Part(name, "dense", params, reads, options=options, **more)


def columns(rows) -> list:
    return [row[0] for row in rows.tolist()]


ONES = np.ones((2, 2))
WORDS = [[1, 1], [1, 1], [2, 2]]


# Jordan's network, the memory being what was put out; and what a teacher puts there


def jordan(told: Wire) -> tuple[Part, ...]:
    return (dense("hidden", np.ones((2, 4)), Wire("x"), told), dense("out", ONES, Wire("hidden")))


@pytest.mark.parametrize(
    ("x", "h", "y"),
    [(WORDS, [2, 10, 44], [4, 20, 88]), (WORDS[::-1], [4, 18, 74], [8, 36, 148])],
)
def test_jordan(x, h, y):
    runs = Network(jordan(Wire("out", taps="shift")), {"x": x}).run()
    assert columns(runs["hidden"]["y"]) == h and columns(runs["out"]["y"]) == y
    params = {"W_h": ONES, "U_h": ONES, "V_y": ONES, "b_h": [0, 0], "d_y": [0, 0]}
    cell = Part("cell", "jordan", params, options=LINEAR)
    runs = Network((cell,), {"x": x}).run()
    assert columns(runs["cell"]["h"]) == h and columns(runs["cell"]["y"]) == y


def test_jordan_with_a_teacher_is_an_exchange_of_one_wire():
    targets = [[4, 4], [12, 12], [32, 32]]
    net = Network(jordan(Wire("target", taps="shift")), {"x": WORDS, "target": targets})
    runs = net.run()
    assert columns(runs["hidden"]["y"]) == [2, 10, 28] and columns(runs["out"]["y"]) == [4, 20, 56]
    assert not net.looped


def test_the_dinner_that_is_remembered_by_the_dish():
    """H = 8 P x + 6 P y_prev, y = softmax(h): what was not seen is what the last dish says."""
    after = np.roll(np.eye(3), 1, axis=0)  # pizza -> sushi -> waffles -> pizza
    week = [0, 1, 2, 0, None, 2, None, None]  # from Monday; on three days nobody looked
    x = [[float(dish == seen) for dish in range(3)] for seen in week]
    parts = (
        dense("h", np.hstack([8 * after, 6 * after]), Wire("x"), Wire("y", taps="shift")),
        dense("y", np.eye(3), Wire("h"), softmax=True),
    )
    y = Network(parts, {"x": x}).run()["y"]["y"]
    assert y.argmax(axis=1).tolist() == [1, 2, 0, 1, 2, 0, 1, 2]
    assert y[[4, 6, 7]].max(axis=1) == EXACT([0.995067, 0.995067, 0.994844], abs=5.1e-7)


# Back projection, self-connection


@pytest.mark.parametrize(
    ("U", "h"), [(np.eye(2), [2, 4, 8]), (ONES, [2, 6, 16]), (0 * ONES, [2, 2, 4])]
)
def test_who_hears_whom(U, h):
    parts = linear("h", ONES, U, Wire("x")), dense("y", ONES, Wire("h"))
    runs = Network(parts, {"x": WORDS}).run()
    assert columns(runs["h"]["h"]) == h and columns(runs["y"]["y"]) == [2 * one for one in h]


def test_back_projection():
    low = linear("h", np.ones((2, 4)), ONES, Wire("x"), Wire("y", taps="shift"))
    runs = Network((low, dense("y", ONES, Wire("h"))), {"x": WORDS}).run()
    assert columns(runs["h"]["h"]) == [2, 14, 88] and columns(runs["y"]["y"]) == [4, 28, 176]


# Both directions, and layers


@pytest.mark.parametrize(("third", "y"), [(2, [48, 32, 40]), (3, [64, 40, 48])])
def test_both_directions(third, y):
    ahead, back = (linear(n, ONES, ONES, Wire("x", taps=t)) for n, t in (("a", ""), ("b", "back")))
    out = dense("y", np.ones((2, 4)), Wire("a"), Wire("b", taps="back"))
    x = [[1, 1], [1, 1], [third, third]]
    runs = Network((ahead, back, out), {"x": x}).run()
    assert columns(runs["y"]["y"]) == y
    if third == 2:
        assert columns(runs["a"]["h"]) == [2, 6, 16] and columns(runs["b"]["h"]) == [4, 10, 22]


def test_layers():
    parts = [linear("h1", ONES, ONES, Wire("x"))]
    parts += [linear(f"h{k}", ONES, ONES, Wire(f"h{k - 1}")) for k in (2, 3)]
    parts += [dense("y2", ONES, Wire("h2")), dense("y3", ONES, Wire("h3"))]
    runs = Network(tuple(parts), {"x": WORDS}).run()
    found = {name: columns(runs[name][runs[name].cell.output]) for name in runs}
    assert found == {
        "h1": [2, 6, 16], "h2": [4, 20, 72], "h3": [8, 56, 256], "y2": [8, 40, 144],
        "y3": [16, 112, 512],
    }  # fmt: skip


@pytest.mark.parametrize(("taps", "h"), [("once", [8, 4, 2, 1, 0.5]),
                                         ("every", [8, 12, 14, 15, 15.5])])  # fmt: skip
def test_one_to_many(taps, h):
    part = linear("h", [[1.0]], [[0.5]], Wire("v", taps=taps), steps=5)
    assert columns(Network((part,), {"v": [[8.0]]}).run()["h"]["h"]) == h


# Encoder and decoder: three contexts, each as the state or at every step

CONTEXTS = {
    "last": ([3.0625, 1.53125, 0.765625], [6.125, 9.1875, 10.71875]),
    "twice the last": ([6.125, 3.0625, 1.53125], [12.25, 18.375, 21.4375]),
    "mean": ([1.734375, 0.8671875, 0.43359375], [3.46875, 5.203125, 6.0703125]),
}


@pytest.mark.parametrize("x", [[1, 2, 3, 4], [9, 2, 3, 3]])
@pytest.mark.parametrize("context", CONTEXTS)
def test_encoder_and_decoder(context, x):
    enc = linear("enc", [[1.0]], [[0.5]], Wire("x"))
    tap = "mean" if context == "mean" else "last"
    mid = dense("mid", [[2.0 if "twice" in context else 1.0]], Wire("enc", taps=tap))
    start = replace(linear("dec", [], [[0.5]], start={"h": Wire("mid")}, steps=3))
    start = replace(start, params={n: v for n, v in start.params.items() if n != "W_h"})
    every = linear("dec", [[1.0]], [[0.5]], Wire("mid", taps="every"), steps=3)
    runs = [Network((enc, mid, dec), {"x": np.reshape(x, (4, 1))}).run() for dec in (start, every)]
    found = tuple(columns(run["dec"]["h"]) for run in runs)
    if x[0] == 1:
        assert columns(runs[0]["enc"]["h"]) == [1, 2.5, 4.25, 6.125]
        assert found == CONTEXTS[context]
    else:  # another sentence that ends alike: the mean alone can tell
        assert (found == CONTEXTS[context]) == (context != "mean")
        assert columns(runs[0]["mid"]["y"])[0] in (6.125, 12.25, EXACT(6.96875))


# Attention on four words

S = np.array([[4, -2, 0, 0], [0, 4, -2, 0], [0, 0, 4, 2], [0, 0, 0, 0]], float)
C = np.array([[0, 0, 0, 0], [1, -0.5, 0, 0], [0, 1, -0.5, 0], [0, 0, 0.5, 0.5]])


def translated(S, attention: bool = True) -> Network:
    enc = linear("enc", np.eye(4), np.eye(4) / 2, Wire("x"))
    look = Part("att", "look_general", {"S_e": S}, (Wire("dec", "h_prev"),),
                memory={"M": Wire("enc")})  # fmt: skip
    heard = Wire("att") if attention else Wire("enc", taps="last every")
    dec = linear("dec", C, np.eye(4) / 4, heard, start={"h": [1, 0, 0, 0]}, steps=3)
    out = dense("out", 6 * np.eye(4)[1:], Wire("dec"), softmax=True)
    parts = (enc, look, dec, out) if attention else (enc, dec, out)
    return Network(parts, {"x": np.eye(4)})


def test_attention_word_by_word():
    net = translated(S)
    runs = net.run()
    assert net.groups() == (("enc",), ("att", "dec"), ("out",))
    wanted = {
        ("att", "e"): [[4, 0, 0, 0], [1, 3.791660, 0.069447, 0.069447],
                       [0.25, 1.168949, 3.622004, 3.622004]],
        ("att", "a"): [[0.947915, 0.017362, 0.017362, 0.017362],
                       [0.055259, 0.901161, 0.021790, 0.021790],
                       [0.016186, 0.040574, 0.471620, 0.471620]],
        ("att", "k"): [[0.963106, 0.030383, 0.026043, 0.017362],
                       [0.514010, 0.917503, 0.032686, 0.021790],
                       [0.213331, 0.394289, 0.707430, 0.471620]],
        ("dec", "h"): [[0.25, 0.947915, 0.017362, 0.021702], [0.0625, 0.292237, 0.905501, 0.032664],
                       [0.015625, 0.089246, 0.266949, 0.597691]],
    }  # fmt: skip
    for (part, line), rows in wanted.items():
        np.testing.assert_allclose(runs[part][line], rows, rtol=0, atol=5.1e-7)
    assert np.diag(runs["out"]["y"]) == EXACT([0.992438, 0.970356, 0.844036], abs=5.1e-7)
    doubled = translated(2 * S).run()
    assert np.diag(doubled["out"]["y"]) == EXACT([0.995026, 0.986191, 0.876548], abs=5.1e-7)
    assert doubled["att"]["a"][[0, 1, 2, 2], [0, 1, 2, 3]] == EXACT(
        [0.998995, 0.996833, 0.499213, 0.499213], abs=5.1e-7
    )
    without = translated(S, attention=False).run()
    assert without["out"]["y"][:, 2] == EXACT([0.978265, 0.992839, 0.994585], abs=5.1e-7)


# Echo state, clock, convolution


def test_an_echo_state_network_by_hand():
    params = {
        "W_n": [[1.0], [0.0]], "U_n": [[0, 0.5], [-0.5, 0]], "U_k": [[0.0], [1.0]],
        "V_y": [[2.0, 3.0]], "V_x": [[1.0]], "V_k": [[0.5]], "a_h": [0.5, 0.5], "d_y": [1.0],
    }  # fmt: skip
    part = Part("res", "esn", params, options={"n": "identity"})
    runs = Network((part,), {"x": [[2.0], [0.0], [0.0]]}).run()
    assert runs["res"]["h"].tolist() == [[1, 0], [0.5, 2.25], [0.8125, 6.625]]
    assert columns(runs["res"]["y"]) == [5, 11.25, 28.125]


def test_what_is_trained_of_a_reservoir_that_hears_itself_alone():
    """34 numbers beside 83 fixed ones: 51 connections and 32 ways back of y."""
    rng, H = np.random.default_rng(7), 32
    mask = np.zeros(H * H)
    mask[rng.choice(H * H, 51, replace=False)] = 1
    params = {
        "U_n": rng.uniform(-1, 1, (H, H)), "U_k": rng.uniform(-1, 1, (H, 1)),
        "V_y": rng.normal(size=(1, H)), "V_k": [[0.1]], "a_h": np.full(H, 0.5), "d_y": [0.0],
    }  # fmt: skip
    fixed = ("U_n", "U_k", "a_h")
    res = Part("res", "esn", params, (), {"y": [0.25]}, steps=6, frozen=fixed,
               masks={"U_n": mask.reshape(H, H)})  # fmt: skip
    trained = res.trained()
    assert sum(int(free.sum()) for free in trained.values()) == 34
    free = replace(res, frozen=("a_h",)).trained()
    assert sum(int(one.sum()) for one in free.values()) == 34 + 83
    runs = Network((res,)).run()
    assert np.count_nonzero(runs["res"].params["U_n"]) == 51
    slope = runs.backward({("res", "y"): np.ones((6, 1))})["res"].params["U_n"]
    assert not slope[mask.reshape(H, H) == 0].any() and np.count_nonzero(slope) > 40


def test_a_clock_of_four_groups():
    params = {"W_n": np.ones((4, 1)), "U_n": np.triu(np.full((4, 4), 0.5)), "b_n": np.zeros(4)}
    part = Part("clock", "clockwork", params, options={"n": "identity"},
                signals={"m": (1, 2, 4, 8)})  # fmt: skip
    h = Network((part,), {"x": np.ones((8, 1))}).run()["clock"]["h"]
    assert h[7].tolist() == [4.9453125, 2.625, 1.5, 1]
    assert h[3].tolist() == [2.625, 1.5, 1, 0] and h[1].tolist() == [1.5, 1, 0, 0]


def test_the_cnn_sees_and_the_lstm_counts():
    frames = np.zeros((5, 4, 4))
    frames[0, :, 1] = frames[2, :, 2] = frames[4, 2] = 1
    kernel = np.array([[-1.0, 1.0], [-1.0, 1.0]]) / 2
    conv = Part("conv", "dense", {"V_y": [kernel.ravel(), kernel.T.ravel()], "d_y": [0, 0]},
                (Wire("x", taps="patches4x2"),), options={"y": "relu"})  # fmt: skip
    zeros = {f"U_{gate}": [[0.0]] for gate in "ifgo"}
    W = {"W_i": [[100, 0]], "W_f": [[100, 0]], "W_o": [[0, 100]], "W_g": [[1, 0]]}
    b = {"b_i": [-10], "b_f": [10], "b_o": [-10], "b_g": [0]}
    cell = Part("cell", "lstm", zeros | W | b, (Wire("conv", taps="max9"),),
                options={"g": "identity", "h": "identity"})  # fmt: skip
    runs = Network((conv, cell), {"x": frames.reshape(5, 16)}).run()
    assert runs["cell"]["x"].tolist() == [[1, 0], [0, 0], [1, 0], [0, 0], [0, 1]]
    assert columns(runs["cell"]["h"].round(3)) == [0, 0, 0, 0, 2]
    assert runs["cell"]["h"][4, 0] == EXACT(1.999773, abs=5.1e-7)
