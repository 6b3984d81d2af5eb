"""Every word the code asks for is there, none is left over, in every language."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from sim import CELLS
from sim.presets import PRESETS
from sim.presets.networks.listed import GROUPS
from sim.text.errors import InputError
from ui import words as w
from ui.words import lines

ROOT = Path(__file__).resolve().parents[3]
WORDS = ROOT / "ui" / "words"
ENGINE = ROOT / "sim" / "text"
CODE = [*ROOT.glob("pages/**/*.py"), *ROOT.glob("ui/**/*.py")]
# The language picker reads it from every folder.
READ_BY_WORDS = {"app.language"}


def catalogue(lang: str) -> dict[str, str]:
    # The English of the engine's messages stands in the engine.
    files = [*(WORDS / lang).glob("*.json"), *(ENGINE.glob("*.json") if lang == "en" else ())]
    return {
        f"{file.stem}.{name}": text
        for file in files
        for name, text in json.loads(file.read_text(encoding="utf-8")).items()
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def calls(name: str) -> list[tuple[str, ast.Call]]:
    found = []
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name and node.args:
                found.append((f"{file.relative_to(ROOT)}:{node.lineno}", node))
    return found


def constants() -> tuple[set[str], tuple[str, ...]]:
    """The strings of the code, and the beginnings of its f-strings."""
    whole, begun = set(), set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(node.values[0].value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    # "step." alone would stand for any word of the topic.
    return whole, tuple(begin for begin in begun if "." in begin[:-1])


def test_every_word_asked_for_exists_with_its_fields():
    english = catalogue("en")
    wrong = []
    for where, call in calls("t"):
        key = call.args[0]
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            continue
        if key.value not in english:
            wrong.append(f"{where}: no word {key.value}")
        elif all(keyword.arg for keyword in call.keywords):
            given = {keyword.arg for keyword in call.keywords}
            if given != placeholders(english[key.value]):
                wrong.append(f"{where}: {key.value} is given {sorted(given)}")
    assert wrong == []


def named_by_keys() -> set[str]:
    """The words whose keys are those of cells, lines and presets."""
    networks = (preset.key for made in GROUPS.values() for preset in made)
    presets = {f"presets.{key}{end}" for key in {*PRESETS, *networks} for end in ("", "_look")}
    return presets | {f"cells.{key}" for key in CELLS}


def test_no_word_is_left_over():
    whole, begun = constants()
    handed_over = {
        call.args[0].value for _, call in calls("words") if isinstance(call.args[0], ast.Constant)
    }
    unused = [
        key
        for key in catalogue("en")
        if key not in whole | READ_BY_WORDS | named_by_keys()
        and not key.startswith(begun)
        and key.split(".")[0] not in handed_over
    ]
    assert unused == []


@pytest.mark.parametrize("lang", w.LANGUAGES)
def test_a_catalogue_is_well_formed(lang):
    for key, text in catalogue(lang).items():
        assert isinstance(text, str) and text.strip() == text != "", key
        assert all(name.isidentifier() for name in placeholders(text)), key


def test_no_key_stands_twice_in_a_file():
    def unique(pairs):
        assert len(dict(pairs)) == len(pairs), [key for key, _ in pairs]
        return dict(pairs)

    for file in WORDS.glob("*/*.json"):
        json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=unique)


def test_plain_code_reads_english():
    assert w.language() == "en"
    assert w.t("app.title") == "Gatescope"
    assert w.words("app")["title"] == "Gatescope"


@pytest.mark.parametrize("key", ["app.nothing", "nothing.title", "title"])
def test_an_unknown_word_is_an_error(key):
    with pytest.raises(KeyError, match=key):
        w.t(key)


@pytest.mark.parametrize("name", ["key", "self", "code", "template"])
def test_a_placeholder_may_have_any_name(name, monkeypatch):
    monkeypatch.setattr(w, "_catalogue", lambda lang, topic: {"says": f"say {{{name}}}"})
    assert w.t("app.says", **{name: "x"}) == "say x"
    monkeypatch.setattr("sim.text.errors.sentence", lambda code, fields: f"{code} {fields[name]}")
    error = InputError("say", **{name: "x"})
    assert str(error) == "say x" and error.fields == {name: "x"}


@pytest.fixture
def three_languages(monkeypatch, tmp_path):
    """Two folders more, as they may come; the topic is the test's own."""
    texts = {"en": "Hello {name}", "zh-Hans": "你好 {name}", "zh-Hant": "妳好 {name}"}
    for lang, text in texts.items():
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "app.json").write_text(json.dumps({"hello": text, "language": lang}))
    (tmp_path / "en" / "app.json").write_text(
        json.dumps({"hello": texts["en"], "bye": "Bye", "language": "English"})
    )
    monkeypatch.setattr(w, "_FOLDER", tmp_path)
    monkeypatch.setattr(w, "LANGUAGES", {lang: lang for lang in texts})
    w._catalogue.cache_clear()
    yield
    w._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("wish", "lang"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("en-GB", "en"),
        ("fr", None),
        ("", None),
        (None, None),
    ],
)
def test_a_locale_asks_for_a_language(three_languages, wish, lang):
    assert w.offered(wish) == lang


