"""Networks drawn at random: their files, packed links and edits, read twice or refused in words."""

from __future__ import annotations

import base64
import json
import random
import zlib
from decimal import Decimal
from functools import cache

import numpy as np

from sim.cells import CELLS
from sim.document.networks.arrays import arrays, read_entry
from sim.document.networks.sequences import Sequence
from sim.document.networks.writing import to_json, to_plain
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Part, Wire
from sim.run.clamps import Clamp, clampable
from sim.text.errors import InputError
from tests.documents import every_document
from tests.fuzz import documents, numbers
from ui.links import fields
from ui.links.menu import files
from ui.links.text import document, packed
from ui.links.text.errors import LinkError, sentence
from ui.links.text.networks import packed as networks
from ui.links.text.networks import short
from ui.reruns import mishaps
from ui.words.errors import message

LAYERS = ("elman", "lstm", "gru", "leaky", "lstm_peephole")
ODD = [
    *(None, True, 0, -1, 2, 1.5, 10**30, "", "enc", "x", "lstm", "shift", "back", "h", "a.b"),
    *([], [[]], [1], {}, {"a": 1}, {"from": "x"}, "\ud800", "x" * 300),
]  # fmt: skip


def check(rng: random.Random, count: int) -> int:
    """Open `count` networks; how many were taken. AssertionError for one that was misread."""
    ways = (_drawn, _number_changed, _field_changed, _torn, _block_changed, _edited)
    return sum(ways[k % len(ways)](rng) for k in range(count))


@cache
def _known() -> list[Scenario]:
    return list(every_document().values())


def network(rng: random.Random) -> Scenario:
    """A stack of some layers, each of any cell that carries a state, and a dense part on some."""
    T, X = rng.randrange(1, 5), rng.randrange(1, 4)
    parts, last, size = [], "x", X
    for k in range(rng.randrange(1, 4)):
        cell, H = rng.choice(LAYERS), rng.randrange(1, 4)
        back = rng.choice(["", "", "back"]) if last == "x" else ""
        parts.append(_part(rng, f"l{k}", cell, CELLS[cell].shapes(size, H), Wire(last, taps=back)))
        last, size = parts[-1].name, H
        if back:
            break
    if rng.random() < 0.6:
        taps = rng.choice(["", "last", "mean"])
        shapes = CELLS["dense"].shapes(size, 0, 2)
        parts.append(_part(rng, "out", "dense", shapes, Wire(last, taps=taps)))
    labels = ("一", "b~c", "", "<d>")[:X] if rng.random() < 0.3 else ()
    inputs = {"x": Sequence(_numbers(rng, (T, X)), labels)}
    return Scenario(tuple(parts), inputs, {}, rng.choice(["", "中 & <b>"]), rng.choice([None, 7]))


def _part(rng: random.Random, name: str, cell: str, shapes: dict, wire: Wire) -> Part:
    params = {n: _numbers(rng, shape) for n, shape in shapes.items()}
    if "a" in "".join(params) and cell == "leaky":
        params = {n: np.full(v.shape, 0.5) if n.startswith("a") else v for n, v in params.items()}
    masks, frozen, clamps = {}, (), ()
    if rng.random() < 0.3:
        some = rng.choice(list(params))
        masks = {some: (np.array(params[some]) != 0).astype(float)}
        frozen = (rng.choice(list(params)),)
    gates = sorted(clampable(CELLS[cell]))
    if gates and rng.random() < 0.4:
        clamps = (Clamp(rng.choice(gates), rng.choice([0.0, 0.25, 1 / 3, 1.0])),)
    return Part(name, cell, params, (wire,), masks=masks, frozen=frozen, clamps=clamps)


def _numbers(rng: random.Random, shape: tuple[int, ...]) -> np.ndarray:
    kinds = (
        lambda: rng.gauss(0, 1), lambda: float(rng.randrange(-9, 10)), lambda: -0.0, lambda: 0.0,
        lambda: round(rng.gauss(0, 5), 2), lambda: rng.gauss(0, 1) * 10.0 ** rng.randrange(-300, 9),
    )  # fmt: skip
    values = [rng.choice(kinds)() for _ in range(int(np.prod(shape)))]
    return np.array(values).reshape(shape)


