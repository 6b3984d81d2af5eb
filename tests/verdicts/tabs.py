"""Predicates of what is said around the curves and in the tabs below them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

import sim
import sim.adjoint.losses
from sim.adjoint.products import singular_values
from sim.lab import Setup, laboratory, reach_of, readout_for, remedy_runs, survived
from sim.lab.targets import TYPED
from tests.verdicts.curves import NUMBER, close
from tests.verdicts.numbers import Fall, log_sizes, number, printed
from tests.verdicts.page import Page
from ui.gradients import header, sections, tabs
from ui.gradients.remedies import Shown
from ui.gradients.settings import PRODUCTS
from ui.words import t

# What holds for every run, and claims nothing of this one.
ALWAYS = (
    "**Factor, memory line**.", "**Lost, vanishing, fading**.", "**Not only the activation**.",
)  # fmt: skip


def check(page: Page) -> None:
    """Judge what stands around the curves; raises AssertionError with what is not true."""
    symbols(page)
    from_where(page)
    paragraphs(page)
    at_step(page)
    if page.settings.loss in TYPED:
        targets(page)


def check_tabs(page: Page) -> None:
    """Judge what the tabs say that run only when they are open."""
    nudged(page)
    of_a_step(page)
    truncated(page)
    mapped(page)
    remedies(page)


def symbols(page: Page) -> None:
    """L is what the text says it is, in every run."""
    said, kind = header.symbols_said(page.settings, page.runs, page.T), page.settings.loss
    if page.settings.quantity in PRODUCTS:
        assert "spectral" in said and "L is" not in said
        return
    for run in page.runs.values():
        h, value = run.trace["h"], run.loss(run.trace).value
        here = _of_this_cell(said, run.trace.cell.key, page.runs)
        if m := re.search(r"sum of (\w) over all units at step (\d+)\.", here):
            assert np.isclose(
                value, run.trace[m[1]][int(m[2]) - 1].sum(), rtol=1e-9, atol=1e-12, equal_nan=True
            ), said
        elif m := re.search(r"sum of (\w) over all units and all steps", here):
            total = run.trace[m[1]].sum()
            assert np.isclose(value, total, rtol=1e-9, atol=1e-12, equal_nan=True), said
        elif m := re.search(r"(\w) of unit (\d+) at step (\d+)\.", here):
            assert value == run.trace[m[1]][int(m[3]) - 1, int(m[2]) - 1], said
        else:
            loss = half_squares if "half the sum of (output − target)²" in said else cross
            assert kind in TYPED and (loss is cross) == ("−target · ln(output)" in said), said
            assert np.isclose(value, loss(page, h), rtol=1e-9, atol=1e-12, equal_nan=True), said


def _of_this_cell(said: str, key: str, keys: Iterable[str]) -> str:
    """The sentence as it stands for one cell: "h (y in Jordan)" is y for Jordan, else h."""
    marks = {t(f"cells.{one}"): f"<{one}>" for one in keys}
    for title in sorted(marks, key=len, reverse=True):
        said = said.replace(title, marks[title])
    for m in re.finditer(r"([^(:]*?)((?: \([^)]*\))+)", said):
        usual = re.search(r"(\w(?: of unit \d+)?)$", m[1])
        if usual is None:
            continue
        for other, cells in re.findall(r"\((\w(?: of unit \d+)?) in ([^)]*)\)", m[2]):
            if f"<{key}>" in cells:
                return said.replace(usual[1] + m[2], other)
        return said.replace(m[2], "")
    return said


def _outputs(page: Page, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows = [[float(x) for x in row.split()] for row in page.settings.targets.split(";")]
    wanted = np.array(rows)[-page.T :]
    own = page.scenario.output if page.settings.source == "scenario" else None
    used, _ = readout_for(page.settings.loss, wanted.shape[1], h.shape[1], page.settings.seed, own)
    V, d = used.params["V_y"], used.params["d_y"]
    return h[-len(wanted) :] @ V.T + d, wanted


def half_squares(page: Page, h: np.ndarray) -> float:
    out, wanted = _outputs(page, h)
    return float(((out - wanted) ** 2).sum() / 2)


def cross(page: Page, h: np.ndarray) -> float:
    out, wanted = _outputs(page, h)
    out = out - out.max(axis=1, keepdims=True)
    return float(-(wanted * (out - np.log(np.exp(out).sum(axis=1, keepdims=True)))).sum())


def from_where(page: Page) -> None:
    """The arrow below the chart begins where the loss, or the product, does."""
    said, looks = sections.backward_said(page.settings, page.T), page.looks
    if page.settings.quantity in PRODUCTS:
        assert said.endswith(f"from the state of step {page.T}"), said
    else:
        assert _looks(said) == looks or ("every step" in said and len(looks) == page.T), said


def _looks(said: str) -> list[int]:
    numbers = [int(n) for n in re.findall(r"steps? (\d+)(?: to (\d+))?", said)[0] if n] if (
        re.search(r"steps? \d", said)) else []  # fmt: skip
    return list(range(numbers[0], numbers[-1] + 1)) if numbers else []


def paragraphs(page: Page) -> None:
    """Everything in "How to read it" that speaks of these runs."""
    first, *rest = tabs.read_said(page.settings, page.runs)
    if page.settings.quantity in PRODUCTS:
        part = PRODUCTS[page.settings.quantity] or "s"
        assert f"small change of {part} at step t" in first and f"until step {page.T}" in first
        bounds = re.findall(rf"For (.+?) no such product exceeds .*? is ({NUMBER}) here", first)
        drawn = part != "c" and "elman" in page.runs
        assert len(bounds) == drawn, first
        for title, gamma in bounds:
            bounded(page, page.cell(title), number(gamma))
    else:
        assert _looks(first) == page.looks or ("looks at every step" in first), first
        assert ("every step" in first) == (len(page.looks) == page.T and page.T > 1), first
    for text in rest:
        if text.startswith("**From a gate"):
            multiplied(page, text)
        elif text.startswith(("**A fair", "**What is compared")):
            fair(page, text)
        else:
            assert text.startswith(ALWAYS), f"no predicate for: {text}"


def bounded(page: Page, cell: str, gamma: float) -> None:
    run, fall = page.runs[cell], page.fall(cell)
    slopes = run.trace.cell.activations["h"].derivative(np.linspace(-9, 9, 2001))
    assert slopes.max() <= gamma * (1 + 1e-9)
    with np.errstate(divide="ignore"):
        step = np.log10(gamma * np.linalg.norm(run.trace.params["U_h"], 2))
    back = np.arange(len(fall.logs))
    most = np.where(back > 0, back * step if np.isfinite(step) else -np.inf, 0.0)
    assert (fall.logs <= most + 1e-9 * (1 + back)).all(), cell


def multiplied(page: Page, text: str) -> None:
    m = re.search(
        rf": (\w) of (.+?) is × ({NUMBER}) a step here.* leave ({NUMBER})¹⁰ = ({NUMBER})\.", text
    )
    values = page.runs[page.cell(m[2])].trace[m[1]]
    assert m[3] == m[4] and printed(m[3], float(np.exp(np.log(values).mean())), None), text
    assert m[5] != "1" and printed(m[5], number(m[3]) ** 10, 2), text


def fair(page: Page, text: str) -> None:
    first, *others = (run.trace for run in page.runs.values())
    for trace in (first, *others):
        assert np.array_equal(trace["x"], first["x"]) and trace["h"].shape == first["h"].shape
    if page.settings.source == "scenario":
        assert "your scenario's inputs" in text
        assert np.array_equal(first["x"], page.scenario.inputs)
        return
    assert "of the same scale" in text
    for cell, run in page.runs.items():
        for name, value in run.trace.params.items():
            if name.startswith("U_"):
                size = {
                    "sigma_max": lambda U: np.linalg.norm(U, 2),
                    "spectral_radius": lambda U: np.abs(np.linalg.eigvals(U)).max(),
                }[page.settings.scale](value)
                assert np.isclose(size, page.settings.sigma, atol=1e-9), (cell, name)
            if name in ("b_f", "b_z") and page.gate(cell) is not None:
                assert (value == page.settings.keep).all(), (cell, name)


def at_step(page: Page) -> None:
    """The step under the cursor: its Jacobian, its gate, and the ways back to it."""
    _, steps, ways = page.tables
    for title, symbol, gate in steps:
        cell = page.cell(title)
        J = sim.jacobians(page.runs[cell].trace)[page.step - 1]
        told = symbol.split(" = ")[1]
        if np.isfinite(J).all():
            assert printed(told, float(np.linalg.norm(J, 2))), (title, symbol)
        else:
            assert told == "overflow", (title, symbol)
        kept = page.gate(cell)
        assert (gate == "") == (kept is None), (title, gate)
        if gate:
            assert printed(gate.split(" = ")[1], float(kept[page.step - 1].mean())), gate
    one = len(page.looks) == 1 and page.step <= page.looks[0]
    keep = [cell for cell in page.runs if page.gate(cell) is not None]
    assert len(ways) == len(keep) * one
    for title, _, every, memory in ways:
        whole, alone = page.ways(page.cell(title), page.step, page.looks[0])
        assert close(every, whole) and close(memory, alone), (title, every, memory)


def targets(page: Page) -> None:
    """Which steps have a target, what meets them, how large the loss is."""
    said = header.targets_said(page.settings, page.runs, page.scenario, page.T)
    assert _looks(said) == page.looks, said
    assert ("softmax(V·h + d)" in said) == (page.settings.loss == "cross_entropy"), said
    loss = cross if page.settings.loss == "cross_entropy" else half_squares
    told = said.split("Loss: ")[1].removesuffix(".")
    for cell, run in page.runs.items():
        value, _, told = told.removeprefix(f"{t(f'cells.{cell}')} ").partition(", ")
        assert printed(value, loss(page, run.trace["h"]), 4), (said, cell)
    assert not told, said
    own = page.scenario.output if page.settings.source == "scenario" else None
    outputs = len(page.settings.targets.split(";")[0].split())
    fits = own is not None and np.shape(own.params.get("V_y")) == (outputs, page.H)
    assert ("your scenario's readout" in said) == fits, said


def nudged(page: Page) -> None:
    """The verdict on two ways to one derivative."""
    for run in page.runs.values():
        for state in run.trace.cell.states:
            _, found, verdict = tabs.checked(run, state, page.step)
            assert JUDGED[verdict](page, run, state, found), (run.cell, state, verdict, found)


def agrees(page: Page, run, state: str, found) -> bool:
    pair = np.array([found.gradient, found.difference])
    return abs(pair[0] - pair[1]) <= 1e-6 * np.abs(pair).max()


def small(page: Page, run, state: str, found) -> bool:
    rounding = 64 * 2.0**-52 * max(1, abs(run.loss(run.trace).value)) / found.step
    return abs(found.gradient - found.difference) <= rounding


def curved(page: Page, run, state: str, found) -> bool:
    """Two runs with another nudge tell as much else, or nothing that has two digits in common."""
    other = tabs.checked_state(run, state, page.step, 4 * found.step)[1].difference
    moved, pair = abs(other - found.difference), np.abs([other, found.difference])
    return moved >= abs(found.gradient - found.difference) or moved > 0.01 * pair.max()


def beyond(page: Page, run, state: str, found) -> bool:
    return not np.isfinite([found.gradient, found.difference]).all()


def corner(page: Page, run, state: str, found) -> bool:
    """From the step on a sum stands where its activation has a corner."""
    for line, act in run.trace.cell.activations.items():
        z = run.trace[f"{line}_pre"][page.step - 1 :]
        ends = [0.0] if act.name == "relu" else [-act.offset / act.slope]
        ends += [(1 - act.offset) / act.slope] * (act.name == "hard_sigmoid")
        if act.name in ("relu", "hard_sigmoid") and np.abs(z[..., None] - ends).min() < 1e-4:
            return True
    return False


# "differs" would be a mistake of the chain rule.
JUDGED = {
    "agrees": agrees, "small": small, "curved": curved, "corner": corner, "overflow": beyond
}  # fmt: skip


def of_a_step(page: Page) -> None:
    """The singular values of the step's Jacobian, from the largest to the smallest."""
    for run in page.runs.values():
        J = sim.jacobians(run.trace)[page.step - 1]
        said = tabs.singular_said(singular_values(J))
        if not np.isfinite(J).all():
            assert "no singular values" in said
            continue
        values = np.linalg.svd(J)[1]
        most, least = re.search(rf"from ({NUMBER}) to ({NUMBER});", said).groups()
        tiny = 1e-12 * values[0]
        assert printed(most, values[0], 4), said
        assert printed(least, values[-1], 4) or abs(number(least) - values[-1]) < tiny, said


