"""A page that stands still holds no run of its own: all runs are in the store, and can go."""

import gc

import pytest
from streamlit.testing.v1 import AppTest

import sim.document.seen
from tests.browser import ROOT
from ui.gradients.tabs import TABS
from ui.memory.work import STORE
from ui.session.screen import SECTIONS

SMALL = {"n": "2.3.6", "r": "1", "c": "lstm"}
PAGES = {
    "step": [{"s": section} for section in SECTIONS],
    "compare": [{"k": "f.1.~0.5", "cview": view} for view in ("stages", "numbers")],
    "gradients": [
        *({"gT": "10", "gH": "4", "gtab": tab} for tab in TABS),
        {"gof": "scenario", "gq": "products"},
        {"gloss": "squared_error", "ghold": "1"},
    ],
}
LINKS = [(page, SMALL | texts) for page, listed in PAGES.items() for texts in listed]


def runs_alive() -> int:
    """How many runs somebody still holds, when the store has none."""
    STORE.shrink(0)
    gc.collect()
    return sum(isinstance(one, sim.Trace | sim.Gradients) for one in gc.get_objects())


@pytest.fixture(scope="module")
def before() -> int:
    return runs_alive()


@pytest.mark.parametrize(("page", "texts"), LINKS, ids=lambda one: str(one)[-40:])
def test_a_page_at_rest_holds_no_run(before, page, texts):
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    app.query_params.update(texts)
    app.run()
    if page != "step":
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert not app.exception
    assert runs_alive() <= before
    app.run()  # and has them again when they are needed
    assert not app.exception


def test_the_same_link_is_run_once(monkeypatch):
    made = []
    forward = sim.document.seen.forward
    monkeypatch.setattr(
        sim.document.seen, "forward", lambda *a, **k: made.append(1) or forward(*a, **k)
    )
    STORE.shrink(0)
    gc.collect()
    for _ in range(3):
        app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
        app.query_params.update(SMALL)
        assert not app.run().exception
    assert made == [1]