def test_what_a_language_lacks_is_english(three_languages):
    assert w.words("app", "zh-Hans") == {
        "hello": "你好 {name}",
        "bye": "Bye",
        "language": "zh-Hans",
    }


def _session() -> None:
    import streamlit as st

    from ui.frame.language import chosen
    from ui.words import speaking, t

    with speaking(*chosen()):
        st.write(t("app.hello", name="Li"))


def test_the_language_belongs_to_the_session(three_languages):
    from streamlit.testing.v1 import AppTest

    asked, chosen, plain = (AppTest.from_function(_session) for _ in range(3))
    asked.query_params["lang"] = "zh-TW"
    chosen.query_params["lang"] = "zh-TW"
    chosen.session_state["language"] = "zh-Hans"
    shown = [session.run().markdown[0].value for session in (asked, chosen, plain)]
    assert shown == ["妳好 Li", "你好 Li", "Hello Li"]


def test_what_is_called_later_speaks_as_it_was_made():
    def name(line: str, case=str) -> str:
        return case(w.term(f"cells.line_{line}"))

    with w.speaking("zh-Hans", "en"):
        later = w.in_this_language(name)
    assert later("f", case=str.upper) == "遗忘门 FORGET GATE" and w.language() == "en"
    with w.speaking("zh-Hant"):
        assert later("z") == "更新门 update gate" and name("z") == "更新閘"
    assert w.in_this_language(name)("z") == "update gate"
    assert later.__qualname__ == name.__qualname__  # by it Streamlit knows a fragment again


def test_words_know_nothing_of_streamlit():
    without = "import sys; sys.modules['streamlit'] = None\n"
    asked = "from ui.words import errors, lines, markdown, refusals, t; print(t('app.title'))"
    ran = subprocess.run(
        [sys.executable, "-c", without + asked], cwd=ROOT, capture_output=True, text=True
    )
    assert (ran.stdout, ran.returncode) == ("Gatescope\n", 0), ran.stderr


CALLED = re.compile(r"on_(click|change|dismiss|submit|select|\w+_change)")  # by Streamlit, later


def test_a_callback_speaks_the_language_of_its_page():
    bare = [
        f"{file.relative_to(ROOT)}:{node.value.lineno}"
        for file in CODE
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword)
        and CALLED.fullmatch(node.arg or "")
        and not ast.unparse(node.value).startswith(("in_this_language(", "'"))
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("lang", "second", "name", "names", "said"),
    [
        ("en", None, "forget gate", "f, z", "One. Two."),
        ("en", "zh-Hant", "forget gate 遺忘閘", "f, z", "One. Two."),
        ("zh-Hans", "en", "遗忘门 forget gate", "f、z", "One.Two."),
        ("zh-Hant", "zh-Hans", "遺忘閘 遗忘门", "f、z", "One.Two."),
    ],
)
def test_names_in_two_languages_and_rows_as_a_language_joins_them(lang, second, name, names, said):
    with w.speaking(lang, second):
        assert w.term("cells.line_f") == name
        assert w.t("cells.line_f") in name
        assert w.listed(["f", "z"]) == names
        assert w.sentences(["One.", "Two."]) == said
        assert w.listed([]) == "" and w.listed(["f"]) == "f"
    assert w.language() == "en" and w.second_language() is None


def test_a_title_is_named_twice_and_a_sentence_once():
    with w.speaking("zh-Hans", "en"):
        assert lines.title(CELLS["gru"], "z") == "更新门 update gate"
        assert lines.plain(CELLS["gru"], "z") == "更新门"
        assert lines.short("z") == ["更新 update", "更新"]
        assert lines.short("y") == []


def _two_names() -> None:
    import streamlit as st

    from ui.frame.language import chosen
    from ui.words import speaking, term

    with speaking(*chosen()):
        st.write(term("cells.line_f"))


def test_a_second_language_is_asked_for_chosen_and_left():
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(_two_names)
    app.query_params["names"] = "zh-TW"
    said = []
    for names in (None, "zh-Hans", ""):
        if names is not None:
            app.session_state["names"] = names
        said.append(app.run().markdown[0].value)
    assert said == ["forget gate 遺忘閘", "forget gate 遗忘门", "forget gate"]
    app.session_state["language"] = app.session_state["names"] = "zh-Hant"
    assert app.run().markdown[0].value == "遺忘閘"
