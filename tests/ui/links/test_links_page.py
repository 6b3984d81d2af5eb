"""Links on the pages: where they lead, what the address says, what a teacher's link takes away."""

import json
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import segno
from streamlit.testing.v1 import AppTest

from sim.document.files import to_json
from sim.document.resize import resized
from sim.presets import PRESETS
from tests.browser import ROOT
from ui import PAGES
from ui.links import fields
from ui.links.menu import files, qr, teacher
from ui.links.text import check
from ui.links.text.document import write_document
from ui.links.text.errors import LinkError
from ui.session.screen import CONTROLS, Screen
from ui.session.state import Session
from ui.stage import preview
from ui.words import t
from ui.words.markdown import plain
from ui.words.refusals import told

MEMORY = PRESETS["memory_exact"].scenario


def visit(page: str = "step", **texts: str) -> AppTest:
    """Open a link as someone new."""
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30)
    for name, text in texts.items():
        app.query_params[name] = text
    if page != PAGES[0]:
        app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    app.run()
    assert not app.exception
    return app


def session(app: AppTest) -> Session:
    return app.session_state["gatescope"]


def address(app: AppTest) -> dict[str, str]:
    """What the address says behind its check."""
    texts = {name: app.query_params[name] for name in app.query_params}
    texts = {name: text if isinstance(text, str) else text[-1] for name, text in texts.items()}
    return unchecked(texts)


def unchecked(texts: dict[str, str]) -> dict[str, str]:
    """Without the check, which has to hold; what came as a link without one has none."""
    assert check.NAME not in texts or check.holds(texts, fields.NAMES)
    return {name: text for name, text in texts.items() if name != check.NAME}


def edited(app: AppTest, path: list, text: str) -> AppTest:
    """Type a number, as the stage sends it."""
    one = session(app)
    sent = {"seq": one.view.ack + 1, "op": "set", "entry": path, "text": text}
    one.edit([sent | {"place": one.view.place}], "stage")
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("key", PRESETS)
def test_a_link_to_every_example(key):
    app = visit(p=key)
    assert session(app).scenario is PRESETS[key].scenario
    assert (session(app).view.t, session(app).view.unit) == (PRESETS[key].start, PRESETS[key].unit)
    assert session(app).autoplay and not session(app).past and not app.toast


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_every_page(page):
    app = visit(page, p="dinner", t="4", gsigma="1.35", gT="50", gt="20", cells="gru.lstm")
    assert session(app).view.t == 4 and not app.toast
    assert app.session_state["compare"].cells == ["gru", "lstm"]
    assert app.session_state["gradients"].sigma == 1.35
    if page == "gradients":
        assert app.slider(key="gradients_sigma").value == 1.35
    if page == "compare":
        assert app.multiselect(key="compare_cells").value == ["gru", "lstm"]


def test_the_step_of_a_link_is_not_played_away():
    assert not session(visit(p="nine_steps", t="5")).autoplay
    assert not session(visit(cover="1")).autoplay


def test_a_damaged_link_shows_the_first_example_and_says_so():
    app = visit(d="AXja<script>", t="2", gT="7")
    assert session(app).scenario is MEMORY and session(app).view.t == 2
    said = [toast.value for toast in app.toast]
    assert said == [t("links.broken_document"), t("links.broken_fields", names="gT")]
    assert app.run().toast == []


def test_the_address_follows_the_document():
    app = visit()
    assert address(app) == {}
    edited(app, "x.1.1", "5")
    assert address(app) == {"p": "memory_exact", "e": "x.1.1~5"}
    app.button(key="undo").click().run()
    assert address(app) == {"p": "memory_exact"}
    app.selectbox(key="preset").set_value("latch").run()
    session(app).look({"t": 3, "unit": 1, "place": session(app).view.place})
    app.run()
    assert address(app) == {"p": "latch", "t": "3"}
    again = visit(**address(app))
    assert session(again).scenario is PRESETS["latch"].scenario and session(again).view.t == 3


def test_a_link_that_came_is_left_as_it_is_until_something_changes():
    app = visit(p="memory_exact", utm_source="mail")
    assert address(app) == {"p": "memory_exact", "utm_source": "mail"}
    edited(app, "x.1.1", "5")
    assert address(app) == {"p": "memory_exact", "e": "x.1.1~5"}


def test_another_page_keeps_the_document_and_its_address():
    app = edited(visit(), "x.1.1", "5")
    app.query_params.clear()  # as Streamlit does on a click in the menu
    app.switch_page(str(ROOT / "pages" / "compare.py")).run()
    assert address(app) == {"p": "memory_exact", "e": "x.1.1~5"}
    assert session(app).scenario.inputs[0, 0] == 5


