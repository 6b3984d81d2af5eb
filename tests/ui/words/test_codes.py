"""Every code that is raised has its sentence in every language, and all of a sentence is filled."""

from collections import Counter

import pytest

from sim.cells import CELLS
from sim.text import checks, mistakes
from sim.text.errors import InputError
from sim.text.messages import AT, ERRORS, PHRASES, Phrase, sentence
from tests.raised import calls, fields, raised, texts
from tests.ui.words.test_words import placeholders
from ui import words as w
from ui.words.errors import message
from ui.words.refusals import refusal, told

PARSED = {"text", "name", "hint", "mark"}  # the fields of what is wrong with a number
# Where the source alone does not say which code it is: as often as it does so.
FOUND = {
    "sim/text/parse.py": 3,  # of `mistakes`, and with its row and column
    "sim/text/checks.py": 1,  # by the number of axes
    "ui/session/edits.py": 3,  # which side is too long; a block or a number
    "ui/session/edit_inputs.py": 2,  # by the way a table stands; by the setting of a signal
    "ui/links/menu/link.py": 0,
}


def of_numbers() -> set[str]:
    """The codes of `sim.text.mistakes`, which are found in a text."""
    return {code for code, _ in (*mistakes._SPECIFIC, *mistakes._GENERAL)} | {
        "empty_cell", "character", "no_number",
    }  # fmt: skip


def said(code: str, lang: str) -> str | None:
    topic, _, name = code.rpartition(".")
    return w.words(topic or "errors", lang).get(name)


@pytest.mark.parametrize("lang", w.LANGUAGES)
def test_every_code_raised_has_its_sentence_and_what_fills_it(lang):
    wrong = []
    for one in raised():
        for code in one.codes or ():
            text = said(code, lang)
            given = PARSED if one.fields is None else one.fields
            if text is None or not placeholders(text) <= given:
                wrong.append((one.file, code, text))
    assert wrong == []


@pytest.mark.parametrize("lang", w.LANGUAGES)
@pytest.mark.parametrize("code", sorted({*of_numbers(), *checks.NOT_A_NUMBER}))
def test_every_code_that_is_looked_up_has_its_sentence(code, lang):
    given = PARSED if code in of_numbers() else {"name", "row", "column", "place", "value"}
    assert placeholders(said(code, lang)) <= given


def test_where_the_code_is_not_said_is_known():
    silent = Counter(one.file for one in raised() if one.codes is None)
    assert {file: silent[file] for file in FOUND} == FOUND and set(silent) <= set(FOUND)


def test_no_sentence_is_left_over():
    codes = {code for one in raised() for code in one.codes or ()}
    codes |= of_numbers() | set(checks.NOT_A_NUMBER) | {"at_cell"}
    assert set(ERRORS) - codes == set()


def phrases() -> dict[str, set[str]]:
    """The phrases that are put into sentences, and what fills them."""
    found = {code: set() for code in (*checks.KINDS.values(), *checks.FORMS)}
    at = {"field_error": 1, "check_names": 1, "Phrase": 0}
    for _, call in calls():
        name = call.func.id if hasattr(call.func, "id") else ""
        if name in at:
            for code in texts(call.args[at[name]]) or ():
                found.setdefault(code, set()).update(fields(call) or ())
    return found


@pytest.mark.parametrize("lang", w.LANGUAGES)
def test_every_phrase_has_its_words_and_none_is_left_over(lang):
    there, used = w.words("phrases", lang), phrases() | {"something_else": set()}
    assert set(there) == set(used)
    assert {code: placeholders(text) for code, text in there.items()} == used


@pytest.mark.parametrize("lang", w.LANGUAGES)
@pytest.mark.parametrize("code", ERRORS)
def test_a_sentence_has_the_fields_of_the_english_one(code, lang):
    assert placeholders(said(code, lang)) <= placeholders(ERRORS[code])
    assert lang == "en" or said(code, lang) != ERRORS[code] or code == "at_line"


def test_english_is_the_same_with_and_without_a_page():
    errors = [
        InputError("no_number_at", row=2, column=3, text="x"),
        InputError("overflow_at", row=1, column=1, text="1e999"),
        InputError("at_line", line="g", reason=InputError("activation_slope", name="a", slope=0)),
        checks.field_error("clamps", "list_at_most", most=64),
        InputError("option", cell=CELLS["gru"].phrase, key="q", known="r"),
        InputError("cannot_scale", name="U", part="sigma_max", target=0.5),
    ]
    english = [
        "Row 2, column 3: expected a number, read 'x'",
        "Row 1, column 1: 1e999 is too large: at most 1.8e308",
        "g: a: the slope must be above 0, read 0",
        "clamps: expected a list of at most 64",
        "GRU has no activation 'q'; it has r",
        "U is all zeros and cannot be scaled to sigma_max = 0.5",
    ]
    assert [str(error) for error in errors] == english
    with w.speaking("en"):
        assert [message(error) for error in errors] == english
    with pytest.raises(KeyError):
        sentence("unheard_of" + AT, {})


@pytest.mark.parametrize("lang", w.LANGUAGES)
def test_words_in_a_sentence_are_said_in_its_language_also_when_it_was_kept(lang):
    error = checks.field_error("labels.x", "texts_at_most", count=3, most=200)
    kept = refusal("7", "edits.not_pasted", reason=error)
    with w.speaking(lang):
        expected = w.words("phrases")["texts_at_most"].format(count=3, most=200)
        assert expected in message(error)
        assert expected in told({"x.1.1": kept})["x.1.1"]["message"]


def test_a_cell_that_has_no_words_is_said_by_its_title():
    own = InputError("no_memory_line", cell=Phrase("cells.mine", "My cell"))
    for lang in w.LANGUAGES:
        with w.speaking(lang):
            assert "My cell" in message(own)
            known = message(InputError("no_memory_line", cell=CELLS["lstm_peephole"].phrase))
            assert w.t("cells.lstm_peephole") in known
    assert str(own) == "My cell has no memory line"
    assert str(Phrase("none")) == PHRASES["none"]
