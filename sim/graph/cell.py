"""What a cell is: a plain function, a short table of its lines, and what its graph tells."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from sim.graph.activations import Activation, Softmax
from sim.graph.graph import Graph
from sim.graph.letters import letter_of
from sim.graph.node import Node
from sim.graph.operations import ANY, Bounds
from sim.text.errors import InputError, shown
from sim.text.messages import Phrase


@dataclass(frozen=True)
class Line:
    """One named quantity of a cell.

    Args:
        name: as in the function, "f".
        title: what the field calls it, "forget gate".
        role: gate, candidate, memory or output.
        reads: what its value tells, in a few words.
        activation: default of `act.<name>`; sigmoid for a gate, else tanh.
        word: key of its title and meaning in the catalogues, where its name alone does not say it.
    """

    name: str
    title: str
    role: str
    reads: str
    activation: str = ""
    word: str = ""


RECURRENT, READOUT, ATTENTION = "recurrent", "readout", "attention"  # families


@dataclass(frozen=True, eq=False)
class Cell:
    """A recurrent cell: its equations once, as a function, and everything read off them.

    Args:
        key: its name in `sim.CELLS`.
        title: its name for people.
        function: the equations, as in the paper.
        lines: one `Line` for each quantity that the function returns, in that order.
        source: paper or lecture the equations come from.
        options: activation by key, or `Softmax`, where it differs from the default.
        family: recurrent, readout or attention.
        usual: whether a picker shows it at once, or behind "More".
        output: the line that is read out, and that a loss looks at.
        notes: what a reader may stumble over, keys of texts.
        hue: of its curves beside those of other cells, in the palette's words.
        dash: of the same curves, in Plotly's words.
        periods: of a clockwork cell, those of its groups of units, fastest first.
        softmax: the same equations with a softmax over the output, if that may be chosen; it is no
            activation, as it joins all entries.
    """

    key: str
    title: str
    function: Callable[..., Mapping]
    lines: tuple[Line, ...]
    source: str
    options: tuple[tuple[str, Activation | Softmax], ...] = ()
    family: str = RECURRENT
    usual: bool = True
    output: str = "h"
    notes: tuple[str, ...] = ()
    hue: str = "grey"
    dash: str = "solid"
    periods: tuple[int, ...] = ()
    softmax: Callable[..., Mapping] | None = None

    def __post_init__(self) -> None:
        self.graph  # noqa: B018 - what is no cell is refused as it is defined

    @cached_property
    def equations(self) -> Callable[..., Mapping]:
        """The function that runs: with a softmax where the options say so."""
        chosen = any(isinstance(option, Softmax) for _, option in self.options)
        return self.softmax if chosen and self.softmax else self.function

    @cached_property
    def graph(self) -> Graph:
        """The traced equations, shared by all option variants of a cell that have the same."""
        return _graph(self.equations)

    @cached_property
    def line(self) -> dict[str, Line]:
        """The table of lines by name."""
        return {line.name: line for line in self.lines}

    @property
    def states(self) -> tuple[str, ...]:
        """States in signature order, ("h", "c") for an LSTM."""
        return self.graph.states

    @property
    def own_output(self) -> str | None:
        """The line of Y numbers that the cell itself puts out, if it has one."""
        return next((name for name in self.graph.lines if self.rows(name) == "Y"), None)

    @cached_property
    def sole_activation(self) -> str | None:
        """The line of a cell that is nothing but one activation of a sum, as Elman's; else None."""
        lines = list(self.graph.lines.items())
        return lines[0][0] if len(lines) == 1 and lines[0][1].is_activation else None

    @cached_property
    def owners(self) -> dict[str, str]:
        """Parameter -> the line that it belongs to, the first that is computed with it."""
        found: dict[str, str] = {}
        for line, node in sorted(self.graph.lines.items(), key=lambda item: item[1].order):
            stack = [node]
            while stack:
                part = stack.pop()
                if part.leaf == "param":
                    found.setdefault(part.name, line)
                stack.extend(a for a in part.args if self.graph.line_of(a) is None)
        return found

    @cached_property
    def defaults(self) -> dict[str, Activation]:
        """The activation that each `act` has when no option says otherwise."""
        nodes = _graph(self.function).nodes  # where a softmax is chosen there is one still to go to
        keys = dict.fromkeys(node.name for node in nodes if node.is_activation)
        return {key: Activation(self._default(key)) for key in keys}

    def _default(self, key: str) -> str:
        line = self.line[key]
        return line.activation or ("sigmoid" if line.role == "gate" else "tanh")

    @cached_property
    def activations(self) -> dict[str, Activation]:
        """The activation of each `act` as chosen; none where a softmax is."""
        chosen = self.defaults | dict(self.options)
        return {key: one for key, one in chosen.items() if not isinstance(one, Softmax)}

    def with_options(self, /, **options: str | Mapping | Activation) -> Cell:
        """The same cell with other activations, named by its lines.

        Args:
            options: line name -> "tanh", "sigmoid", "relu", "identity", "hard_sigmoid", or
                {"name": "hard_sigmoid", "slope": s, "offset": o}; of a dense layer's y "softmax"
                too.

        Raises:
            InputError: no such line, or no such activation; names the line.
        """
        chosen = dict(self.options)
        for key, option in options.items():
            if key not in self.defaults:
                raise InputError(
                    "option",
                    cell=self.phrase,
                    key=shown(key),
                    known=", ".join(self.defaults),
                )
            try:
                chosen[key] = self._read(key, option)
            except InputError as error:
                raise InputError("at_line", line=key, reason=error) from error
        kept = [(key, chosen[key]) for key in sorted(chosen) if chosen[key] != self.defaults[key]]
        return _variant(self._base, tuple(kept))

    @cached_property
    def _base(self) -> Cell:
        """The cell whose options were changed: one set of options is one cell, by whatever way."""
        return self

    def _read(self, key: str, option: object) -> Activation | Softmax:
        if self.softmax and key == self.output and Softmax.is_meant(option):
            return Softmax()
        return Activation.read(option)

    @property
    def phrase(self) -> Phrase:
        """Its title, for a sentence that may be said in another language."""
        return Phrase(f"cells.{self.key}", self.title)

    def shapes(self, X: int, H: int, Y: int = 0, **others: int) -> dict[str, tuple[int, ...]]:
        """Shape of every parameter.

        Args:
            X: inputs.
            H: units.
            Y: outputs, of a cell that puts some out itself.
            others: of what reads data, such as D and N rows and columns of them.
        """
        sizes = {"X": X, "H": H, "Y": Y} | others
        return {name: tuple(sizes[dim] for dim in dims) for name, dims in self.graph.shapes.items()}

    def state_shapes(self, X: int, H: int, Y: int = 0, **others: int) -> dict[str, tuple[int]]:
        """Shape of every initial state, one axis each; `X`, `H`, `Y`, `others` as for `shapes`."""
        sizes = {"X": X, "H": H, "Y": Y} | others
        return {s: (sizes[self.rows(s)],) for s in self.states}

    def rows(self, line: str) -> str:
        """Symbolic size of `line`, by name: "H", or "Y" of what the cell itself puts out."""
        return self.graph.dims[id(self.graph.lines[line])]

    @cached_property
    def dims(self) -> tuple[str, ...]:
        """The sizes that its parameters have: X and H, and Y if the cell itself has outputs."""
        return tuple(dict.fromkeys(("X", "H", *sum(self.graph.shapes.values(), ()))))

    def bounds(self, name: str) -> tuple[float, float]:
        """Least and greatest value that a line can take whatever its weights; infinite for none.

        Args:
            name: of a line; that of `1 - f` follows from f's.
        """
        return self._bounds(self.graph.lines[name])

    def _bounds(self, node: Node) -> Bounds:
        if node.leaf == "const":
            return node.value, node.value
        if node.is_leaf:
            return ANY
        activation = self.activations.get(node.name)
        return node.operation.bounds(activation, *map(self._bounds, node.args))

    def count(self, X: int, H: int, Y: int = 0, **others: int) -> int:
        """How many numbers it has, none where a mask is; `X`, `H`, `Y`, `others`: sizes."""
        shapes = self.shapes(X, H, Y, **others)
        return sum(self.entries(name, shape) for name, shape in shapes.items())

    def entries(self, name: str, shape: tuple[int, ...]) -> int:
        """How many entries a parameter has.

        Args:
            name: of the parameter, "U_h".
            shape: its own, (rows, columns) or (rows,).
        """
        mask = self.mask(name, shape)
        return math.prod(shape) if mask is None else int(mask.sum())

    def periods_of(self, H: int) -> np.ndarray:
        """Of a clockwork cell, every unit's period: (H,).

        Args:
            H: units, shared out among the groups, neighbours together.
        """
        groups = np.arange(H) * len(self.periods) // max(H, len(self.periods))
        return np.array(self.periods)[groups]

    def clock(self, T: int, H: int) -> dict[str, np.ndarray]:
        """The signals that the cell itself makes: which units are renewed at a timestep, (T, H).

        A unit is renewed where t, from 1, is a multiple of its period.

        Args:
            T: timesteps.
            H: units.

        Returns:
            signal -> 1 for a unit that is renewed and 0 for one that waits; none without periods.
        """
        if not self.periods:
            return {}
        turns = np.arange(1, T + 1)[:, None] % self.periods_of(H) == 0
        return dict.fromkeys(self.graph.signals, turns.astype(float))

    def mask(self, name: str, shape: tuple[int, ...]) -> np.ndarray | None:
        """Which entries of a parameter the cell has, None for all; the others are 0.

        Of a clockwork cell a unit hears those alone that are renewed as rarely as itself or more
        rarely.

        Args:
            name: of the parameter, "U_n".
            shape: its own, (H, H) where there is a mask.
        """
        if not self.periods or letter_of(name).role != "recurrent":
            return None
        periods = self.periods_of(shape[0])
        return periods[None, :] >= periods[:, None]

    def masked(self, params: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Parameters with 0 where the cell has no entry.

        Args:
            params: by name, of the cell's shapes.
        """
        found = dict(params)
        for name, value in params.items():
            mask = self.mask(name, value.shape)
            if mask is not None:
                found[name] = np.where(mask, value, 0.0)
        return found

    @property
    def code(self) -> str:
        """The source text of the function that runs, without its docstring."""
        source = textwrap.dedent(inspect.getsource(self.equations))
        first, *rest = ast.parse(source).body[0].body
        if rest and isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            lines = source.splitlines(keepends=True)
            source = "".join(lines[: first.lineno - 1] + lines[first.end_lineno :])
        return source

    def __repr__(self) -> str:
        return f"Cell({self.key}{dict(self.options) or ''})"


@lru_cache(maxsize=256)
def _variant(cell: Cell, options: tuple[tuple[str, Activation | Softmax], ...]) -> Cell:
    if options == cell.options:
        return cell
    found = replace(cell, options=options)
    vars(found)["_base"] = cell
    return found


@lru_cache(maxsize=256)
def with_periods(cell: Cell, periods: tuple[int, ...]) -> Cell:
    """A clockwork cell with other periods.

    Args:
        cell: one that has periods.
        periods: of its groups of units, at least 1 each.
    """
    return replace(cell, periods=periods)


@lru_cache(maxsize=256)
def _graph(function: Callable) -> Graph:
    return Graph(function)
