"""Figures of a dragged slider: those that the page draws when it is let go, and nothing is kept."""

import asyncio
import json
import threading

import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from sim.lab import side
from sim.presets import PRESETS
from tests.browser import ROOT
from tests.e2e.bare import drawn
from ui.compare import dragged as compare_dragged
from ui.compare.settings import CompareSettings
from ui.gradients import dragged as gradients_dragged
from ui.gradients.settings import STEPS, UNITS
from ui.memory.work import STORE, passing, shared
from ui.session import asked
from ui.session.preview import Drawing
from ui.session.state import FIRST, Session
from ui.widgets import drag
from ui.widgets.drag import TooMuch, figures_of


def opened(name: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    return app.switch_page(str(ROOT / "pages" / f"{name}.py")).run()


def on_page(app: AppTest) -> dict[str, dict]:
    """The figures of the page's charts that follow, by key."""
    found = {}
    for one in app.get("plotly_chart"):
        found[one.proto.id.rpartition("-")[2]] = json.loads(one.proto.spec)
    return {key: found[key] for key in found if key.startswith(("chart_reach", "compare_chart"))}


def dragged(app: AppTest, page: str, setting: str, value: float) -> dict[str, dict]:
    return json.loads(figures_of(app.session_state["gatescope"], page, setting, value))


@pytest.fixture
def gradients() -> AppTest:
    return opened("gradients")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("sigma", 0.0), ("sigma", 1.35), ("sigma", 3.0),
        ("keep", -4.0), ("keep", 8.0), ("keep", 3.75),
        ("T", STEPS.index(30)), ("H", UNITS.index(4)), ("t", 12),
    ],
)  # fmt: skip
def test_a_dragged_slider_shows_to_the_digit_what_comes_when_it_is_let_go(
    gradients, setting, value
):
    before = gradients.session_state["gradients"]
    kept = (before.sigma, before.keep, before.T, before.H, before.t)
    early = dragged(gradients, "gradients", setting, value)
    assert (before.sigma, before.keep, before.T, before.H, before.t) == kept
    if setting in ("T", "H"):
        options = {"T": STEPS, "H": UNITS}[setting]
        gradients.select_slider(key=f"gradients_{setting}").set_value(options[value]).run()
    else:
        key = "gradients_t_100" if setting == "t" else f"gradients_{setting}"
        gradients.slider(key=key).set_value(value).run()
    assert early == on_page(gradients)


@pytest.mark.parametrize("change", ["hold", "quantity", "scenario"])
def test_it_does_so_whatever_else_the_page_is_set_to(gradients, change):
    settings = gradients.session_state["gradients"]
    setting, value = "keep", 3.0
    if change == "hold":
        settings.hold, setting, value = True, "held", 0.95
    elif change == "quantity":
        settings.quantity, settings.T, settings.H = "products_h", 20, 4
    else:
        settings.source, settings.hold, setting, value = "scenario", True, "held", 0.25
    gradients.run()
    early = dragged(gradients, "gradients", setting, value)
    gradients.slider(key=f"gradients_{setting}").set_value(value).run()
    assert early == on_page(gradients) and early["chart_reach"]["data"]


@pytest.mark.parametrize("value", [0.0, 0.35, 1.0])
def test_the_slider_of_compare_shows_to_the_digit_what_comes_when_it_is_let_go(value):
    app = opened("compare")
    app.toggle(key="compare_hold").set_value(True).run()
    scenario = app.session_state["gatescope"].scenario
    early = dragged(app, "compare", "held", value)
    assert app.session_state["gatescope"].scenario is scenario
    app.slider(key="compare_held").set_value(value).run()
    assert early == on_page(app) and len(early) == 3


def test_covered_values_are_not_told(gradients):
    session, settings = gradients.session_state["gatescope"], gradients.session_state["gradients"]
    settings.source = "scenario"
    gradients.run()
    session.screen.covered = True
    assert dragged(gradients, "gradients", "held", 0.5) == {}
    app = opened("compare")
    app.session_state["gatescope"].screen.covered = True
    assert dragged(app, "compare", "held", 0.5) == {}


@pytest.mark.parametrize("change", [{"H": 32}, {"T": 10, "H": 128}, {"quantity": "products"}])
def test_a_run_is_made_anew_only_while_that_is_quick(gradients, change):
    settings = gradients.session_state["gradients"]
    long = ("T", STEPS.index(1000)) if "T" not in change else ("sigma", 2.0)
    assert dragged(gradients, "gradients", *long)
    vars(settings).update(change)
    with pytest.raises(TooMuch):
        dragged(gradients, "gradients", *long)