def truncated(page: Page) -> None:
    """What the last steps alone leave of a parameter's gradient."""
    run = page.runs[next(iter(page.runs))]
    name = sorted(run.trace.params)[0]
    each = run.grads.param_steps(name).reshape(page.T, -1)
    if not np.isfinite(each).all():
        return
    steps = min(20, page.T)
    said = tabs.truncated_said(each, steps)
    whole, part, share = re.search(
        rf"All steps: ({NUMBER})\. The last {steps} alone: ({NUMBER})\..* is ({NUMBER}|–) %", said
    ).groups()
    sums = [each.sum(axis=0), each[-steps:].sum(axis=0)]
    sizes = [float(10 ** log_sizes(v[None])[0]) for v in (*sums, sums[0] - sums[1])]
    assert printed(whole, sizes[0], 6) and printed(part, sizes[1], 6), said
    if sizes[0] > 1e-290:
        assert printed(share, 100 * sizes[2] / sizes[0]), said


def mapped(page: Page) -> None:
    """A field of the map tells for how many steps back the gradient is not lost."""
    settings, cell = page.settings, next(iter(page.runs))
    T, H = min(settings.T, 200), min(settings.H, 32)
    setup = Setup(cell, "coarse", T, H, settings.seed, "tanh", settings.scale)
    steps = survived(setup, settings.keep, settings.sigma)
    (run,) = laboratory(
        T=T, H=H, sigma=settings.sigma, keep=settings.keep, seed=settings.seed, activation="tanh",
        loss=sim.adjoint.losses.last_step, hold=None, cells=(cell,), scale=settings.scale,
    ).values()  # fmt: skip
    whole = [run.grads.state(name) for name in run.trace.cell.states]
    fall = Fall.of(log_sizes(np.concatenate(whole, axis=1)))
    assert np.isinf(steps) if fall.overflows else fall.survives == steps, (cell, steps)


