"""What lies under the curves: computed only while its tab is open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st

from sim.adjoint.differences import Check, check_derivative
from sim.adjoint.jacobians import blocks, jacobians
from sim.adjoint.products import singular_values
from sim.adjoint.sizes import norms
from sim.lab import Run, keeping
from sim.lab.long_products import bounds
from sim.text.write import people, scientific, significant, ten_steps
from ui.figures.gradient_parts import jacobian_map, slopes, spectrum, terms
from ui.gradients.expansion import expansion
from ui.gradients.html import name, table
from ui.gradients.remedies import remedies
from ui.gradients.said.verdicts import gate_a_step
from ui.gradients.settings import PRODUCTS, Settings
from ui.gradients.survey import sweep
from ui.widgets.chart import chart
from ui.widgets.html import html
from ui.widgets.number import number_field
from ui.widgets.tabs import tabs as made
from ui.words import sentences, t

Runs = Mapping[str, Run]
AGREE = 1e-6
UNSETTLED = 0.01  # a share of a central difference
CORNER = 0.01  # of the larger of two one-sided differences: so far apart they are no rounding
MOST_TERMS = 4_000_000  # numbers


def tabs(settings: Settings, runs: Runs, step: int) -> None:
    """The tabs; only the open one computes.

    Args:
        settings: the page's.
        runs: by cell.
        step: under the cursor, from 1.
    """
    titles = {key: t(f"gradients.tab_{key}") for key in TABS}
    show = {key: partial(one, settings, runs, step) for key, one in TABS.items()}
    settings.section = made("gradients_section", titles, show, settings.section)


def _read(settings: Settings, runs: Runs, step: int) -> None:
    for text in read_said(settings, runs):
        st.markdown(text)


def read_said(settings: Settings, runs: Runs) -> list[str]:
    """What "How to read it" says of these curves, a paragraph each.

    Args:
        settings: the page's.
        runs: by cell.
    """
    T = next(iter(runs.values())).trace.T
    if settings.quantity in PRODUCTS:
        told = [t("gradients.read_products", part=PRODUCTS[settings.quantity] or "s", last=T)]
        told += _bounds(runs) if PRODUCTS[settings.quantity] != "c" else []
    else:
        first, last = settings.choice.looks_at(T)
        looks = "one" if first == last else "every" if first == 1 else "some"
        line = settings.quantity
        told = [
            t(f"gradients.read_{looks}", **_fields(looks, first, last)),
            t("gradients.read_state") if line == "s" else t("gradients.read_line", line=line),
        ]
    fair = [t(f"gradients.read_fair_{settings.source}")] * (len(runs) > 1)
    return [
        sentences([t("gradients.read_right"), *told]),
        t("gradients.read_terms"), t("gradients.read_float32"), *_gate(runs), *fair,
        t("gradients.read_matrix"),
    ]  # fmt: skip


def _bounds(runs: Runs) -> list[str]:
    """What the thin dashed line is, where there is one."""
    return [
        t("gradients.read_bound", cell=t(f"cells.{cell}"),
          gamma=f"{runs[cell].trace.cell.activations['h'].steepest:g}")
        for cell in bounds(runs)
    ]  # fmt: skip


def _gate(runs: Runs) -> list[str]:
    """How a gate becomes a factor, with the numbers of the first cell that has a keeping gate."""
    for cell, run in runs.items():
        for gate in keeping(run.cell):
            if (ten := ten_steps(gate_a_step(run, gate))) is not None:
                kept, left = ten
                title = t(f"cells.{cell}")
                return [t("gradients.read_gate", cell=title, gate=gate, kept=kept, left=left)]
    return []


def _fields(looks: str, first: int, last: int) -> dict[str, int]:
    return {"one": {"last": last}, "every": {}, "some": {"first": first, "last": last}}[looks]


def _looked_at(settings: Settings, runs: Runs) -> str:
    """The cell that a tab tells of."""
    return st.selectbox(
        t("gradients.cell"), width=220, format_func=lambda key: t(f"cells.{key}"),
        **settings.pick("looked_at", list(runs), "gradients_cell"),
    )  # fmt: skip


def _jacobian(settings: Settings, runs: Runs, step: int) -> None:
    cell = _looked_at(settings, runs)
    run = runs[cell]
    J = jacobians(run.trace.part(step - 1, step))[0]
    values = singular_values(J)
    rows = [
        f"{s}[{k + 1}]" for s, at in blocks(run.trace).items() for k in range(at.stop - at.start)
    ]
    left, right = st.columns(2, gap="medium")
    with left:
        plain = "gradients.jacobian_elman" if run.is_tanh_elman else "gradients.jacobian"
        st.caption(t(plain, t=step))
        _draw("jacobian", jacobian_map(J, rows, dark=_dark()))
    with right:
        st.caption(singular_said(values))
        _draw("spectrum", spectrum(values, cell, dark=_dark()))


def singular_said(values: np.ndarray) -> str:
    """From where to where the singular values of a step go.

    Args:
        values: largest first, (S,), NaN where the Jacobian is not finite.
    """
    if not np.isfinite(values).all():
        return t("gradients.singular_overflow")
    return t("gradients.singular", most=significant(values[0], 4), least=significant(values[-1], 4))


def _check(settings: Settings, runs: Runs, step: int) -> None:
    st.caption(t("gradients.check_text", t=step))
    rows = []
    for cell, run in runs.items():
        for state in run.trace.cell.states:
            unit, check, verdict = checked(run, state, step)
            known = verdict != "overflow"
            rows.append([
                name(cell), f"∂L/∂{state}[{unit + 1}]", significant(check.gradient, 10),
                significant(check.difference, 10),
                people(scientific(check.relative, 1)) if known else "–",
                t(f"gradients.check_{verdict}"),
            ])  # fmt: skip
    head = [t(f"gradients.check_head_{key}") for key in ("what", "chain", "difference", "relative")]
    html(table(["", *head, ""], rows))


def checked_state(run: Run, state: str, step: int, nudge: float | None = None) -> tuple[int, Check]:
    """The unit whose derivative is the largest, from 0, and that derivative in two ways.

    Args:
        run: a cell's.
        state: "h" or "c".
        step: from 1. At the last step, which no step follows, the line itself is nudged, before it
            the state that enters the next step.
        nudge: by how much, None for what suits most.
    """
    if step == run.trace.T:
        line, row, values = state, step - 1, run.grads[state][step - 1]
    else:
        line, row = f"{state}_prev", step
        values = run.grads[line][step]
    unit = int(np.argmax(np.abs(values)))
    return unit, check_derivative(run.trace, run.loss, line, (row, unit), nudge)


def checked(run: Run, state: str, step: int) -> tuple[int, Check, str]:
    """What `checked_state` tells, and what is said of it.

    It is said that it agrees, or why not: "small", "overflow", "corner", "curved" or "differs".

    Args:
        run: as for `checked_state`.
        state: as for `checked_state`.
        step: as for `checked_state`.
    """
    unit, check = checked_state(run, state, step)
    verdict = judged(run, check)
    if verdict == "differs":
        verdict = judged_twice(check, checked_state(run, state, step, 4 * check.step)[1])
    if verdict == "differs" and at_corner(check):
        verdict = "corner"
    return unit, check, verdict


def judged(run: Run, check: Check) -> str:
    """What is said of a derivative found in two ways.

    Args:
        run: whose loss.
        check: the derivative in two ways.

    Returns:
        "agrees", "small" where rounding of the loss hides the difference, "overflow" or "differs".
    """
    if not np.isfinite([check.gradient, check.difference]).all():
        return "overflow"
    rounding = 64 * np.finfo(float).eps * max(1.0, abs(run.loss(run.trace).value)) / check.step
    if check.relative <= AGREE:
        return "agrees"
    return "small" if abs(check.gradient - check.difference) <= rounding else "differs"


def at_corner(check: Check) -> bool:
    """Whether the loss has a corner just there, as relu has one at 0.

    Args:
        check: a derivative in two ways that do not agree, with any nudge.
    """
    below, above = check.sides
    return abs(above - below) > CORNER * max(abs(below), abs(above))


def judged_twice(check: Check, wider: Check) -> str:
    """What a larger nudge says of a derivative that differs from what two runs tell.

    Args:
        check: a derivative in two ways that do not agree.
        wider: the same with a larger nudge.

    Returns:
        "curved" where the nudge itself decides what the two runs tell, "differs" where it does not.
    """
    moved = abs(wider.difference - check.difference)
    if moved >= abs(check.gradient - check.difference):
        return "curved"
    # A chaotic run: what two runs tell has no digit in common with another nudge.
    larger = max(abs(check.difference), abs(wider.difference))
    return "curved" if moved > UNSETTLED * larger else "differs"


def _slopes(settings: Settings, runs: Runs, step: int) -> None:
    st.caption(t("gradients.slopes_text", t=step))
    for column, (cell, run) in zip(st.columns(len(runs), gap="medium"), runs.items(), strict=True):
        graph, trace = run.trace.cell.graph, run.trace
        groups = {
            line: (trace.cell.activations[graph.lines[line].name], trace[f"{line}_pre"][step - 1])
            for line in graph.pres
        }
        with column:
            st.markdown(f"**{t(f'cells.{cell}')}**")
            _draw(f"slopes_{cell}", slopes(groups, dark=_dark()))


def _terms(settings: Settings, runs: Runs, step: int) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        cell = _looked_at(settings, runs)
        run = runs[cell]
        params = sorted(run.trace.params, key=lambda p: (not p.startswith("U_"), p))
        gates = keeping(run.cell)
        first = f"U_{gates[0]}" if gates else params[0]
        params = list(dict.fromkeys([first, *params]))
        chosen = st.selectbox(
            t("gradients.parameter"), width=220,
            **settings.pick("parameter", params, f"gradients_parameter_{cell}"),
        )  # fmt: skip
        cut = st.toggle(t("gradients.truncate"), **settings.bound("truncate"))
        T = run.trace.T
        steps = number_field(
            t("gradients.truncate_after"), width=140, disabled=not cut,
            **settings.field("truncate_after"),
        )  # fmt: skip
    if T * run.trace.params[chosen].size > MOST_TERMS:
        st.info(t("gradients.terms_large"))
        return
    each = run.grads.param_steps(chosen).reshape(T, -1)
    steps = min(steps, T)
    counted = np.arange(T) >= T - steps if cut else np.ones(T, bool)
    st.caption(t("gradients.terms_text", name=chosen))
    _draw("terms", terms(norms(each), counted, step, cell, dark=_dark()))
    if cut:
        st.text(truncated_said(each, steps))


def truncated_said(each: np.ndarray, steps: int) -> str:
    """What a sum over the last steps alone leaves out.

    Args:
        each: terms of a gradient, a timestep a row (T, R).
        steps: that are counted, from 1 to T.
    """
    whole, part = each.sum(axis=0), each[len(each) - steps :].sum(axis=0)
    size, left, off = (float(norms(v[None])[0]) for v in (whole, part, whole - part))
    share = significant(100 * off / size, 3) if size else "0" if not off else "–"
    return t("gradients.truncated", steps=steps, whole=significant(size, 6),
             part=significant(left, 6), percent=share)  # fmt: skip


def _dark() -> bool:
    return st.context.theme.type == "dark"


def _draw(key: str, figure: dict) -> None:
    chart(figure, f"chart_{key}", t(f"gradients.alt_{key.split('_')[0]}"))


TABS = {
    "read": _read, "remedies": remedies, "sweep": sweep, "jacobian": _jacobian, "terms": _terms,
    "expansion": expansion, "slopes": _slopes, "check": _check,
}  # fmt: skip
