"""The networks of tests/networks.py in PyTorch: its layers and cells where it has them, or loops.

A network gets `p`, every number by its name as a tensor: parameters as they are, "dec.h_0" and
inputs with the batch before the rows, (B, H) and (T, B, X), and "M", the steps of a decoder. It
returns lines by name, (T, B, R).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch.nn import functional as F

Tensors = Mapping[str, torch.Tensor]
GATES = {"elman": "h", "lstm": "ifgo", "gru_reset_after": "rzn"}
LAYERS = {"elman": torch.rnn_tanh, "lstm": torch.lstm, "gru_reset_after": torch.gru}
CELLS = {"elman": torch.rnn_tanh_cell, "lstm": torch.lstm_cell, "gru_reset_after": torch.gru_cell}


def flat(p: Tensors, part: str, kind: str) -> list[torch.Tensor]:
    """PyTorch's weight_ih, weight_hh, bias_ih and bias_hh of a part."""
    gates = GATES[kind]
    U, b = (torch.cat([p[f"{part}.{g}_{n}"] for n in gates]) for g in "Ub")
    behind = [p[f"{part}.bu_n"] if n == "n" else torch.zeros_like(p[f"{part}.b_{n}"])
              for n in gates]  # fmt: skip
    nothing = torch.zeros(len(U), 1)  # of a part that reads nothing
    W = torch.cat([p[f"{part}.W_{n}"] for n in gates]) if f"{part}.W_{gates[0]}" in p else nothing
    return [W, U, b, torch.cat(behind)]


def layers(p: Tensors, kind: str, parts: list[str], x, h=None, both: bool = False) -> torch.Tensor:
    """The outputs of PyTorch's own layers, with the parts as layers and directions."""
    weights = [one for part in parts for one in flat(p, part, kind)]
    states = [torch.stack([p[f"{part}.{s}_0"] for part in parts]) if h is None else h[None]
              for s in ("hc" if kind == "lstm" else "h")]  # fmt: skip
    count = len(parts) // (2 if both else 1)
    first = tuple(states) if kind == "lstm" else states[0]
    return LAYERS[kind](x, first, weights, True, count, 0.0, False, both, False)[0]


def lstm_with_memory(p: Tensors, part: str, x, h, c) -> tuple[torch.Tensor, torch.Tensor]:
    """All h and the last c of one layer."""
    found = torch.lstm(x, (h[None], c[None]), flat(p, part, "lstm"), True, 1, 0.0, False, False,
                       False)  # fmt: skip
    return found[0], found[2][0]


def dense(p: Tensors, part: str, x, softmax: bool = False) -> torch.Tensor:
    y = F.linear(x, p[f"{part}.V_y"], p[f"{part}.d_y"])
    return F.softmax(y, dim=-1) if softmax else y


def before(rows: torch.Tensor) -> torch.Tensor:
    """The rows a step later, behind 0.5, 0.25, 0 ..."""
    return torch.cat([first(rows)[None], rows[:-1]])


def first(rows: torch.Tensor) -> torch.Tensor:
    return (0.5 - 0.25 * torch.arange(rows.shape[-1])).expand(rows.shape[-2:])


def look(p: Tensors, form: str, query: torch.Tensor, memory: torch.Tensor) -> torch.Tensor:
    """Contexts (B, D) of queries (B, X) that look at a memory (N, B, D)."""
    columns = memory.transpose(0, 1)
    if form == "dot":
        return F.scaled_dot_product_attention(query[:, None], columns, columns, scale=1.0)[:, 0]
    if form == "general":
        e = F.bilinear(
            query[:, None].expand(-1, len(memory), -1).contiguous(), columns.contiguous(),
            p["att.S_e"][None],
        )[..., 0]  # fmt: skip
    else:
        keys = F.linear(columns, p["att.K_e"]) + F.linear(query, p["att.Q_e"])[:, None]
        e = torch.tanh(keys) @ p["att.v_e"]
    return torch.bmm(F.softmax(e, dim=1)[:, None], columns)[:, 0]


def stack(p: Tensors, kind: str, count: int) -> dict[str, torch.Tensor]:
    return {f"l{count - 1}.h": layers(p, kind, [f"l{k}" for k in range(count)], p["x"])}


def both(p: Tensors, kind: str, count: int):
    parts = [f"{way}{k}" for k in range(count) for way in "fb"]
    return {"out.y": dense(p, "out", layers(p, kind, parts, p["x"], both=True))}


def many_to_one(p: Tensors, mean: bool):
    h = layers(p, "lstm", ["rnn"], p["x"])
    read = h.mean(dim=0, keepdim=True) if mean else h[-1:]
    return {"rnn.h": h, "out.y": dense(p, "out", read, softmax=True)}


def one_to_many(p: Tensors, every: bool):
    x = p["v"].expand(int(p["M"]), -1, -1)
    x = x if every else torch.cat([x[:1], torch.zeros_like(x[1:])])
    h = layers(p, "elman", ["rnn"], x)
    return {"rnn.h": h, "out.y": dense(p, "out", h, softmax=True)}


