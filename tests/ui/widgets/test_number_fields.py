"""Every number field of every page: a text is read by the one parser, or nothing changes."""

import ast
import sys
from pathlib import Path

import pytest

from sim.text.errors import InputError
from sim.text.parse import MAX_NUMBER, parse_number
from sim.written.handcheck import read_typed
from tests.browser import ROOT
from tests.fields import fields, type_number, type_numbers
from tests.number_views import VIEWS, visit
from ui import words
from ui.widgets import number
from ui.widgets.number import AsTyped, Number, Unfit, whole
from ui.words import LANGUAGES, speaking

NONE = None
# What people type and paste, and the number it says, worked out by hand; NONE: it says none.
TEXTS = {
    "4": 4, "４": 4, " 4 ": 4, "\u30004": 4, "+4": 4, "4.": 4, "4.0": 4, "0.4e1": 4, "04": 4,
    "1": 1, "7": 7, "4.5": 4.5, "0.25": 0.25, ".25": 0.25, "０．２５": 0.25, "2.5e-1": 0.25,
    "-0.5": -0.5, "−0.5": -0.5, "－０．５": -0.5, "–0.5": -0.5, "−4": -4, "0": 0, "-0": 0,
    "33": 33, "501": 501, "4294967296": 4294967296, "1e300": 1e300, "0.0001": 0.0001,
    "0,25": NONE, "4,5": NONE, "1,5": NONE, "４，５": NONE, "1,000": NONE, "1.000,5": NONE,
    "4 5": NONE, "4\t5": NONE, "4\n5": NONE, "4;5": NONE, "[4, 5]": NONE, "1 000": NONE,
    "nan": NONE, "inf": NONE, "∞": NONE, "1e999": NONE, "1e-999": NONE, "1_000": NONE,
    "0x10": NONE, "true": NONE, "4j": NONE, "1/2": NONE, "4*2": NONE, "abc": NONE, "四": NONE,
    "--4": NONE, "4..5": NONE, "<b>4</b>": NONE, "{given}": NONE, "4" * 500: NONE, "": NONE,
    " ": NONE, "\ud800": NONE, "\x00": NONE,
}  # fmt: skip
FEW = ("0,25", "4,5", "−0.5", "４", "4.5", "99999999999", "4 5", "2")


def says(one: Number, text: str) -> float | None:
    """The number that a text says to a field, by the table above."""
    value = TEXTS.get(text, 99999999999 if text == "99999999999" else 2 if text == "2" else NONE)
    if value is NONE:
        return NONE
    fits = (one.least is None or value >= one.least) and (one.most is None or value <= one.most)
    return value if fits and (value == int(value) or not one.whole) else NONE


def reads(text: str) -> float | None:
    """What Check mine makes of a text that was typed there."""
    try:
        return read_typed(typed_text(text)).value
    except InputError:
        return NONE


def typed_text(text: str) -> str:
    """A text as far as a field keeps it."""
    kept = text[: MAX_NUMBER + 1].encode("utf-8", "replace").decode()
    return kept if kept.strip() else ""


def records(app) -> dict:
    return {key: app.session_state[number.FIELDS][key] for key in fields(app)}


@pytest.mark.parametrize("view", VIEWS)
def test_every_text_in_every_field(view):
    """As the field hears it, without a page."""
    found = records(visit(VIEWS[view]))
    assert found
    for key, there in found.items():
        for text in TEXTS:
            taken: list = []
            one = number._Field(there.number, "before", taken.append)
            one.hear({"born": str(one.born), "seq": 1, "seen": 0, "text": text})
            if isinstance(one.number, AsTyped):
                assert taken == [typed_text(text)] and not one.refused
                assert (text.strip() == "") or reads(text) == TEXTS[text], text
                continue
            wanted = says(one.number, text)
            if wanted is not NONE:
                assert taken == [wanted] and one.value == wanted and not one.refused, (key, text)
                assert type(one.value) is (int if one.number.whole else float)
            elif not text.strip() and one.number.usual is None:
                assert taken == [None] and not one.refused
            else:
                assert taken == [] and one.value == "before", (key, text)
                kept, _ = one.refused
                assert kept == text[: MAX_NUMBER + 1].encode("utf-8", "replace").decode()
                assert one.refused_as_said(), (key, text)
            assert one.ack == 1


@pytest.mark.parametrize("view", VIEWS)
def test_texts_on_the_page(view):
    """The value in force afterwards is the one that was read, or the one before, with a word.

    A text is typed into all fields in one message; each alone is tried above and in the browser.
    """
    app = visit(VIEWS[view])
    there = {key: one for key, one in records(app).items() if not one.disabled}
    assert there
    typed = {key: isinstance(one.number, AsTyped) for key, one in there.items()}
    for text in FEW:
        before = fields(app)
        type_numbers(app, dict.fromkeys(there.keys() - {"seed"}, text))
        if "seed" in there:  # another size takes it back
            before |= {"seed": fields(app)["seed"]}
            type_number(app, "seed", text)
        assert not app.exception, text
        now = fields(app)
        for key, one in there.items():
            wanted, shown = says(one.number, text), now[key]
            if typed[key]:
                assert shown["text"] == text and not shown["refused"], (key, text)
            elif wanted is NONE:
                assert shown["text"] == before[key]["text"], (key, text)
                assert shown["refused"]["text"] == text and shown["refused"]["why"]
            else:
                assert parse_number(shown["text"]) == wanted and not shown["refused"], (key, text)
        said = [one.value for one in app.text if one.value.startswith("! ")]
        assert len(said) == (sum(typed.values()) if reads(text) is NONE else 0), text