def test_an_address_that_is_late_does_not_take_an_edit_back():
    app = edited(visit(), "x.1.1", "5")
    app.query_params.clear()
    edited(app, "x.2.1", "6")
    assert session(app).scenario.inputs[:2, 0].tolist() == [5, 6]


def test_the_open_section_is_in_the_link():
    app = visit(s="code")
    assert app.session_state["section"] == "Code" and len(app.code) == 1


def test_share_shows_the_link_to_what_is_on_screen():
    app = visit(p="nine_steps", t="5", share="1")
    app.session_state["share"] = True
    app.run()
    link = app.code[0].value
    texts = dict(parse_qsl(urlsplit(link).query))
    assert check.NAME in texts and unchecked(texts) == {"p": "nine_steps", "t": "5"}
    assert t("links.length", count=len(link)) in [one.value for one in app.caption]


def test_what_no_link_can_hold_is_sent_to_a_file():
    app = visit()
    rng = np.random.default_rng(1)
    large = resized(MEMORY, X=16, H=32)
    params = {name: rng.normal(size=value.shape) for name, value in large.params.items()}
    session(app).put(large.changed(params=params))
    app.session_state["share"] = True
    app.run()
    assert not app.exception and "Save it as a file" in app.warning[0].value
    assert address(app) == {"p": "memory_exact", "d": "-"}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_teacher_can_take_every_control_away(name):
    def keys(app):
        kinds = ("selectbox", "toggle", "button")
        return {one.key for kind in kinds for one in app.get(kind)} | (
            {"sections"} if app.tabs else set()
        )

    gone = keys(visit()) - keys(visit(hide=name))
    assert gone == ({name} if name not in ("pages", "settings") else set())


def locked(free: bool = False) -> Session:
    one = Session(MEMORY)
    one.switch(Screen(locked=True, free_inputs=free))
    return one


@pytest.mark.parametrize("free", [False, True])
@pytest.mark.parametrize(
    "act",
    [
        lambda s: s.begin("latch"),
        lambda s: s.change_cell("gru"),
        lambda s: s.resize(H=3),
        lambda s: s.randomise(3),
        lambda s: s.exact_gates(True),
        lambda s: s.cut_memory(),
        lambda s: s.attempt(lambda one: one.changed(title="x")),
        lambda s: s.load(PRESETS["latch"].scenario, ""),
    ],
)
def test_a_locked_session_refuses_and_says_so(act, free):
    one = locked(free)
    act(one)
    assert one.scenario is MEMORY and one.preset == "memory_exact" and not one.past
    assert one.note == t("links.locked")


@pytest.mark.parametrize("source", ["stage", "editor"])
def test_locked_numbers_are_refused_where_they_were_typed(source):
    one = locked(free=True)
    for seq, (entry, ok) in enumerate(
        [("W_g.1.1", False), ("c_0.1", False), ("x.1.1", True)],
        1,
    ):
        one.edit([{"seq": seq, "op": "set", "entry": entry, "text": "9"}], source)
        assert (entry not in one.view.rejected) == ok
        if not ok:
            said = told(one.view.rejected)[entry]
            assert said == {"text": "9", "message": t("links.locked")}
    assert one.scenario.inputs[0, 0] == 9 and one.scenario.params is not None
    assert one.scenario.params["W_g"].tolist() == MEMORY.params["W_g"].tolist()
    for op in ({"op": "nudge", "steps": 1}, {"op": "paste", "text": "1 2 3"}):
        one.edit([{"seq": 9, "entry": "W_g.1.1"} | op], source)
        one.edit([{"seq": 10, "entry": "W_g.1.1"} | op], source)
    assert one.scenario.params["W_g"].tolist() == MEMORY.params["W_g"].tolist()


def test_locked_inputs_keep_their_steps():
    one = locked()
    for seq, op in enumerate(({"op": "insert_step", "at": 1}, {"op": "remove_step", "at": 1}), 1):
        one.edit([{"seq": seq} | op], "stage")
        assert one.scenario is MEMORY and one.note == t("links.locked")
    shown, *_ = preview.document_after(one, [{"seq": 9, "op": "insert_step", "at": 1}])
    assert shown is MEMORY


