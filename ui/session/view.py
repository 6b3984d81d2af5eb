"""Where a visitor looks at the document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ui.session.worked import Mine
from ui.words.refusals import Refusals


@dataclass
class View:
    """Where a person is: timestep and unit from 1, and the edits they have made.

    `place` changes when the browser should take over t and unit instead of keeping its own;
    `locked` are the fields of the scenario that can't be changed; `mine`
    are the visitor's own numbers, as `ui.session.worked` keeps them.
    """

    t: int = 1
    unit: int = 1
    place: int = 0
    rev: int = 0
    ack: int = 0
    rejected: Refusals = field(default_factory=dict)
    locked: Collection[str] = ()
    mine: Mine = field(default_factory=dict)
