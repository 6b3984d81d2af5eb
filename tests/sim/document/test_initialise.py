"""The initialisers keep the properties they are named for."""

import numpy as np
import pytest

from sim.document.initialise import initialise
from sim.text.errors import InputError

H, X, Y = 6, 4, 3
SHAPES = {
    "W_f": (H, X),
    "U_f": (H, H),
    "b_f": (H,),
    "W_g": (H, X),
    "U_g": (H, H),
    "b_g": (H,),
    "p_f": (H,),
    "V": (Y, H),
    "d": (Y,),
}
PINNED_U = [0.4848613789208438, -0.27740477574341965, 0.3971338891401983, 0.12330139958358552]
PINNED_B = [0.227889763692526, 0.6415768973914844]


def radius(matrix):
    return np.abs(np.linalg.eigvals(matrix)).max()


def test_uniform_is_pytorchs_default():
    wide = initialise({"W_i": (64, 500), "U_i": (64, 64), "b_i": (64,)}, seed=1)
    for values in wide.values():
        assert np.abs(values).max() <= 1 / 8
    assert np.abs(wide["W_i"]).max() > 0.999 / 8
    assert abs(wide["W_i"].mean()) < 0.002


def test_glorot_bounds():
    drawn = initialise({"W_i": (30, 60)}, input="glorot", seed=1)["W_i"]
    bound = np.sqrt(6 / 90)
    assert 0.99 * bound < np.abs(drawn).max() <= bound


def test_orthogonal_squares_and_rectangles():
    drawn = initialise(SHAPES, input="orthogonal", recurrent="orthogonal", seed=3)
    np.testing.assert_allclose(drawn["U_f"] @ drawn["U_f"].T, np.eye(H), atol=1e-12)
    np.testing.assert_allclose(drawn["W_f"].T @ drawn["W_f"], np.eye(X), atol=1e-12)
    np.testing.assert_allclose(drawn["V"] @ drawn["V"].T, np.eye(Y), atol=1e-12)


def test_orthogonal_is_haar():
    """Under Haar the trace of a 2x2 has mean 0; without the sign fix QR leans to one side."""
    draws = [initialise({"U_h": (2, 2)}, recurrent="orthogonal", seed=s)["U_h"] for s in range(800)]
    assert abs(np.mean([u[0, 0] for u in draws])) < 0.1
    assert abs(np.mean([np.linalg.det(u) for u in draws])) < 0.15


def test_identity_and_zeros():
    drawn = initialise(SHAPES, input="identity", recurrent="identity", bias="zeros", seed=0)
    np.testing.assert_array_equal(drawn["U_g"], np.eye(H))
    np.testing.assert_array_equal(drawn["W_g"], np.eye(H, X))
    assert not drawn["b_f"].any() and not drawn["p_f"].any() and not drawn["d"].any()
    assert not initialise(SHAPES, input="zeros", recurrent="zeros", seed=0)["U_f"].any()


@pytest.mark.parametrize("scheme", ["uniform", "glorot", "orthogonal", "identity"])
def test_sigma_max_and_spectral_radius(scheme):
    by_sigma = initialise(SHAPES, recurrent=scheme, sigma_max=0.9, seed=5)
    by_radius = initialise(SHAPES, recurrent=scheme, spectral_radius=1.2, seed=5)
    for name in ("U_f", "U_g"):
        assert np.linalg.norm(by_sigma[name], 2) == pytest.approx(0.9, rel=1e-14)
        assert radius(by_radius[name]) == pytest.approx(1.2, rel=1e-12)
    np.testing.assert_array_equal(by_sigma["W_f"], by_radius["W_f"])
    assert not initialise(SHAPES, sigma_max=0, seed=5)["U_f"].any()


def test_keep_bias():
    drawn = initialise(SHAPES, keep_bias={"b_f": 1.0}, seed=0)
    np.testing.assert_array_equal(drawn["b_f"], np.ones(H))
    np.testing.assert_array_equal(drawn["b_g"], initialise(SHAPES, seed=0)["b_g"])


def test_a_parameter_depends_on_seed_and_name_only():
    full = initialise(SHAPES, seed=11)
    fewer = initialise({name: SHAPES[name] for name in ("b_g", "U_f")}, seed=11)
    for name, values in fewer.items():
        np.testing.assert_array_equal(values, full[name])
    assert not np.array_equal(full["U_f"], full["U_g"])
    assert not np.array_equal(full["U_f"], initialise(SHAPES, seed=12)["U_f"])
    assert all(v.shape == SHAPES[n] and v.dtype == np.float64 for n, v in full.items())


def test_seed_zero_is_pinned():
    drawn = initialise({"U_f": (2, 2), "b_f": (2,)}, seed=0)
    np.testing.assert_allclose(drawn["U_f"].ravel(), PINNED_U, rtol=1e-14)
    np.testing.assert_allclose(drawn["b_f"], PINNED_B, rtol=1e-14)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"input": "xavier"}, "unknown_scheme"),
        ({"recurrent": ["uniform"]}, "unknown_scheme"),
        ({"bias": "orthogonal"}, "unknown_scheme"),
        ({"sigma_max": 1.0, "spectral_radius": 1.0}, "two_scales"),
        ({"sigma_max": -1.0}, "initial_number_least"),
        ({"sigma_max": float("nan")}, "initial_number_least"),
        ({"spectral_radius": "1"}, "initial_number_least"),
        ({"recurrent": "zeros", "sigma_max": 1.0}, "cannot_scale"),
        ({"keep_bias": {"b_x": 1.0}}, "unknown_bias"),
        ({"keep_bias": {"W_f": 1.0}}, "unknown_bias"),
        ({"keep_bias": {"b_f": float("inf")}}, "initial_number"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"seed": True}, "seed"),
    ],
)
def test_bad_arguments(arguments, code):
    with pytest.raises(InputError) as caught:
        initialise(SHAPES, **{"seed": 0, **arguments})
    assert caught.value.code == code


@pytest.mark.parametrize(
    "shapes", [{"W_f": (3,)}, {"b_f": (3, 1)}, {"U_f": (2,)}, {"b_f": (0,)}, {"Q": (2,)}]
)
def test_bad_shapes(shapes):
    with pytest.raises(InputError):
        initialise(shapes, seed=0)


def test_recurrent_weights_on_an_output_need_not_be_square():
    shapes = {"W_h": (4, 3), "U_h": (4, 2), "V_y": (2, 4)}
    drawn = initialise(shapes, recurrent="orthogonal", sigma_max=0.5, seed=0)
    assert np.allclose(np.linalg.svd(drawn["U_h"])[1], 0.5)
    assert np.abs(initialise(shapes, seed=0)["U_h"]).max() <= 1 / 2
    with pytest.raises(InputError, match="U_h is not square"):
        initialise(shapes, spectral_radius=0.9, seed=0)


def test_what_reads_nothing_has_weights_for_none_of_it():
    drawn = initialise({"W_h": (3, 0), "U_h": (3, 3), "b_h": (3,)}, input="orthogonal", seed=1)
    assert drawn["W_h"].shape == (3, 0)
    whole = initialise({"W_h": (3, 2), "U_h": (3, 3), "b_h": (3,)}, seed=1)
    assert np.array_equal(drawn["U_h"], whole["U_h"])
    for bad in ({"W_h": (0, 3)}, {"U_h": (3, 0)}, {"V": (2, 0)}, {"b_h": (0,)}):
        with pytest.raises(InputError, match="cannot have the shape"):
            initialise(bad, seed=1)