def _opened(text: str) -> Scenario | None:
    """The network of a file, each number that of a plain reader; None where it is refused."""
    try:
        scenario = files.opened(text.encode("utf-8", "surrogatepass"))
    except LinkError as error:
        assert error.word != "links.file_failed" and sentence(error), text[:2000]
        return None
    except InputError as error:
        assert message(error), text
        return None
    _compare(json.loads(text, parse_float=Decimal, parse_int=Decimal), scenario.document, text)
    return scenario.document


def _compare(said: dict, network: Scenario, text: str) -> None:
    if said.get("gatescope") != 2:
        return
    assert said.get("title", "") == network.title and said.get("seed") == network.seed, text
    assert [part["name"] for part in said["parts"]] == [part.name for part in network.parts], text
    for one, part in zip(said["parts"], network.parts, strict=True):
        assert one["cell"] == part.cell, text
        for name, values in one.get("params", {}).items():
            documents._same(values, part.params[name], text)
        for name, values in one.get("start", {}).items():
            if isinstance(values, list):
                documents._same(values, part.start[name], text)
        for wire, read in zip(one["reads"], part.reads, strict=True):
            assert (wire["from"], wire.get("line", "")) == (read.source, read.line), text
            assert " ".join(wire.get("taps", "").split()) == read.taps, text
            if wire.get("first"):
                documents._same(wire["first"], np.array(read.first), text)
        for name, mask in one.get("masks", {}).items():
            rows = [mask] if isinstance(mask, str) else mask
            assert "".join(rows) == "".join(str(int(n)) for n in part.masks[name].flat), text
        assert tuple(one.get("labels", ())) == part.labels, text
    for name, sequence in said.get("inputs", {}).items():
        documents._same(sequence["rows"], network.inputs[name].rows, text)
    for name, target in said.get("targets", {}).items():
        if "rows" in target:
            documents._same(target["rows"], network.targets[name].rows, text)


def _drawn(rng: random.Random) -> bool:
    """A new one: file and link bring it back to the bit, through any of its parts."""
    there = network(rng)
    text = to_json(there)
    back = _opened(text)
    assert back is not None and to_json(back) == text, text
    part = rng.choice(there.parts).name
    texts = document.write_document(seen(there, part), "memory_cell")
    place, wrong = fields.read(texts)
    assert wrong == [] and place.scenario.part == part, (texts, wrong)
    assert to_json(place.scenario.document) == text, (texts, text)
    return True


def _plain(rng: random.Random) -> dict:
    return json.loads(json.dumps(to_plain(rng.choice(_known()))))


def _number_changed(rng: random.Random) -> bool:
    """One number written in another way: taken if it is one, else the file is refused."""
    plain = _plain(rng)
    masked = {(part["name"], n) for part in plain["parts"] for n in part.get("masks", {})}
    places = []
    for path in documents._places(plain):
        part = plain["parts"][path[1]] if path[0] == "parts" else {"name": ""}
        if path[2:3] == ("params",) and (part["name"], path[3]) not in masked:
            places.append(path)
        if path[0] == "inputs" and not plain.get("targets"):  # of which some may not be negative
            places.append(path)
    *path, last = rng.choice(places)
    node = plain
    for step in path:
        node = node[step]
    node[last] = documents.HOLE
    written, good = rng.choice(list(documents.VALUES.items()))
    back = _opened(json.dumps(plain).replace(f'"{documents.HOLE}"', written))
    # A cell may demand more of a number: a leak lies between 0 and 1, some entries are 0.
    if good is False:
        assert back is None, f"{written} at {path} {last}"
    return back is not None


