"""The controls of the Step page: what to look at, and the settings behind a button."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.cells import LISTED_CELLS
from sim.document.convert import roles
from sim.document.initialise import SCALES, SCHEMES, USUAL_SCHEME
from sim.document.seen import PartScenario
from sim.graph.activations import NAMES, Activation
from sim.network.outputs import KINDS
from sim.run.clamps import clampable
from sim.text.limits import BROWSER
from ui.reruns.bound import bound
from ui.session.changes import is_exact, with_activation, with_readout
from ui.session.state import Session
from ui.stage import preview
from ui.step import examples
from ui.widgets import held
from ui.widgets.number import Number, number_field, number_in, whole
from ui.widgets.number.declared import SEED
from ui.widgets.part import part_picker
from ui.words import in_this_language, t
from ui.words.lines import plain

OF_ONE = {"preset": 250, "part": 0, "cell": 210}  # widths in pixels
OF_NETWORK = {"preset": 215, "part": 185, "cell": 150}
SIZES = {name: whole(1, getattr(BROWSER, name)) for name in "XHT"}
OUTPUTS = whole(1, BROWSER.Y, usual=2)
FED_BACK = whole(1, BROWSER.T, usual=7)
SCALE_TO = Number(0.0, 100.0, usual=1.0, step=0.05)
KEEP_BIAS = Number(step=0.5)
HARD_SIGMOID = {
    "slope": Number(1e-3, usual=Activation.slope, step=0.05),
    "offset": Number(usual=Activation.offset, step=0.05),
}


def shown(session: Session) -> tuple:
    """What the header shows of a session: it is redrawn when this changes."""
    scenario = session.scenario
    made_as = (scenario.cell, scenario.options, scenario.sizes, scenario.clamps, scenario.seed)
    made_as = (*made_as, session.parts(), scenario.part)
    return (*made_as, session.preset, _kind(scenario), bool(session.past), session.view.locked)


def _summary(scenario: PartScenario) -> str:
    """Sizes and parameters; those of a readout are numbers to learn too."""
    sizes = {name: scenario.sizes[name] for name in SIZES}
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
            settings = st.popover(
                t("step.settings"), key="settings", icon=":material/tune:", on_change="rerun",
                disabled=screen.locked,
            )  # fmt: skip
            if settings.open:
                with settings:
                    _settings(session)


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


def _settings(session: Session) -> None:
    scenario = session.scenario
    _sizes(session, scenario)
    _activations(session, scenario)
    _held(session, scenario)
    _readout(session, scenario)
    _weights(session, scenario)


def _sizes(session: Session, scenario: PartScenario) -> None:
    st.markdown(f"**{t('step.sizes')}**")
    for column, (name, number) in zip(st.columns(3), SIZES.items(), strict=True):
        with column:
            number_field(
                t(f"step.size_{name}"), number, key=f"size_{name}", value=scenario.sizes[name],
                take=lambda size, name=name: session.resize(**{name: size}),
            )  # fmt: skip


def _activations(session: Session, scenario: PartScenario) -> None:
    st.markdown(f"**{t('step.activations')}**")
    cell = scenario.chosen_cell
    for place, (line, activation) in enumerate(cell.activations.items()):
        if place % 3 == 0:  # a row of its own: on a phone columns stand below each other
            columns = st.columns(3)

        def choose(option: str, line: str = line) -> None:
            session.attempt(lambda s: with_activation(s, line, option))

        with columns[place % 3]:
            st.selectbox(
                t("step.activation_of", line=line, title=plain(cell, line)), list(NAMES),
                format_func=lambda name: t(f"step.activation_{name}"),
                **bound(f"activation_{line}", activation.name, choose, in_words=True),
            )  # fmt: skip
            if activation.name == "hard_sigmoid":
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
    kind = _kind(scenario)

    def choose(kind: str | None = None, outputs: int | None = None) -> None:
        if own:
            return session.resize(Y=outputs)
        session.attempt(
            lambda s: with_readout(s, kind or _kind(s), outputs or s.sizes["Y"] or OUTPUTS.usual)
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


def _kind(scenario: PartScenario) -> str:
    return scenario.output_kind or "none"


def _weights(session: Session, scenario: PartScenario) -> None:
    st.markdown(f"**{t('step.new_weights')}**")
    for column, (name, known) in zip(
        st.columns(3),
        SCHEMES.items(),
        strict=True,
    ):
        column.selectbox(
            t(f"step.scheme_{name}"), list(known), index=list(known).index(USUAL_SCHEME),
            key=f"scheme_{name}", format_func=lambda key: t(f"step.scheme_{key}"),
            persist_state="session",
        )  # fmt: skip
    left, right = st.columns(2)
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
        on_click=in_this_language(lambda: _draw(session, keep)),
    )  # fmt: skip
    right.button(
        t("step.cut_memory"), key="cut_memory", on_click=in_this_language(session.cut_memory)
    )


def _draw(session: Session, keep: str | None) -> None:
    """New weights as the fields say now: a number may come along with the press of the button."""
    chosen = st.session_state
    # A word of another language may still come from a browser that has not heard of the change.
    schemes: dict[str, object] = {
        name: scheme if (scheme := chosen[f"scheme_{name}"]) in known else USUAL_SCHEME
        for name, known in SCHEMES.items()
    }
    if chosen["scale"] in SCALES:
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
