"""The controls of the Step page: what to look at, and the settings behind a button."""

from __future__ import annotations

import streamlit as st

from sim.cells import LISTED_CELLS
from sim.document.seen import PartScenario
from ui.reruns.bound import bound
from ui.session.changes import is_exact
from ui.session.state import Session
from ui.stage import preview
from ui.step import examples
from ui.step.settings import kind_of, settings
from ui.widgets.part import part_picker
from ui.words import in_this_language, t

OF_ONE = {"preset": 250, "part": 0, "cell": 210}  # widths in pixels
OF_NETWORK = {"preset": 215, "part": 185, "cell": 150}


def shown(session: Session) -> tuple:
    """What the header shows of a session: it is redrawn when this changes."""
    scenario = session.scenario
    made_as = (scenario.cell, scenario.options, scenario.sizes, scenario.clamps, scenario.seed)
    made_as = (*made_as, session.parts(), scenario.part)
    return (*made_as, session.preset, kind_of(scenario), bool(session.past), session.view.locked)


def _summary(scenario: PartScenario) -> str:
    """Sizes and parameters; those of a readout are numbers to learn too."""
    sizes = {name: scenario.sizes[name] for name in "XHT"}
    read_out = scenario.output.params.values() if scenario.output else ()
    count = scenario.chosen_cell.count(**scenario.sizes)
    if not scenario.chosen_cell.states:
        own = " · ".join(f"{name} {size}" for name, size in scenario.sizes.items() if size)
        return t("step.summary_part", sizes=own, count=count)
    if not read_out:
        return t("step.summary", count=count, **sizes)
    more = sum(value.size for value in read_out)
    return t("step.summary_readout", count=count, more=more, **sizes)


def header(session: Session) -> None:
    """Example, cell, sizes and the few switches that belong beside them, in one row."""
    scenario, screen = session.scenario, session.screen
    fixed = "inputs" in session.view.locked
    widths = OF_NETWORK if len(session.parts()) > 1 else OF_ONE
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        if screen.shows("preset"):
            st.selectbox(
                t("step.preset"), examples.offered(session.preset),
                label_visibility="collapsed", width=widths["preset"], disabled=screen.locked,
                format_func=lambda key: t(f"presets.{key}"),
                **bound("preset", session.preset, session.begin, in_words=True),
            )  # fmt: skip
        part_picker(session, widths["part"])
        if screen.shows("cell"):
            _cell(session, widths["cell"])
        st.caption(_summary(scenario), width="content")
        if screen.locked:
            with st.container(key="is_locked", width="content"):
                st.caption(f":material/lock: {t('links.is_locked')}", help=t("links.locked"))
        st.space("stretch")
        cell = scenario.chosen_cell
        has_gates = any(cell.line[key].role == "gate" for key in cell.activations)
        if has_gates and screen.shows("exact_gates"):
            st.toggle(
                t("step.exact_gates"), help=t("step.exact_gates_help"), disabled=screen.locked,
                **bound("exact_gates", is_exact(scenario), session.exact_gates),
            )  # fmt: skip
        if screen.shows("undo"):
            st.button(
                t("step.undo"), key="undo", help=t("step.undo_help"), icon=":material/undo:",
                type="tertiary", disabled=fixed or not session.past,
                on_click=in_this_language(_undo), args=(session,),
            )  # fmt: skip
        if screen.shows("reset"):
            st.button(
                t("step.reset"), key="reset", help=t("step.reset_help"), type="tertiary",
                icon=":material/restart_alt:", disabled=fixed,
                on_click=in_this_language(session.reset),
            )  # fmt: skip
        if screen.shows("settings"):
            popover = st.popover(
                t("step.settings"), key="settings", icon=":material/tune:", on_change="rerun",
                disabled=screen.locked,
            )  # fmt: skip
            if popover.open:
                with popover, st.container(key="settings_panel"):
                    settings(session)


def _cell(session: Session, width: int) -> None:
    """The choice of the cell; one without a state is what its part is there for, and stays."""
    scenario = session.scenario
    if scenario.cell not in LISTED_CELLS:
        st.caption(t(f"cells.{scenario.cell}"), width="content")
        return
    st.selectbox(
        t("step.cell"), LISTED_CELLS, label_visibility="collapsed", width=width,
        format_func=lambda key: t(f"cells.{key}"), disabled=session.screen.locked,
        **bound("cell", scenario.cell, session.change_cell, in_words=True),
    )  # fmt: skip


def _undo(session: Session) -> None:
    """Undo, after the edits that came with the click: Streamlit calls buttons first."""
    for source in ("stage", "editor"):
        if edits := (st.session_state.get(source) or {}).get("edits"):
            preview.edit(session, edits) if source == "stage" else session.edit(edits, source)
    preview.undo(session)
