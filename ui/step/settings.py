"""What is set of the part on screen: sizes, activations, held gates, readout, new weights."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import streamlit as st

from sim.document.convert import roles
from sim.document.initialise import SCALES, SCHEMES, USUAL_SCHEME
from sim.document.resize import resizable
from sim.document.seen import PartScenario
from sim.graph.activations import NAMES, Activation
from sim.graph.letters import letter_of
from sim.network.outputs import KINDS, SOFTMAX
from sim.run.clamps import clampable
from sim.text.limits import BROWSER
from ui.reruns.bound import bound
from ui.session.changes import with_activation, with_readout
from ui.session.state import Session
from ui.widgets import held
from ui.widgets.number import Number, number_field, number_in, whole
from ui.widgets.number.declared import SEED
from ui.words import in_this_language, t
from ui.words.lines import plain

SIZES = {name: whole(1, getattr(BROWSER, name)) for name in "XHYT"}
OUTPUTS = whole(1, BROWSER.Y, usual=2)
FED_BACK = whole(1, BROWSER.T, usual=7)
SCALE_TO = Number(0.0, 100.0, usual=1.0, step=0.05)
KEEP_BIAS = Number(step=0.5)
HARD_SIGMOID = {
    "slope": Number(1e-3, usual=Activation.slope, step=0.05),
    "offset": Number(usual=Activation.offset, step=0.05),
}


def settings(session: Session) -> None:
    """What can be set of the part; what others give it, or it has not, is left out.

    Args:
        session: of the visitor.
    """
    scenario = session.scenario
    sizes, activations = _sizes_of(scenario), _activations_of(scenario)
    if not (sizes or activations or scenario.params or reads_out(scenario)):
        st.text(t("step.nothing_to_set"))
        return
    if sizes:
        _sizes(session, scenario, sizes)
    if activations:
        _activations(session, scenario, activations)
    _held(session, scenario)
    if reads_out(scenario):
        _readout(session, scenario)
    if scenario.params:
        _weights(session, scenario)


def reads_out(scenario: PartScenario) -> bool:
    """Whether a readout of it is set here: in a network it is a part of its own.

    Args:
        scenario: what is on screen.
    """
    return scenario.is_whole and bool(scenario.chosen_cell.states)


def _sizes_of(scenario: PartScenario) -> list[str]:
    """The sizes that can be changed here; an own Y stands with the readout where there is one."""
    found = resizable(scenario)
    return [name for name in found if name != "Y" or not reads_out(scenario)]


def _sizes(session: Session, scenario: PartScenario, names: list[str]) -> None:
    st.markdown(f"**{t('step.sizes')}**")
    for column, name in zip(st.columns(3), names, strict=False):
        with column:
            number_field(
                t("step.outputs" if name == "Y" else f"step.size_{name}"), SIZES[name],
                key=f"size_{name}", value=scenario.sizes[name],
                take=lambda size, name=name: session.resize(**{name: size}),
            )  # fmt: skip


def _activations_of(scenario: PartScenario) -> dict[str, Activation | None]:
    """Line -> its activation, None for a softmax."""
    cell = scenario.chosen_cell
    if cell.softmax and not cell.activations:
        return {cell.output: None}
    return dict(cell.activations)


def _activations(
    session: Session, scenario: PartScenario, chosen: dict[str, Activation | None]
) -> None:
    st.markdown(f"**{t('step.activations')}**")
    cell = scenario.chosen_cell
    for place, (line, activation) in enumerate(chosen.items()):
        if place % 3 == 0:  # a row of its own: on a phone columns stand below each other
            columns = st.columns(3)

        def choose(option: str, line: str = line) -> None:
            session.attempt(lambda s: with_activation(s, line, option))

        offered = [*NAMES, *([SOFTMAX] if cell.softmax and line == cell.output else [])]
        with columns[place % 3]:
            st.selectbox(
                t("step.activation_of", line=line, title=plain(cell, line)), offered,
                format_func=lambda name: t(f"step.activation_{name}"),
                **bound(
                    f"activation_{line}", activation.name if activation else SOFTMAX, choose,
                    in_words=True,
                ),
            )  # fmt: skip
            if activation and activation.name == "hard_sigmoid":
                _hard_sigmoid(session, line, activation)


def _hard_sigmoid(session: Session, line: str, activation) -> None:
    def choose(**changed: float) -> None:
        def changed_in(s: PartScenario) -> PartScenario:
            now = s.chosen_cell.activations[line]
            option = {"name": now.name, "slope": now.slope, "offset": now.offset}
            return with_activation(s, line, option | changed)

        session.attempt(changed_in)

    labels = {"slope": t("step.slope"), "offset": t("step.offset")}
    for name, number in HARD_SIGMOID.items():
        number_field(
            labels[name], number, key=f"{name}_{line}",
            value=float(getattr(activation, name)),
            take=lambda value, name=name: choose(**{name: value}),
        )  # fmt: skip


def _held(session: Session, scenario: PartScenario) -> None:
    cell = scenario.chosen_cell
    if not clampable(cell):
        return
    st.markdown(f"**{t('step.held')}**")
    held.panel(
        {cell.key: held.Held(t(f"cells.{cell.key}"), cell, scenario.clamps, scenario.sizes["T"])},
        lambda _, clamps: session.attempt(lambda s: s.changed(clamps=clamps)),
    )  # fmt: skip


def _readout(session: Session, scenario: PartScenario) -> None:
    st.markdown(f"**{t('step.readout')}**")
    own = scenario.chosen_cell.own_output is not None  # it reads itself out
    left, right = st.columns(2, vertical_alignment="bottom")
    kind = kind_of(scenario)

    def choose(kind: str | None = None, outputs: int | None = None) -> None:
        if own:
            return session.resize(Y=outputs)
        session.attempt(
            lambda s: with_readout(s, kind or kind_of(s), outputs or s.sizes["Y"] or OUTPUTS.usual)
        )

    outputs = scenario.sizes["Y"] or OUTPUTS.usual
    if own:
        left.caption(t("step.readout_own"))
    else:
        left.selectbox(
            t("step.readout"), ["none", *KINDS], label_visibility="collapsed",
            format_func=lambda name: t(f"step.readout_{name}"),
            **bound("readout", kind, lambda one: choose(kind=one), in_words=True),
        )  # fmt: skip
    with right:
        number_field(
            t("step.outputs"), OUTPUTS, key="outputs", value=outputs,
            disabled=not own and kind not in ("linear", "softmax"),
            take=lambda count: choose(outputs=count),
        )  # fmt: skip
    if kind.startswith("softmax") and scenario.sizes["X"] == scenario.sizes["Y"]:
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            number_field(t("step.feed_back_steps"), FED_BACK, key="feed_back_steps")
        right.button(
            t("step.feed_back"),
            key="feed_back",
            on_click=in_this_language(lambda: session.feed_back(number_in("feed_back_steps"))),
        )


def kind_of(scenario: PartScenario) -> str:
    """Which readout there is, "none" for none.

    Args:
        scenario: what is on screen.
    """
    return scenario.output_kind or "none"


def _weights(session: Session, scenario: PartScenario) -> None:
    st.markdown(f"**{t('step.new_weights')}**")
    drawn = _drawn(scenario)
    for column, (name, letters) in zip(st.columns(3), drawn.items(), strict=False):
        known = SCHEMES[name]
        column.selectbox(
            letters, list(known), index=list(known).index(USUAL_SCHEME),
            key=f"scheme_{name}", format_func=lambda key: t(f"step.scheme_{key}"),
            persist_state="session",
        )  # fmt: skip
    left, right = st.columns(2)
    if "recurrent" in drawn:
        scale = left.selectbox(
            t("step.scale"), ["none", *SCALES], key="scale",
            format_func=lambda key: t(f"step.scale_{key}"), persist_state="session",
        )  # fmt: skip
        with right:
            number_field(t("step.scale_to"), SCALE_TO, key="scale_to", disabled=scale == "none")
    keep = roles(scenario.cell).get("keep")
    if keep:
        with left:
            number_field(
                t("step.keep_bias", line=keep), KEEP_BIAS, key="keep_bias",
                help=t("step.keep_bias_help"), placeholder=t("step.scale_none"),
            )  # fmt: skip
    with right:
        number_field(
            t("step.seed"), SEED, key="seed", value=_next_seed(scenario),
            take=partial(_keep_seed, scenario),
        )  # fmt: skip
    left.button(
        t("step.draw"), key="draw", type="primary",
        on_click=in_this_language(lambda: _draw(session, drawn, keep)),
    )  # fmt: skip
    if "recurrent" in drawn:
        right.button(
            t("step.cut_memory"), key="cut_memory", on_click=in_this_language(session.cut_memory)
        )


def _drawn(scenario: PartScenario) -> dict[str, str]:
    """Key of SCHEMES -> the letters of what is drawn by it, of a cell with a state as usual."""
    if scenario.chosen_cell.states:
        return {name: t(f"step.scheme_{name}") for name in SCHEMES}
    found: dict[str, list[str]] = {}
    for name in scenario.params:
        scheme = "input" if letter_of(name).rank == 2 else "bias"
        found.setdefault(scheme, []).append(name.partition("_")[0])
    return {name: ", ".join(dict.fromkeys(found[name])) for name in SCHEMES if name in found}


def _draw(session: Session, drawn: Collection[str], keep: str | None) -> None:
    """New weights as the fields say now: a number may come along with the press of the button."""
    chosen = st.session_state
    # A word of another language may still come from a browser that has not heard of the change.
    schemes: dict[str, object] = {
        name: scheme if (scheme := chosen[f"scheme_{name}"]) in known else USUAL_SCHEME
        for name, known in SCHEMES.items()
        if name in drawn
    }
    if "recurrent" in drawn and chosen["scale"] in SCALES:
        schemes[chosen["scale"]] = number_in("scale_to")
    if keep and (bias := number_in("keep_bias")) is not None:
        schemes["keep_bias"] = {f"b_{keep}": bias}
    session.randomise(number_in("seed"), **schemes)


def _keep_seed(scenario: PartScenario, seed: int) -> None:
    st.session_state["seed_for"] = (scenario, seed)


def _next_seed(scenario: PartScenario) -> int:
    """A seed that has not been drawn yet, unless a person is choosing one."""
    fallback = SEED.usual if scenario.seed is None else (scenario.seed + 1) % (SEED.most + 1)
    chosen_for, chosen = st.session_state.get("seed_for", (None, fallback))
    return chosen if chosen_for is scenario else fallback
