"""The page's address says what is on screen: read when someone arrives or goes Back, then kept.

The server believes an address at the start of a session, when Back leads to another page, and when
the browser reports a visit to an entry of its history (`history.js`). Any other rerun may carry the
address from before an edit that is still on its way to the browser, and says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qsl

import streamlit as st

from sim.document.seen import seen
from ui.compare import settings as compare
from ui.gradients import settings as gradients_settings
from ui.links import fields
from ui.links.place import Place
from ui.links.text import check, document
from ui.links.text.errors import LinkError
from ui.session import state
from ui.words import in_this_language

STATE = "address"
MOST_PARAMETERS = 100
PLAYS = {check.NAME, "p", "lang", "names", "large"}
TABS = ("section", "gradients_section")

_history = st.components.v2.component(
    "gatescope_history", js=(Path(__file__).parent / "history.js").read_text(encoding="utf-8")
)


@dataclass
class Address:
    """What was last written into the address.

    Args:
        texts: parameters of the link, by name.
        page: key of the page that they were written on.
        wrong: what could not be read of an address, until it is told.
        written: (scenario, preset, draws, texts) of the last document, kept because packing a large
            one takes 20 ms.
    """

    texts: dict[str, str] = field(default_factory=dict)
    page: str = ""
    wrong: list[LinkError] = field(default_factory=list)
    written: tuple = ()

    def write(self, place: Place) -> dict[str, str]:
        """The parameters of the link to `place`; its document is written once."""
        what = (place.scenario, place.preset, place.draws)
        if not self.written or self.written[:3] != what:
            self.written = (*what, document.write_document(*what))
        return check.with_check(fields.write(place, self.written[3]))


def arrive() -> None:
    """At the start of a session, go where the address leads."""
    if STATE not in st.session_state:
        _visit(st.query_params.to_dict())


def turn(page: str) -> None:
    """On a change of page by Back or Forward, go where the address leads; a click empties it.

    Args:
        page: key of the page that is about to run.
    """
    address: Address = st.session_state[STATE]
    if address.page not in ("", page) and len(st.query_params):
        _visit(st.query_params.to_dict())


def listen() -> None:
    """Hear from the browser of visits to entries of its history."""
    _history(
        key="history",
        data={"documentKeys": [name for name in document.NAMES if name != document.PART]},
        on_visit_change=in_this_language(_visited),
    )


def keep(page: str) -> None:
    """Write what is on screen into the address, if that has changed.

    Args:
        page: key of the page on screen.
    """
    address: Address = st.session_state[STATE]
    texts = address.write(here())
    if texts != address.texts or page != (address.page or page):
        st.query_params.from_dict(texts)
    address.texts, address.page = texts, page


def parameters() -> dict[str, str]:
    """The parameters of the link to what is on screen."""
    return st.session_state[STATE].write(here())


def told() -> list[LinkError]:
    """What was wrong with the address, once."""
    address: Address = st.session_state[STATE]
    wrong, address.wrong = address.wrong, []
    return wrong


def here() -> Place:
    """What is on screen."""
    session = state.current()
    return Place(
        scenario=session.scenario, preset=session.preset,
        draws=tuple(session.draws.values()), t=session.view.t, unit=session.view.unit,
        section=session.section, screen=session.screen, compare=compare.current(),
        gradients=gradients_settings.current(),
        language=st.session_state.get("language", ""), names=st.session_state.get("names", ""),
    )  # fmt: skip


def go(place: Place) -> None:
    """Put a place on screen.

    Args:
        place: where to.
    """
    session = state.current()
    scenario = place.scenario
    if session.preset == place.preset and _alike(session, place):
        session.look_at(scenario.part)  # no change to take back
        scenario = session.scenario
    session.switch(replace(place.screen, embedded=session.screen.embedded))
    session.open(scenario, place.preset, place.t, place.unit)
    session.section = place.section
    if place.draws:
        session.drew(*place.draws)
    if session.screen.locked:
        session.origin, session.past = scenario, []
    for name in ("language", "names"):
        if wish := getattr(place, name):
            st.session_state[name] = wish
    for name in TABS:  # still open where they were in the other place
        if name in st.session_state:
            del st.session_state[name]
    st.session_state["compare"], st.session_state["gradients"] = place.compare, place.gradients


def _alike(session: state.Session, place: Place) -> bool:
    """Whether both have the same document, whichever part of it is looked at."""
    described = [
        document.write_document(seen(one.scenario.document), one.preset) for one in (session, place)
    ]
    return described[0] == described[1]


def _visited() -> None:
    visit = st.session_state["history"].get("visit")
    query = visit.get("query") if isinstance(visit, Mapping) else None
    if not isinstance(query, str) or len(query) > 2 * fields.MOST_LINK:
        return
    try:
        pairs = parse_qsl(query[1:], keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return
    _visit(dict(pairs))


def _visit(texts: Mapping[str, str]) -> None:
    first = STATE not in st.session_state
    place, wrong = fields.read(texts)
    go(place)
    session = state.current()
    session.screen.embedded = bool(st.context.is_embedded)
    page = ""
    if first:
        session.past, session.autoplay = [], set(texts) <= PLAYS
    else:
        page = st.session_state[STATE].page
    st.session_state[STATE] = Address(fields.written(here()), page, wrong)
