"""A page in lines of text, the same wherever and whenever it is made."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from tests.browser import ROOT
from tests.ui.seen.states import State
from ui.shared.blocks import unpack

# Of this process or of now: who asks, from when a number counts, where scripts lie.
FLEETING = {
    "born",
    "token",
    "deferred_file_id",
    "js_content",
    "css_content",
    "html_content",
    "element_id",
    "form_id",
}
KEY = "$$ID-"
MOST = 120  # characters of a text that stand in a line
DIGITS = 6
SEEN = "seen_"  # inputs that nobody sees, with numbers of now


def lines(state: State) -> list[str]:
    """A line an element, indented by what it stands in.

    Args:
        state: the page to be opened.
    """
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=60)
    for key in state.opened:
        app.session_state[key] = True
    for name, value in state.link.items():
        app.query_params[name] = value
    app.run()
    if state.page != "step":
        for name, value in state.link.items():
            app.query_params[name] = value
        app.switch_page(str(ROOT / "pages" / f"{state.page}.py")).run()
    assert not app.exception, app.exception
    return list(_lines(app._tree, 0))


def _lines(node: object, depth: int) -> Iterator[str]:
    for child in getattr(node, "children", {}).values():
        proto = getattr(child, "proto", None)
        content = plain(MessageToDict(proto, preserving_proto_field_name=True)) if proto else {}
        key = content.pop("id", "")
        if not key.startswith(SEEN) and child.type != "html":
            words = _words(content)
            yield "  ".join(filter(None, ["  " * depth + child.type, key, words, _digest(content)]))
        yield from _lines(child, depth + 1)


def plain(value: object) -> object:
    """What the browser gets, without what is of this moment, and with numbers of six digits."""
    if isinstance(value, dict):
        if "bdata" in value:
            array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
            return [plain(float(one)) for one in array]
        return {name: _named(name, one) for name, one in value.items() if name not in FLEETING}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    return value


def _named(name: str, value: object) -> object:
    if name == "id" and isinstance(value, str) and value.startswith(KEY):
        return value.removeprefix(KEY).partition("-")[2].removesuffix("None")
    if name in ("spec", "json", "config") and isinstance(value, str) and value[:1] in "{[":
        return plain(json.loads(value))
    if name == "bytes" and isinstance(value, str):
        header, arrays = unpack(base64.b64decode(value))
        return [plain(header), {one: plain(array.tolist()) for one, array in arrays.items()}]
    return plain(value)


def _words(content: dict) -> str:
    for name in ("label", "body", "component_name"):
        if isinstance(text := content.get(name), str):
            return json.dumps(text if len(text) <= MOST else f"{text[:MOST]}…", ensure_ascii=False)
    inside = [one for one in content.values() if isinstance(one, dict)]
    return next(filter(None, map(_words, inside)), "")


def _digest(content: dict) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=5).hexdigest()
