"""Networks of cells by hand, beside the numbers that were worked out apart from the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import CELLS, Clamp, forward, lab
from sim.adjoint.expansion import expand
from sim.cells.leaky import LEAKY
from sim.document.initialise import initialise
from sim.presets.lecture import FIVE, NINE
from sim.presets.networks.clock import PERIODS, clock
from sim.presets.networks.frames import counted
from sim.presets.networks.memory import counter, ram, two_cells
from sim.presets.networks.single import LEAK, fading, pulsed, three_steps
from tests.sim.presets.networks.test_words import close

# How many numbers (examples 1 and 22)


def test_a_jordan_network_has_as_many_numbers_as_elmans_with_its_readout():
    readout = 2 * 2 + 2
    assert CELLS["jordan"].count(2, 2, 2) == 16 == CELLS["elman"].count(2, 2) + readout


def test_what_peepholes_cost():
    keys = ("lstm_peephole_full", "lstm", "lstm_peephole")
    assert [CELLS[key].count(4, 4) for key in keys] == [208, 144, 156]


# Memory cells (examples 4, 11, 20 and 22)


@pytest.mark.parametrize(
    ("inputs", "lower_c", "lower_h", "upper"),
    [
        (FIVE, [3, 7, 7, 7, 0], [0, 0, 0, 7, 0], [0, 0, 0, 7, 7]),
        (NINE, [0, 3, 3, 7, 7, 7, 0, 6, 6], [0, 0, 0, 0, 0, 7, 0, 0, 6],
         [0, 0, 0, 0, 0, 7, 7, 7, 13]),
    ],
)  # fmt: skip
def test_a_memory_cell_above_another_adds_up_what_it_shows(inputs, lower_c, lower_h, upper):
    runs = two_cells(inputs).run()
    assert runs["lower"]["c"].ravel().tolist() == lower_c
    assert runs["lower"]["h"].ravel().tolist() == lower_h
    assert runs["upper"]["h"].ravel().tolist() == upper


def test_the_cnn_sees_and_the_lstm_counts():
    runs = counted(exact=True).run()
    assert runs["conv"]["y"].shape == (45, 3)
    assert runs["cell"]["x"].T.tolist() == [[1, 0, 1, 0, 0], [1, 0, 1, 0, 0], [0, 0, 0, 0, 1]]
    assert runs["cell"]["c"].ravel().tolist() == [1, 1, 2, 2, 2]
    assert runs["cell"]["h"].ravel().tolist() == [0, 0, 0, 0, 2]
    close(counted(exact=False).run()["cell"]["h"][4], [1.999773])


@pytest.mark.parametrize(("forget", "write", "c"), [(1, 0, 5), (1, 1, 8), (0, 0, 0), (0, 1, 3)])
def test_a_memory_cell_as_a_ram(forget, write, c):
    cell = ram(forget, write).run()["cell"]
    assert cell["c_prev"].tolist() == [[5]] and cell["g"].tolist() == [[3]]
    assert cell["c"].tolist() == [[c]] and cell["h"].tolist() == [[c]]
    assert ram(forget, write, show=0).run()["cell"]["h"].tolist() == [[0]]


@pytest.mark.parametrize(
    ("full", "h", "digits"),
    [(False, [0, 0.013, 2.980, 3.980], 3), (True, [0, 0, 0.020, 3.953], 3)],
)
def test_a_gate_that_sees_the_memory_before_opens_a_step_late(full, h, digits):
    found = counter(full).run()["cell"]["h"].ravel()
    close(found[:4], h, 0.51 * 10**-digits)
    if full:
        close(found[4], 1.0325, 5.1e-5)


# Leaky units (example 14)


def test_a_leaky_unit_fades():
    close(fading(4).run()["leaky"]["h"].ravel(), [0.9, 0.81, 0.729, 0.6561], 1e-15)
    assert f"{lab.half_life(1 - LEAK):.4f}" == "6.5788"


def test_a_leaky_unit_on_pulses():
    close(
        pulsed().run()["leaky"]["h"].ravel(),
        [0.096403, 0.086762, 0.078086, -0.026125, -0.023513, -0.021161, 0.057114, 0.051403],
    )


def test_a_gru_whose_gates_are_held_is_a_leaky_unit():
    params = initialise(CELLS["gru"].shapes(2, 4), seed=3)
    x = np.random.default_rng(3).normal(size=(20, 2))
    gru = forward(CELLS["gru"], params, x, clamps=(Clamp("z", 0.9), Clamp("r", 1.0)))
    own = {name: params[name] for name in ("W_n", "U_n", "b_n")} | {"a_h": np.full(4, 0.1)}
    leaky = forward(LEAKY, own, x)
    assert np.abs(gru["h"] - leaky["h"]).max() < 5e-16 < np.abs(gru["h"]).max()


# A clock (example 10)


def test_a_clock_of_four_groups():
    h = clock(8).run()["clock"]["h"]
    assert h[[7, 3, 1]].tolist() == [[4.9453125, 2.625, 1.5, 1], [2.625, 1.5, 1, 0], [1.5, 1, 0, 0]]
    fresh = [{1 + k for k in np.flatnonzero(t % np.array(PERIODS) == 0)} for t in range(1, 9)]
    moved = np.diff(h, axis=0, prepend=0) != 0
    assert all(set(1 + np.flatnonzero(row)) <= one for row, one in zip(moved, fresh, strict=True))
    assert fresh == [{1}, {1, 2}, {1}, {1, 2, 3}, {1}, {1, 2}, {1}, {1, 2, 3, 4}]


@pytest.mark.parametrize(
    ("periods", "own", "norm"), [(PERIODS, "0.25", "2.7239"), ((1,) * 4, "1.526e-05", "0.012799")]
)
def test_the_clock_keeps_the_slow_units_gradient(periods, own, norm):
    jacobians = clock(16, periods).run().jacobians("clock")
    product = np.linalg.multi_dot(jacobians[::-1])
    assert f"{product[3, 3]:.4g}" == own and f"{np.linalg.norm(product, 2):.5g}" == norm


def test_the_cost_of_a_clock_of_256_units():
    """A group receives from its own and the slower ones; what it sends is the reverse."""
    cell, H = CELLS["clockwork"], 256
    mask = cell.mask("U_n", (H, H)).astype(int)
    incoming = mask.reshape(4, 64, H).sum(axis=2)
    assert incoming[:, 0].tolist() == [256, 192, 128, 64] and not np.ptp(incoming, axis=1).any()
    assert (mask.sum(), mask.mean()) == (40960, 0.625)
    renewed = cell.clock(8, H)["m"]
    assert renewed.sum(axis=1).mean() == 120 and renewed.mean() == 0.46875
    cost = (renewed @ mask.sum(axis=1)).mean()
    assert cost == 25088 and f"{cost / H**2:.2%}" == "38.28%"
    sent = (renewed @ mask.sum(axis=0)).mean()  # as the text lists its matrices
    assert sent == 13312 and f"{sent / H**2:.1%}" == "20.3%"


# BPTT with V (example 16)

CLASSES = [0, 1, 0]  # the text's 1 2 1


def losses():
    """The runs, the loss of each step, and its direct path to y."""
    runs = three_steps().run()
    y = runs["out"]["y"][range(3), CLASSES]
    seeds = np.zeros((3, 2))
    seeds[range(3), CLASSES] = -1 / y
    return runs, -np.log(y), seeds


def test_three_steps_forward():
    runs, L, _ = losses()
    close(runs["rnn"]["h"].ravel(), [0.761594, 0.706818, -0.145550])
    close(L, [0.197223, 1.631371, 0.849252])
    close(L.sum(), 2.677846)


def test_the_readouts_gradient_is_a_term_a_step():
    runs, _, seeds = losses()
    out = runs.backward({("out", "y"): seeds})["out"]
    terms = out.param_steps("V_y")[:, :, 0]
    close(terms[:, 0], [-0.136320, 0.568522, 0.083293])
    close(out.params["V_y"].ravel(), [0.515495, -0.515495])
    for t in range(3):  # no past: the loss of a step alone gives its term alone
        alone = np.zeros_like(seeds)
        alone[t] = seeds[t]
        close(runs.backward({("out", "y"): alone})["out"].params["V_y"][:, 0], terms[t], 1e-15)


def test_the_recurrent_gradient_of_the_last_loss_by_its_steps():
    runs, _, seeds = losses()
    seeds[:2] = 0
    rnn = runs.backward({("out", "y"): seeds})["rnn"]
    close(rnn.param_steps("U_h")[::-1].ravel(), [-0.791837, -0.213474, 0])
    close(rnn.params["U_h"], [[-1.005312]])
    close(rnn.param_steps("W_h")[::-1].ravel(), [0.560142, -0.140150, -0.058859])
    close(rnn.params["W_h"], [[0.361133]])
    written = expand(rnn, rnn.seeds, "U_h", (0, 0))
    close(written.terms, [0, -0.213474, -0.791837])
    close(written.total, -1.005312)


@pytest.mark.parametrize("name", ["U_h", "W_h"])
def test_central_differences_agree(name):
    runs, _, seeds = losses()
    net, step = runs.network, 1e-5
    ends = []
    for sign in (1, -1):
        rnn, out = net.parts
        moved = {**rnn.params, name: np.asarray(rnn.params[name]) + sign * step}
        y = replace(net, parts=(replace(rnn, params=moved), out)).run()["out"]["y"]
        ends.append(-np.log(y[range(3), CLASSES]).sum())
    slope = runs.backward({("out", "y"): seeds})["rnn"].params[name]
    close(slope, [[(ends[0] - ends[1]) / (2 * step)]], 1e-8)
