"""What all ways to write documents have: versions, and JSON that is not trusted.

Earlier versions stay readable: a step makes a document of one version into one of the next, and
whatever reads documents (files, links) sends them through `Versions.upgrade` first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sim.text.checks import field_error
from sim.text.errors import InputError

MAX_JSON = 2_000_000
MARK = "gatescope"  # the field that says the version

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
