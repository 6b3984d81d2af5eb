"""A refusal is data, said in the language of whoever looks; one bad edit does not stop the rest."""

import json
import logging
from dataclasses import replace
from string import Formatter

import pytest

from sim.presets import PRESETS
from sim.text import mistakes
from sim.text.limits import BROWSER
from sim.written.handcheck import read_typed
from tests.raised import raised
from tests.sim.text.test_marks import MARKED
from tests.ui.session.test_edits import apply, paste, put, scenario
from ui.links import fields
from ui.links.menu import files
from ui.links.text.codecs import Codec
from ui.links.text.errors import LinkError
from ui.reruns import mishaps
from ui.session import edit_inputs, edits
from ui.session.state import Session
from ui.words import LANGUAGES, speaking
from ui.words import words as catalogue
from ui.words.refusals import Refused, told

SIX = "1 2 3 4 5 6"
BAD = [
    (put("x.2.1", "2,5"), "Step 2, input 1: write a decimal point"),
    (put("W_f.1.2", "x"), "Row 1, column 2: expected a number"),
    (put("b_f.2", "(1.50)"), "Row 2: (1.50) is how spreadsheets write −1.50"),
    (paste("W_f.1.1", SIX), "Nothing was pasted. The block has 6 columns, 3 fit"),
    (paste("W_f.1.1", "1 2; 3 x"), "Nothing was pasted. Row 2, column 2: expected"),
    (paste("x.3.1", "1 2 3\n" * 500), "Nothing was pasted. A sequence has at most 500"),
    (paste("x.1.1", "[1, 2"), "Nothing was pasted. A bracket ] is missing"),
]
SEVERAL = " ".join(f"w{k}ord" for k in range(BROWSER.X + 1))


def table(text: str, down: bool = False) -> dict:
    return {"op": "paste_table", "entry": "x.1.1", "text": text, "down": down}


def words(text: str) -> dict:
    return {"op": "words", "entry": "x.1.1", "text": text}


# Every reason for which something can be refused where it was typed, and an edit that is.
NUMBERS = {code: put("x.2.1", text) for text, (code, _) in MARKED.items()} | {
    "empty_cell": put("x.2.1", " "), "no_number": put("x.2.1", "abc"),
    "overflow": put("x.2.1", "1e999"), "underflow": put("x.2.1", "1e-999"),
    "decimal_comma": put("x.2.1", "2,5"), "comma_in_number": put("x.2.1", "1,2,3"),
    "not_finite": put("x.2.1", "nan"), "underscore": put("x.2.1", "1_0"),
    "not_decimal": put("x.2.1", "0x1"), "boolean": put("x.2.1", "true"),
    "complex": put("x.2.1", "1j"), "character": put("x.2.1", "1\u200b2"),
    "text_too_long": put("x.2.1", "1" * 401), "left_out": put("x.2.1", "..."),
}  # fmt: skip
BLOCKS = {
    code: paste("x.2.1", text)
    for code, text in {
        "too_many_numbers": "1 " * 20_000, "number_too_long_at": "1" * 401 + " 2", "empty": " ",
        "elided": "1 ... 2", "empty_row": "1\n\n2", "rows_differ": "1 2\n3", "comma": "2,5;1",
        "bracket_alone": "1]", "bracket_missing": "[1", "too_nested": "[[[1]]]",
        "outside_brackets": "x = [1]", "one_row_or_several": f"[{'1 ' * 40}\n {'1 ' * 40}]",
    }.items()
}  # fmt: skip
FITS = {
    "edits.too_wide": paste("W_f.1.1", SIX),
    "edits.too_tall": paste("b_f.1", "1;2;3"),
    "edits.too_many_steps": paste("x.3.1", "1 2 3\n" * BROWSER.T),
    "edits.too_many_words": words(SEVERAL),
    "edits.table_tall": table("1\n" * 501),
    "edits.table_tall_turned": table("1\n2\n3\n4"),
    "edits.table_wide": table("1\t" * 501 + "1", down=True),
    "edits.table_wide_turned": table("1\t2\t3\t4", down=True),
}
EVERY = NUMBERS | BLOCKS | FITS
# These have no place of their own, and are said once: a name, a row's signal, and what nobody knew.
SAID_ONCE = {"edits.name_too_long", "edits.failed", "links.locked"}
NEVER_TYPED = {"not_text", "not_a_vector"}  # of a function that is given no text, or a vector


def innermost(entry: dict) -> str:
    while "reason" in entry["fields"]:
        entry = entry["fields"]["reason"]
    return entry["code"]


def test_every_reason_to_refuse_what_is_typed_is_here():
    parsed = {"sim/text/parse.py", "sim/text/separators.py", "sim/text/printed.py"}
    codes = {
        code
        for one in raised()
        for code in one.codes or ()
        if one.file in parsed or (one.kind == "Refused" and one.file.startswith("ui/session/"))
    } | {code for code, _ in (*mistakes._SPECIFIC, *mistakes._GENERAL)}
    codes |= set(edit_inputs._UNFIT.values()) | {"edits.too_wide", "edits.too_tall"}
    here = {code.removesuffix("_at") for code in EVERY}
    assert codes - NEVER_TYPED - SAID_ONCE <= here
    for code, edit in EVERY.items():
        [entry] = apply(scenario(), edit).rejected.values()
        assert innermost(entry) == code


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("refused_in", LANGUAGES)
def test_what_was_refused_says_the_same_after_a_change_of_language(kind, refused_in):
    """A refused block became "expected one number" when the language changed."""
    with speaking(refused_in):
        session = Session(scenario())
        session.edit([{"seq": 1, **EVERY[kind]}], "stage")
    kept = json.loads(json.dumps(session.view.rejected))  # as it goes to the browser's page
    [key] = kept
    sentences = set()
    for lang in LANGUAGES:
        with speaking(lang):
            [now] = told(kept).values()
            afresh = told(apply(scenario(), EVERY[kind]).rejected)
            assert {key: now} == told(session.view.rejected) == afresh
            assert "{" not in now["message"] and now["message"] not in sentences
            # The reason is said in this language, not only what stands around it.
            topic, _, name = innermost(kept[key]).removesuffix("_at").rpartition(".")
            for part, *_ in Formatter().parse(catalogue(topic or "errors")[name]):
                assert part[1:] in now["message"]
            sentences.add(now["message"])
    assert kept == session.view.rejected


