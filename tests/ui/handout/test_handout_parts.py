"""The worked solution of a part of a network, and of one without a state: what each says."""

import re

import numpy as np
import pytest

from sim.document.networks.sequences import Sequence
from sim.document.scenario import Scenario
from sim.document.seen import seen
from sim.network.parts import Part, Wire
from sim.presets import PRESETS
from sim.presets.networks import decoders
from tests.documents import document_of, everything
from tests.mathml import said, worth
from tests.ui.handout.test_handout import EQUATION, MATH, STEP, cells
from ui.handout.choice import Choice
from ui.handout.page import MOST_LOOKED, handout
from ui.handout.texts import Source, texts
from ui.words import LANGUAGES, speaking

LOOK = seen(
    Scenario(
        (Part("look", "look_dot", {}, (Wire("q"),), memory={"M": Wire("m")}),),
        {
            "q": Sequence([[np.log(3.0), 0.0], [0.0, 0.0]]),
            "m": Sequence([[0.0, 4.0], [1.0, 8.0]], steps=("cat", "dog")),
        },
    )
)
OUT = seen(document_of(decoders.translated()), "out")
HEADING = re.compile(r"<h2>([^<]*)</h2>")


def page_of(scenario, **choice):
    given = {"steps": (1, scenario.sizes["T"]), "units": (1, scenario.units)} | choice
    return handout(scenario, scenario.run(), Choice(**given), texts(scenario))


def text_of(page: str) -> str:
    return re.sub(r"<[^>]*>", "", page.split("</style>")[1])


def section(page: str, heading: str) -> str:
    return page.split(f"<h2>{heading}</h2>")[1].split("<h2>")[0]


def test_attention_is_worked_out_with_what_it_looks_at():
    """By hand: e = (0, ln 3), so a = (1/4, 3/4) and k = (3/4, 7); nothing asked, all alike."""
    page = page_of(LOOK)
    assert HEADING.findall(page) == [
        "Equations", "Inputs", "What is looked at", "Step by step", "All values",
    ]  # fmt: skip
    text = text_of(page)
    assert "query X = 2, positions N = 2 of D = 2 numbers each, timesteps T = 2" in text
    assert "state" not in text.lower() and "H =" not in text
    looked = section(page, "What is looked at")
    assert cells(looked) == [0, 1, 4, 8], "a column a position"
    assert re.findall(r"<bdi>([^<]*)</bdi>", looked) == ["1 cat", "2 dog", "m₁", "m₂"]
    run = section(page, "All values")
    assert re.findall(r"<bdi>([^<]*)</bdi>", run)[:6] == ["e₁", "e₂", "a₁", "a₂", "k₁", "k₂"]
    assert cells(run) == [0, 1.099, 0.25, 0.75, 0.75, 7, 0, 0, 0.5, 0.5, 0.5, 6]
    first = STEP.findall(page)[0]
    assert re.findall(r"attention weight · <bdi>(\w+)</bdi>", first) == ["cat", "dog"]
    assert "context ·" not in first


@pytest.mark.parametrize("scenario", [LOOK, OUT, seen(everything(), "att")])
def test_every_equation_is_true_and_the_run_s(scenario):
    trace = scenario.run()
    lines = list(trace.cell.graph.lines)
    page = page_of(scenario, decimals=8)
    for t, step in enumerate(STEP.findall(page), 1):
        found = [said(MATH.findall(one)).split("=") for one in EQUATION.findall(step)]
        asked = [(n, k) for k in range(scenario.units) for n in lines if k < trace[n].shape[1]]
        assert len(found) == len(asked)
        for (name, unit), (symbol, *steps) in zip(asked, found, strict=True):
            assert symbol == f"{name}_{t}"
            assert float(steps[-1]) == pytest.approx(trace[name][t - 1, unit], abs=6e-9)
            assert worth(steps[0]) == pytest.approx(trace[name][t - 1, unit], abs=1e-4)


def test_a_dense_part_says_its_outputs_by_name_and_who_sends_its_inputs():
    page = page_of(OUT)
    text = text_of(page)
    assert "dense layer · part “output” of a network · inputs X = 4, outputs Y = 3" in text
    assert HEADING.findall(page)[1] == "Weights" and "readout" not in text
    assert "x₂ decoder 2" in section(page, "Inputs")
    shown = cells(section(page, "All values"))
    assert shown[::4] == [0.992, 0.97, 0.844], "I, love, China"
    assert "output · <bdi>love</bdi>" in page


def test_what_reads_nothing_has_no_table_of_inputs_and_a_start():
    page = page_of(seen(document_of(decoders.decoded((1, 2, 3, 4))), "decoder"))
    assert HEADING.findall(page) == [
        "Equations", "Weights and initial state", "Step by step", "All states",
    ]  # fmt: skip
    assert "part “decoder” of a network" in page


def test_an_exercise_leaves_its_values_blank():
    asked, solved = page_of(LOOK, exercise=True).split('class="part"')
    assert section(asked, "All values").count('class="gap"') == 12
    assert "gap" not in section(solved, "All values")


def large(Y=64, X=5):
    draw = np.random.default_rng(1)
    params = {"V_y": draw.normal(size=(Y, X)), "d_y": draw.normal(size=Y)}
    return seen(
        Scenario((Part("out", "dense", params, (Wire("x"),)),), {"x": Sequence(np.ones((1, X)))})
    )


def test_of_many_outputs_and_positions_only_what_is_asked_is_printed():
    scenario = large()
    weights = cells(section(page_of(scenario, units=(3, 4), decimals=8), "Weights"))
    V, d = scenario.params["V_y"], scenario.params["d_y"]
    np.testing.assert_allclose(weights, [*V[2:4].ravel(), *d[2:4]], atol=6e-9)
    few = large(Y=12)
    assert len(cells(section(page_of(few, units=(3, 4)), "Weights"))) == 12 * 6
    for D, rows in ((12, 12), (13, 2)):
        m = np.random.default_rng(2).normal(size=(60, D))
        part = Part("look", "look_dot", {}, (Wire("q"),), memory={"M": Wire("m")})
        look = seen(Scenario((part,), {"q": Sequence(np.ones((1, D))), "m": Sequence(m)}))
        looked = section(page_of(look, units=(2, 3), decimals=8), "What is looked at")
        kept = m.T if rows == D else m.T[1:3]
        assert (m.size <= MOST_LOOKED) == (rows == D)
        np.testing.assert_allclose(np.sort(cells(looked)), np.sort(kept.ravel()), atol=6e-9)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_blank_of_a_sentence_is_left(lang):
    with speaking(lang, None):
        for scenario in (LOOK, OUT, seen(document_of(decoders.said_of(("a",), ("a",))), "out")):
            assert "{" not in text_of(page_of(scenario))


@pytest.mark.parametrize("key", [k for k, one in PRESETS.items() if not one.scenario.is_whole])
def test_a_lecture_s_numbers_stand_beside_those_of_every_part(key):
    preset = PRESETS[key]
    for part in preset.scenario.document.parts:
        scenario = seen(preset.scenario.document, part.name)
        lines = preset.expected(scenario)
        source = Source(preset.source, lines) if lines else None
        choice = Choice((1, 1), (1, 1))
        page = handout(scenario, scenario.run(), choice, texts(scenario), source)
        given = sum(one is not None for line in lines for one in line.values)
        assert (page.count("✓"), page.count("≠")) == (given, 0), part.name