def test_every_field_stands_in_a_view(monkeypatch):
    """A field that no view above shows would be tested by nothing."""
    reached = set()

    def note(*_, **__):
        frame = sys._getframe(1)
        while Path(frame.f_code.co_filename).parent.name == "number":
            frame = frame.f_back
        reached.add((Path(frame.f_code.co_filename).resolve(), frame.f_lineno))
        return component(*_, **__)

    component = number._component
    monkeypatch.setattr(number, "_component", note)
    for view in VIEWS.values():
        visit(view)
    unseen = []
    for file in (*(ROOT / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1]
            if called == "number_field":
                lines = range(node.lineno, node.end_lineno + 1)
                if not any((file.resolve(), line) in reached for line in lines):
                    unseen.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert reached and unseen == []


def test_a_late_text_says_nothing_of_a_newer_value():
    taken: list = []
    one = number._Field(whole(1, 9), 1, taken.append)
    late = {"born": str(one.born), "seq": 1, "seen": 0, "text": "2"}
    one.show(5)  # Undo
    one.hear(late)
    assert taken == [] and one.value == 5 and one.ack == 1
    one.hear(late | {"seq": 2, "seen": 1})
    assert taken == [2]
    one.hear(late | {"seq": 2, "seen": 1, "text": "3"})  # the same again is no news
    one.hear(late | {"seq": 3, "seen": 1, "text": "3", "born": "1"})  # of a server before
    assert taken == [2]


def test_texts_may_follow_each_other_before_the_first_is_confirmed():
    taken: list = []
    one = number._Field(whole(1, 9), 1, taken.append)
    for seq, text in enumerate("232", 1):
        one.hear({"born": str(one.born), "seq": seq, "seen": 0, "text": text})
        one.show(int(text))
    assert taken == [2, 3, 2]


@pytest.mark.parametrize(
    "typed",
    [
        None, 4, "4", [], {}, {"seq": True}, {"seq": 1.0}, {"seq": "1"},
        {"text": 4}, {"text": None}, {"born": 4}, {"seen": None}, {"seq": 2**53 + 1},
        {"seq": 10**5000}, {"seq": -1}, {"seen": 10**5000},
    ],
)  # fmt: skip
def test_what_no_browser_sends_is_passed_over(typed):
    one = number._Field(whole(1, 9), 1)
    whole_one = {"born": str(one.born), "seq": 1, "seen": 0, "text": "4"}
    one.hear(whole_one | typed if isinstance(typed, dict) and typed else typed)
    assert one.value == 1 and one.ack < 2**53


def test_a_disabled_field_takes_nothing():
    one = number._Field(whole(1, 9), 1, pytest.fail, disabled=True)
    one.hear({"born": str(one.born), "seq": 1, "seen": 0, "text": "4"})
    assert one.value == 1 and one.ack == 1


def test_a_refused_text_stays_until_the_value_is_another():
    one = number._Field(whole(1, 9), 1)
    one.hear({"born": str(one.born), "seq": 1, "seen": 0, "text": "4,5"})
    one.show(1)
    assert one.sent()["refused"]["text"] == "4,5" and one.sent()["text"] == "1"
    one.show(2)
    assert one.sent()["refused"] is None
    assert len(one.sent()["limits"]) > 4


def test_a_refusal_is_told_in_the_language_of_now():
    for text, english, chinese in (
        ("33", "At most 8, not 33", "至多为 8，不能是 33"),
        ("1.5", "A whole number, not 1.5", "应为整数，不能是 1.5"),
        ("4,5", "A whole number, not 4,5", "应为整数，不能是 4,5"),
        ("4_5", "Write the digits without underscores: 45, not 4_5", "数字里不要用下划线"),
    ):
        app = visit(VIEWS["handout"])
        type_number(app, "handout_decimals", text)
        assert fields(app)["handout_decimals"]["refused"] == {"text": text, "why": english}
        app.radio(key="language_chosen").set_value("zh-Hans").run()
        now = fields(app)["handout_decimals"]
        assert now["refused"]["text"] == text and now["refused"]["why"].startswith(chinese)
        assert now["limits"] == "整数，1 到 8"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("least", [None, -0.5, 1])
@pytest.mark.parametrize("most", [None, 2, 1e6])
@pytest.mark.parametrize("is_whole", [False, True])
def test_limits_are_said_before_and_after(lang, least, most, is_whole):
    one = Number(least, most, 1, whole=is_whole)
    with speaking(lang):
        said = one.limits()
        for bound, beyond in ((least, -3), (most, 2000001)):
            if bound is None:
                assert one.read(str(beyond)) == beyond
                continue
            shown = one.write(bound)
            assert shown in said and one.read(str(max(1, bound))) == max(1, bound)
            with pytest.raises(Unfit) as caught:
                one.read(str(beyond))
            assert shown in caught.value.said() and one.write(beyond) in caught.value.said()
    assert set(words.words("number", lang)) == set(words.words("number", "en"))


def test_the_bounds_themselves_fit():
    one = Number(-4.0, 8.0, 2.0)
    assert one.read("−4") == -4 and one.read("8") == 8
    for beyond in ("-4.0000000001", "8.0000000001"):
        with pytest.raises(Unfit):
            one.read(beyond)
    assert one.within(9) == 8 and one.within(-9) == -4 and one.within(1) == 1
