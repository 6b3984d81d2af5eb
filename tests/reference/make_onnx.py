"""Make onnx.npz: ONNX's recurrent operators, by onnxruntime and by ONNX's own evaluator.

onnxruntime computes in float32. The evaluator that comes with the onnx package computes in float64
but ignores `input_forget`, so coupled gates come from onnxruntime alone.

Gates stand in ONNX's order, iofc (peepholes iof) and zrh. With `input_forget` ONNX keeps the
parameters of i and sets f = 1 - i; we keep those of f and set i = 1 - f. As
1 - sigmoid(v) = sigmoid(-v), ONNX's i is given the negative of our W_f, U_f, b_f.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import onnx
import onnxruntime
from onnx import helper
from onnx.reference import ReferenceEvaluator

from tests.reference import draw
from tests.reference.load import Case, write

SIZES = [(7, 3, 4, 1), (5, 2, 2, 2), (30, 5, 8, 3)]
# our cell: operator, attributes, ONNX's gates by our names; "-" is the negative of f
OPERATORS = {
    "elman": ("RNN", {}, "h"),
    "lstm": ("LSTM", {}, "iofg"),
    "lstm_peephole": ("LSTM", {}, "iofg"),
    "lstm_coupled": ("LSTM", {"input_forget": 1}, "-ofg"),
    "gru": ("GRU", {"linear_before_reset": 0}, "zrn"),
    "gru_reset_after": ("GRU", {"linear_before_reset": 1}, "zrn"),
}
ONNXRUNTIME = "onnxruntime", np.float32, 2e-6
EVALUATOR = "onnx-evaluator", np.float64, 1e-10


def weights(cell: str, params: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return ONNX's W (1, G*H, X), R (1, G*H, H), B (1, 2*G*H) and, with peepholes, P (1, 3*H)."""
    gates = OPERATORS[cell][2]

    def block(group: str, gate: str) -> np.ndarray:
        if group == "bu" and f"bu_{gate}" not in params:
            return np.zeros_like(block("b", gate))
        return -params[f"{group}_f"] if gate == "-" else params[f"{group}_{gate}"]

    stacked = {
        "W": [block("W", gate) for gate in gates],
        "R": [block("U", gate) for gate in gates],
        "B": [block(group, gate) for group in ("b", "bu") for gate in gates],
    }
    if cell == "lstm_peephole":
        stacked["P"] = [block("p", gate) for gate in "iof"]
    return {name: np.concatenate(blocks)[None] for name, blocks in stacked.items()}


def model(cell: str, hidden: int, given: dict[str, np.ndarray]) -> onnx.ModelProto:
    """Return a model of one operator, every given array an input of it, with outputs Y, Y_h, Y_c.

    Args:
        cell: our name.
        hidden: H.
        given: ONNX's name of an operator input -> array.
    """
    operator, attributes, _ = OPERATORS[cell]
    slots = ["X", "W", "R", "B", "", "initial_h", "initial_c", "P"]  # "": no sequence lengths
    names = [name if name in given else "" for name in slots]
    outputs = {"Y": [None] * 4, "Y_h": [None] * 3}
    if operator == "LSTM":
        outputs["Y_c"] = [None] * 3
    kind = helper.np_dtype_to_tensor_dtype(given["X"].dtype)
    while not names[-1]:
        names.pop()
    node = helper.make_node(operator, names, list(outputs), hidden_size=hidden, **attributes)
    graph = helper.make_graph(
        [node],
        operator,
        [helper.make_tensor_value_info(k, kind, v.shape) for k, v in given.items()],
        [helper.make_tensor_value_info(k, kind, shape) for k, shape in outputs.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def outputs_of(runtime: str, cell: str, hidden: int, given: dict[str, np.ndarray]) -> list:
    """Return [Y, Y_h] or [Y, Y_h, Y_c] as the runtime computes them; arguments as in model."""
    made = model(cell, hidden, given)
    if runtime == "onnx-evaluator":
        return ReferenceEvaluator(made).run(None, given)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        made.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return session.run(None, given)


def lines_of(runtime: str, cell: str, given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return h, and c for an LSTM, of every step, each (T, B, H).

    Y holds every h but Y_c only the last c, so an LSTM runs once for each prefix of the sequence.
    """
    hidden = given["initial_h"].shape[-1]
    lines = {"h": outputs_of(runtime, cell, hidden, given)[0][:, 0]}
    if "initial_c" in given:
        prefixes = [given | {"X": given["X"][: t + 1]} for t in range(len(given["X"]))]
        lines["c"] = np.stack([outputs_of(runtime, cell, hidden, p)[2][0] for p in prefixes])
    return lines


def ours(value: np.ndarray) -> np.ndarray:
    """Turn (T, B, rows) into (T, rows, B), or (T, rows) where B = 1."""
    return value[:, 0] if value.shape[1] == 1 else np.swapaxes(value, 1, 2)


def theirs(value: np.ndarray, batch: int) -> np.ndarray:
    """Turn (..., rows) or (..., rows, B) into (..., B, rows)."""
    return value[..., None, :] if batch == 1 else np.ascontiguousarray(np.swapaxes(value, -1, -2))


def runs() -> Iterator[Case]:
    """Yield every cell at every size by each runtime that has the cell."""
    for number, cell in enumerate(OPERATORS):
        for runtime, dtype, tolerance in (ONNXRUNTIME, EVALUATOR):
            if runtime == "onnx-evaluator" and cell == "lstm_coupled":
                continue
            for steps, width, hidden, batch in SIZES:
                rng = np.random.default_rng([5, number, steps])
                params = draw.params(cell, width, hidden, rng)
                params = {k: v.astype(dtype) for k, v in params.items()}
                inputs = draw.inputs(steps, width, batch, rng).astype(dtype)
                state = draw.state(cell, hidden, batch, rng)
                state = {k: v.astype(dtype) for k, v in state.items()}
                given = {"X": theirs(inputs, batch)} | weights(cell, params)
                given |= {f"initial_{k}": theirs(v, batch)[None] for k, v in state.items()}
                lines = lines_of(runtime, cell, given)
                yield Case(
                    name=f"{runtime}/{cell}/T{steps}-X{width}-H{hidden}-B{batch}",
                    cell=cell,
                    tolerance=tolerance,
                    inputs=inputs,
                    params=params,
                    state=state,
                    lines={k: ours(v) for k, v in lines.items()},
                )


if __name__ == "__main__":
    write("onnx", runs())