def _changed(rng: random.Random, plain: object) -> object:
    """Plain data with one thing gone, of another kind, or renamed."""
    node = plain
    while rng.random() < 0.75:
        inner = [
            one
            for one in (node.values() if isinstance(node, dict) else node)
            if isinstance(one, dict | list) and one
        ]
        if not inner:
            break
        node = rng.choice(inner)
    if isinstance(node, dict):
        key = rng.choice(list(node))
        value = node.pop(key) if rng.random() < 0.3 else rng.choice(ODD)
        if rng.random() < 0.7:
            node[rng.choice([key, "W_f", "__class__", "", "n", "start", "taps", "first"])] = value
    else:
        node[rng.randrange(len(node))] = rng.choice(ODD)
    return plain


def _field_changed(rng: random.Random) -> bool:
    return _opened(json.dumps(_changed(rng, _plain(rng)))) is not None


def _torn(rng: random.Random) -> bool:
    """Characters of a file lost, doubled or put in, or the end cut off."""
    text = json.dumps(_plain(rng))
    at = rng.randrange(len(text) + 1)
    end = at + rng.choice([0, 0, 1, 1, 2, 30, len(text)])
    return (
        _opened(text[:at] + rng.choice([rng.choice(documents.JUNK), ""]) + text[end:]) is not None
    )


def _block_changed(rng: random.Random) -> bool:
    """A block whose frame or numbers are others than were packed."""
    content = networks.content_of(rng.choice(_known()))
    end = networks.LENGTH + int.from_bytes(content[: networks.LENGTH], "little")
    frame, tail = content[networks.LENGTH : end], bytearray(content[end:])
    if rng.random() < 0.6:
        frame = json.dumps(_changed(rng, json.loads(frame))).encode("utf-8", "surrogatepass")
    else:
        tail[rng.randrange(len(tail))] = rng.randrange(256)
    block = len(frame).to_bytes(networks.LENGTH, "little") + frame + bytes(tail)
    block = bytes([packed.VERSION]) + zlib.compress(block)
    text = base64.urlsafe_b64encode(block).decode().rstrip("=")
    place, wrong = fields.read({"d": text, "t": "2"})
    assert all(map(sentence, wrong)) and not mishaps._seen, (frame, mishaps._seen)
    if not wrong and len(text) <= document.MOST_PACKED:
        again = packed.unpack(packed.pack(place.scenario)).document
        assert to_json(again) == to_json(place.scenario.document), frame
    return not wrong


def _edited(rng: random.Random) -> bool:
    """Numbers changed by their addresses: all of them as they are meant, or none."""
    there = rng.choice(_known())
    known = {name: array.copy() for name, array in arrays(there).items()}
    pieces, bad = [], False
    for _ in range(rng.randrange(1, 5)):
        name = rng.choice([n for n, array in known.items() if array.size])
        index = [rng.randrange(size + (rng.random() < 0.05)) for size in known[name].shape]
        text = rng.choice(["0.5", "2", "-1", "1e-7", "x", "nan", "", "1"])
        pieces += [".".join([name, *(str(k + 1) for k in index)]), text]
        value = numbers.naive(text)
        bad |= value is None or any(k >= n for k, n in zip(index, known[name].shape, strict=True))
        if not bad:
            known[name][tuple(index)] = value
    try:
        back, _ = short.lengthened(there, {"e": "~".join(pieces)})
    except (LinkError, InputError) as error:
        said = sentence(error) if isinstance(error, LinkError) else message(error)
        assert said and (bad or _is_special(there, pieces)), (pieces, said)
        return False
    assert not bad, pieces
    for name, array in arrays(back).items():
        assert np.array_equal(array, known[name]), (name, pieces)
    return True


def _is_special(there: Scenario, pieces: list[str]) -> bool:
    """Whether a document may refuse such a number: of a period, under a mask, a share."""
    entries = [read_entry(text, there) for text in pieces[::2]]
    return any(
        entry.array in there.inputs or entry.array.startswith("targets.")
        or any(entry.array.startswith(f"{part.name}.") and (part.masks or part.signals or
               part.built.periods or part.cell in ("leaky", "clockwork")) for part in there.parts)
        for entry in entries
    )  # fmt: skip
