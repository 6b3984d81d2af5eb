"""Scenario files with something wrong in them: refused in words, or exactly what JSON says."""

from __future__ import annotations

import json
import random
from decimal import Decimal

import numpy as np

from sim.document.seen import PartScenario
from sim.text.errors import InputError
from tests import version_1
from ui.links.menu import files
from ui.links.text.errors import LinkError
from ui.words import t
from ui.words.errors import message

WHOLE = [version_1.plain(scenario) for scenario in version_1.EXAMPLES.values()]
# As they stand in the file, and whether they are numbers that float64 holds.
VALUES = {
    "0": True, "-0.0": True, "7": True, "2.5e-3": True, "1E5": True, "5e-324": True, "1e308": True,
    "123456789012345678901234567890": True, "1e-999": None, "1e999": False, "-1e999": False,
    "1" + "0" * 400: False, '"5"': False, "null": False, "true": False, "[1]": False, "[]": False,
    "{}": False, "NaN": False, "Infinity": False, "0x10": False, "2,5": False, "01": False,
    "1" * 5000: False, ".5": False, "٣": False, '""': False,
}  # fmt: skip
JUNK = [
    *'{}[]",:0123456789.eE+-',
    "null",
    "true",
    "\\u0000",
    "\\ud800",
    " ",
    "\n",
    "é",
    "{" * 50,
    "]" * 9,
]
HOLE = "@hole@"


def check(rng: random.Random, count: int) -> int:
    """Open `count` files; how many were scenarios. AssertionError for one that was misread."""
    ways = (_number_changed, _torn, _changed)
    return sum(ways[k % len(ways)](rng) for k in range(count))


def _opened(text: str) -> PartScenario | None:
    try:
        scenario = files.opened(text.encode("utf-8", "surrogatepass"))
    except LinkError as error:
        assert error.word != "links.file_failed", text[:2000]
        assert t("links.file_not_opened", reason=t(error.word, most=0)), text
        return None
    except InputError as error:
        assert message(error), text
        return None
    _compare(text, scenario)
    return scenario


def _compare(text: str, scenario: PartScenario) -> None:
    """Every number and word of an opened file is the one that a plain reader of JSON finds."""
    said = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    assert said["cell"] == scenario.cell, text
    assert said.get("title", "") == scenario.title, text
    seed = said.get("seed")
    assert seed == scenario.seed, text
    for name in ("params", "initial"):
        for key, values in (said.get(name) or {}).items():
            _same(values, getattr(scenario, name)[key], text)
    _same(said["inputs"], scenario.inputs, text)
    if readout := said.get("readout"):
        assert readout["kind"] == scenario.output_kind, text
        for name in ("V", "d"):
            if readout.get(name) is not None:
                _same(readout[name], scenario.output.params[f"{name}_y"], text)
    for axis, names in (said.get("labels") or {}).items():
        assert tuple(names) == scenario.labels[axis], text


def _same(said: object, array: np.ndarray, text: str) -> None:
    if isinstance(said, list):
        assert len(said) == len(array), text
        for part, row in zip(said, array, strict=True):
            _same(part, row, text)
    else:
        assert isinstance(said, Decimal) and float(said) == array, f"{said} as {array}: {text}"


def _places(node: object, path: tuple = ()) -> list[tuple]:
    """The paths of all numbers below a node."""
    if isinstance(node, dict):
        return [p for key, part in node.items() for p in _places(part, (*path, key))]
    if isinstance(node, list):
        return [p for k, part in enumerate(node) for p in _places(part, (*path, k))]
    return [path] if isinstance(node, float) else []


def _number_changed(rng: random.Random) -> bool:
    """One number written in another way: taken if it is one, else the file is refused."""
    document = json.loads(json.dumps(rng.choice(WHOLE)))
    places = [p for p in _places(document) if p[0] in ("params", "inputs", "initial", "readout")]
    *path, last = rng.choice(places)
    node = document
    for part in path:
        node = node[part]
    node[last] = HOLE
    written, good = rng.choice(list(VALUES.items()))
    scenario = _opened(json.dumps(document).replace(f'"{HOLE}"', written))
    if good is not None:
        assert (scenario is not None) == good, f"{written} at {path} {last}"
    return scenario is not None


def _torn(rng: random.Random) -> bool:
    """Characters lost, doubled or put in, or the end cut off."""
    text = json.dumps(rng.choice(WHOLE))
    for _ in range(rng.randrange(1, 3)):
        at = rng.randrange(len(text) + 1)
        end = at + rng.choice([0, 0, 1, 1, 2, 30, len(text)])
        text = text[:at] + rng.choice([rng.choice(JUNK), ""]) + text[end:]
    return _opened(text) is not None


def _changed(rng: random.Random) -> bool:
    """A field gone, of another kind, renamed, or twice."""
    document = json.loads(json.dumps(rng.choice(WHOLE)))
    node = document
    while rng.random() < 0.6:
        parts = [
            p
            for p in (node.values() if isinstance(node, dict) else node)
            if isinstance(p, (dict, list)) and p
        ]
        if not parts:
            break
        node = rng.choice(parts)
    odd = rng.choice(
        [None, True, 0, -1, 1.5, 10**30, "", "lstm", "x" * 300, [], [[]], {}, {"a": 1}, "\ud800"]
    )
    if isinstance(node, dict):
        key = rng.choice(list(node))
        value = node.pop(key) if rng.random() < 0.3 else odd
        if rng.random() < 0.6:
            node[rng.choice([key, "W_f", "__class__", "", "clamps", "options", "labels"])] = value
    else:
        node[rng.randrange(len(node))] = odd
    text = json.dumps(document)
    if rng.random() < 0.1:
        text = text[:-1] + ', "title": "again", "title": "twice"}'
    return _opened(text) is not None
