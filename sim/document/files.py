"""A scenario's file: JSON, written to the last bit, read whole or not at all.

Earlier versions stay readable: a step makes a document of one version into one of the next, and
whatever reads documents (files, links) sends them through `Versions.upgrade` first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

import numpy as np

from sim.document.scenario import Scenario
from sim.run.clamps import Clamp
from sim.run.readout import Readout
from sim.text.checks import field_error
from sim.text.errors import InputError, shown

MAX_JSON = 2_000_000
MARK = "gatescope"  # the field that says the version
_REQUIRED = ("cell", "params", "inputs")

Step = Callable[[dict], dict]


@dataclass(frozen=True)
class Versions:
    """The versions of one way to write documents.

    Args:
        newest: the one that is written.
        steps: version -> what makes a document of it one of the next version.
    """

    newest: int
    steps: Mapping[int, Step] = field(default_factory=dict)

    def upgrade(self, document: dict, version: object) -> dict:
        """The document as the newest version has it.

        Args:
            document: of any version.
            version: which, not trusted.

        Raises:
            InputError: a version that is not known.
        """
        if type(version) is not int or not (version == self.newest or version in self.steps):
            raise InputError(
                "file_version",
                version=self.newest,
            )
        while version < self.newest:
            document, version = self.steps[version](document), version + 1
        return document

    def is_later(self, version: object) -> bool:
        """Whether `version`, not trusted, is of a newer program than this one."""
        return type(version) is int and version > self.newest


FILES = Versions(newest=1)


def to_json(scenario: Scenario) -> str:
    """A scenario as JSON, exact to the last bit.

    Args:
        scenario: in any cell.
    """
    readout = scenario.readout and {
        f.name: _plain(getattr(scenario.readout, f.name)) for f in fields(Readout)
    }
    document = {MARK: FILES.newest} | {
        f.name: _plain(getattr(scenario, f.name)) for f in fields(scenario) if f.name != "readout"
    }
    return json.dumps(document | {"readout": readout}, allow_nan=False, ensure_ascii=False)


def from_json(text: str) -> Scenario:
    """The scenario of a file.

    Args:
        text: what `to_json` wrote, now or in an earlier version; at most 2 million characters.

    Raises:
        InputError: no JSON, another version, an unknown field, or numbers that do not fit.
    """
    return from_document(parsed(text, _without_twins, _refuse_constant))


def parsed(
    text: object,
    pairs: Callable[[list[tuple[str, object]]], object],
    constant: Callable[[str], object],
) -> object:
    """What a file's JSON says.

    Args:
        text: not trusted.
        pairs: what becomes of an object's names and values, in which a name may stand twice.
        constant: what becomes of NaN, Infinity and -Infinity.

    Raises:
        InputError: no text, too long, or no JSON.
    """
    if not isinstance(text, str):
        raise field_error("file", "a_text")
    if len(text) > MAX_JSON:
        raise InputError("file_size", limit=MAX_JSON)
    try:
        return json.loads(text, parse_constant=constant, object_pairs_hook=pairs)
    except InputError:
        raise
    except json.JSONDecodeError as error:
        raise InputError(
            "file_json_place",
            line=error.lineno, column=error.colno,
        ) from error  # fmt: skip
    except (ValueError, RecursionError) as error:  # a whole number may have too many digits
        raise InputError("file_json") from error


def from_document(document: object) -> Scenario:
    """The scenario of a document in its plain form: objects, lists or arrays, numbers, texts.

    Args:
        document: of any version that is known, which its field "gatescope" says; not trusted.

    Raises:
        InputError: another version, an unknown field, or numbers that do not fit.
    """
    version = document.get(MARK) if isinstance(document, dict) else None
    document = FILES.upgrade(document, version)
    known = {f.name for f in fields(Scenario)}
    for name in (n for n in document if n not in known | {MARK}):
        raise InputError("file_field", name=shown(name))
    for name in (n for n in _REQUIRED if n not in document):
        raise InputError("file_missing", name=name)
    content = {name: document[name] for name in document.keys() & known}
    if not isinstance(content["cell"], str):
        raise field_error("cell", "a_text")
    if content.get("readout") is not None:
        content["readout"] = _read_readout(content["readout"])
    return Scenario(**content)


def _refuse_constant(name: str):
    raise InputError("not_finite_file", name=name)


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise InputError("file_twice", name=shown(name))
        found[name] = value
    return found


def _read_readout(document: object) -> Readout:
    if not isinstance(document, dict) or document.keys() - {"kind", "V", "d"}:
        raise field_error("readout", "readout_object")
    if not isinstance(document.get("kind"), str):
        raise field_error("readout.kind", "a_text")
    return Readout(**document)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Clamp):
        return value.write()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
