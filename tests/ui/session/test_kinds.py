"""Values of a wrong kind, out of range or hostile, for every widget of every page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser import serve
from tests.visitor import Visitor
from ui import PAGES

TEXTS = ["", "<b>no</b>", "٣", "nan", "1e999", "-1", "{", "$$ID", "\x00\ud7ff\u202e", "9" * 9000]
NUMBERS = [0.0, -1.0, 1e308, float("nan"), float("inf"), -0.5, 2.0**53]
WHOLE = [0, -1, 1, 7, 2**63 - 1, -(2**63)]
STATES = [
    '{}', '[]', 'null', '7', '"x"', '{"edits": 7}', '{"edits": [7, null, {}, [[]]]}',
    '{"view": 7, "edits": {"a": []}}', '{"view": {"t": "x", "unit": {}}}',
    '{"picked": [1, "x", null], "said": 7, "name": 7, "value": {}, "browser": 7, "away": []}',
    '{"edits": [{"seq": 1, "op": "set", "path": {}, "text": []}]}',
    '{"edits": [{"seq": 9e99, "op": [], "path": [1e99]}], "view": {"t": -1e99}}',
]  # fmt: skip


def puts(name: str, *values: object) -> list[Callable[[WidgetState], None]]:
    return [lambda widget, value=value: setattr(widget, name, value) for value in values]


def lists(name: str, *values: list) -> list[Callable[[WidgetState], None]]:
    def put(widget: WidgetState, value: list) -> None:
        getattr(widget, name).SetInParent()
        getattr(widget, name).data.extend(value)

    return [lambda widget, value=value: put(widget, value) for value in values]


def uploads(widget: WidgetState) -> None:
    widget.file_uploader_state_value.uploaded_file_info.add(file_id="x", name="../x", size=1)


def triggers(widget: WidgetState) -> None:
    widget.string_trigger_value.data = "x"


KINDS = {
    "nothing": [lambda widget: None],
    "trigger": puts("trigger_value", True, False),
    "bool": puts("bool_value", True, False),
    "double": puts("double_value", *NUMBERS),
    "int": puts("int_value", *WHOLE),
    "string": puts("string_value", *TEXTS),
    "doubles": lists("double_array_value", [], [0.0], [float("nan")], NUMBERS, [1.0] * 900),
    "ints": lists("int_array_value", [], [-1], [0, 0], WHOLE),
    "strings": lists("string_array_value", [], TEXTS, ["x"] * 50),
    "json": puts("json_value", *STATES),
    "json trigger": puts("json_trigger_value", *STATES),
    "file": [uploads],
    "string trigger": [triggers],
    "bytes": puts("bytes_value", b"", b"\xff"),
    "arrow": [lambda widget: widget.arrow_value.SetInParent()],
    "chat": [lambda widget: widget.chat_input_value.SetInParent()],
}


def ids(message: Message) -> set[str]:
    """The ids of all widgets in a message."""
    found = set()
    for field, value in message.ListFields():
        if field.message_type:
            many = value if not isinstance(value, Message) else [value]
            if not hasattr(many, "items"):
                for one in many:
                    found |= ids(one)
        elif field.name == "id" and isinstance(value, str) and value.startswith("$$"):
            found.add(value)
    return found


class Widgets(Visitor):
    """A visitor who knows the widgets of the page."""

    def _read(self, message, times, start) -> None:
        if message.WhichOneof("type") == "delta":
            self.known = getattr(self, "known", set()) | ids(message.delta)
        super()._read(message, times, start)

    async def says(self, name: str, put: Callable[[WidgetState], None]) -> None:
        """Let every widget of a page say this, and none after it."""
        message = BackMsg()
        message.rerun_script.page_name = name
        for one in sorted(self.known):
            put(message.rerun_script.widget_states.widgets.add(id=one))
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self._finished(0.0), 60)


@pytest.fixture(scope="module")
def url():
    with serve() as url:
        yield url


@pytest.mark.parametrize("name", PAGES)
def test_no_widget_of_any_page_minds_a_value_of_another_kind(url, name):
    """One visit that is sent every kind, and can be used after each."""

    async def visit() -> dict[str, list[str]]:
        found = {}
        async with Widgets(url) as tab:
            for kind, puts in KINDS.items():
                assert (await tab.run(page=name))["ok"], kind
                for put in puts:
                    await tab.says(name, put)
                found[kind] = list(tab.exceptions)
            assert len(tab.known) > 5
            assert (await tab.run(page=PAGES[0]))["ok"]
            assert (await tab.edit("0.5"))["ok"]
            return found | {"an edit": tab.exceptions}

    assert asyncio.run(visit()) == {kind: [] for kind in (*KINDS, "an edit")}


@pytest.mark.parametrize("name", ["", "gatescope", "bound_page", "settings", "x"])
def test_what_is_no_widget_is_nobodys_to_set(url, name):
    async def visit() -> list[str]:
        async with Widgets(url) as tab:
            await tab.run()
            tab.known = {name}
            for put in (KINDS["bool"][0], KINDS["json"][0], KINDS["string"][1]):
                await tab.says("", put)
                assert (await tab.edit("0.5"))["ok"]
            return tab.exceptions

    assert asyncio.run(visit()) == []
