"""What is relied on of Streamlit's page, its script runner and Plotly without their promise.

What only a running browser can tell stands in tests/e2e: Streamlit's own push of an address
(`hosting/test_links.py`), the charts' `relayout` and `.js-plotly-plot` (`pages/test_painter.py`,
`pages/test_clicks.py`), what a hidden field echoes (`pages/test_app.py`), a module's own style
sheet in its shadow root (`stage/test_stage.py`), a deep link on a cold server
(`hosting/test_routing.py`).
"""

from __future__ import annotations

import json
import re
import socket
import weakref
from pathlib import Path

import pytest
import streamlit
from plotly.basedatatypes import BaseFigure
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

import ui
from tests.browser import ROOT
from ui.hosting import internals, lean_page
from ui.hosting.headers import content_security_policy
from ui.hosting.internals import INDEX, listening_sockets
from ui.widgets.drawn import Drawn

SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
PART = re.compile(r"\bst[A-Z]\w+|(?<=data-testid=\")\w+")


@pytest.fixture(scope="module")
def scripts() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(SCRIPTS.glob("*.js")))


def asked_for() -> set[str]:
    """The names of Streamlit's parts that our styles and scripts ask for."""
    files = [f for f in Path(ui.__file__).parent.rglob("*") if f.suffix in {".css", ".js", ".py"}]
    return {name for f in files for name in PART.findall(f.read_text(encoding="utf-8"))}


def test_streamlits_parts_have_the_names_that_our_styles_ask_for(scripts):
    names = asked_for()
    assert {"stMain", "stMainBlockContainer", "stElementContainer", "stHeader"} <= names
    quoted = set(re.findall(r"""["'`](st[A-Z]\w+|InputInstructions)\b""", scripts))
    assert names - quoted == set()


@pytest.mark.parametrize(
    "said",
    [
        "st-key-",
        "js-plotly-plot",
        "Plotly",
        "pushState",
        "data-test-script-state",
        "createObjectURL",
    ],
)
def test_streamlits_scripts_still_say(scripts, said):
    assert (said in scripts) is True  # without all of them in the report


def test_streamlits_page_is_put_together_as_we_cut_it():
    page = INDEX.read_bytes()
    assert len(lean_page._FONT.findall(page)) == 1
    for once in (b"</head>", b"</body>", b'id="root"'):
        assert page.count(once) == 1, once
    inline = re.findall(r"<script(?![^>]*\bsrc=)", page.decode())
    policy = content_security_policy(page.decode())
    assert policy.count("'sha256-") == len(inline)


def test_a_run_says_when_it_is_over():
    over, again = ForwardMsg(), ForwardMsg()
    over.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    again.script_finished = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    other = ForwardMsg()
    other.session_status_changed.run_on_save = True
    said = [internals.has_ended(one.SerializeToString()) for one in (over, again, other)]
    assert said == [True, False, False]
    assert not internals.has_ended(None) and not internals.has_ended(bytes(300))


def test_the_listening_socket_is_found_and_no_other():
    with socket.socket() as listener, socket.socket() as idle:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        found = listening_sockets()
        assert listener in found and idle not in found
    assert listener not in listening_sockets()  # closed: asked without an error


def test_the_search_minds_no_weak_reference_to_what_is_gone():
    gone = socket.socket()
    proxy = weakref.proxy(gone)
    gone.close()
    del gone
    with pytest.raises(ReferenceError):
        isinstance(proxy, socket.socket)
    assert proxy is not None and isinstance(listening_sockets(), list)


def test_plotly_takes_a_figure_that_was_never_checked():
    figure = {"data": [{"type": "scatter", "x": [1], "y": [2]}], "layout": {"height": 180}}
    drawn = Drawn(figure)
    assert isinstance(drawn, BaseFigure) and drawn.to_dict()["data"] == figure["data"]

    def page() -> None:
        import streamlit as st

        from ui.widgets.drawn import Drawn

        st.plotly_chart(Drawn({"data": [{"type": "scatter", "y": [2]}], "layout": {}}), key="one")

    app = AppTest.from_function(page).run()
    assert not app.exception
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert spec["data"] == [{"type": "scatter", "y": [2]}]


def test_buttons_are_called_before_components_whose_state_came_in_the_same_message():
    """`ui.step.controls` applies those edits itself, and they are not to be made twice."""
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=30).run()
    session = app.session_state["gatescope"]
    first = session.scenario

    def edits(seq: int, text: str) -> str:
        one = {"seq": seq, "op": "set", "entry": "x.1.1", "text": text}
        return json.dumps({"edits": [one | {"place": session.view.place}]})

    def message(state: str, click: bool) -> WidgetStates:
        sent = WidgetStates()
        (stage,) = [
            c for c in app.get("bidi_component") if c.proto.component_name.endswith("stage")
        ]
        sent.widgets.add(id=stage.proto.id, json_value=state)
        if click:
            sent.widgets.add(id=app.button(key="undo").proto.id, trigger_value=True)
        return sent

    app._run(message(edits(1, "5"), click=False))
    assert session.scenario.inputs[0, 0] == 5 and not app.exception
    app._run(message(edits(2, "7"), click=True))
    assert session.scenario.inputs[0, 0] == 5  # the 7 was made, and then undone
    assert session.view.ack == 2 and len(session.past) == 1
    app._run(message(edits(2, "7"), click=True))
    assert session.scenario is first and not session.past