def test_large_runs_are_not_made_anew_on_compare_either():
    app = opened("compare")
    session = app.session_state["gatescope"]
    runs = {"lstm": side(session.scenario, "lstm")}
    assert compare_dragged.drawn(session, CompareSettings(), runs, 0.5, False)
    session.scenario = drawn("lstm", H=32, T=500)
    runs = {"lstm": side(session.scenario, "lstm"), "gru": side(session.scenario, "gru")}
    assert compare_dragged.drawn(session, CompareSettings(), runs, 0.5, False)
    runs |= {"lstm_peephole": side(session.scenario, "lstm_peephole")}
    runs |= {"lstm_coupled": side(session.scenario, "lstm_coupled")}
    with pytest.raises(TooMuch):
        compare_dragged.drawn(session, CompareSettings(), runs, 0.5, False)


def test_what_is_made_in_passing_is_not_kept_and_what_is_kept_is_not_made():
    STORE.drop("here")
    with passing():
        assert shared("here", lambda: [1], 1) == [1]
    assert STORE.look("here") is None
    STORE.put("here", [2])
    with passing():
        assert shared("here", lambda: [3], 1) == [2]
    STORE.drop("here")


@pytest.fixture
def session() -> Session:
    session = Session(PRESETS[FIRST].scenario, FIRST)
    session.preview.drawing = Drawing("gradients", lambda setting, value: {})
    return session


def question(value: object = 1.0, page: object = "gradients", setting: object = "sigma") -> bytes:
    return json.dumps({"page": page, "setting": setting, "value": value}).encode()


async def post(token: str, body: bytes, length: int | None = None) -> int:
    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [
        (b"content-length", str(len(body) if length is None else length).encode()),
        (b"x-gatescope-token", token.encode()),
    ]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    return (await drag.answer(request)).status_code


def test_only_its_own_visitor_knows_a_drawing(session):
    token = asked.address(session)["token"]
    assert asyncio.run(post(token, question())) == 200
    for guessed in ("", "guessed"):
        assert asyncio.run(post(guessed, question())) == 404


@pytest.mark.parametrize(
    "body",
    [
        b"", b"7", b"[]", b"{}", b"\xff", question().replace(b"1.0", b"NaN"),
        question("1"), question(None), question(True), question([1.0]), question(page=3),
        question(page="step"), question(setting=["sigma"]), question(10**400),
    ],
    ids=repr,
)  # fmt: skip
def test_what_makes_no_sense_is_refused(session, body):
    assert asyncio.run(post(asked.address(session)["token"], body)) == 422


@pytest.mark.parametrize("setting", [*gradients_dragged.SLIDERS, "seed", "_made", "cells", ""])
@pytest.mark.parametrize("value", [-1e9, 1e9, 0.123456])
def test_a_value_that_the_slider_has_not_is_refused(gradients, setting, value):
    fits = setting in ("sigma", "keep", "held") and value == 0.123456
    if fits:
        assert dragged(gradients, "gradients", setting, value)
    else:
        with pytest.raises((KeyError, ValueError)):
            dragged(gradients, "gradients", setting, value)


@pytest.mark.parametrize("more", [0, 1])
def test_a_body_has_its_bound(session, more):
    body = question().ljust(drag.MOST_BYTES + more)
    assert asyncio.run(post(asked.address(session)["token"], body)) == (413 if more else 200)


def test_a_visitor_has_one_value_worked_out_and_all_visitors_one_at_a_time(session):
    other = Session(PRESETS[FIRST].scenario, FIRST)
    at_work, most, order = [], [], []
    lock = threading.Lock()

    def draw(name):
        def slow(setting: str, value: float) -> dict:
            with lock:
                at_work.append(name)
                most.append(len(at_work))
                order.append(name)
            threading.Event().wait(0.05)
            with lock:
                at_work.remove(name)
            return {}

        return Drawing("gradients", slow)

    session.preview.drawing, other.preview.drawing = draw("one"), draw("other")
    tokens = [asked.address(one)["token"] for one in (session, other)]

    async def both() -> list[int]:
        return await asyncio.gather(*(post(token, question()) for token in [*tokens, tokens[0]]))

    assert asyncio.run(both()) == [200, 200, 429]
    assert max(most) == 1 and order == ["one", "other"]


def test_who_would_wait_long_is_told_to_ask_again(session, monkeypatch):
    monkeypatch.setattr(drag, "PATIENCE", 0.01)
    go = threading.Event()
    other = Session(PRESETS[FIRST].scenario, FIRST)
    session.preview.drawing = Drawing("gradients", lambda *_: (go.wait(5) and {}) or {})
    other.preview.drawing = Drawing("gradients", lambda *_: {})
    tokens = [asked.address(one)["token"] for one in (session, other)]

    async def both() -> list[int]:
        first = asyncio.create_task(post(tokens[0], question()))
        await asyncio.sleep(0.05)
        second = await post(tokens[1], question())
        go.set()
        return [await first, second, await post(tokens[1], question())]

    assert asyncio.run(both()) == [200, 429, 200]
