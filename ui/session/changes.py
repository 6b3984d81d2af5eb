"""What is changed in a scenario in one go, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim import CELLS
from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from sim.graph.letters import letter_of
from sim.network.outputs import dense_output
from sim.run.trace import Trace
from sim.text.equations import MOST
from sim.text.write import brief, fixed, people
from ui.words import t
from ui.words.lines import SUBSCRIPT

LEAST_LEAK = 10.0**-MOST  # a smaller difference no decimals would show


def is_exact(scenario: PartScenario) -> bool:
    """Whether all gates of the scenario's cell jump (hard sigmoid).

    Args:
        scenario: of any cell.
    """
    cell = scenario.chosen_cell
    gates = [a for key, a in cell.activations.items() if cell.line[key].role == "gate"]
    return bool(gates) and all(act.name == "hard_sigmoid" for act in gates)


def with_exact_gates(scenario: PartScenario, on: bool) -> PartScenario:
    """The scenario with gates that all jump (hard sigmoid), or that are as usual.

    Args:
        scenario: of any cell.
        on: whether they jump.
    """
    cell = CELLS[scenario.cell]
    gates = {key for key in cell.defaults if cell.line[key].role == "gate"}
    options = {k: v for k, v in scenario.options.items() if k not in gates}
    options |= dict.fromkeys(gates, "hard_sigmoid") if on else {}
    return scenario.changed(options=options)


def leak(exact: Trace, true: Trace) -> str:
    """What true sigmoids change, where it shows most, and why as far as that is known: a sentence.

    Args:
        exact: run of a scenario with gates that jump.
        true: run of the same with gates that are as usual.
    """
    most, place = 0.0, None
    lines = [line.name for line in true.cell.lines if line.name in true.cell.states]  # memory first
    for name in lines:
        off = np.abs(true[name] - exact[name])
        off[~np.isfinite(off)] = 0
        if off.max() > most:
            most, place = off.max(), (name, *np.unravel_index(off.argmax(), off.shape))
    if most < LEAST_LEAK:
        return t("step.true_sigmoids_same")
    name, step, unit = place
    pair = float(true[name][step, unit]), float(exact[name][step, unit])
    seen = (n for n in range(3, MOST + 1) if fixed(pair[0], n) != fixed(pair[1], n))
    if (digits := next(seen, None)) is None:
        return t("step.true_sigmoids_same")
    symbol = name + str(step + 1).translate(SUBSCRIPT)
    symbol += f"[{unit + 1}]" if true[name].shape[1] > 1 else ""
    # What leaks is seen only where gates that jump were fully open or shut.
    gates = [exact[line.name] for line in exact.cell.lines if line.role == "gate"]
    whole = all(((gate == 0) | (gate == 1)).all() for gate in gates)
    word = "step.true_sigmoids" if whole else "step.true_sigmoids_between"
    written = people(fixed(pair[0], digits)), people(brief(pair[1], digits))
    return t(word, name=symbol, true=written[0], exact=written[1])


def with_activation(scenario: PartScenario, line: str, option: object) -> PartScenario:
    """The scenario with another activation of one line.

    Args:
        scenario: what is there.
        line: key of the activation.
        option: as `Activation.read` takes.
    """
    return scenario.changed(options={**scenario.options, line: option})


def with_readout(scenario: PartScenario, kind: str, outputs: int) -> PartScenario:
    """The scenario with another readout; V and d keep the numbers that still have a place.

    Args:
        scenario: what is there.
        kind: of the readout, or "none".
        outputs: of one with weights.
    """
    labels = {axis: names for axis, names in scenario.labels.items() if axis != "y"}
    old = scenario.output.params if scenario.output else {}
    if kind == "none":
        return scenario.changed(output=None, labels=labels)
    if kind == "softmax_h":
        return scenario.changed(output=dense_output(kind), labels=labels)
    V, d = np.zeros((outputs, scenario.sizes["H"])), np.zeros(outputs)
    if not old:
        V[:] = np.eye(outputs, scenario.sizes["H"])
        return scenario.changed(output=dense_output(kind, V, d), labels=labels)
    common = min(outputs, len(old["V_y"]))
    V[:common], d[:common] = old["V_y"][:common], old["d_y"][:common]
    if common == outputs == len(old["V_y"]):
        labels = dict(scenario.labels)
    kept = dense_output(kind, V, d)
    kept = replace(scenario.output, params=kept.params, options=kept.options)
    return scenario.changed(output=kept, labels=labels)


def comes_past_weights(cell: Cell) -> bool:
    """Whether a step sees the output of the one before by more than its recurrent weights.

    A GRU keeps a share of it, an echo state network adds it to its output.

    Args:
        cell: any.
    """
    before = f"{cell.output}_prev"
    for node in cell.graph.nodes:
        if any(arg.leaf == "state" and arg.name == before for arg in node.args):
            weights = node.args[0].name if node.is_product else ""
            if not weights or letter_of(weights).role != "recurrent":
                return True
    return False


def without_recurrence(scenario: PartScenario) -> PartScenario:
    """The scenario with every recurrent weight at 0.

    Args:
        scenario: of any cell.
    """
    params = {
        name: np.zeros_like(value) if letter_of(name).role == "recurrent" else value
        for name, value in scenario.params.items()
    }
    return scenario.changed(params=params)
