"""Make keras.npz: Keras' recurrent layers in float64, in our names and layout.

Keras keeps (X, G*H) kernels, gates in the order i f c o (c is our g) and z r h (h is our n). Its
hard sigmoid is clip(z / 6 + 1/2, 0, 1). On any backend but TensorFlow its products round float64 to
float32; `in_float64` lifts that, and only that.
"""

from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
from keras.src.backend.common import dtypes

from tests.reference import draw
from tests.reference.load import Case, write

TOLERANCE = 1e-10
SIZES = [(7, 3, 4, 1), (5, 2, 2, 2), (30, 5, 8, 3)]
HARD = {"name": "hard_sigmoid", "slope": 1 / 6, "offset": 0.5}
# name: layer, keyword arguments, our cell, our options, Keras' gates by our names
KINDS = {
    "rnn": ("SimpleRNN", {}, "elman", {}, "h"),
    "rnn-sigmoid": ("SimpleRNN", {"activation": "sigmoid"}, "elman", {"h": "sigmoid"}, "h"),
    "lstm": ("LSTM", {}, "lstm", {}, "ifgo"),
    "lstm-hard": (
        "LSTM",
        {"recurrent_activation": "hard_sigmoid"},
        "lstm",
        dict.fromkeys("ifo", HARD),
        "ifgo",
    ),
    "lstm-linear": (
        "LSTM",
        {"activation": "linear"},
        "lstm",
        {"g": "identity", "h": "identity"},
        "ifgo",
    ),
    "gru-reset-before": ("GRU", {"reset_after": False}, "gru", {}, "zrn"),
    "gru-reset-after": ("GRU", {"reset_after": True}, "gru_reset_after", {}, "zrn"),
}


def in_float64() -> None:
    """Make Keras compute in float64 throughout; raise if it still rounds to float32."""
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    fine = keras.ops.convert_to_tensor([[1.0 + 2.0**-40]], dtype="float64")
    if keras.ops.convert_to_numpy(keras.ops.matmul(fine, fine))[0, 0] == 1.0:
        raise RuntimeError("this version of Keras rounds products to float32")


def weights(params: dict[str, np.ndarray], gates: str) -> list[np.ndarray]:
    """Return Keras' kernel (X, G*H), recurrent kernel (H, G*H) and bias (G*H,) or (2, G*H)."""
    kernel = np.concatenate([params[f"W_{gate}"].T for gate in gates], axis=1)
    recurrent = np.concatenate([params[f"U_{gate}"].T for gate in gates], axis=1)
    bias = np.concatenate([params[f"b_{gate}"] for gate in gates])
    if "bu_n" in params:  # two rows: with the input, with the state
        inner = np.concatenate(
            [params.get(f"bu_{gate}", np.zeros_like(params[f"b_{gate}"])) for gate in gates]
        )
        bias = np.stack([bias, inner])
    return [kernel, recurrent, bias]


def theirs(value: np.ndarray, batch: int) -> np.ndarray:
    """Turn (..., rows) or (..., rows, B) into (..., B, rows)."""
    return value[..., None, :] if batch == 1 else np.swapaxes(value, -1, -2)


def ours(value: np.ndarray) -> np.ndarray:
    """Turn (T, B, rows) into (T, rows, B), or (T, rows) where B = 1."""
    return value[:, 0] if value.shape[1] == 1 else np.swapaxes(value, 1, 2)


def lines_of(
    layer_name: str, keywords: dict, values: list[np.ndarray], x: np.ndarray, state: list
) -> dict[str, np.ndarray]:
    """Return h, and c for an LSTM, each (T, B, H), by a loop over the cell, checked by the layer.

    Args:
        layer_name: Keras' name of it, "LSTM".
        keywords: of the layer and of its cell.
        values: as `weights` gives them.
        x: (T, B, X).
        state: [h] or [h, c], each (B, H).
    """
    hidden = state[0].shape[-1]
    layer = getattr(keras.layers, layer_name)(hidden, return_sequences=True, **keywords)
    cell = getattr(keras.layers, f"{layer_name}Cell")(hidden, **keywords)
    for part in (layer, cell):
        part.build(x.swapaxes(0, 1).shape if part is layer else x[0].shape)
        part.set_weights(values)

    def tensor(value: np.ndarray):
        return keras.ops.convert_to_tensor(value, dtype="float64")

    initial = [tensor(value) for value in state]
    steps, states = [], initial
    for row in x:
        _, states = cell(tensor(row), states)
        steps.append([keras.ops.convert_to_numpy(s) for s in states])
    lines = dict(zip("hc", (np.stack(line) for line in zip(*steps, strict=True)), strict=False))
    whole = keras.ops.convert_to_numpy(layer(tensor(x.swapaxes(0, 1)), initial_state=initial))
    np.testing.assert_allclose(whole.swapaxes(0, 1), lines["h"], rtol=0, atol=1e-13)
    return lines


def case(kind: str, number: int, size: tuple[int, int, int, int]) -> Case:
    """Run one kind at one size (T, X, H, B)."""
    layer_name, keywords, cell, options, gates = KINDS[kind]
    steps, width, hidden, batch = size
    rng = np.random.default_rng([7, number, steps])
    most = 0.3 if "linear" in keywords.values() else 0.75  # a memory without bound can explode
    params = draw.params(cell, width, hidden, rng, most)
    inputs = draw.inputs(steps, width, batch, rng)
    state = draw.state(cell, hidden, batch, rng)
    lines = lines_of(
        layer_name,
        keywords,
        weights(params, gates),
        theirs(inputs, batch),
        [theirs(value, batch) for value in state.values()],
    )
    return Case(
        name=f"keras/{kind}/T{steps}-X{width}-H{hidden}-B{batch}",
        cell=cell,
        options=options,
        tolerance=TOLERANCE,
        inputs=inputs,
        params=params,
        state=state,
        lines={k: ours(v) for k, v in lines.items()},
    )


if __name__ == "__main__":
    in_float64()
    write("keras", [case(k, n, size) for n, k in enumerate(KINDS) for size in SIZES])
