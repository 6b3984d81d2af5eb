"""The worked solution on paper: its numbers are the run's, and nothing typed becomes HTML."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from sim.document.convert import with_cell
from sim.document.resize import resized
from sim.network.outputs import sums
from sim.presets import PRESETS, Expected
from tests.mathml import said, worth
from tests.parts import EVERY_PART
from ui.handout.choice import MOST_PRODUCTS, Choice, most_steps, products_a_step
from ui.handout.markdown import markdown
from ui.handout.page import handout
from ui.handout.texts import Source, texts
from ui.words import LANGUAGES, speaking
from ui.words.markup import maths, tag, typed

HOSTILE = "</title><script>alert(1)</script><b onclick='x'>&amp;\u202e\x00"
EQUATION = re.compile(r'<div class="eq[^"]*">(.*?)</div>', re.S)
STEP = re.compile(r'<section class="step">(.*?)</section>', re.S)
MATH = re.compile(r"<math>(.*?)</math>", re.S)
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer", "div",
    "h1", "h2", "h3", "h4", "p", "b", "i", "sub", "sup", "bdi", "span", "a", "table", "thead",
    "tbody", "tr", "th", "td", "math", "mi", "mn", "mo", "mrow", "msub", "msup", "msubsup", "mover",
    "mspace", "mtext",
}  # fmt: skip


def page_of(scenario, source=None, link="", called="", **choice):
    sizes = scenario.sizes
    given = {"steps": (1, sizes["T"]), "units": (1, sizes["H"])} | choice
    return handout(scenario, scenario.run(), Choice(**given), texts(scenario, called), source, link)


def equations(part: str) -> list[tuple[str, list[str]]]:
    """(name, what it is equal to) of every equation in a part of a page."""
    written = [said(MATH.findall(eq)) for eq in EQUATION.findall(part)]
    return [(name.removesuffix(":"), steps) for name, *steps in (w.split("=") for w in written)]


@pytest.mark.parametrize("key", EVERY_PART)
def test_every_number_is_the_runs(key):
    scenario = EVERY_PART[key]
    T = min(scenario.sizes["T"], 5)
    H = min(scenario.units, 4)
    trace = scenario.run()
    ran = scenario.read_out(trace)
    out = {} if ran is None else {"y": ran["y"], "s": sums(ran)}
    steps = STEP.findall(page_of(scenario, steps=(1, T), units=(1, H), decimals=8))
    assert len(steps) == T
    # Of each unit the lines that have as many.
    own = [unit for unit in range(H) for n in trace.cell.graph.lines if unit < trace[n].shape[1]]
    for t, step in enumerate(steps, 1):
        found = equations(step)
        for place, (name, values) in enumerate(found):
            symbol, _, index = name.partition("_")
            if place < len(own):
                assert index == str(t)
                true = trace[symbol][t - 1, own[place]]
            else:
                true = out[symbol][t - 1, int([*index.split(","), "1"][1]) - 1]
            assert float(values[-1]) == pytest.approx(true, abs=6e-9)
            for value in values[:-1]:
                assert worth(value) == pytest.approx(true, abs=1e-4), name
        assert len(found) >= len(own)


def cells(part: str) -> list[float]:
    texts = re.findall(r"<td>([^<]*)</td>", part)
    return [float(text.replace("−", "-").replace("∞", "inf")) for text in texts]


def test_the_tables_are_the_runs():
    scenario = PRESETS["arrive"].scenario
    trace = scenario.run()
    *_, inputs, states = page_of(scenario, decimals=8).split('<div class="run">')
    np.testing.assert_array_equal(cells(inputs), trace["x"].ravel())
    both = np.hstack([trace["h"], scenario.read_out(trace)["y"]])
    np.testing.assert_allclose(cells(states), both.ravel(), atol=6e-9)


def test_the_weights_are_the_scenarios():
    scenario = PRESETS["gru_after"].scenario
    page = page_of(scenario, decimals=8).split('<div class="matrix">')[1:]
    given = {**scenario.params, **scenario.initial}
    assert len(page) == len(given)
    every = np.concatenate([np.ravel(value) for value in given.values()])
    shown = [number for part in page for number in cells(part.split("<h2>")[0])]
    np.testing.assert_allclose(np.sort(shown), np.sort(every), atol=6e-9)


def test_a_lectures_numbers_stand_beside_ours():
    preset = PRESETS["memory_cell"]
    source = Source(preset.source, preset.expected(preset.scenario))
    page = page_of(preset.scenario, source, "https://example.org/?s=a&b")
    assert preset.source in page and page.count("✓") == 10 and "≠" not in page
    assert 'href="https://example.org/?s=a&amp;b"' in page
    changed = preset.scenario.changed(inputs=preset.scenario.inputs * 2)
    assert page_of(changed, source).count("≠") > 0


def test_numbers_by_hand_are_not_said_to_be_the_lectures():
    preset = PRESETS["all_ones"]
    for example, whose in zip(preset.examples, ("lecture", "by hand"), strict=True):
        scenario = preset.scenario.changed(inputs=np.array(example.inputs, float))
        page = page_of(scenario, Source(preset.source, preset.expected(scenario)))
        assert f"({whose})" in page
        assert ("lecture" in page.lower()) == (preset.source in page) == (whose == "lecture")


class Reader(HTMLParser):
    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(page)

    def handle_starttag(self, name, attributes):
        self.tags.add(name)
        self.attributes |= {key for key, _ in attributes}

    def handle_data(self, data):
        self.text += data


def test_nothing_typed_becomes_html():
    scenario = PRESETS["leave"].scenario
    labels = {a: (HOSTILE, *names[1:]) for a, names in scenario.labels.items()}
    page = page_of(scenario.changed(title=HOSTILE, labels=labels), called=HOSTILE, exercise=True)
    read = Reader(page)
    assert read.tags <= KNOWN
    assert read.attributes <= {
        "lang", "charset", "name", "content", "class", "scope", "form", "stretchy", "width",
        "accent", "href",
    }  # fmt: skip
    assert "<script>alert(1)" in read.text  # as a text
    assert "http" not in page and "url(" not in page
    assert typed("a\u202eb") == "<bdi>ab</bdi>"
    assert tag("a", "<", maths(["<mn>1</mn>"]), href='"') == (
        '<a href="&quot;">&lt;<math><mn>1</mn></math></a>'
    )
    assert "<script>" not in markdown(
        scenario, scenario.run(), Choice((1, 1), (1, 1)), texts(scenario, HOSTILE)
    )


def test_an_exercise_keeps_the_answers_for_its_second_part():
    scenario = PRESETS["gru_after"].scenario
    first, second = page_of(scenario, exercise=True).split('<div class="part">')
    assert first.count('class="gap"') == scenario.sizes["T"] * scenario.sizes["H"]
    part, _ = page_of(scenario, exercise=True, steps=(2, 3)).split('<div class="part">')
    assert part.count('class="gap"') == 2 * scenario.sizes["H"]
    assert all(re.sub("[^0-9.]", "", "".join(values)) == "" for _, values in equations(first))
    answers = {values[-1] for _, values in equations(second)}
    assert len(answers) > 20 and not any(f">{a.replace('-', '−')}<" in first for a in answers
                                         if "." in a)  # fmt: skip


def test_an_exercise_says_what_enters_and_not_what_came_of_the_step_before():
    scenario = PRESETS["all_ones"].scenario
    trace = scenario.run()
    first, second = page_of(scenario, exercise=True, steps=(2, 3), decimals=8).split(
        '<div class="part">'
    )
    asked, solved = ([given(step) for step in STEP.findall(part)] for part in (first, second))
    for t in (2, 3):
        exact = {f"x{t}": trace["x"][t - 1]}
        exact |= {f"{state}{t - 1}": trace[f"{state}_prev"][t - 1] for state in trace.cell.states}
        assert list(solved[t - 2]) == list(exact)
        for name, values in exact.items():
            np.testing.assert_allclose(solved[t - 2][name], values, atol=6e-9)
    assert asked == [solved[0], {"x3": solved[1]["x3"]}]


def given(step: str) -> dict[str, list[float]]:
    """What a step says that it is entered by."""
    (said,) = re.findall(r'<p class="enters">.*? (<i>.*?)</p>', step)
    vectors = re.findall(r"<i>(\w+)</i><sub>(\d+)</sub> = \(?([^()<]*)\)?(?:, |$)", said)
    return {
        f"{name}{t}": [float(one.replace("−", "-")) for one in values.rstrip(", ").split(", ")]
        for name, t, values in vectors
    }


@pytest.mark.parametrize(("decimals", "seven"), [(0, "7"), (3, "7.000"), (6, "7.000000")])
def test_it_is_said_how_numbers_are_rounded(decimals, seven):
    scenario = PRESETS["memory_cell"].scenario
    page = page_of(scenario, decimals=decimals)
    (said,) = re.findall(r'</p><p class="note">(.*?)</p></header>', page)
    assert said == texts(scenario)("rounded", decimals=decimals, nearly=seven)


def test_a_lectures_number_is_ticked_beside_its_own_step_and_unit():
    scenario = resized(PRESETS["random_lstm"].scenario, X=2, H=3, T=4)
    trace = scenario.run()
    for unit in range(3):
        ours = trace["h"][:, unit]
        for values, ticks in ((ours, 4), (ours + 4.9e-4, 4), (ours + 5.1e-4, 0),
                              (trace["h"][:, unit - 1], 0), (np.roll(ours, 1), 0)):  # fmt: skip
            page = page_of(scenario, Source("L", (Expected("h", unit, tuple(values)),)), decimals=8)
            assert page.count("✓") == ticks and page.count("≠") == 4 - ticks
    none = page_of(scenario, Source("L", (Expected("h", 0, (None,) * 4),)))
    table = none.split("<h2>")[-1]
    assert table.count("–") == 4 and "✓" not in table


def test_a_long_run_and_a_wide_cell_are_kept_within_limits():
    scenario = resized(PRESETS["random_lstm"].scenario, X=16, H=32, T=500)
    trace = scenario.run()
    assert most_steps(trace, None, 32) == 1
    assert products_a_step(trace, None, 1) * most_steps(trace, None, 1) <= MOST_PRODUCTS
    page = page_of(scenario, steps=(400, 401), units=(3, 3))
    assert len(page) < 300_000
    assert len(STEP.findall(page)) == 2
    small = resized(scenario, X=1, H=1)
    assert len(page_of(small, steps=(1, most_steps(small.run(), None, 1)))) < 2_000_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_language_it_was_asked_for_in(lang):
    scenario = PRESETS["arrive"].scenario
    with speaking(lang):
        say = texts(scenario)
    page = handout(scenario, scenario.run(), Choice((1, 2), (1, 1)), say)  # made later
    assert f'<html lang="{lang}">' in page
    with speaking(lang):
        assert texts(scenario)("equations") in page and texts(scenario).titles["h"] in page


def test_markdown_holds_the_same_arithmetic():
    scenario = PRESETS["memory_cell"].scenario
    text = markdown(scenario, scenario.run(), Choice((2, 3), (1, 1)), texts(scenario))
    assert text.count("\\begin{aligned}") == 3 and text.count("$$") == 6
    assert r"c_{2} &= 1 \cdot 3 + 1 \cdot 4 = 7" in text


def test_a_sheet_says_which_output_where_there_is_one_unit_and_several_outputs():
    scenario = resized(with_cell(PRESETS["memory_cell"].scenario, "esn")[0], H=1, Y=3)
    trace, say = scenario.run(), texts(scenario)
    choice = Choice((2, 2), (1, 3))
    text = markdown(scenario, trace, choice, say)
    page = handout(scenario, trace, choice, say)
    for unit in (1, 2, 3):
        assert say("unit", unit=unit) in text and f"<h4>{say('unit', unit=unit)}</h4>" in page
