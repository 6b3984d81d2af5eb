"""The architectures of the lectures as networks, with zeros for numbers; tests fill them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.cells import CELLS
from sim.network.network import Network
from sim.network.parts import Part, Wire

FORMS = ("dot", "general", "additive")
DECODERS = ("elman", "lstm", "gru_reset_after")


@dataclass(frozen=True)
class Sizes:
    """T steps and M of a decoder, X inputs, H units, Y outputs, A of scores, B of a batch or 0."""

    T: int = 4
    M: int = 3
    X: int = 3
    H: int = 4
    Y: int = 2
    A: int = 5
    B: int = 0

    def __str__(self) -> str:
        return f"T{self.T}-X{self.X}-H{self.H}-Y{self.Y}-B{self.B or 1}"


# In the last all are one: there shapes are confused in silence.
SIZES = (Sizes(), Sizes(B=2), Sizes(4, 4, 4, 4, 4, 4, 4))


def first_row(size: int) -> tuple[float, ...]:
    """What stands before the first step where something is fed back."""
    return tuple(0.5 - 0.25 * k for k in range(size))


def made(name: str, cell: str, sizes: Sizes, X: int, *reads: Wire, D: int = 0, **more) -> Part:
    """A part whose numbers are 0; `X` is how many it reads, `D` the size of what it looks at."""
    known = CELLS[cell]
    softmax = known.with_options(**more.get("options", {}))
    shapes = softmax.shapes(X=X, H=sizes.H, Y=sizes.Y, A=sizes.A, D=D)
    if not reads:
        shapes = {n: shape for n, shape in shapes.items() if not n.startswith("W_")}
    starts = {name: np.zeros(sizes.H) for name in known.states}
    params = {n: np.zeros(shape) for n, shape in shapes.items()}
    return Part(name, cell, params, reads, **{"start": starts} | more)


SOFTMAX = {"options": {"y": "softmax"}}
Plan = tuple[tuple[Part, ...], dict[str, tuple[int, int]]]


def stack(s: Sizes, cell: str, count: int) -> Plan:
    parts = [made("l0", cell, s, s.X, Wire("x"))]
    parts += [made(f"l{k}", cell, s, s.H, Wire(f"l{k - 1}")) for k in range(1, count)]
    return tuple(parts), {"x": (s.T, s.X)}


def both(s: Sizes, cell: str, layers: int) -> Plan:
    parts, reads, X = [], (Wire("x"),), s.X
    for k in range(layers):
        turned = tuple(replace(w, taps="" if w.taps else "back") for w in reads)
        parts += [made(f"f{k}", cell, s, X, *reads), made(f"b{k}", cell, s, X, *turned)]
        reads, X = (Wire(f"f{k}"), Wire(f"b{k}", taps="back")), 2 * s.H
    return (*parts, made("out", "dense", s, X, *reads)), {"x": (s.T, s.X)}


def many_to_one(s: Sizes, how: str) -> Plan:
    out = made("out", "dense", s, s.H, Wire("rnn", "h", how), **SOFTMAX)
    return (made("rnn", "lstm", s, s.X, Wire("x")), out), {"x": (s.T, s.X)}


def one_to_many(s: Sizes, how: str) -> Plan:
    rnn = made("rnn", "elman", s, s.X, Wire("v", taps=how), steps=s.M)
    return (rnn, made("out", "dense", s, s.H, Wire("rnn"), **SOFTMAX)), {"v": (1, s.X)}


def encoder_decoder(s: Sizes, how: str) -> Plan:
    enc = made("enc", "gru_reset_after", s, s.X, Wire("x"))
    last = {"h": Wire("enc", taps="last")}
    middle: tuple[Part, ...] = ()
    if how.startswith("projected"):
        middle = (made("mid", "dense", replace(s, Y=s.H), s.H, Wire("enc", taps="last")),)
    reads, more = {
        "state": ((), {"start": last}),
        "state and c": ((Wire("enc", taps="last every"),), {"start": last}),
        "last": ((Wire("enc", taps="last every"),), {}),
        "mean": ((Wire("enc", taps="mean every"),), {}),
        "projected as state": ((), {"start": {"h": Wire("mid", "y")}}),
        "projected at every step": ((Wire("mid", "y", "every"),), {}),
    }[how]
    dec = made("dec", "gru_reset_after", s, s.H, *reads, steps=s.M, **more)
    out = made("out", "dense", s, s.H, Wire("dec"), **SOFTMAX)
    return (enc, *middle, dec, out), {"x": (s.T, s.X)}


def teacher_forced(s: Sizes) -> Plan:
    enc = made("enc", "lstm", s, s.X, Wire("x"))
    start = {"h": Wire("enc", "h", "last"), "c": Wire("enc", "c", "last")}
    told = Wire("y", taps="shift", first=first_row(s.Y))
    dec = made("dec", "lstm", s, s.Y, told, start=start)
    out = made("out", "dense", s, s.H, Wire("dec"), **SOFTMAX)
    return (enc, dec, out), {"x": (s.T, s.X), "y": (s.M, s.Y)}


def window(s: Sizes) -> Plan:
    conv = made("conv", "dense", s, 3 * s.X, Wire("x", taps="window3"), options={"y": "tanh"})
    return (conv, made("rnn", "lstm", s, s.Y, Wire("conv"))), {"x": (s.T, s.X)}


def frames(s: Sizes) -> Plan:
    """Frames of 3 rows and 4 columns, patches of 2 by 2: a map of 2 rows and 3 columns."""
    conv = made("conv", "dense", s, 4, Wire("x", taps="patches3x2"), options={"y": "relu"})
    return (conv, made("rnn", "lstm", s, s.Y, Wire("conv", taps="max6"))), {"x": (s.T, 12)}


def looked(s: Sizes, form: str, cell: str, loop: bool) -> Plan:
    """Attention on the state before (a loop) or behind the step."""
    enc = made("enc", "elman", s, s.X, Wire("x"))
    told = Wire("y", taps="shift", first=first_row(s.Y))
    query = Wire("dec", "h_prev" if loop else "h")
    att = made("att", f"look_{form}", s, s.H, query, D=s.H, memory={"M": Wire("enc")})
    if loop:
        dec = made("dec", cell, s, s.Y + s.H, told, Wire("att", "k"))
        parts = enc, att, dec, made("out", "dense", s, s.H, Wire("dec"), **SOFTMAX)
    else:
        dec = made("dec", cell, s, s.Y, told)
        out = made("out", "dense", s, 2 * s.H, Wire("dec"), Wire("att"), **SOFTMAX)
        parts = enc, dec, att, out
    return parts, {"x": (s.T, s.X), "y": (s.M, s.Y)}


def fed_back(s: Sizes, how: str) -> Plan:
    own = Wire("out", "y", f"shift {how}".strip(), first_row(s.Y))
    dec = made("dec", "lstm", s, s.X + s.Y, Wire("x"), own)
    return (dec, made("out", "dense", s, s.H, Wire("dec"), **SOFTMAX)), {"x": (s.T, s.X)}


NETWORKS: dict[str, Callable[[Sizes], Plan]] = {
    "stack of 2": lambda s: stack(s, "lstm", 2),
    "stack of 6": lambda s: stack(s, "gru_reset_after", 6),
    "both directions": lambda s: both(s, "lstm", 1),
    "both directions, 2 layers": lambda s: both(s, "gru_reset_after", 2),
    "N to 1, last": lambda s: many_to_one(s, "last"),
    "N to 1, mean": lambda s: many_to_one(s, "mean"),
    "1 to N, once": lambda s: one_to_many(s, "once"),
    "1 to N, every": lambda s: one_to_many(s, "every"),
    **{
        f"encoder, decoder: {how}": lambda s, how=how: encoder_decoder(s, how)
        for how in ("state", "state and c", "last", "mean", "projected as state",
                    "projected at every step")
    },
    "teacher forced": teacher_forced,
    "window of 3": window,
    "patches and max": frames,
    **{
        f"attention behind the step, {form}": lambda s, form=form: looked(
            s, form, "gru_reset_after", False
        )
        for form in FORMS
    },
    **{
        f"attention before the step, {form}, {cell}": lambda s, form=form, cell=cell: looked(
            s, form, cell, True
        )
        for form in FORMS
        for cell in DECODERS
    },
    "own softmax fed back": lambda s: fed_back(s, ""),
    "own choice fed back": lambda s: fed_back(s, "argmax"),
}  # fmt: skip


def blank(name: str, sizes: Sizes) -> Network:
    """The network of that name, all numbers 0."""
    parts, inputs = NETWORKS[name](sizes)
    batch = (sizes.B,) if sizes.B else ()
    return Network(parts, {n: np.zeros((*shape, *batch)) for n, shape in inputs.items()})


def numbers_of(network: Network, batch: tuple[int, ...] = ()) -> dict[str, np.ndarray]:
    """All that can be set: "dec.W_f", "x", and "dec.h_0" of a start that is no wire."""
    found = dict(network.inputs)
    for part in network.parts:
        found |= {f"{part.name}.{name}": value for name, value in part.params.items()}
        for state, value in part.start.items():
            if not isinstance(value, Wire):
                shape = (*np.shape(value)[:1], *batch)
                found[f"{part.name}.{state}_0"] = np.broadcast_to(
                    np.reshape(value, (-1, *np.ones(len(batch), int)))
                    if np.ndim(value) == 1 else value, shape,
                )  # fmt: skip
    return found


def filled(network: Network, numbers: Mapping[str, np.ndarray]) -> Network:
    """The network with these numbers, named as `numbers_of` does."""
    parts = []
    for part in network.parts:
        of = {n.removeprefix(f"{part.name}."): v for n, v in numbers.items()
              if n.startswith(f"{part.name}.")}  # fmt: skip
        params = {name: of[name] for name in part.params}
        start = {n: v if isinstance(v, Wire) else of[f"{n}_0"] for n, v in part.start.items()}
        parts.append(replace(part, params=params, start=start))
    return Network(tuple(parts), {name: numbers[name] for name in network.inputs})


def drawn(name: str, sizes: Sizes, seed: int = 0, scale: float = 0.6) -> Network:
    """The network of that name with numbers from a seed."""
    network, rng = blank(name, sizes), np.random.default_rng(seed)
    batch = (sizes.B,) if sizes.B else ()
    numbers = {n: scale * rng.normal(size=v.shape) for n, v in numbers_of(network, batch).items()}
    return filled(network, numbers)
