"""What stands under the stage for parts of a network, and for those without a state."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.document.seen import seen
from sim.presets import FIRST
from sim.presets.networks import decoders, memory
from tests.browser import ROOT
from tests.documents import document_of, everything
from tests.fields import fields, type_numbers
from ui.step.sections import LINE, broken
from ui.step.table import names_of, trace_csv, trace_table

TRANSLATED = document_of(decoders.translated())
TWO = document_of(memory.two_cells(((3.0, 1.0, 0.0), (4.0, 1.0, 0.0))))


def opened(scenario, section, t=1, unit=1):
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    app.session_state["gatescope"].open(scenario, FIRST, t, unit)
    app.session_state["section"] = section
    app.run()
    assert not app.exception
    return app


def said(app):
    return [one.value for kind in ("markdown", "caption", "text") for one in getattr(app, kind)]


def typed(app, **texts):
    return type_numbers(app, {f"handcheck {name}": text for name, text in texts.items()})


def test_formulas_that_nothing_joins_stand_once():
    texts = said(opened(seen(TRANSLATED, "out"), "Formulas"))
    assert "**With symbols**" in texts and "**With one matrix a line**" not in texts
    assert not any("one vector" in text for text in texts)
    assert "**With one matrix a line**" in said(opened(seen(TRANSLATED, "encoder"), "Formulas"))


def test_a_softmax_with_its_sums_takes_two_lines():
    app = opened(seen(TRANSLATED, "out"), "Formulas", t=2, unit=2)
    numbers = app.latex[-1].value
    assert numbers.count("&=") == 2 and numbers.count(r"\\") == 1
    assert "= 0.970 \\end{aligned}" in numbers
    short = r"y_{2} = \exp\left(1\right) = \exp\left(1.0\right) = 2.718"
    assert broken(short) == short
    sums = "+".join(["1"] * (LINE // 2))
    assert broken(f"y = {sums} = 4") == f"y = {sums} = 4", "of two steps the second is a number"
    assert broken(rf"y = {sums} \approx 4 = 5") == rf"y = {sums} \\ &\approx 4 = 5"


def test_check_mine_of_attention_asks_for_scores_weights_and_context():
    """By the lecture: e_2 = 3.791660, a_2 = .901161, k_2 = .917503 at step 2."""
    app = opened(seen(TRANSLATED, "look"), "Check mine", t=2, unit=2)
    asked = {k: v["label"] for k, v in fields(app).items() if k.startswith("handcheck")}
    assert asked == {
        "handcheck e": "e · score", "handcheck a": "a · attention weight",
        "handcheck k": "k · context",
    }  # fmt: skip
    typed(app, e="3.792", a="0.901", k="0.918")
    assert "✓ All numbers that you typed are right." in said(app)
    typed(app, a="0.055")  # that of its neighbour
    assert "✗ The first wrong number is a. Do this operation again, with your own" in " ".join(
        said(app)
    )


def test_the_sum_under_a_softmax_has_a_name():
    app = opened(seen(TRANSLATED, "out"), "Check mine", t=2, unit=2)
    asked = [v["label"] for k, v in fields(app).items() if k.startswith("handcheck")]
    assert asked == ["y before softmax", "y · output"]
    typed(app, **{"V_y @ x + d_y": "5.433", "y": "0.97"})
    assert "✓ All numbers that you typed are right." in said(app)
    typed(app, **{"V_y @ x + d_y": "1.753"})
    assert any("The first wrong number is y before softmax" in one for one in said(app))


def test_numbers_belong_to_the_part_they_were_typed_for():
    app = opened(seen(TWO, "lower"), "Check mine")
    session = app.session_state["gatescope"]
    typed(app, c="3")
    assert "✓ All numbers that you typed are right." in said(app)
    session.look_at("upper")
    assert fields(app.run())["handcheck c"]["text"] == ""
    session.edit([{"seq": 1, "op": "predict", "entry": "c.1.1", "text": "9"}], "stage")
    assert fields(app.run())["handcheck c"]["text"] == "9"
    session.look_at("lower")
    assert fields(app.run())["handcheck c"]["text"] == "3"


@pytest.mark.parametrize("part", ["look", "out"])
def test_the_table_speaks_of_no_states_where_there_are_none(part):
    texts = " ".join(said(opened(seen(TRANSLATED, part), "Table")))
    assert "_prev" not in texts and "_pre" in texts
    texts = " ".join(said(opened(seen(TRANSLATED, part), "Download")))
    assert "_prev" not in texts and "_pre" in texts
    assert "_prev" in " ".join(said(opened(seen(TRANSLATED, "decoder"), "Table")))


def test_a_file_has_the_sums_under_a_softmax_and_says_who_sends_what():
    out = seen(TRANSLATED, "out")
    run = out.run()
    table = trace_table(out, run)
    assert list(table.columns[4:7]) == ["y_pre[1]", "y_pre[2]", "y_pre[3]"]
    V, d = out.params["V_y"], out.params["d_y"]
    under = table[["y_pre[1]", "y_pre[2]", "y_pre[3]"]].to_numpy()
    np.testing.assert_allclose(under, run["x"] @ V.T + d, rtol=1e-13)
    head = trace_csv(out, run, names=names_of(out)).splitlines()[0]
    assert "x[2] decoder 2,x[3] decoder 3" in head and "y_pre[2] love" in head
    look = seen(everything(), "att")
    head = trace_csv(look, look.run(), names=names_of(look)).splitlines()[0].split(",")
    assert "a[2] b" in head and "e[5] e" in head and "k[2]" in head
    assert not any(one.startswith("e_pre") or one.startswith("a_pre") for one in head)