@pytest.mark.parametrize(("edit", "sentence"), BAD)
def test_a_refusal_says_where_and_why(edit, sentence):
    with speaking("zh-Hans"):  # where it was refused must not matter
        refused = apply(scenario(), edit).rejected
    with speaking("en"):
        [entry] = told(refused).values()
    assert entry["message"].startswith(sentence)


def test_a_refused_edit_is_an_english_sentence_too():
    error = Refused("edits.too_wide", count=6, room=3)
    assert error.code == "edits.too_wide" and error.fields == {"count": 6, "room": 3}


@pytest.mark.parametrize("op", sorted(edits._OPERATIONS))
@pytest.mark.parametrize("kind", [StopIteration, KeyError, RecursionError, ZeroDivisionError])
def test_one_bad_edit_is_refused_and_acknowledged_whatever_it_raises(monkeypatch, caplog, op, kind):
    """One that raised was never acknowledged: every later edit was lost with it."""

    def fail(draft, edit):
        draft.put(edits.entry_of(draft.scenario, "x.1.1"), 77.0)
        draft.said = "half done".upper
        raise kind("secret text")

    monkeypatch.setattr(mishaps, "_seen", set())
    monkeypatch.setitem(edits._OPERATIONS, op, fail)
    other = put("b_f.1", "5")
    if op == "set":
        other = paste("b_f.1", "5")
    bad = {"op": op, "entry": "x.2.2", "text": "typed", "at": 0, "from": 0, "to": 1}
    with caplog.at_level(logging.ERROR, "gatescope"):
        result = apply(scenario(), other, bad, bad, other | {"entry": "b_f.2"})
    assert result.applied_seq == 4
    assert result.scenario.params["b_f"].tolist() == [5, 5]
    assert result.scenario.inputs[0, 0] == 0
    [entry] = told(result.rejected).values()
    assert entry["text"] == "typed"
    assert "omething went wrong here, and nothing was changed" in entry["message"]
    assert result.message is None
    assert len(caplog.records) == 1
    assert (
        "secret" not in caplog.text and "typed" not in caplog.text and kind.__name__ in caplog.text
    )


def test_an_edit_without_a_place_is_refused_in_the_note(monkeypatch):
    monkeypatch.setitem(edits._OPERATIONS, "insert_step", lambda draft, edit: 1 / 0)
    result = apply(scenario(), {"op": "insert_step", "at": 1})
    assert (result.applied_seq, result.rejected) == (1, {})
    assert result.message == "Something went wrong here, and nothing was changed"


@pytest.mark.parametrize("text", [",05", "3 ,05", "(,05)", "1;,05", "[,05]"])
def test_a_comma_before_a_zero_is_refused_in_words(text):
    session = Session(PRESETS["memory_cell"].scenario)
    session.edit([{"seq": 1, "op": "paste", "entry": "x.1.1", "text": text}], "stage")
    session.edit([{"seq": 2, "op": "set", "entry": "x.2.1", "text": "9"}], "stage")
    assert session.view.ack == 2 and session.scenario.inputs[1, 0] == 9
    assert told(session.view.rejected)["x.1.1"]["message"].startswith("Nothing was pasted. ")


@pytest.mark.parametrize("kind", [StopIteration, KeyError, RecursionError, OverflowError])
def test_a_part_of_a_link_is_left_out_whatever_it_raises(monkeypatch, kind):
    """A link that raised never opened, at every visit."""

    def fail(*texts):
        raise kind("secret")

    texts = {"p": "dinner", "t": "2", "gsigma": "0.5", "e": "x.1.1~1"}
    monkeypatch.setattr(mishaps, "_seen", set())
    broken = [
        replace(field, codec=Codec(field.codec.write, fail)) if field.name == "gsigma" else field
        for field in fields.FIELDS
    ]
    monkeypatch.setattr(fields, "FIELDS", broken)
    place, wrong = fields.read(texts)
    assert (place.preset, place.t) == ("dinner", 2)
    assert wrong == [LinkError("links.broken_fields", names=["gsigma"])]

    monkeypatch.setattr(fields.document, "read_document", fail)
    place, wrong = fields.read({"t": "1", "cheld": "0.25"} | texts)
    assert place.compare.held == 0.25 and len(wrong) == 2
    assert wrong[0] == LinkError("links.broken_document")


def test_a_file_is_refused_whatever_it_raises(monkeypatch):
    def fail(text):
        raise StopIteration("secret")

    monkeypatch.setattr(mishaps, "_seen", set())
    monkeypatch.setattr(files, "from_json", fail)
    with pytest.raises(LinkError) as caught:
        files.opened(b"{}")
    assert caught.value.word == "links.file_failed"


@pytest.mark.parametrize("power", ["-99999999", "-" + "9" * 390, "9" * 390])
def test_a_zero_with_any_exponent_is_a_zero(power):
    assert read_typed(f"0.0e{power}").value == 0
