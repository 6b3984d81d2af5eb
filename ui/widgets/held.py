"""Gates held at a value: the rows of a panel that shows, adds, changes and removes clamps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from sim import Cell, Clamp
from sim.run.clamps import MOST, clampable, held_steps
from ui.reruns.bound import bound
from ui.widgets.number import Number, whole
from ui.words import in_this_language, t
from ui.words.lines import plain

Clamps = tuple[Clamp, ...]
Change = Callable[[str, Clamps], object]
VALUE = Number(0.0, 1.0, usual=1.0, step=0.01)


@dataclass(frozen=True)
class Held:
    """A run whose gates can be held.

    Args:
        title: for people.
        cell: that runs.
        clamps: what is held.
        T: number of timesteps.
    """

    title: str
    cell: Cell
    clamps: Clamps
    T: int


def panel(held: Mapping[str, Held], change: Change) -> None:
    """A field to choose one more gate, and a row for every clamp there is.

    Args:
        held: by name.
        change: called with a name and its new clamps.
    """
    many = len(held) > 1
    gates = [(key, gate) for key, one in held.items() for gate in clampable(one.cell)]
    if not gates:
        st.caption(t("held.no_gates"))
        return

    def add(chosen: tuple[str, str] | None) -> None:
        if chosen:
            key, gate = chosen
            change(key, (*held[key].clamps, Clamp(gate, VALUE.usual)))

    st.selectbox(
        t("held.add"), gates, index=None, placeholder=t("held.add"), label_visibility="collapsed",
        format_func=lambda one: _named(held[one[0]], one[1], many),
        disabled=any(len(one.clamps) >= MOST for one in held.values()),
        **bound("held_add", None, add, in_words=True),
    )  # fmt: skip
    for key, one in held.items():
        for place, clamp in enumerate(one.clamps):
            _row(key, place, _named(one, clamp.line, many), one, change)


def _named(one: Held, gate: str, many: bool) -> str:
    name = t("held.gate", gate=gate, title=plain(one.cell, gate))
    return t("held.of_cell", cell=one.title, gate=name) if many else name


def _row(key: str, place: int, name: str, one: Held, change: Change) -> None:
    clamps, clamp, T = one.clamps, one.clamps[place], one.T

    def put(*new: Clamp) -> None:
        change(key, (*clamps[:place], *new, *clamps[place + 1 :]))

    value, steps, gone = (f"held_{part}_{key}_{place}" for part in ("value", "steps", "gone"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{gone}_row"):
        st.markdown(f"**{name}**", width="stretch")
        st.button(
            t("held.remove"), key=gone, icon=":material/close:", type="tertiary",
            on_click=in_this_language(put), help=t("held.remove_help", name=name),
        )  # fmt: skip
    left, right = st.columns(2, gap="medium")
    left.slider(
        t("held.value"), VALUE.least, VALUE.most, step=VALUE.step,
        **bound(value, clamp.value, lambda one: put(replace(clamp, value=one))),
    )  # fmt: skip
    steps_of = whole(1, T)
    if T > 1:
        right.slider(
            t("held.steps"), steps_of.least, steps_of.most,
            **bound(
                steps, (clamp.first, clamp.last or T), lambda span: put(spanning(clamp, *span, T))
            ),
        )  # fmt: skip


def spanning(clamp: Clamp, first: int, last: int, T: int) -> Clamp:
    """The clamp from one step to another; one that reaches the last step goes on to the end.

    Args:
        clamp: as it was.
        first: step from 1.
        last: step from 1, not before the first.
        T: number of timesteps.
    """
    return replace(clamp, first=first, last=None if last == T else last)


def told(one: Held) -> list[str]:
    """What is held in a run, in a few words each: "LSTM f = 0.5 (steps 2 to 4)".

    Args:
        one: the run.
    """
    said = []
    for gate, (on, values) in held_steps(one.clamps, one.T).items():
        for first, last in _spans(on, values):
            value = f"{values[first - 1]:g}"
            text = t("held.told", cell=one.title, gate=gate, value=value)
            if (first, last) != (1, one.T):
                text = t("held.told_steps", held=text, first=first, last=last)
            said.append(text)
    return said


def _spans(on: np.ndarray, values: np.ndarray) -> list[tuple[int, int]]:
    """Steps, from 1, in which a gate is held at one value; of two clamps the later one counts."""
    found: list[tuple[int, int]] = []
    for row in np.flatnonzero(on):
        step = int(row) + 1
        if found and found[-1][1] == row and values[row] == values[row - 1]:
            found[-1] = (found[-1][0], step)
        else:
            found.append((step, step))
    return found
