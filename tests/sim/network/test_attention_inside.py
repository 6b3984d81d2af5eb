"""Attention written into the decoder's own equations, and beside it as a part: the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.graph.cell import Cell, Line
from sim.network.network import Network
from sim.network.parts import Part, Wire
from tests.cells import close
from tests.networks import FORMS, SIZES, blank, filled
from tests.reference.load import networks
from tests.sim.network.test_network_reference import at_most


def gru(x, k, h_prev, W, U, C, b, bu, act):
    r = act.r(W.r @ x + C.r @ k + U.r @ h_prev + b.r)
    z = act.z(W.z @ x + C.z @ k + U.z @ h_prev + b.z)
    n = act.n(W.n @ x + C.n @ k + b.n + r * (U.n @ h_prev + bu.n))
    return dict(r=r, z=z, n=n, h=(1 - z) * n + z * h_prev)


def dot(x, h_prev, M, W, U, C, b, bu, act, softmax):
    a = softmax(h_prev @ M)
    k = M @ a
    return dict(a=a, k=k) | gru(x, k, h_prev, W, U, C, b, bu, act)


def general(x, h_prev, M, W, U, C, S, b, bu, act, softmax):
    a = softmax(h_prev @ (S.e @ M))
    k = M @ a
    return dict(a=a, k=k) | gru(x, k, h_prev, W, U, C, b, bu, act)


def additive(x, h_prev, M, W, U, C, Q, K, v, b, bu, act, softmax):
    a = softmax(v.e @ act.e((Q.e @ h_prev)[:, None] + K.e @ M))
    k = M @ a
    return dict(a=a, k=k) | gru(x, k, h_prev, W, U, C, b, bu, act)


LINES = tuple(Line(n, n, "gate" if n in "rz" else "output", n) for n in "akrznhe")
INSIDE = {f.__name__: Cell(f.__name__, f.__name__, f, LINES, "a test") for f in
          (dot, general, additive)}  # fmt: skip
CASES = [
    case
    for case in networks("torch_networks")
    if case.name.startswith("attention before") and case.name.endswith("gru_reset_after")
]


def joined(apart: Network, form: str) -> Network:
    """The network with the part that looks and the decoder in one cell."""
    enc, look, dec, out = apart.parts
    told = len(dec.reads[0].first)
    params = {n: v for n, v in dec.params.items() if not n.startswith("W_")}
    for name in "rzn":
        params[f"W_{name}"], params[f"C_{name}"] = np.split(dec.params[f"W_{name}"], [told], axis=1)
    whole = Part("dec", INSIDE[form], params | dict(look.params), dec.reads[:1], dec.start,
                 memory={"M": Wire("enc")})  # fmt: skip
    return Network((enc, whole, out), apart.inputs)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_inside_and_apart(case):
    apart = filled(blank(case.name, SIZES[case.sizes]), case.numbers)
    form = next(f for f in FORMS if f", {f}," in case.name)
    inside = joined(apart, form)
    one, other = apart.run(), inside.run()
    assert apart.looped == {"att", "dec"} and not inside.looped
    close(other["dec"]["h"], one["dec"]["h"])
    close(other["dec"]["k"], one["att"]["k"])
    at_most(other["out"]["y"], case.lines["out.y"], 1e-10, "y")
    seeds = {tuple(n.split(".")): seed for n, seed in case.seeds.items()}
    moved = {("dec" if part == "att" else part, line): seed for (part, line), seed in seeds.items()}
    backs, back = one.backward(seeds), other.backward(moved)
    for name, value in back["dec"].params.items():
        if name.startswith(("W_", "C_")):
            told = back["dec"].params[f"W_{name[2:]}"].shape[1]
            wanted = case.slopes[f"dec.W_{name[2:]}"]
            wanted = wanted[:, :told] if name.startswith("W_") else wanted[:, told:]
        else:
            wanted = case.slopes.get(f"dec.{name}", case.slopes.get(f"att.{name}"))
        at_most(value, wanted, 1e-8, name)
    at_most(back.inputs["x"], case.slopes["x"], 1e-8, "x")
    np.testing.assert_allclose(back.memory["dec"]["M"], backs.memory["att"]["M"], atol=1e-12)
    if not SIZES[case.sizes].B:
        J = one.jacobians(("att", "dec"))
        np.testing.assert_allclose(J, other.jacobians("dec"), rtol=0, atol=1e-12)


def test_all_forms_are_there():
    assert len(CASES) == len(FORMS) * len(SIZES)
