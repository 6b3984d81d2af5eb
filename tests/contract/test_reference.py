"""The engine against values made by other libraries (tests/reference/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.graph.activations import Activation
from tests.reference.load import Case, cases, scalars

CASES = list(cases())
GRADIENT_CASES = [case for case in CASES if case.seeds]


def run(case: Case, plain: bool = False) -> sim.Trace:
    cell = sim.CELLS[case.cell].with_options(**case.options)
    return sim.forward(cell, case.params, case.inputs, case.state, plain=plain)


@pytest.mark.parametrize("plain", [False, True], ids=["fast", "plain"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_forward(case: Case, plain: bool) -> None:
    trace = run(case, plain)
    for line, expected in case.lines.items():
        assert trace[line].shape == expected.shape
        np.testing.assert_allclose(trace[line], expected, rtol=0, atol=case.tolerance, err_msg=line)


@pytest.mark.parametrize("case", [c for c in CASES if c.inputs.ndim == 3], ids=str)
def test_one_sequence_of_a_batch(case: Case) -> None:
    column = {name: value[:, -1] for name, value in case.state.items()}
    cell = sim.CELLS[case.cell].with_options(**case.options)
    trace = sim.forward(cell, case.params, case.inputs[..., -1], column)
    for line, expected in case.lines.items():
        np.testing.assert_allclose(
            trace[line], expected[..., -1], rtol=0, atol=case.tolerance, err_msg=line
        )


def test_every_cell_has_a_reference_by_a_library() -> None:
    covered = {c.cell for c in CASES if not c.name.startswith("autograd/")}
    assert covered == {
        "elman", "lstm", "lstm_peephole", "lstm_coupled", "gru", "gru_reset_after"
    }  # fmt: skip


@pytest.mark.parametrize("row", scalars(), ids=lambda row: repr(row["z"]))
def test_activations_to_the_last_digits(row: dict[str, float]) -> None:
    z = np.array(row["z"])
    for name in ("sigmoid", "tanh"):
        activation = Activation(name)
        np.testing.assert_allclose(activation(z), row[name], rtol=1e-14, atol=0)
        np.testing.assert_allclose(activation.derivative(z), row[f"{name}_slope"], rtol=1e-14)


@pytest.mark.parametrize("case", GRADIENT_CASES, ids=str)
def test_backward(case: Case) -> None:
    grads = sim.backward(run(case), case.seeds)
    for line, expected in case.grads.items():
        # Step by step: what has faded to 1e-60 must be right in its own digits.
        for t, row in enumerate(expected):
            scale = np.abs(row).max()
            np.testing.assert_allclose(
                grads[line][t], row, rtol=0, atol=1e-8 * scale, err_msg=f"{line}, row {t}"
            )
    for got, wanted in ((grads.params, case.param_grads), (grads.initial, case.state_grads)):
        for name, expected in wanted.items():
            scale = np.abs(expected).max()
            np.testing.assert_allclose(got[name], expected, rtol=0, atol=1e-8 * scale, err_msg=name)
