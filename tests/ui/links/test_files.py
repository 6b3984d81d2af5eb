"""Files of networks in the page: opened to the bit, or refused with the place named."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.cells import CELLS
from sim.document.files import to_json
from sim.document.networks.arrays import arrays
from sim.document.networks.sequences import Sequence
from sim.document.networks.writing import to_plain
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Part, Wire
from sim.text.errors import InputError
from sim.text.limits import DOCUMENT
from tests.browser import ROOT
from tests.documents import every_document, everything
from ui.hosting.bounds import message as bounds
from ui.links.menu import files
from ui.links.text.errors import LinkError
from ui.widgets.transfer import File
from ui.words import LANGUAGES, speaking

NET = everything()
DOCUMENTS = every_document()


def largest(value: float) -> Scenario:
    """As many numbers as a document may have, in layers of LSTM cells and a sequence."""
    shapes = CELLS["lstm"].shapes(32, 32)
    params = {name: np.full(shape, value) for name, shape in shapes.items()}
    own = sum(one.size for one in params.values()) + 2 * 32
    reads = [Wire("x"), *(Wire(f"l{k}") for k in range(4))]
    parts = tuple(Part(f"l{k}", "lstm", params, (wire,)) for k, wire in enumerate(reads))
    rows, rest = divmod(DOCUMENT.numbers - len(parts) * own, 32)
    inputs = {"x": Sequence(np.full((rows, 32), value))}
    inputs |= {"z": Sequence(np.full((1, rest), value))} if rest else {}
    return Scenario(parts, inputs)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_network_comes_back_exactly(name):
    text = to_json(seen(DOCUMENTS[name]))
    back = files.opened(text.encode())
    assert to_json(back) == text and back.part == DOCUMENTS[name].parts[0].name


@pytest.mark.parametrize("value", [-1.2345678901234567e-300, 0.1 + 0.2, 0.0])
def test_as_many_numbers_as_there_may_be_fit_into_a_file_and_its_message(value):
    """Each as long as one can be: a sign, 17 digits and an exponent of three."""
    there = largest(value)
    assert sum(one.size for one in arrays(there).values()) == DOCUMENT.numbers
    content = to_json(seen(there)).encode()
    assert len(content) < 1000 * files.MOST_KB
    start = time.process_time()
    assert to_json(files.opened(content)).encode() == content
    assert time.process_time() - start < 1
    sent = base64.b64encode(content.ljust(1000 * files.MOST_KB))
    assert len(sent) < bounds.MOST_BYTES - 50_000  # of which the widgets of a page are another part


def test_words_take_what_numbers_leave_of_a_file():
    """Beyond it a document is too large for a file, and that is said."""
    there = largest(-1.2345678901234567e-300)
    steps = ("測" * 200,) * len(there.inputs["x"].rows)
    for labels, fits in (((), True), (("測" * 200,) * 32, False)):
        inputs = there.inputs | {"x": replace(there.inputs["x"], steps=steps, labels=labels)}
        content = to_json(seen(there.changed(inputs=inputs))).encode()
        assert (len(content) <= 1000 * files.MOST_KB) == fits
        if fits:
            assert to_json(files.opened(content)).encode() == content
        else:
            with pytest.raises(LinkError) as refused:
                files.opened(content)
            assert refused.value.word == "links.file_too_large"


def changed(path: str, value: object) -> bytes:
    """The file of everything with one thing in it another."""
    found = json.loads(json.dumps(to_plain(NET)))
    *way, last = path.split("/")
    node = found
    for step in way:
        node = node[int(step) if isinstance(node, list) else step]
    node[int(last) if isinstance(node, list) else last] = value
    return json.dumps(found).encode()


MANY = {"name": "p", "cell": "dense", "reads": []}
# What is wrong, and the place that has to be named.
HOSTILE = {
    "a wire to nowhere": (changed("parts/2/reads/0/from", "nowhere"), "dec", "nowhere"),
    "a wire of the wrong way": (changed("parts/3/reads/0/taps", "back"), "out", "back"),
    "a cycle without a shift": (changed("parts/0/reads/0/from", "out"), "enc", ""),
    "a size that does not fit": (changed("parts/3/params/d_y", [1.0, 2.0, 3.0]), "out", "d_y"),
    "a text for a number": (changed("parts/2/params/W_f/1/2", "5"), "dec", "W_f"),
    "an infinite number": (changed("inputs/x/rows/3/1", float("inf")), "x", "rows"),
    "a name twice": (changed("parts/1/name", "enc"), "enc", ""),
    "a reserved name": (changed("parts/1/name", "targets"), "targets", ""),
    "a name with a dot": (changed("parts/1/name", "a.b"), "a.b", ""),
    "a number under a mask": (changed("parts/0/params/U_h/0/2", 1.0), "enc", "U_h.1.3"),
    "10,000 parts": (changed("parts", [MANY] * 10_000), "10000", ""),
    "a memory of a million": (changed("inputs/m", {"rows": [[0]] * 280_000}), "m", "rows"),
    "a tap that is none": (changed("parts/2/reads/0/taps", "backwards"), "dec", "backwards"),
    "a target of nobody": (changed("targets", {"q.y": {"loss": "x", "rows": [[1]]}}), "q.y", ""),
    "many outputs": (
        changed("parts/3/params", {"V_y": [[0] * 3] * 65, "d_y": [0] * 65}), "out", "65",
    ),
    "an unknown field": (changed("parts/4/unknown", 1), "res", "unknown"),
    "a period of 0": (changed("parts/4/signals/m/periods/1", 0), "res", "0"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_its_place_named(what, language):
    content, *said = HOSTILE[what]
    assert len(content) < 1000 * files.MOST_KB
    start = time.process_time()
    with pytest.raises(InputError) as refused:
        files.opened(content)
    assert time.process_time() - start < 1
    with speaking(language):
        told = files._why(refused.value)
    assert len(told) < 600 and all(place in told for place in said)


def test_a_network_is_opened_by_the_page(monkeypatch):
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    app.run()
    session = app.session_state["gatescope"]
    file = File("net.json", to_json(seen(NET)).encode())
    monkeypatch.setattr(files, "state", SimpleNamespace(current=lambda: session))
    monkeypatch.setattr(files, "close", lambda: None)
    files._take(file)
    assert to_json(session.scenario) == to_json(seen(NET)) and session.scenario.part == "enc"
    app.run()
    assert not app.exception
    assert "d" in app.query_params and "part" not in app.query_params
    session.look_at("dec")
    app.run()
    assert not app.exception and app.query_params["part"] == "dec"
    session.undo()
    app.run()
    assert not app.exception and "d" not in app.query_params
