"""The controls of the Gradients page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from sim.cells import LISTED_CELLS
from sim.document.seen import PartScenario
from sim.lab import LOSSES, SCALES, Run, read_targets, readout_for
from sim.lab.targets import TYPED
from sim.run.trace import Trace
from sim.text.write import significant
from ui.gradients.settings import (
    ELMAN_ACTIVATIONS,
    MOST,
    NUMBERS,
    PRODUCTS,
    SOURCES,
    STEPS,
    UNITS,
    Settings,
    quantities,
)
from ui.session import state
from ui.widgets.number import number_field
from ui.widgets.part import part_picker
from ui.words import listed, sentences, t
from ui.words.markdown import plain


def header(settings: Settings, runs: Mapping[str, Run]) -> None:
    """The question, in which cells, the derivative by what is drawn, whose numbers, of which part.

    Args:
        settings: the page's.
        runs: by cell, none where the part that is looked at has no memory.
    """
    with st.container(
        key="gradients_header", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.markdown(f"#### {t('gradients.question')}", width="content")
        st.multiselect(
            t("gradients.cells"), LISTED_CELLS, max_selections=MOST, width="stretch",
            label_visibility="collapsed", placeholder=t("gradients.cells"),
            format_func=lambda key: t(f"cells.{key}"), **settings.bound("cells"),
        )  # fmt: skip
        if runs:
            st.selectbox(
                t("gradients.quantity"), quantities(runs), width=205, label_visibility="collapsed",
                format_func=_quantity, **settings.bound("quantity"),
            )  # fmt: skip
        st.segmented_control(
            t("gradients.source"), SOURCES, label_visibility="collapsed", required=True,
            format_func=lambda name: t(f"gradients.source_{name}"), **settings.bound("source"),
        )  # fmt: skip
        if settings.source == "scenario":
            part_picker(state.current())


def _quantity(name: str) -> str:
    if name == "s" or name in PRODUCTS:
        return t(f"gradients.quantity_{name}")
    return f"‖∂L/∂{name}ₜ‖"


def symbols(settings: Settings, runs: Mapping[str, Run], T: int) -> None:
    """What L and the bars around it are, where they are first seen.

    Args:
        settings: the page's.
        runs: by cell.
        T: timesteps of the runs on screen.
    """
    with st.container(key="gradients_symbols"):
        st.caption(symbols_said(settings, runs, T))


def symbols_said(settings: Settings, runs: Mapping[str, Run], T: int) -> str:
    """The same as a text. Args: as for `symbols`."""
    if settings.quantity in PRODUCTS:
        return t("gradients.spectral_is")
    choice = settings.choice
    last, kind = choice.looks_at(T)[1], choice.kind
    fields = {}
    if kind == "one_value":
        fields = {"last": last, "what": _of_each(runs, lambda trace: _value(trace, choice.unit))}
    elif kind not in TYPED:
        fields = {"line": _of_each(runs, lambda trace: trace.cell.output)}
        fields |= {"last": last} if kind == "last_step" else {}
    return sentences([t(f"gradients.loss_is_{kind}", **fields), t("gradients.norm_is")])


def _value(trace: Trace, unit: int) -> str:
    """The one number of a run that is the loss."""
    line = trace.cell.output
    return t("gradients.loss_is_value", line=line, unit=min(unit, trace[line].shape[1]))


def _of_each(runs: Mapping[str, Run], named: Callable[[Trace], str]) -> str:
    """What the loss looks at, and in which cells it is another quantity than in the first."""
    cells: dict[str, list[str]] = {}
    for run in runs.values():
        cells.setdefault(named(run.trace), []).append(t(f"cells.{run.trace.cell.key}"))
    said, *others = cells
    for other in others:
        said = t("gradients.loss_is_other", what=said, other=other, cells=listed(cells[other]))
    return said


def sliders(settings: Settings, runs: Mapping[str, Run], T: int) -> None:
    """Everything that changes the curves, but for where the loss looks.

    Args:
        settings: the page's.
        runs: by cell.
        T: timesteps of the runs on screen.
    """
    mine = settings.source == "scenario"
    columns = st.columns(4, gap="medium")
    with columns[0]:
        st.slider(t(f"gradients.scale_{settings.scale}"), disabled=mine,
                  help=t("gradients.scale_help"), **settings.slider("sigma"))  # fmt: skip
    with columns[1]:
        st.slider(t("gradients.keep"), disabled=mine, help=t("gradients.keep_help"),
                  **settings.slider("keep"))  # fmt: skip
    with columns[2]:
        _step(settings, T)
    with columns[3], st.container(key="gradients_holding", gap=None):
        st.toggle(t("gradients.hold"), help=t("gradients.hold_help"), width="stretch",
                  **settings.bound("hold"))  # fmt: skip
        st.slider(t("gradients.held"), disabled=not settings.hold,
                  label_visibility="collapsed", **settings.slider("held"))  # fmt: skip
    columns = st.columns([1, 1, 2], gap="medium")
    with columns[0]:
        st.select_slider(t("gradients.T"), STEPS, disabled=mine, **settings.bound("T"))
    with columns[1]:
        st.select_slider(t("gradients.H"), UNITS, disabled=mine, **settings.bound("H"))
    with columns[2], st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            t("gradients.scale"), SCALES, disabled=mine, width=116,
            format_func=lambda name: t(f"gradients.short_{name}"), **settings.bound("scale"),
        )  # fmt: skip
        st.selectbox(
            t("gradients.activation"), ELMAN_ACTIVATIONS, width=112,
            disabled=mine or not any(run.cell.sole_activation for run in runs.values()),
            **settings.bound("activation"),
            format_func=lambda name: t(f"step.activation_{name}"),
        )  # fmt: skip
        number_field(t("gradients.seed"), disabled=mine, width=110, **settings.field("seed"))
        st.selectbox(
            t("gradients.loss"), LOSSES, width=165, **settings.bound("loss"),
            format_func=lambda name: t(f"gradients.loss_{name}"),
        )  # fmt: skip


def loss(settings: Settings, runs: Mapping[str, Run], T: int) -> None:
    """Where the loss looks, for the kinds that must be told; a mistake, beside what was typed.

    Args:
        settings: the page's.
        runs: by cell.
        T: timesteps of the runs on screen.
    """
    if settings.loss == "one_value":
        H = next(iter(runs.values())).trace["h"].shape[1]
        with st.container(key="gradients_loss_place", horizontal=True, gap="small"):
            _place(settings, "loss_t", T)
            _place(settings, "loss_unit", H)
    elif settings.loss in TYPED:
        with st.container(
            key="gradients_loss_place", horizontal=True, gap="small", vertical_alignment="center"
        ):
            st.text_area(
                t("gradients.targets"), height=68, width=260, help=t("gradients.targets_help"),
                **settings.bound("targets"),
            )  # fmt: skip
            with st.container(width="stretch"):
                if settings.refused:
                    st.error(t("gradients.targets_refused", why=plain(settings.refused)))
                else:
                    st.caption(targets_said(settings, runs, state.current().scenario, T))


def targets_said(
    settings: Settings, runs: Mapping[str, Run], scenario: PartScenario, T: int
) -> str:
    """What targets were read, what meets them, and how large the loss is.

    Args:
        settings: the page's.
        runs: by cell.
        scenario: of the Step page.
        T: timesteps.
    """
    choice = settings.choice
    targets = read_targets(choice.kind, choice.targets)
    first, last = choice.looks_at(T)
    run = next(iter(runs.values()))
    output = scenario.output if settings.source == "scenario" else None
    _, drawn = readout_for(
        choice.kind, targets.shape[1], run.trace["h"].shape[1], settings.seed, output
    )
    values = listed(
        f"{t(f'cells.{cell}')} {significant(one.loss(one.trace).value, 4)}"
        for cell, one in runs.items()
    )
    outputs = targets.shape[1]
    said = (
        t("gradients.targets_one", last=last, outputs=outputs)
        if first == last
        else t("gradients.targets_some", first=first, last=last, outputs=outputs)
    )
    origin = "drawn" if drawn else "own"
    return sentences([
        said, t(f"gradients.readout_{origin}_{choice.kind}"),
        t("gradients.loss_values", values=values),
    ])  # fmt: skip


def _place(settings: Settings, name: str, most: int) -> None:
    """A number up to a size of the run."""
    number_field(t(f"gradients.{name}"), width=130, **settings.field(name, most))


def _step(settings: Settings, T: int) -> None:
    """The cursor."""
    if T > 1:
        st.slider(t("gradients.t"), NUMBERS["t"].least, T, **settings.bound("t", T))
