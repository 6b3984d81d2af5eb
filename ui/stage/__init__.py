"""The stage: a run in play, stepped and scrubbed in the browser without waiting for the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from sim import Trace
from sim.document.seen import PartScenario
from sim.presets import Expected
from ui.session.screen import Screen
from ui.session.view import View
from ui.shared.bundle import bundle
from ui.shared.served import served
from ui.stage.payload import stage_data
from ui.words import in_this_language

__all__ = ["Expected", "View", "stage"]

FOLDER = Path(__file__).parent
HTML = '<div class="gatescope-stage" tabindex="0"></div>'
# In the order of the cascade.
SHEETS = (
    "arithmetic/arithmetic.css", "present.css", "score/score.css", "score/inputs.css", "stage.css",
)  # fmt: skip
STYLE = "\n".join((FOLDER / sheet).read_text(encoding="utf-8") for sheet in SHEETS)

_component = st.components.v2.component(
    "gatescope_stage",
    html=HTML,
    js=served("stage", bundle(FOLDER, "main.js"), STYLE),
)


def stage(
    scenario: PartScenario,
    trace: Trace,
    view: View,
    expected: Sequence[Expected] = (),
    *,
    key: str,
    on_edits: Callable[[list], object],
    on_view: Callable[[object], object],
    autoplay: bool = False,
    screen: Screen | None = None,
    covers: bool = False,
    on_screen: Callable[[object], object] = lambda wish: None,
    parts: Sequence[str] | None = None,
    ahead: Mapping[str, str] | None = None,
    read_only: bool = False,
    former: Trace | None = None,
    ready: bytes | None = None,
    heading: Mapping[str, str] | None = None,
    most: Mapping[str, int] | None = None,
) -> None:
    """Show a run on the stage: the cell with its valves, its arithmetic, player and score.

    `scenario`: the document; `trace`: its run; `view`: timestep and unit, and the edits known;
    `expected`: a lecture's numbers, shown beside ours; `key`: the component's key, fixed for as
    long as the page stands; `on_edits(edits)` and `on_view({"t": step, "unit": unit})`: called with
    what the browser sent, before the next run of the page; `autoplay`: play once at the start;
    `screen`: presenter mode and covered values, None where the page has no such switches;
    `covers`: whether values can be covered here;
    `on_screen({"large": bool} or {"covered": bool})`: called when one of them is to change;
    `parts`: which of diagram, arithmetic, sentence, player, score, None for all. Of several stages
    on a page one has the player and the others follow it. `ahead`: where an edit's run can be had
    ahead of the page's rerun (`ui.session.asked.address`), None for nowhere; `read_only`: nothing
    on it can be changed; `former`: the run before the inputs were changed, shown as a ghost;
    `ready`: the data of all this, where it has been made already; `heading`: title and hint of what
    is on screen, said above it in presenter mode; `most`: steps T and units H up to which a player
    alone goes, where a stage that follows it has more than this run.
    """

    def sent(name: str):
        return st.session_state[key].get(name)

    def edited() -> None:
        on_edits(sent("edits") or [])

    def looked() -> None:
        on_view(sent("view"))

    def switched() -> None:
        on_screen(sent("screen"))

    switches = {"autoplay": autoplay, "parts": parts and list(parts), "ahead": ahead}
    if read_only:
        switches["read_only"] = True
    if screen:
        switches["screen"] = screen.sent(covers)
    if most:
        switches["sizes"] = scenario.sizes | dict(most)
    if heading:
        switches["heading"] = dict(heading)
    _component(
        key=key,
        data=ready or stage_data(scenario, trace, view, expected, former, **switches),
        on_edits_change=in_this_language(edited),
        on_view_change=in_this_language(looked),
        on_screen_change=in_this_language(switched),
    )
