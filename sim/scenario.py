"""The document that a person edits, shares, saves and loads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType

import numpy as np

from sim.cell import Cell
from sim.errors import InputError
from sim.limits import BROWSER
from sim.readout import Readout
from sim.run import as_floats, cell_named, forward
from sim.trace import Trace

VERSION = 1
MAX_JSON = 2_000_000
MAX_TEXT = 200


@dataclass(frozen=True, eq=False)
class Scenario:
    """A cell with its numbers and its inputs; checked whole whenever one is made.

    Args:
        cell: key in `sim.CELLS`.
        params: "W_i" -> array, as `Cell.shapes` says.
        inputs: (T, X).
        initial: state -> (H,); what is left out is zeros.
        options: activation by line, where it differs from the cell's default.
        readout: what is read out of h, or None.
        title: up to 200 characters.
        seed: of the random numbers it was made from, or None.
        labels: names of inputs "x" (X of them), outputs "y" (Y) and timesteps "t" (T).
        clamps: gates held at a value (none yet).

    Raises:
        InputError: names the field, and the row and column where there is one.
    """

    cell: str
    params: Mapping[str, np.ndarray]
    inputs: np.ndarray
    initial: Mapping[str, np.ndarray] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    readout: Readout | None = None
    title: str = ""
    seed: int | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clamps: tuple = ()

    def __post_init__(self) -> None:
        cell = cell_named(self.cell)
        if not isinstance(self.options, Mapping):
            raise _wrong("options", "an object")
        chosen = cell.with_options(**{str(key): value for key, value in self.options.items()})
        inputs = _numbers("inputs", self.inputs, 2)
        T, X = inputs.shape
        if not T or not X:
            raise InputError("inputs_empty", "inputs: at least one timestep and one input")
        first = next(iter(cell.graph.shapes))
        if not isinstance(self.params, Mapping) or first not in self.params:
            raise InputError("missing", "{cell} needs the {what} {name}", cell=cell.title,
                             what="parameter", name=first)  # fmt: skip
        H = np.asarray(_numbers(first, self.params[first], 2)).shape[0]
        check_sizes(X=X, H=H, T=T)
        params = _fitted("parameter", cell, self.params, cell.shapes(X, H))
        shapes = cell.state_shapes(X, H)
        if not isinstance(self.initial, Mapping):
            raise _wrong("initial", "an object")
        zeros = {name: np.zeros(shape) for name, shape in shapes.items()}
        initial = _fitted("initial state", cell, zeros | dict(self.initial), shapes)
        readout = self._checked_readout(H)
        self._check_words(X, T, readout.outputs(H) if readout else 0)
        if self.clamps:
            raise _wrong("clamps", "an empty list")
        options = {key: act.write() for key, act in dict(chosen.options).items()}
        for name, value in (
            ("params", MappingProxyType(params)), ("inputs", inputs),
            ("initial", MappingProxyType(initial)), ("readout", readout),
            ("options", MappingProxyType(options)), ("clamps", ()),
            ("labels", MappingProxyType({k: tuple(v) for k, v in self.labels.items()})),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def _checked_readout(self, H: int) -> Readout | None:
        if self.readout is None:
            return None
        if not isinstance(self.readout, Readout):
            raise _wrong("readout", "an object")
        if self.readout.V is None:
            return self.readout
        V, d = _numbers("V", self.readout.V, 2), _numbers("d", self.readout.d, 1)
        if V.shape[1] != H or d.shape != V.shape[:1] or not len(V):
            raise InputError(
                "shape",
                "{name}: expected shape {expected}, read {shape}",
                name="V, d",
                expected=f"(Y, {H}), (Y,)",
                shape=f"{V.shape}, {d.shape}",
            )
        check_sizes(Y=len(V))
        return replace(self.readout, V=V, d=d)

    def _check_words(self, X: int, T: int, Y: int) -> None:
        if not isinstance(self.title, str) or len(self.title) > MAX_TEXT:
            raise _wrong("title", f"a text of at most {MAX_TEXT} characters")
        if self.seed is not None and (type(self.seed) is not int or not 0 <= self.seed < 2**32):
            raise _wrong("seed", "a whole number from 0 to 4294967295")
        if not isinstance(self.labels, Mapping) or set(self.labels) - {"x", "y", "t"}:
            raise _wrong("labels", "an object with x, y or t")
        for axis, names in self.labels.items():
            size = {"x": X, "y": Y, "t": T}[axis]
            short = isinstance(names, list | tuple) and all(
                isinstance(name, str) and len(name) <= MAX_TEXT for name in names
            )
            if not short or len(names) != size:
                raise _wrong(f"labels.{axis}", f"{size} texts of at most {MAX_TEXT} characters")

    @property
    def chosen_cell(self) -> Cell:
        """The cell with its options."""
        return cell_named(self.cell).with_options(**self.options)

    @property
    def sizes(self) -> dict[str, int]:
        """X, H, Y and T."""
        T, X = self.inputs.shape
        H = next(iter(self.params.values())).shape[0]
        return {"X": X, "H": H, "Y": self.readout.outputs(H) if self.readout else 0, "T": T}

    def changed(self, **changes: object) -> Scenario:
        """A checked copy with some fields replaced.

        Raises:
            InputError: what came of it is no scenario; nothing is changed.
        """
        return replace(self, **changes)

    def run(self) -> Trace:
        """The trace of this scenario."""
        return forward(self.chosen_cell, self.params, self.inputs, self.initial)

    def to_json(self) -> str:
        """The document as JSON, exact to the last bit."""
        readout = self.readout and {
            f.name: _plain(getattr(self.readout, f.name)) for f in fields(Readout)
        }
        document = {"gatescope": VERSION} | {
            f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name != "readout"
        }
        return json.dumps(document | {"readout": readout}, allow_nan=False, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Scenario:
        """The scenario that a document describes.

        Args:
            text: what `to_json` wrote, at most 2 MB.

        Raises:
            InputError: no JSON, another version, an unknown field, or numbers that do not fit.
        """
        if len(text) > MAX_JSON:
            raise InputError("file_size", "the file has over {limit} characters", limit=MAX_JSON)
        try:
            document = json.loads(text, parse_constant=_refuse_constant)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError("file_json", "this is no JSON: {reason}", reason=error) from error
        if not isinstance(document, dict) or document.get("gatescope") != VERSION:
            raise InputError(
                "file_version",
                'expected a scenario of version {version} ("gatescope": {version})',
                version=VERSION,
            )
        known = {f.name for f in fields(cls)}
        for name in document.keys() - known - {"gatescope"}:
            raise InputError("file_field", "unknown field {name!r}", name=name)
        for name in {"cell", "params", "inputs"} - document.keys():
            raise InputError("file_missing", "the field {name!r} is missing", name=name)
        content = {name: document[name] for name in document.keys() & known}
        if not isinstance(content["cell"], str):
            raise _wrong("cell", "a text")
        if content.get("readout") is not None:
            content["readout"] = _read_readout(content["readout"])
        if not isinstance(content.get("clamps", []), list):
            raise _wrong("clamps", "a list")
        return cls(**content)


def _refuse_constant(name: str):
    raise InputError("not_finite_file", "{name} is not a finite number", name=name)


def _read_readout(document: object) -> Readout:
    if not isinstance(document, dict) or document.keys() - {"kind", "V", "d"}:
        raise _wrong("readout", "an object with kind, V and d")
    if not isinstance(document.get("kind"), str):
        raise _wrong("readout.kind", "a text")
    return Readout(**document)


def _wrong(name: str, expected: str) -> InputError:
    return InputError("field", "{name}: expected {expected}", name=name, expected=expected)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _numbers(name: str, value: object, axes: int) -> np.ndarray:
    """`value` as a read-only float array with so many axes; says row and column of what is not."""
    if not isinstance(value, np.ndarray):
        _check_rows(name, value, axes)
    array = as_floats(name, value)
    if array.ndim != axes:
        raise InputError(
            "axes",
            "{name}: expected {axes}, read {read}",
            name=name,
            axes=("one number", "a list of numbers", "rows of numbers")[axes],
            read=f"an array with {array.ndim} axes",
        )
    array.flags.writeable = False
    return array


def _check_rows(name: str, value: object, axes: int) -> None:
    rows = [value] if axes == 1 else value
    if not isinstance(rows, list | tuple) or not all(isinstance(r, list | tuple) for r in rows):
        raise _wrong(name, "a list of numbers" if axes == 1 else "a list of rows of numbers")
    if len(rows) > 100_000 or any(len(row) > 100_000 for row in rows):
        raise InputError("too_large", "{name}: too many numbers", name=name)
    for r, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise InputError(
                "ragged",
                "{name}, row {row}: expected {expected} numbers, read {count}",
                name=name,
                row=r + 1,
                expected=len(rows[0]),
                count=len(row),
            )
        for k, number in enumerate(row):
            real = isinstance(number, int | float | np.floating | np.integer)
            if not real or isinstance(number, bool) or not _finite(number):
                raise InputError(
                    "not_a_number",
                    "{name}, row {row}, column {column}: expected a number, read {value!r}",
                    name=name,
                    row=r + 1,
                    column=k + 1,
                    value=str(number)[:40],
                )


def _finite(number) -> bool:
    try:
        return bool(np.isfinite(float(number)))
    except OverflowError:
        return False


def _fitted(what: str, cell: Cell, given: Mapping, shapes: Mapping) -> dict[str, np.ndarray]:
    for name in shapes.keys() - given.keys():
        raise InputError("missing", "{cell} needs the {what} {name}", cell=cell.title, what=what,
                         name=name)  # fmt: skip
    for name in given.keys() - shapes.keys():
        raise InputError("surplus", "{cell} has no {what} {name}", cell=cell.title, what=what,
                         name=str(name)[:40])  # fmt: skip
    fitted = {}
    for name, shape in shapes.items():
        fitted[name] = _numbers(name, given[name], len(shape))
        if fitted[name].shape != shape:
            raise InputError("shape", "{name}: expected shape {expected}, read {shape}",
                             name=name, expected=shape, shape=fitted[name].shape)  # fmt: skip
    return fitted


def check_sizes(**sizes: int) -> None:
    """Refuse sizes that a browser should not be asked to show.

    Args:
        sizes: any of X, H, Y, T.

    Raises:
        InputError: names the size and its limit.
    """
    for name, size in sizes.items():
        most = getattr(BROWSER, name)
        if not 1 <= size <= most:
            raise InputError(
                "limit",
                "{name} = {size}: at least 1, at most {most}",
                name=name,
                size=size,
                most=most,
            )
