"""A browser's message: what a page of ours sends passes untouched, what is too much costs nothing.

How little "nothing" is, is measured by `benchmarks.attack`; here it is held that the parser never
sees such a message.
"""

from __future__ import annotations

import json

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.attack import MESSAGES
from ui.hosting.bounds import message
from ui.hosting.bounds.message import (
    DEPTH,
    MOST_FIELDS,
    MOST_STRINGS,
    MOST_STRUCTURE,
    MOST_WIDGETS,
    SMALL,
    read,
)
from ui.hosting.internals import DecodeError


def made(*states: str, **fields: object) -> BackMsg:
    """A message with these states of components, and fields of its client's state."""
    one = BackMsg()
    one.rerun_script.SetInParent()
    for state in states:
        one.rerun_script.widget_states.widgets.add(id="a", json_value=state)
    for name, value in fields.items():
        setattr(one.rerun_script, name, value)
    return one


def states(data: bytes) -> list[str] | None:
    """The states that pass, None for a message that is dropped."""
    found = read(data)
    return found and [w.json_value for w in found[0].rerun_script.widget_states.widgets]


def passes(one: BackMsg) -> bool:
    found = read(one.SerializeToString())
    return found is not None and found == (one, False)


def of_widgets(count: int, size: int = 60) -> BackMsg:
    """A message with that many widgets of so many bytes each."""
    one = BackMsg()
    for k in range(count):
        one.rerun_script.widget_states.widgets.add(id=f"$$ID-{k:05}", string_value="x" * size)
    return one


PENDING = '{"edits": [{"seq": 1, "op": "set", "entry": "W_f.1.2", "text": "[[{"}]}'
EDIT = {"seq": 123, "op": "set", "entry": "W_f.13.13", "text": "-0.123456"}


@pytest.mark.parametrize(
    "text",
    [
        "1\t2.5\n" * 57_000,
        "1\n" * 200_000,
        "[[1.5, 2.5], [3, 4]],\n" * 16_000,
        '"1.5";"2.5"\n' * 33_000,
        "\\" * 200_000,
        "零点五 " * 100_000,
    ],
)
def test_a_pasted_block_of_400_000_characters_passes(text):
    assert len(text) <= 400_000
    edits = [{"seq": 1, "op": "paste", "entry": "x.1.1", "text": text}]
    assert passes(made(json.dumps({"edits": edits}), json.dumps({"view": {"t": 1}})))
    assert passes(made(json.dumps({"edits": edits}, ensure_ascii=False)))


def test_values_of_every_kind_pass_in_a_message_that_is_looked_through():
    """Numbers of few and of many bytes, of eight bytes, yes and no, beside a long text."""
    one = made(json.dumps({"view": "x" * SMALL}))
    add = one.rerun_script.widget_states.widgets.add
    for k in range(20):
        add(id=f"a{k}", bool_value=bool(k % 2))
        add(id=f"b{k}", int_value=(-1) ** k * 300**k % 2**62)
        add(id=f"c{k}", double_value=k / 3)
    assert len(one.SerializeToString()) > SMALL and passes(one)


def test_what_pages_send_passes_untouched():
    assert passes(made(PENDING)) and passes(made())
    assert passes(made(json.dumps({"edits": [EDIT] * 500})))
    assert passes(made(query_string="m=" + "x" * 12_000, page_script_hash="a" * 32))
    for kind in ("stop_script", "app_heartbeat"):
        assert passes(BackMsg(**{kind: True}))
    download = BackMsg()
    download.backend_operation_request.deferred_file.file_id = "a"
    assert passes(download)


@pytest.mark.parametrize("size", [1, 60])  # with and without counting ahead
def test_widgets_are_few(size):
    assert (len(of_widgets(MOST_WIDGETS, size).SerializeToString()) > SMALL) == (size > 1)
    assert passes(of_widgets(MOST_WIDGETS, size))
    assert read(of_widgets(MOST_WIDGETS + 1, size).SerializeToString()) is None


