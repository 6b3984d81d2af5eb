"""A readout fitted by least squares, wires exchanged, and runs that go on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import InputError, Network, Part, Wire, lab
from sim.cells import CELLS
from tests.networks import filled, numbers_of

RNG = np.random.default_rng(0)
X = RNG.normal(size=(12, 3))
V, D = RNG.normal(size=(2, 3)), RNG.normal(size=2)
Y = X @ V.T + D


def dense(name: str, reads: tuple[Wire, ...], X: int, Y: int = 2, **more) -> Part:
    params = {"V_y": np.zeros((Y, X)), "d_y": np.zeros(Y)}
    return Part(name, "dense", params, reads, **more)


def out(**more) -> Part:
    return dense("out", (Wire("x"),), 3, **more)


def close(found, wanted, tolerance: float = 1e-12) -> None:
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance)


def test_what_a_dense_part_says_is_found_again():
    net = Network((out(),), {"x": X})
    fitted, fit = lab.fit_readout(net, "out", Y)
    close(fitted.part["out"].params["V_y"], V)
    close(fitted.part["out"].params["d_y"], D)
    assert (fit.trained, fit.fixed, fit.steps) == ({"out.V_y": 6, "out.d_y": 2}, {}, 12)
    assert fit.rmse < 1e-14 and not net.part["out"].params["V_y"].any()
    close(fitted.run()["out"]["y"], Y)


def test_the_error_is_that_of_the_steps_that_count():
    """Against the mean of 1, 2, 6 after two that are dropped; 0, 0 would move it."""
    net = Network((dense("out", (Wire("x"),), 1, 1),), {"x": np.zeros((5, 1))})
    fitted, fit = lab.fit_readout(net, "out", [[50.0], [-7.0], [1.0], [2.0], [6.0]], dropped=2)
    assert fitted.part["out"].params["d_y"] == pytest.approx([3.0])
    assert fitted.part["out"].params["V_y"] == pytest.approx(np.zeros((1, 1)))
    assert fit.rmse == pytest.approx(np.sqrt(14 / 3)) and fit.steps == 3


def test_sequences_of_a_batch_count_alike():
    x, y = X.reshape(4, 3, 3).swapaxes(1, 2), Y.reshape(4, 3, 2).swapaxes(1, 2)
    fitted, fit = lab.fit_readout(Network((out(),), {"x": x}), "out", y, dropped=1)
    close(fitted.part["out"].params["V_y"], V)
    assert fit.steps == 9


def test_what_is_frozen_or_masked_stays():
    kept = np.array([5.0, -1.0])
    one = replace(out(frozen=("d_y",)), params={"V_y": np.zeros((2, 3)), "d_y": kept})
    fitted, fit = lab.fit_readout(Network((one,), {"x": X}), "out", X @ V.T + kept)
    close(fitted.part["out"].params["V_y"], V)
    assert fitted.part["out"].params["d_y"].tolist() == kept.tolist()
    assert (fit.trained, fit.fixed) == ({"out.V_y": 6, "out.d_y": 0}, {"out.d_y": 2})
    mask = np.array([[1, 0, 1], [1, 1, 1]])
    one = out(masks={"V_y": mask})
    fitted, fit = lab.fit_readout(Network((one,), {"x": X}), "out", X @ (V * mask).T + D)
    close(fitted.part["out"].params["V_y"], V * mask)
    assert fit.trained == {"out.V_y": 5, "out.d_y": 2} and fit.fixed == {}


def test_all_else_of_a_network_is_left_as_it_is():
    shapes = CELLS["clockwork"].shapes(X=3, H=4)
    params = {name: RNG.normal(size=shape) / 4 for name, shape in shapes.items()}
    params = CELLS["clockwork"].masked(params)
    clock = Part("clock", "clockwork", params)
    net = Network((clock, dense("out", (Wire("clock"), Wire("x")), 7)), {"x": X})
    fitted, fit = lab.fit_readout(net, "out", Y)
    assert fitted.part["clock"] is clock and fit.rmse < 1e-12
    # Units of periods 1 2 4 8 hear those as slow as themselves or slower: 10 of 16.
    assert fit.fixed == {"clock.W_n": 12, "clock.U_n": 10, "clock.b_n": 4}
    assert sum(fit.trained.values()) == 16


def test_of_equal_columns_the_smallest_weights_are_taken():
    x = np.repeat(X[:, :1], 3, axis=1)
    fitted, _ = lab.fit_readout(Network((out(),), {"x": x}), "out", 3 * x[:, :2] + 1)
    close(fitted.part["out"].params["V_y"], np.ones((2, 3)))
    close(fitted.part["out"].params["d_y"], [1, 1])


def test_the_fit_is_where_the_gradient_is_zero():
    y = RNG.normal(size=(12, 2))
    fitted, fit = lab.fit_readout(Network((out(),), {"x": X}), "out", y)
    runs = fitted.run()
    error = runs["out"]["y"] - y
    assert fit.rmse == pytest.approx(np.sqrt((error**2).mean())) and fit.rmse > 0.1
    slopes = runs.backward({("out", "y"): error})["out"].params
    assert max(abs(slope).max() for slope in slopes.values()) < 1e-12


LOOP = (dense("out", (Wire("x"), Wire("out", taps="shift")), 5),)


@pytest.mark.parametrize(
    ("parts", "targets", "dropped", "said"),
    [
        ((out(),), Y[:, :1], 0, "targets: expected shape (12, 2), read (12, 1)"),
        ((out(),), Y, 12, "dropped steps from 0 to 11, read 12"),
        ((out(),), Y, -1, "dropped steps from 0 to 11, read -1"),
        ((out(options={"y": "softmax"}),), Y, 0, "a dense part without an activation"),
        ((out(options={"y": "tanh"}),), Y, 0, "a dense part without an activation"),
        (LOOP, Y, 0, "out hears itself: put a teacher in that wire's place"),
        ((out(frozen=("V_y", "d_y")),), Y, 0, "out has nothing to fit"),
        ((dense("other", (Wire("x"),), 3),), Y, 0, "there is no part out"),
    ],
)
def test_what_cannot_be_fitted_is_refused(parts, targets, dropped, said):
    with pytest.raises(InputError) as error:
        lab.fit_readout(Network(parts, {"x": X}), "out", targets, dropped)
    assert said in str(error.value)


def test_a_recurrent_part_is_no_readout():
    params = {"W_h": np.zeros((2, 3)), "U_h": np.zeros((2, 2)), "b_h": np.zeros(2)}
    with pytest.raises(InputError, match="out cannot be fitted"):
        lab.fit_readout(Network((Part("out", "elman", params),), {"x": X}), "out", Y)


# A decoder that is told, and one that hears itself

TOLD, OWN = Wire("y", taps="shift", first=(0.5,)), Wire("out", taps="shift", first=(0.5,))


def decoder() -> Network:
    rnn = {"W_h": RNG.normal(size=(3, 1)), "U_h": RNG.normal(size=(3, 3)) / 2, "b_h": np.ones(3)}
    parts = (
        Part("rnn", "elman", rnn, (TOLD,)),
        Part("out", "dense", {"V_y": RNG.normal(size=(1, 4)), "d_y": [0.1]}, (Wire("rnn"), TOLD)),
    )
    return Network(parts, {"y": RNG.normal(size=(9, 1))})


def same_lines(runs, others, start: int = 0, stop: int | None = None) -> None:
    for name, trace in runs.items():
        for line in trace:
            close(trace[line], others[name][line][start:stop], 1e-13)


def test_a_teacher_that_says_what_is_said_changes_nothing():
    told = decoder()
    free = lab.exchanged(told, TOLD, OWN)
    assert free.looped == {"rnn", "out"} and not told.looped
    by_itself = replace(free, parts=(replace(free.parts[0], steps=9), free.parts[1])).run()
    again = replace(told, inputs={"y": by_itself["out"]["y"]}).run()
    same_lines(again, by_itself)
    assert lab.exchanged(free, OWN, TOLD).parts[1].reads == told.parts[1].reads


def test_a_start_and_a_memory_are_exchanged_too():
    look = Part("att", "look_dot", {}, (Wire("x"),), memory={"M": Wire("a")})
    params = {"U_h": np.eye(3), "b_h": np.zeros(3)}
    rnn = Part("rnn", "elman", params, (), {"h": Wire("a", taps="last")}, steps=2)
    inputs = {"x": X, "a": X[:4], "b": X[4:]}
    net = Network((look, rnn), inputs)
    other = lab.exchanged(net, Wire("a"), Wire("b"))
    assert other.part["att"].memory == {"M": Wire("b")}
    assert other.part["rnn"].start == {"h": Wire("a", taps="last")}
    other = lab.exchanged(net, Wire("a", taps="last"), Wire("b", taps="last"))
    close(other.run()["rnn"]["h_prev"][0], X[-1])


def test_a_wire_that_nobody_hears_cannot_be_exchanged():
    with pytest.raises(InputError, match=r"no part hears out \(shift\)"):
        lab.exchanged(decoder(), OWN, TOLD)


def test_a_run_that_goes_on_is_the_second_half_of_a_whole_one():
    free = lab.exchanged(decoder(), TOLD, OWN)
    first, whole = (
        replace(free, parts=(replace(free.parts[0], steps=T), free.parts[1])) for T in (4, 9)
    )
    same_lines(lab.going_on(free, first.run(), 5).run(), whole.run(), 4)
    told = decoder()
    half = replace(told, inputs={"y": told.inputs["y"][:4]}).run()
    rest = lab.going_on(told, half, 5, {"y": told.inputs["y"][4:]}).run()
    same_lines(rest, told.run(), 4)


def test_what_a_teacher_said_last_is_heard_first():
    told = decoder()
    runs = told.run()
    free = lab.going_on(lab.exchanged(told, TOLD, OWN), runs, 3).run()
    close(free["rnn"]["x"][0], told.inputs["y"][-1])
    close(free["rnn"]["x"][1:], free["out"]["y"][:-1])
    close(free["rnn"]["h_prev"][0], runs["rnn"]["h"][-1])


def test_a_word_that_is_fed_back_is_the_word_that_was_said_last():
    own = Wire("out", taps="shift argmax", first=(1.0, 0.0))
    params = {"V_y": [[0.0, 1.0], [1.0, 0.0]], "d_y": [0.0, 0.0]}
    one = Network((Part("out", "dense", params, (own,), options={"y": "softmax"}, steps=3),))
    said = one.run()["out"]["y"].argmax(axis=1)
    later = lab.going_on(one, one.run(), 2)
    assert later.part["out"].reads[0].first == (0.0, 1.0)
    assert [*said, *later.run()["out"]["y"].argmax(axis=1)] == [1, 0, 1, 0, 1]


@pytest.mark.parametrize("taps", ["back", "last every", "shift shift"])
def test_a_run_goes_on_step_by_step_alone(taps):
    net = Network((dense("out", (Wire("x", taps=taps),), 3, steps=12),), {"x": X})
    with pytest.raises(InputError, match="a run goes on through wires that it had"):
        lab.going_on(net, net.run(), 2, {"x": X[:2]})


def test_a_batch_and_a_wire_that_was_not_there_do_not_go_on():
    shifted = dense("out", (Wire("x", taps="shift"),), 3)
    batch = Network((shifted,), {"x": X.reshape(4, 3, 3)})
    with pytest.raises(InputError, match="a run goes on"):
        lab.going_on(batch, batch.run(), 2)
    one = Network((out(),), {"x": X})
    two = Network((dense("out", (Wire("x"), Wire("x")), 6),), {"x": X})
    with pytest.raises(InputError, match="a run goes on"):
        lab.going_on(two, one.run(), 2, {"x": X[:2]})


def test_numbers_of_a_fitted_network_can_be_set_like_any_other():
    fitted, _ = lab.fit_readout(Network((out(),), {"x": X}), "out", Y)
    close(filled(fitted, numbers_of(fitted)).run()["out"]["y"], Y)