def encoder_decoder(p: Tensors, how: str):
    enc = layers(p, "gru_reset_after", ["enc"], p["x"])
    lines, steps = {"enc.h": enc}, int(p["M"])
    c, h = enc[-1], None
    if how.startswith("projected"):
        c = lines["mid.y"] = dense(p, "mid", enc[-1:])
        c = c[0]
    if how == "mean":
        c = enc.mean(dim=0)
    if "state" in how:
        h = c
    x = c.expand(steps, *c.shape)
    if how in ("state", "projected as state"):
        x = torch.zeros(steps, len(c), 1)
    dec = layers(p, "gru_reset_after", ["dec"], x, h)
    return lines | {"dec.h": dec, "out.y": dense(p, "out", dec, softmax=True)}


def teacher_forced(p: Tensors):
    enc, c = lstm_with_memory(p, "enc", p["x"], p["enc.h_0"], p["enc.c_0"])
    dec, _ = lstm_with_memory(p, "dec", before(p["y"]), enc[-1], c)
    return {"enc.h": enc, "dec.h": dec, "out.y": dense(p, "out", dec, softmax=True)}


def window(p: Tensors):
    X = p["x"].shape[2]
    kernel = p["conv.V_y"].reshape(-1, 3, X).transpose(1, 2)
    made = F.conv1d(p["x"].permute(1, 2, 0), kernel, p["conv.d_y"]).tanh().permute(2, 0, 1)
    return {"conv.y": made, "rnn.h": layers(p, "lstm", ["rnn"], made)}


def frames(p: Tensors):
    T, B, _ = p["x"].shape
    kernel = p["conv.V_y"].reshape(-1, 1, 2, 2)
    made = F.conv2d(p["x"].reshape(T * B, 1, 3, 4), kernel, p["conv.d_y"]).relu()
    most = F.max_pool2d(made, (2, 3)).reshape(T, B, -1)
    rows = made.reshape(T, B, -1, 6).permute(0, 3, 1, 2).reshape(T * 6, B, -1)
    return {"conv.y": rows, "rnn.h": layers(p, "lstm", ["rnn"], most)}


def looked_behind(p: Tensors, form: str):
    enc = layers(p, "elman", ["enc"], p["x"])
    dec = layers(p, "gru_reset_after", ["dec"], before(p["y"]))
    k = torch.stack([look(p, form, h, enc) for h in dec])
    out = dense(p, "out", torch.cat([dec, k], dim=-1), softmax=True)
    return {"enc.h": enc, "dec.h": dec, "att.k": k, "out.y": out}


def looked_before(p: Tensors, form: str, kind: str):
    enc = layers(p, "elman", ["enc"], p["x"])
    state, weights, found = _states(p, "dec", kind), flat(p, "dec", kind), []
    for told in before(p["y"]):
        k = look(p, form, state[0], enc)
        state = _stepped(kind, torch.cat([told, k], dim=-1), state, weights)
        found.append((k, state[0]))
    k, dec = (torch.stack(rows) for rows in zip(*found, strict=True))
    out = dense(p, "out", dec, softmax=True)
    return {"enc.h": enc, "att.k": k, "dec.h": dec, "out.y": out}


def fed_back(p: Tensors, choice: bool):
    state, weights, found = _states(p, "dec", "lstm"), flat(p, "dec", "lstm"), []
    own = first(torch.zeros(p["x"].shape[1], len(p["out.d_y"])))
    for x in p["x"]:
        state = _stepped("lstm", torch.cat([x, own], dim=-1), state, weights)
        y = dense(p, "out", state[0], softmax=True)
        own = F.one_hot(y.argmax(dim=-1), y.shape[-1]).to(y) if choice else y
        found.append((state[0], y))
    h, y = (torch.stack(rows) for rows in zip(*found, strict=True))
    return {"dec.h": h, "out.y": y}


def _states(p: Tensors, part: str, kind: str) -> list[torch.Tensor]:
    return [p[f"{part}.{s}_0"] for s in ("hc" if kind == "lstm" else "h")]


def _stepped(kind: str, x, state, weights) -> list[torch.Tensor]:
    found = CELLS[kind](x, tuple(state) if kind == "lstm" else state[0], *weights)
    return list(found) if kind == "lstm" else [found]


def twin(name: str) -> Callable[[Tensors], dict[str, torch.Tensor]]:
    """The network of that name."""
    kind, _, rest = name.partition(", ")
    if kind.startswith("attention"):
        form, _, cell = rest.partition(", ")
        where = looked_before if "before" in kind else looked_behind
        return lambda p: where(p, form, *([cell] if cell else []))
    if name.startswith("encoder, decoder"):
        return lambda p: encoder_decoder(p, name.partition(": ")[2])
    return {
        "stack of 2": lambda p: stack(p, "lstm", 2),
        "stack of 6": lambda p: stack(p, "gru_reset_after", 6),
        "both directions": lambda p: both(p, "lstm", 1),
        "both directions, 2 layers": lambda p: both(p, "gru_reset_after", 2),
        "N to 1, last": lambda p: many_to_one(p, False),
        "N to 1, mean": lambda p: many_to_one(p, True),
        "1 to N, once": lambda p: one_to_many(p, False),
        "1 to N, every": lambda p: one_to_many(p, True),
        "teacher forced": teacher_forced,
        "window of 3": window,
        "patches and max": frames,
        "own softmax fed back": lambda p: fed_back(p, False),
        "own choice fed back": lambda p: fed_back(p, True),
    }[name]
