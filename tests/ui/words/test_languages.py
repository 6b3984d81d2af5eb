"""The catalogues stay in step: each language says everything, in its own words and characters."""

import re

import pytest

from sim import CELLS
from sim.presets import PRESETS
from sim.presets.networks.listed import GROUPS
from sim.run.clamps import checked
from sim.text.errors import InputError
from sim.text.parse import parse_matrix, parse_number
from tests.ui.words.test_words import ROOT, catalogue, placeholders
from ui import words as w
from ui.words.errors import message

CHINESE = ["zh-Hans", "zh-Hant"]
# Only the others have these: English stands in Plotly and in the examples themselves.
WITHOUT_ENGLISH = ("labels.", "plotly.")
# Names, keys, what stands in formulas and in files.
NOT_TRANSLATED = """
_pre _prev address Alt argmax arrive arXiv bad bird BPTT cat China Chung CSV cuDNN diag dog Elman
End English Enter first good not RAM sits back flatten h_prev mean shift steps targets
float32 float64
gatescope Gatescope Glorot Greff GRU hard_sigmoid Home HTML Jordan JSON Keras kind last LaTeX leave
line linear localhost LSTM Markdown max NFG NIG NOG NumPy offset ONNX PNG PyTorch ReLU relu RNN
server Shift sigmoid slope
softmax SVG Taipei tanh value
"""
# What a network reads or says stays in the language that it was made for.
IN_ITS_LANGUAGE = """
2nd China I November Taipei a all apple arrive at bad bag bird cat dog elephant film good is leave
like love not on sits this to would
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


def test_a_mistake_is_told_in_the_language():
    def told(make) -> str:
        with pytest.raises(InputError) as caught, w.speaking("zh-Hans"):
            make()
        with w.speaking("zh-Hans"):
            return message(caught.value)

    assert told(lambda: parse_number("2,5")) == "请用小数点，不要用逗号：写 2.5，不写 2,5"
    assert told(lambda: parse_matrix("1 2\n3 x")) == "第 2 行第 2 列：应为一个数，读到“x”"
    assert told(lambda: checked(CELLS["gru"], [1] * 100, 5)) == "clamps：应为至多 64 项的列表"
    assert told(lambda: CELLS["lstm_peephole"].with_options(q="tanh")).startswith("带窥视孔的 LSTM")
    assert told(lambda: CELLS["lstm"].with_options(g="warm")).startswith("g：未知的激活函数“warm”")


@pytest.mark.parametrize("lang", CHINESE)
def test_the_words_of_the_examples_are_translated(lang):
    used = set()
    made = (preset for group in GROUPS.values() for preset in group)
    for document in (preset.scenario.document for preset in (*PRESETS.values(), *made)):
        for one in document.inputs.values():
            used.update(one.labels, one.steps)
        used.update(*(part.labels for part in document.parts))
    assert used - set(IN_ITS_LANGUAGE.split()) - set("我中?.") == set(w.words("labels", lang))


def test_one_is_no_plural():
    with w.speaking("en"):
        assert w.t("gradients.never_lost", steps=1) == "not in 1 step"
        assert "1 character is missing" in w.t("links.cut", missing=1)
        assert "2 characters are missing" in w.t("links.cut", missing=2)
        for steps in (11, "0.1", "2,1", "−1"):
            assert w.t("gradients.never_lost", steps=steps) == f"not in {steps} steps"