@pytest.mark.parametrize("name", MESSAGES)
def test_no_attack_reaches_the_parser(name, monkeypatch):
    data = MESSAGES[name]()
    seen = []

    def loads(text: str) -> object:
        seen.append(text)
        return {}

    monkeypatch.setattr(message.json, "loads", loads)
    monkeypatch.setattr(message, "_is_flat", lambda structure: seen.append(structure))
    try:
        found = read(data)
    except DecodeError:
        found = None
    if found is not None:
        assert {w.json_value for w in found[0].rerun_script.widget_states.widgets} == {"{}"}
    assert seen == []


def test_fields_are_counted_wherever_they_are():
    one = of_widgets(1, SMALL)
    one.rerun_script.widget_states.widgets[0].string_array_value.data[:] = [
        "1.234567"
    ] * MOST_FIELDS
    for _ in range(5):  # the fields around them
        assert read(one.SerializeToString()) is None
        one.rerun_script.widget_states.widgets[0].string_array_value.data.pop()
    assert passes(one)


@pytest.mark.parametrize(
    ("name", "size"),
    [("id", 1_000), ("string_value", 500_000), ("bytes_value", 0), ("query_string", 20_000)],
)
def test_every_text_has_its_length(name, size):
    one = of_widgets(1, SMALL)
    where = (
        one.rerun_script if name == "query_string" else one.rerun_script.widget_states.widgets[0]
    )
    kind = bytes if name == "bytes_value" else lambda count: "x" * count
    if size:
        setattr(where, name, kind(size))
        one.rerun_script.page_name = "x" * SMALL
        assert passes(one)
    setattr(where, name, kind(size + 1))
    one.rerun_script.page_name = "x" * SMALL
    assert read(one.SerializeToString()) is None


@pytest.mark.parametrize("kind", ["clear_cache", "load_git_info", "set_run_on_save"])
def test_what_is_not_a_visitors_business_is_dropped(kind):
    assert read(BackMsg(**{kind: True}).SerializeToString()) is None
    uploads = BackMsg()
    uploads.file_urls_request.file_names.append("a.json")
    assert read(uploads.SerializeToString()) is None
    skills = BackMsg()
    skills.backend_operation_request.install_skills.SetInParent()
    assert read(skills.SerializeToString()) is None
    assert read(b"") is None


def deep(depth: int, size: int = 0) -> str:
    """Lists in lists, with a text of that size at the bottom."""
    return "[" * depth + f'"{"x" * size}"' + "]" * depth


@pytest.mark.parametrize(
    "bad",
    [
        "}{", deep(DEPTH + 1), deep(DEPTH + 1, SMALL), "[" * 90_000, "9" * 5000, "[}", "7", "{1}",
        '["' + "\\\\" * 900 + '"[' + "]" * 2000,
    ],
    ids=lambda bad: bad[:12],
)  # fmt: skip
def test_a_state_that_no_component_sends_is_emptied_and_the_others_stay(bad):
    assert states(made('{"view": 1}', bad).SerializeToString()) == ['{"view": 1}', "{}"]


@pytest.mark.parametrize("size", [0, SMALL])
def test_lists_nest_as_deep_as_told(size):
    assert passes(made(deep(DEPTH, size)))
    assert passes(made('{"a":' * DEPTH + "1" + "}" * DEPTH))


def listed(item: str, count: int, size: int) -> str:
    """A list that takes that many characters beside its texts."""
    return "[" + ",".join([item] * count) + " " * (size - 2 - (count - 1)) + "]"


def test_structure_is_counted_over_all_states_of_a_message():
    fits = listed('"x"', 1000, MOST_STRUCTURE)
    assert passes(made(fits))
    assert states(made(fits, "{}").SerializeToString()) == [fits, "{}"]
    half = listed('"x"', 1000, MOST_STRUCTURE // 2 + 1)
    assert states(made(half, half).SerializeToString()) == [half, "{}"]


def test_strings_are_counted_over_all_states_of_a_message():
    half = listed('""', MOST_STRINGS // 2 - 1, MOST_STRUCTURE // 3)
    assert passes(made(half, half))
    assert states(made(half, half, half).SerializeToString()) == [half, half, "{}"]
