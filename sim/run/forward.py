"""A cell steps, a run loops: `step`, `forward` and the checks on what they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.cells import CELLS, LISTED_CELLS
from sim.graph.cell import Cell
from sim.graph.evaluate import evaluate, parameter
from sim.graph.fits import check_masks, check_signals, fitting_sizes, shapes
from sim.run.clamps import Clamp, checked, held_steps
from sim.run.plan import fast_run
from sim.run.stepper import Arrays, Stepper, columns
from sim.run.trace import Trace, row_pairs
from sim.text.checks import as_floats, as_it_comes, check_shapes
from sim.text.errors import InputError, shown


def cell_named(cell: str | Cell) -> Cell:
    """The cell itself, or the one of that name.

    Args:
        cell: a cell, or a key of CELLS.

    Raises:
        InputError: no cell has that name.
    """
    if isinstance(cell, Cell):
        return cell
    if not isinstance(cell, str) or cell not in CELLS:
        raise InputError(
            "cell",
            cell=shown(cell),
            known=", ".join(CELLS),
        )
    return CELLS[cell]


def listed_cell(key: str) -> Cell:
    """The cell of that name that can stand alone.

    Args:
        key: one of LISTED_CELLS.

    Raises:
        InputError: no such cell has that name.
    """
    if not isinstance(key, str) or key not in LISTED_CELLS:
        raise InputError("cell", cell=shown(key), known=", ".join(LISTED_CELLS))
    return CELLS[key]


@as_it_comes
def step(
    cell: str | Cell,
    params: Mapping[str, np.ndarray],
    x: np.ndarray,
    state: Mapping[str, np.ndarray] | None = None,
    signals: Mapping[str, np.ndarray] | None = None,
    clamps: Sequence[Clamp] = (),
    data: Mapping[str, np.ndarray] | None = None,
) -> dict[str, np.ndarray]:
    """One timestep: every line and pre-activation.

    Args:
        cell: a cell or its name.
        params: "W_i" -> array, shapes as `cell.shapes` says.
        x: input (X,) or (X, B).
        state: previous states "h", "c" ..., (H,) or (H, B); zeros where left out.
        signals: per-step signals of the cell, (H,) each, if it has any; those of a clockwork cell
            are its own at step 1 where left out.
        clamps: gates held at a value; this step is step 1.
        data: matrices that the cell reads, (D, N) or (D, N, B), if it reads any.

    Raises:
        InputError: a name or a shape does not fit, or a clamp does not.

    >>> cell = CELLS["elman"].with_options(h="relu")
    >>> step(cell, {"W_h": [[1.0]], "U_h": [[0.5]], "b_h": [1.0]}, [2.0], {"h": [8.0]})
    {'h': array([7.]), 'h_pre': array([7.])}
    """
    cell = cell_named(cell)
    x = as_floats("x", x)[None]
    if signals is not None:
        signals = {name: as_floats(name, value)[None] for name, value in signals.items()}
    params, x, initial, signals, data = check(cell, params, x, state, signals, data)
    fixed = held_steps(checked(cell, clamps, 1), 1)
    return Stepper(cell, params, x.shape[2:], fixed, signals, data)(0, x[0], initial)


@as_it_comes
def forward(
    cell: str | Cell,
    params: Mapping[str, np.ndarray],
    inputs: np.ndarray,
    state: Mapping[str, np.ndarray] | None = None,
    signals: Mapping[str, np.ndarray] | None = None,
    *,
    clamps: Sequence[Clamp] = (),
    data: Mapping[str, np.ndarray] | None = None,
    masks: Mapping[str, np.ndarray] | None = None,
    plain: bool = False,
    beyond: bool = False,
) -> Trace:
    """Run a cell over a sequence and keep everything that happened.

    Args:
        cell: a cell or its name.
        params: "W_i" -> array, shapes as `cell.shapes` says.
        inputs: (T, X) or, for a batch, (T, X, B); X is 0 where nothing comes in.
        state: initial states "h", "c" ..., (H,) or (H, B); zeros where left out.
        signals: per-step signals of the cell, (T, H) each, if it has any; those of a clockwork
            cell are its own where left out.
        clamps: gates held at a value; the pre-activation is recorded all the same.
        data: matrices that every timestep reads, (D, N) or (D, N, B), if the cell reads any.
        masks: parameter -> 0 where it has no entry, 1 elsewhere, in its shape: what stands there
            counts as 0, and so does its gradient.
        plain: loop over the plain function instead of the fast path (the two agree to 1e-13).
        beyond: whether inputs, states and data that left the range of float64 are taken too, as
            those of a network whose lower part overflows.

    Raises:
        InputError: a name, a shape, a size or a clamp does not fit, or a number is not finite.

    Half of h is left after each step without input:

    >>> cell = CELLS["elman"].with_options(h="relu")
    >>> params = {"W_h": [[1.0]], "U_h": [[0.5]], "b_h": [0.0]}
    >>> forward(cell, params, [[8.0], [0.0], [0.0]])["h"].tolist()
    [[8.0], [4.0], [2.0]]
    """
    cell = cell_named(cell)
    params, masks = masked(params, masks)
    inputs = np.array(inputs, float) if beyond else as_floats("inputs", inputs)
    params, inputs, initial, signals, data = check(
        cell, params, inputs, state, signals, data, beyond
    )
    clamps = checked(cell, clamps, len(inputs))
    held = held_steps(clamps, len(inputs))
    rows = None
    if not plain and cell.states:
        ready = columns(params, inputs.ndim == 3)
        rows = fast_run(cell, ready, inputs, initial, signals, held)
    elif not plain:
        rows = _all_steps(cell, params, inputs, signals, held, data)
    if rows is None:
        stepper = Stepper(cell, params, inputs.shape[2:], held, signals, data)
        rows = _plain_run(stepper, inputs, initial)
    return Trace(cell, params, inputs, initial, signals, rows, clamps, data, masks)


def _plain_run(stepper: Stepper, inputs, initial) -> dict[str, np.ndarray]:
    steps, state = [], initial
    for t, x in enumerate(inputs):
        steps.append(stepper(t, x, state))
        state = {name: steps[-1][name] for name in initial}
    return rows_of(steps, inputs, initial)


def rows_of(steps: Sequence[Arrays], inputs: np.ndarray, initial: Arrays) -> dict[str, np.ndarray]:
    """What the steps of a run have found, below each other, as a trace wants it.

    Args:
        steps: lines and pre-activations of every timestep.
        inputs: (T, X) or (T, X, B).
        initial: state -> (H,) or (H, B).
    """
    names = [name for name in steps[0] if name not in initial]
    rows = {name: np.stack([_whole(s[name], inputs) for s in steps]) for name in names}
    for name in initial:
        before, after = row_pairs(len(inputs), initial[name])
        after[...] = [s[name] for s in steps]
        rows[name], rows[f"{name}_prev"] = after, before
    return rows


def _whole(row: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """A row of a batch that nothing of the batch has reached, once for each sequence."""
    return row if inputs.ndim == 2 else np.broadcast_to(row, (len(row), inputs.shape[2]))


def _all_steps(cell, params, inputs, signals, held, data) -> dict[str, np.ndarray]:
    """A cell without states does all timesteps at once."""
    batched, graph = inputs.ndim == 3, cell.graph
    leaves = {name: parameter(value, batched) for name, value in params.items()}
    leaves |= {"x": inputs} | signals | {name: value[None] for name, value in data.items()}

    def given(node, made):
        value, line = made(), graph.line_of(node)
        if line in held:
            on, to = (row.reshape(-1, *[1] * (value.ndim - 1)) for row in held[line])
            value = np.where(on, to, value)
        return value

    found = evaluate(cell, leaves, batched, given)
    wanted = dict(graph.lines) | {f"{line}_pre": node for line, node in graph.pres.items()}
    rows = {name: found[id(node)] for name, node in wanted.items()}
    return {
        name: np.array(np.broadcast_to(row, (len(inputs), row.shape[1], *inputs.shape[2:])))
        for name, row in rows.items()
    }


def masked(params: Arrays, masks: Arrays | None) -> tuple[Arrays, Arrays]:
    """Parameters with 0 where a mask has it, and the masks, as float64 arrays.

    Args:
        params: by name.
        masks: by name of a parameter, of its shape, 0 or 1 each, or an array of False and True;
            none as None.

    Raises:
        InputError: a mask of no parameter, of another shape, or with another number.
    """
    found, params = {}, dict(params)
    for name, mask in (masks or {}).items():
        truths = isinstance(mask, np.ndarray) and mask.dtype == bool
        mask = found[name] = as_floats(f"mask of {name}", mask.astype(float) if truths else mask)
        if name not in params:
            raise InputError("unknown_parameter", name=shown(name))
        params[name] = as_floats(name, params[name])
        check_shapes({f"mask of {name}": mask}, {f"mask of {name}": params[name].shape})
        if not np.isin(mask, (0, 1)).all():
            raise InputError("mask", name=name)
        params[name] = np.where(mask, params[name], 0.0)
    return params, found


def check(
    cell: Cell, params: Arrays, inputs: np.ndarray, state: Arrays | None, signals: Arrays | None,
    data: Arrays | None = None, beyond: bool = False,
) -> tuple[Arrays, np.ndarray, Arrays, Arrays, Arrays]:  # fmt: skip
    """Everything a run needs as float64 arrays of the right shapes; missing states are zeros.

    Args:
        cell: with its options.
        params: as for `forward`.
        inputs: (T, X) or (T, X, B), float64 already.
        state: as for `forward`.
        signals: as for `forward`.
        data: as for `forward`.
        beyond: as for `forward`.

    Returns:
        Parameters, inputs, initial states, signals and data.

    Raises:
        InputError: names the parameter, state, signal or data, what was expected and what came.
    """
    if inputs.ndim not in (2, 3) or 0 in (inputs.shape[0], *inputs.shape[2:]):
        raise InputError(
            "inputs_shape",
            shape=inputs.shape,
        )
    T, X = inputs.shape[:2]
    batch = inputs.shape[2:]
    params = {name: as_floats(name, value) for name, value in params.items()}
    read = (lambda _, value: np.array(value, float)) if beyond else as_floats
    data = {name: read(name, value) for name, value in (data or {}).items()}
    given = {name: read(f"initial {name}", value) for name, value in (state or {}).items()}
    sizes = fitting_sizes(cell, X, shapes(params), shapes(given), shapes(data), batch)
    check_masks(cell, params)
    initial = {
        name: given[name] if name in given else np.zeros(shape + batch)
        for name, shape in cell.state_shapes(**sizes).items()
    }
    own = cell.clock(T, sizes["H"]) if signals is None else signals
    signals = {name: as_floats(name, value) for name, value in own.items()}
    check_signals(cell, T, sizes, shapes(signals))
    if batch:
        signals = {name: value[..., None] for name, value in signals.items()}
        data = {
            name: value if value.ndim == 3 else value[..., None] for name, value in data.items()
        }
    return params, inputs, initial, signals, data
