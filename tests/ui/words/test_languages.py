"""The catalogues stay in step: each language says everything, in its own words and characters."""

import ast
import re

import pytest

from sim import CELLS
from sim.presets import PRESETS
from sim.run.clamps import checked
from sim.text.checks import FORMS, KINDS, NOT_A_NUMBER
from sim.text.errors import InputError
from sim.text.messages import MESSAGES
from sim.text.parse import parse_matrix, parse_number
from tests.ui.words.test_words import ROOT, catalogue, placeholders
from ui import words as w
from ui.words.errors import message

CHINESE = ["zh-Hans", "zh-Hant"]
WORDED = ("field_error", "check_names")  # their second argument is put into a sentence
# Only the others have these: English stands in `sim`, in Plotly and in the examples themselves.
WITHOUT_ENGLISH = ("errors.", "labels.", "phrases.", "plotly.")
# Names, keys, what stands in formulas and in files.
NOT_TRANSLATED = """
_pre _prev address Alt arrive arXiv BPTT Chung CSV cuDNN diag Elman End English Enter first
float32 float64
gatescope Gatescope Glorot Greff GRU hard_sigmoid Home HTML JSON Keras kind last LaTeX leave line
linear localhost LSTM Markdown max NFG NIG NOG NumPy offset ONNX PNG PyTorch ReLU relu server
Shift sigmoid slope
softmax SVG Taipei tanh value
"""
QUOTED = (
    "LSTM: A Search Space Odyssey",
    "reset_after=False",
    "linear_before_reset=1",
    "Page Up",
    "Page Down",
    "1.8e308",
    "1.2e-7",
)
# A simplified character and what stands for it in traditional texts; where the simplified form
# is a traditional character too (后, 里, 只) no table can tell.
PAIRS = (ROOT / "tests" / "reference" / "chinese_pairs.txt").read_text(encoding="utf-8").split()


def words_of(text: str) -> set[str]:
    for quoted in QUOTED:
        text = text.replace(quoted, " ")
    # Placeholders, and symbols such as W_f.
    bare = re.sub(r"\{[^}]*\}|</?su[bp]>|\b\w_\w+", " ", text)
    return {word for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", bare) if len(word) > 2}


@pytest.mark.parametrize("lang", CHINESE)
def test_a_language_has_every_text(lang):
    here = {key for key in catalogue(lang) if not key.startswith(WITHOUT_ENGLISH)}
    english = set(catalogue("en"))
    assert {"missing": english - here, "left over": here - english} == {
        "missing": set(),
        "left over": set(),
    }


def test_both_chinese_catalogues_have_the_same_texts():
    assert set(catalogue("zh-Hans")) == set(catalogue("zh-Hant"))


@pytest.mark.parametrize("lang", CHINESE)
def test_a_text_has_the_placeholders_of_the_english_one(lang):
    english = catalogue("en")
    wrong = [
        key
        for key, text in catalogue(lang).items()
        if key in english and placeholders(text) != placeholders(english[key])
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", CHINESE)
def test_no_english_is_left(lang):
    left = {
        key: sorted(strange)
        for key, text in catalogue(lang).items()
        if (strange := words_of(text) - set(NOT_TRANSLATED.split()))
    }
    assert left == {}


@pytest.mark.parametrize(("lang", "other"), [("zh-Hans", 1), ("zh-Hant", 0)])
def test_a_text_has_the_characters_of_its_own_script(lang, other):
    foreign = {pair[other] for pair in PAIRS}
    mixed = {key: found for key, text in catalogue(lang).items() if (found := foreign & set(text))}
    assert mixed == {}


def test_the_pairs_are_pairs():
    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in PAIRS)
    simplified, traditional = ({pair[k] for pair in PAIRS} for k in (0, 1))
    assert not simplified & traditional


def raised() -> list[tuple[str, str]]:
    """Code and English sentence of every mistake; sentences of the catalogues stand there."""
    found = [*NOT_A_NUMBER, *MESSAGES.items()]
    for file in (*ROOT.glob("sim/**/*.py"), *ROOT.glob("ui/**/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "InputError":
                first, *rest = node.args
                known = (
                    isinstance(first, ast.Constant) and rest and isinstance(rest[0], ast.Constant)
                )
                if known and rest[0].value != "{sentence}":
                    found.append((first.value, rest[0].value))
    return found


@pytest.mark.parametrize("lang", CHINESE)
def test_every_mistake_has_a_sentence(lang):
    texts = w.words("errors", lang)
    wrong = [
        code
        for code, template in raised()
        if code not in texts or not placeholders(texts[code]) <= placeholders(template)
    ]
    assert wrong == []
    assert set(texts) - {code for code, _ in raised()} == {"at_line"}


def test_a_code_is_one_sentence():
    assert len(dict(raised())) == len(set(raised()))


def phrases() -> set[str]:
    """What `sim` puts into such sentences in words, with # for a number."""
    found = {*KINDS.values(), *FORMS, "something else", "none"}
    for file in ROOT.glob("sim/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in WORDED:
                found |= texts_in(node.args[1])
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "expected":
                found |= texts_in(node.value)
    return {re.sub(r"[0-9]+", "#", phrase) for phrase in found}


def texts_in(node: ast.expr) -> set[str]:
    if isinstance(node, ast.IfExp):
        return texts_in(node.body) | texts_in(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return {
            "".join(part.value if isinstance(part, ast.Constant) else "#" for part in node.values)
        }
    return {node.value} if isinstance(node, ast.Constant) else set()


@pytest.mark.parametrize("lang", CHINESE)
def test_every_phrase_of_a_mistake_is_there(lang):
    assert phrases() - set(w.words("phrases", lang)) == set()


def test_a_mistake_is_told_in_the_language(monkeypatch):
    monkeypatch.setattr("ui.words.errors.language", lambda: "zh-Hans")
    monkeypatch.setattr(w, "language", lambda: "zh-Hans")

    def told(make) -> str:
        with pytest.raises(InputError) as caught:
            make()
        return message(caught.value)

    assert told(lambda: parse_number("2,5")) == "请用小数点，不要用逗号：写 2.5，不写 2,5"
    assert told(lambda: parse_matrix("1 2\n3 x")) == "第 2 行第 2 列：应为一个数，读到“x”"
    assert told(lambda: checked(CELLS["gru"], [1] * 100, 5)) == "clamps：应为至多 64 项的列表"
    assert told(lambda: CELLS["lstm_peephole"].with_options(q="tanh")).startswith("带窥视孔的 LSTM")
    assert told(lambda: CELLS["lstm"].with_options(g="warm")).startswith("g：未知的激活函数“warm”")
    assert told(lambda: fail("unheard_of")) == "English 3"


def fail(code: str) -> None:
    raise InputError(code, "English {n}", n=3)


@pytest.mark.parametrize("lang", CHINESE)
def test_the_words_of_the_examples_are_translated(lang):
    used = {
        name
        for preset in PRESETS.values()
        for names in preset.scenario.labels.values()
        for name in names
    }
    english_sentence = {"arrive", "leave", "Taipei", "on", "November", "2nd"}
    english_sentence |= {"I", "would", "like", "to"}
    assert used - english_sentence == set(w.words("labels", lang))


def test_one_is_no_plural():
    with w.speaking("en"):
        assert w.t("gradients.never_lost", steps=1) == "not in 1 step"
        assert "1 character is missing" in w.t("links.cut", missing=1)
        assert "2 characters are missing" in w.t("links.cut", missing=2)
        for steps in (11, "0.1", "2,1", "−1"):
            assert w.t("gradients.never_lost", steps=steps) == f"not in {steps} steps"
