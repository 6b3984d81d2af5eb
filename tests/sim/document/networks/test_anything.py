"""Whatever stands in a document's places, it is a document or is refused in words."""

from __future__ import annotations

import json
import random

import pytest

from sim.document.networks.arrays import arrays
from sim.document.networks.reading import from_json
from sim.document.networks.writing import to_json, to_plain
from sim.presets import PRESETS
from sim.text.errors import InputError
from tests.documents import every_document
from tests.sim.document.test_scenario_files import ODD, changed, paths
from tests.version_1 import to_json as as_version_1


def accepts_or_says_why(plain: object) -> None:
    try:
        text = json.dumps(plain)
    except ValueError:  # too long a number to be written
        return
    try:
        document = from_json(text)
    except InputError as error:
        assert 0 < len(str(error)) < 600
        str(error).encode()
        return
    assert to_json(from_json(to_json(document))) == to_json(document)
    assert arrays(document)
    document.run()


EVERY = {name: to_plain(one) for name, one in every_document().items()}
MORE = [
    float("nan"), float("inf"), {"from": "x"}, {"from": "x", "taps": "last"}, {"from": "dec"},
    "last", "shift", "window2", "window2 flatten", "back", "every", "0110", ["01", "10"],
    {"periods": [1, 2]}, [{"from": "x"}], [{"from": "y", "taps": "shift"}], "dense", "look_dot",
    "shown", "softmax", "y", {"y": "softmax"}, {"rows": [[1, 2]]}, {"y": {"rows": [[1]]}},
    [[0.5, 0.5, 0.5]], [0.5, 0.5, 0.5], {"line": "f", "value": 1}, [{"line": "f", "value": 1}],
    500, 501, 10**9, "out.y", "enc", "x_prev",
]  # fmt: skip


@pytest.mark.parametrize("name", ["everything", "own softmax fed back", "clock", "frames.sigmoid"])
def test_every_place_of_a_document_may_hold_anything(name):
    """Thousands of documents that are one but for one or two places."""
    plain = json.loads(json.dumps(EVERY[name]))
    draw = random.Random(name)
    places = list(paths(plain))
    top = [path for path in places if len(path) <= 4 and path[:1] != ("inputs",)]
    for path in top:
        for value in draw.sample(ODD + MORE, 12):
            accepts_or_says_why(changed(plain, path, value, "replace"))
    for _ in range(500):
        path, value = draw.choice(places), draw.choice(ODD + MORE)
        how = draw.choice(["replace", "remove", "insert"])
        once = changed(plain, path, value, how)
        accepts_or_says_why(once)


def test_any_two_documents_may_be_mixed():
    """A node of one in a place of another."""
    draw = random.Random(1)
    plains = [json.loads(json.dumps(one)) for one in EVERY.values()]
    for _ in range(500):
        one, other = draw.choice(plains), draw.choice(plains)
        node = other
        for key in draw.choice([path for path in paths(other) if len(path) <= 5]):
            node = node[key]
        path = draw.choice([path for path in paths(one) if len(path) <= 5])
        accepts_or_says_why(changed(one, path, node, "replace"))


@pytest.mark.parametrize("key", ["dinner", "coupled"])
def test_every_place_of_a_document_of_version_1_may_hold_anything(key):
    plain = json.loads(as_version_1(PRESETS[key].scenario))
    draw = random.Random(key)
    places = list(paths(plain))
    for path in [path for path in places if len(path) <= 2]:
        for value in ODD:
            accepts_or_says_why(changed(plain, path, value, "replace"))
    for _ in range(300):
        how = draw.choice(["replace", "remove", "insert"])
        accepts_or_says_why(changed(plain, draw.choice(places), draw.choice(ODD + MORE), how))