def test_reset_brings_back_what_the_teacher_prepared():
    app = visit(e="W_g.1.1~2", lock="1", free="1")
    edited(app, "x.1.1", "7")
    assert session(app).scenario.inputs[0, 0] == 7
    app.button(key="reset").click().run()
    assert session(app).scenario.inputs[0, 0] == 3
    assert session(app).scenario.params["W_g"][0, 0] == 2
    assert address(app) == {"e": "W_g.1.1~2", "lock": "1", "free": "1"}


def test_what_is_locked_is_seen_to_be():
    app = visit(lock="1", s="weights")
    assert any(t("links.is_locked") in one.value for one in app.caption)
    assert app.selectbox(key="preset").disabled and app.selectbox(key="cell").disabled
    assert app.button(key="reset").disabled and app.toggle(key="exact_gates").disabled


def test_an_edit_for_a_document_that_is_gone_does_nothing():
    one = Session(MEMORY)
    one.begin("latch")
    one.edit([{"seq": 1, "place": 0, "op": "set", "entry": "x.1.1", "text": "9"}], "stage")
    assert one.scenario is PRESETS["latch"].scenario and one.view.ack == 1
    one.look({"t": 4, "unit": 1, "place": 0})
    assert one.view.t == PRESETS["latch"].start


def test_the_same_number_again_is_no_step_to_undo():
    one = Session(MEMORY)
    one.edit([{"seq": 1, "op": "set", "entry": "x.1.1", "text": "3.0"}], "stage")
    assert one.past == [] and one.view.ack == 1
    one.edit([{"seq": 2, "op": "set", "entry": "x.1.1", "text": "x"}], "stage")
    one.edit([{"seq": 3, "op": "set", "entry": "x.1.1", "text": "3"}], "stage")
    assert one.past == [] and one.view.rejected == {}


def test_a_frame_quotes_the_link():
    code = teacher.frame("http://h/?p=a&t=2")
    assert 'src="http://h/?p=a&amp;t=2&amp;embed=true"' in code
    assert "?embed=true" in teacher.frame('http://h/"><script>') and "<script>" not in (
        teacher.frame('http://h/"><script>')
    )


def test_a_qr_code_says_the_link_and_knows_its_limit():
    link = "http://127.0.0.1:8501/?p=nine_steps&t=5"
    picture = qr.picture(link)
    modules = segno.make(link, micro=False).symbol_size(border=qr.QUIET)[0]
    assert picture.startswith("<svg") and f'viewBox="0 0 {modules} {modules}"' in picture
    assert "#fff" in picture and "http" not in picture.replace("http://www.w3.org", "")
    assert qr.picture("a" * qr.MOST) and qr.picture("a" * (qr.MOST + 1)) is None


def test_a_scenario_file_comes_back_exactly():
    scenario = PRESETS["random_lstm"].scenario
    assert to_json(files.opened(to_json(scenario).encode())) == to_json(scenario)
    assert files.opened(b"\xef\xbb\xbf" + to_json(scenario).encode()).sizes == scenario.sizes


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe", b"[1]", b"0" * 3_000_000, b'{"gatescope": 2}', b"\x00" * 9]
)
def test_a_bad_file_is_refused(content):
    with pytest.raises((LinkError, ValueError)):
        files.opened(content)


def test_an_opened_file_can_be_undone():
    one = Session(MEMORY)
    one.load(PRESETS["latch"].scenario, lambda: "Opened.")
    assert one.scenario is PRESETS["latch"].scenario and one.note == "Opened."
    one.undo()
    assert one.scenario is MEMORY


@pytest.mark.parametrize(("page", "name"), [("compare", "cells"), ("gradients", "gcells")])
def test_more_cells_than_a_page_shows_are_left_out(page, name):
    app = visit(page, **{name: "elman.lstm.gru.lstm_peephole.lstm_coupled"})
    assert t("links.broken_fields", names=name) in [toast.value for toast in app.toast]
    assert len(visit(page, **{name: "elman.lstm.gru.lstm_peephole"}).multiselect[0].value) == 4


def test_what_a_link_or_a_file_says_is_no_markup():
    names = ("<a href='https://example.org'>a</a>", *("b" for _ in MEMORY.inputs[1:]))
    scenario = MEMORY.changed(labels={"t": names})
    app = visit(**write_document(scenario, "memory_exact"))
    assert session(app).scenario.labels["t"] == names
    charts = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    ticks = [tick for one in charts for tick in one["layout"]["xaxis"].get("ticktext", ())]
    assert ticks and not any("<" in tick for tick in ticks)
    assert plain("[a](b) `c` $d$") == r"\[a\]\(b\) \`c\` \$d\$"
