"""The head of the Compare page: which cells, what is held in them, and the one player."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sim import CELLS, Clamp
from sim.lab import Side
from sim.lab.comparison import OPEN
from sim.run.clamps import clampable
from ui.compare.settings import HELD, LEAST, MOST, SHOWN, Choice
from ui.reruns.bound import bound
from ui.session.state import Session
from ui.widgets import held
from ui.words import sentences, t

Runs = Mapping[str, Side]


def header(session: Session, choice: Choice, runs: Runs) -> None:
    """Which cells, how they are shown, and which of their gates are held."""
    with st.container(
        key="compare_header", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.multiselect(
            t("compare.cells"), list(CELLS), max_selections=MOST, label_visibility="collapsed",
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


def _keeping(session: Session, choice: Choice, runs: Runs) -> None:
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


def _held(session: Session, choice: Choice, runs: Runs) -> None:
    """Gates left out at a touch, and every single one that is held."""
    having = {
        name: [key for key, one in runs.items() if gate in clampable(one.trace.cell)]
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
    first = next(iter(runs.values()))
    held.panel(
        {
            key: (one.trace.cell, one.clamps)
            for key, one in runs.items()
            if clampable(one.trace.cell)
        },
        first.trace.T,
        lambda key, clamps: choice.hold(session, runs, {key: clamps}),
    )


def sentence(choice: Choice, runs: Runs) -> str:
    """What is compared, in words."""
    if len(choice.cells) < LEAST:
        return t("compare.too_few")
    sizes = next(iter(runs.values())).scenario.sizes
    texts = [t("compare.same", X=sizes["X"], H=sizes["H"], T=sizes["T"])]
    said = [part for key, one in runs.items() for part in held.told(key, one.clamps, sizes["T"])]
    if said:
        texts.append(t("compare.held_now", held=" · ".join(said)))
    if any(one.before and not one.clamps for one in runs.values()):
        texts.append(t("compare.former_now"))
    return sentences(texts)
