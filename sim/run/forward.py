"""A cell steps, a run loops: `step`, `forward` and the checks on what they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType, SimpleNamespace

import numpy as np

from sim.cells import CELLS
from sim.graph.cell import Cell
from sim.graph.evaluate import evaluate, parameter
from sim.graph.fits import check_masks, check_names, sizes_of
from sim.graph.letters import LETTERS
from sim.graph.operations import softmax
from sim.run.clamps import Clamp, checked, held_steps
from sim.run.plan import fast_run
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


def call(
    cell: Cell,
    params: Mapping[str, np.ndarray],
    leaves: Mapping[str, np.ndarray],
    held: Mapping[str, float] = MappingProxyType({}),
) -> dict:
    """Lines and pre-activations of one timestep, by the cell's plain function on bare arrays.

    Args:
        cell: with its options.
        params: flat parameters; vectors must already be columns where x is a batch.
        leaves: x, the `_prev` states, any signals and data, by argument name.
        held: gate -> the value that its activation gives, whatever goes in.
    """
    seen: list[tuple[np.ndarray, np.ndarray]] = []
    fixed = {cell.graph.lines[line].name: value for line, value in held.items()}

    def recorder(key, activation):
        def act(z):
            y = np.full_like(z, fixed[key]) if key in fixed else activation(z)
            seen.append((y, z))
            return y

        return act

    wiring: dict[str, object] = {}
    for group in LETTERS:
        members = {n.partition("_")[2]: v for n, v in params.items() if n.startswith(group + "_")}
        wiring[group] = SimpleNamespace(**members)
    wiring["act"] = SimpleNamespace(**{k: recorder(k, a) for k, a in cell.activations.items()})
    wiring["softmax"] = softmax
    wiring.update(leaves)
    arguments = cell.function.__code__.co_varnames[: cell.function.__code__.co_argcount]
    lines = dict(cell.function(**{name: wiring[name] for name in arguments}))
    pres = {id(value): z for value, z in seen}
    return lines | {f"{line}_pre": pres[id(lines[line])] for line in cell.graph.pres}


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
    return _step(cell, columns(params, x.ndim == 3), x, initial, signals, fixed, 0, data)


def _step(cell, params, inputs, state, signals, held, t: int, data) -> dict[str, np.ndarray]:
    leaves = {"x": inputs[t]} | {name: value[t] for name, value in signals.items()} | dict(data)
    leaves |= {f"{name}_prev": value for name, value in state.items()}
    now = {line: values[t] for line, (on, values) in held.items() if on[t]}
    if inputs.ndim == 2 or not cell.graph.mixes:
        return call(cell, params, leaves, now)
    # Of a batch, a product with data would join what belongs to different sequences.
    alone = {name: value[:, 0] if value.ndim == 2 and cell.graph.leaves[name].rank == 1 else value
             for name, value in params.items()}  # fmt: skip
    parts = []
    for k in range(inputs.shape[2]):
        one = {name: v[..., min(k, v.shape[-1] - 1)] for name, v in leaves.items()}
        parts.append(call(cell, alone, one, now))
    return {name: np.stack([part[name] for part in parts], axis=-1) for name in parts[0]}


def columns(params: Mapping[str, np.ndarray], batched: bool) -> dict[str, np.ndarray]:
    """The parameters with vectors as columns, so that (H,) meets a batch (H, B) row by row.

    Args:
        params: by name, vectors (H,) and matrices.
        batched: whether there is a batch; else they stay as they are.
    """
    if not batched:
        return dict(params)
    return {name: p[:, None] if p.ndim == 1 else p for name, p in params.items()}


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
    plain: bool = False,
) -> Trace:
    """Run a cell over a sequence and keep everything that happened.

    Args:
        cell: a cell or its name.
        params: "W_i" -> array, shapes as `cell.shapes` says.
        inputs: (T, X) or, for a batch, (T, X, B).
        state: initial states "h", "c" ..., (H,) or (H, B); zeros where left out.
        signals: per-step signals of the cell, (T, H) each, if it has any; those of a clockwork
            cell are its own where left out.
        clamps: gates held at a value; the pre-activation is recorded all the same.
        data: matrices that every timestep reads, (D, N) or (D, N, B), if the cell reads any.
        plain: loop over the plain function instead of the fast path (the two agree to 1e-13).

    Raises:
        InputError: a name, a shape, a size or a clamp does not fit, or a number is not finite.

    Half of h is left after each step without input:

    >>> cell = CELLS["elman"].with_options(h="relu")
    >>> params = {"W_h": [[1.0]], "U_h": [[0.5]], "b_h": [0.0]}
    >>> forward(cell, params, [[8.0], [0.0], [0.0]])["h"].tolist()
    [[8.0], [4.0], [2.0]]
    """
    cell = cell_named(cell)
    params, inputs, initial, signals, data = check(
        cell, params, as_floats("inputs", inputs), state, signals, data
    )
    clamps = checked(cell, clamps, len(inputs))
    held = held_steps(clamps, len(inputs))
    ready = cell, columns(params, inputs.ndim == 3), inputs, initial, signals, held
    if plain:
        rows = _plain_run(*ready, data)
    elif cell.states:
        rows = fast_run(*ready) or _plain_run(*ready, data)
    else:
        rows = _all_steps(cell, params, inputs, signals, held, data)
    return Trace(cell, params, inputs, initial, signals, rows, clamps, data)


def _plain_run(cell, params, inputs, initial, signals, held, data) -> dict[str, np.ndarray]:
    steps, state = [], initial
    for t in range(len(inputs)):
        steps.append(_step(cell, params, inputs, state, signals, held, t, data))
        state = {name: steps[-1][name] for name in initial}
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


Arrays = Mapping[str, np.ndarray]


def check(
    cell: Cell, params: Arrays, inputs: np.ndarray, state: Arrays | None, signals: Arrays | None,
    data: Arrays | None = None,
) -> tuple[Arrays, np.ndarray, Arrays, Arrays, Arrays]:  # fmt: skip
    """Everything a run needs as float64 arrays of the right shapes; missing states are zeros.

    Args:
        cell: with its options.
        params: as for `forward`.
        inputs: (T, X) or (T, X, B), float64 already.
        state: as for `forward`.
        signals: as for `forward`.
        data: as for `forward`.

    Returns:
        Parameters, inputs, initial states, signals and data.

    Raises:
        InputError: names the parameter, state, signal or data, what was expected and what came.
    """
    if inputs.ndim not in (2, 3) or 0 in inputs.shape:
        raise InputError(
            "inputs_shape",
            shape=inputs.shape,
        )
    T, X = inputs.shape[:2]
    batch = inputs.shape[2:]
    params = {name: as_floats(name, value) for name, value in params.items()}
    check_names(cell, "parameter", params, cell.graph.shapes)
    data = {name: as_floats(name, value) for name, value in (data or {}).items()}
    check_names(cell, "data", data, cell.graph.data)
    sizes = sizes_of(cell, params, X, data)
    told = {dim for dims in cell.graph.shapes.values() for dim in dims}
    for name, value in (state or {}).items():  # where no parameter says how many there are
        if name in cell.states and cell.rows(name) not in told:
            sizes[cell.rows(name)] = sizes[cell.rows(name)] or len(np.atleast_1d(value))
    if not sizes["H"] and "H" in cell.graph.dims.values():
        raise InputError("no_units")
    check_shapes(params, cell.shapes(**sizes))
    check_masks(cell, params)
    shapes = {k: shape + batch for k, shape in cell.state_shapes(**sizes).items()}
    given = {name: as_floats(f"initial {name}", value) for name, value in (state or {}).items()}
    initial = {name: given.get(name, np.zeros(shape)) for name, shape in shapes.items()}
    check_names(cell, "state", initial | given, shapes)
    check_shapes(initial, shapes)
    own = cell.clock(T, sizes["H"]) if signals is None else signals
    signals = {name: as_floats(name, value) for name, value in own.items()}
    check_names(cell, "signal", signals, cell.graph.signals)
    rows = {n: cell.graph.dims.get(id(cell.graph.leaves[n]), "H") for n in cell.graph.signals}
    check_shapes(signals, {name: (T, sizes[dim]) for name, dim in rows.items()})
    shapes = {n: tuple(sizes.get(d, 0) for d in dims) for n, dims in cell.graph.data_shapes.items()}
    own = {name: batch if value.ndim == 3 else () for name, value in data.items()}
    check_shapes(data, {name: shape + own[name] for name, shape in shapes.items()})
    if batch:
        signals = {name: value[..., None] for name, value in signals.items()}
        data = {
            name: value if value.ndim == 3 else value[..., None] for name, value in data.items()
        }
    return params, inputs, initial, signals, data
