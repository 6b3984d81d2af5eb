"""The head of the Compare page: what stands beside what, and what is held in it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sim import Clamp
from sim.cells import LISTED_CELLS
from sim.lab import Side
from sim.lab.comparison import OPEN
from sim.run.clamps import clampable
from ui.compare.other import BESIDE, HERE, NOBODY
from ui.compare.settings import HELD, LEAST, MOST, SHOWN, CompareSettings
from ui.reruns.bound import bound
from ui.session.state import Session
from ui.widgets import held
from ui.widgets.part import part_picker
from ui.words import sentences, t

Runs = Mapping[str, Side]


def header(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """What stands beside what, how it is shown, and which gates are held."""
    with st.container(
        key="compare_header", horizontal=True, vertical_alignment="center", gap="small"
    ):
        part_picker(session)
        if session.screen.large:  # there it is not said what is compared
            beside(session, choice)
        if choice.other.scenario is None:
            st.multiselect(
                t("compare.cells"), LISTED_CELLS, max_selections=MOST, label_visibility="collapsed",
                placeholder=t("compare.cells"), format_func=lambda key: t(f"cells.{key}"),
                **choice.bound("cells"),
            )  # fmt: skip
        st.segmented_control(
            t("compare.view"), SHOWN, required=True, label_visibility="collapsed",
            format_func=lambda name: t(f"compare.view_{name}"), **choice.bound("view"),
        )  # fmt: skip
        if session.screen.locked:
            return
        _keeping(session, choice, runs)
        gates = st.popover(
            t("compare.held_gates"), key="compare_held_gates", icon=":material/lock:",
            on_change="rerun",
        )  # fmt: skip
        if gates.open:
            with gates:
                _held(session, choice, runs)


def beside(session: Session, choice: CompareSettings) -> None:
    """The one choice of what stands beside the Step page's scenario."""
    with st.container(
        key="compare_beside_row", horizontal=True, vertical_alignment="center", gap="small",
        width="content",
    ):  # fmt: skip
        st.caption(t("compare.beside"), width="content")
        what = choice.other.what if choice.other.scenario else NOBODY
        st.selectbox(
            t("compare.beside"), choice.other.offered(session), width=260,
            label_visibility="collapsed", format_func=choice.other.named,
            disabled=session.screen.locked,
            **bound(
                "compare_beside", what, lambda wish: choice.put_beside(session, wish),
                in_words=True,
            ),
        )  # fmt: skip


def _keeping(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """One switch and one slider for what keeps the memory, in all cells alike."""
    values = [v for one in runs.values() if (v := one.held_throughout()) is not None]
    choice.held = values[0] if values else choice.held

    switch = {"on": bool(values)}  # both may change in one message

    def keep(on: bool, value: float) -> None:
        choice.held, switch["on"] = value, on
        choice.hold(session, runs, choice.keeping_at(runs, value if on else None))

    st.toggle(
        t("compare.hold"), help=t("compare.hold_help"),
        **bound("compare_hold", bool(values), lambda on: keep(on, choice.held)),
    )  # fmt: skip
    st.slider(
        t("compare.held"), HELD.least, HELD.most, step=HELD.step, disabled=not values, width=150,
        label_visibility="collapsed",
        **bound("compare_held", choice.held, lambda value: keep(switch["on"], value)),
    )  # fmt: skip


def _held(session: Session, choice: CompareSettings, runs: Runs) -> None:
    """Gates left out at a touch, and every single one that is held."""
    having = {
        name: [key for key, one in runs.items() if gate in clampable(one.cell)]
        for name, gate in OPEN.items()
    }
    before = [
        name
        for name, keys in having.items()
        if keys and all(runs[key].holds_open(OPEN[name]) for key in keys)
    ]

    # In the order in which they were chosen, as the widget has them.
    said = st.session_state.get("compare_open") or []
    before.sort(key=lambda name: said.index(name) if name in said else len(said))

    def leave_out(now: list[str]) -> None:
        for name in set(now) ^ set(before):
            new = [Clamp(OPEN[name], 1.0)] if name in now else []
            choice.hold(session, runs, {
                key: (*runs[key].without(OPEN[name]), *new) for key in having[name]
            })  # fmt: skip

    if offered := [name for name, keys in having.items() if keys]:
        st.pills(
            t("compare.open"), offered, selection_mode="multi", help=t("compare.open_help"),
            format_func=lambda name: t(f"compare.open_{name}"),
            **bound("compare_open", before, leave_out, in_words=True),
        )  # fmt: skip
    held.panel(
        {key: one for key, one in _holding(runs).items() if clampable(one.cell)},
        lambda key, clamps: choice.hold(session, runs, {key: clamps}),
    )


def _holding(runs: Runs) -> dict[str, held.Held]:
    return {
        key: held.Held(name_of(key), one.cell, one.clamps, one.scenario.sizes["T"])
        for key, one in runs.items()
    }


def name_of(key: str) -> str:
    """What a run is called, in a word or two.

    Args:
        key: of a cell, HERE or BESIDE.
    """
    if key in (HERE, BESIDE):
        return t("compare.here" if key == HERE else "compare.other")
    return t(f"cells.{key}")


def sentence(choice: CompareSettings, runs: Runs) -> str:
    """What is compared, in words."""
    if BESIDE in runs:
        texts = _of_two(*runs.values())
    elif len(choice.cells) < LEAST:
        return t("compare.too_few")
    else:
        sizes = next(iter(runs.values())).scenario.sizes
        texts = [t("compare.same", X=sizes["X"], H=sizes["H"], T=sizes["T"])]
    said = [part for one in _holding(runs).values() for part in held.told(one)]
    if said:
        texts.append(t("compare.held_now", held=" · ".join(said)))
    if any(one.before and not one.clamps for one in runs.values()):
        texts.append(t("compare.former_now"))
    return sentences(texts)


def _of_two(here: Side, beside: Side) -> list[str]:
    """How two scenarios stand to each other."""
    a, b = here.scenario, beside.scenario
    if a.digest == b.digest:
        return [t("compare.alike")]
    texts = [t("compare.two")]
    if a.sizes["T"] != b.sizes["T"]:
        texts.append(t("compare.two_T", here=a.sizes["T"], beside=b.sizes["T"]))
    if a.sizes["H"] != b.sizes["H"]:
        texts.append(t("compare.two_H", here=a.sizes["H"], beside=b.sizes["H"]))
    return texts