def remedies(page: Page) -> None:
    """The notes of the remedies tell what their own runs do."""
    s = page.settings
    T, H = min(s.T, 300), min(s.H, 64)
    for key, run in remedy_runs(T, H, s.sigma, s.scale, s.seed).items():
        if key == "plain":
            continue
        shown = Shown.of(key, run, s.sigma)
        curve = Fall.of(log_sizes(np.concatenate(
            [run.grads.state(name) for name in run.trace.cell.states], axis=1)))  # fmt: skip
        note, *more = shown.notes(reach_of(shown.curve))
        weak = not curve.overflows and (curve.lost or curve.end < -1)
        assert more == ["A gate alone is not enough."] * (key == "gates" and weak), (key, more)
        REMEDIES[key](page, run, note)


def relu(page: Page, run, note: str) -> None:
    on = re.search(rf"a share of ({NUMBER}) of", note)[1]
    assert printed(on, float((run.trace["h"] > 0).mean())), note


def orthogonal(page: Page, run, note: str) -> None:
    values = np.linalg.svd(run.trace.params["U_h"])[1]
    assert np.allclose(values, values[0]) and "All singular values of U are equal" in note


def identity(page: Page, run, note: str) -> None:
    size = number(re.match(rf"U is ({NUMBER}) times the identity", note)[1])
    assert np.array_equal(run.trace.params["U_h"], size * np.eye(len(run.trace.params["U_h"])))
    assert f"× {size:g};" in note


def leaky(page: Page, run, note: str) -> None:
    share = number(re.search(rf"share of ({NUMBER}) of", note)[1])
    assert np.allclose(1 - run.trace.params["a_h"], share)


def forget(page: Page, run, note: str) -> None:
    f = re.search(rf"forget gate f is ({NUMBER}) on average", note)[1]
    assert printed(f, float(run.trace["f"].mean())), note
    assert ("b_f = 0" in note) == (not run.trace.params["b_f"].any()), note


REMEDIES = {"relu": relu, "orthogonal": orthogonal, "identity": identity, "leaky": leaky,
            "gates": forget, "bias": forget}  # fmt: skip
