"""Edits from the browser, applied to a scenario: whole, or not at all and said so.

What comes from a browser may be anything; whatever it counts, it counts from 1. An edit that makes
no sense is skipped; one that a person could have meant but that cannot be done is kept in
`rejected`, as typed, with the reason: an operation raises what is wrong, and whatever it has done
until then is undone. One that fails in a way nobody thought of is refused too, and the others are
applied.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from sim.document.arrays import INPUTS, Entry, arrays, changes
from sim.document.resize import in_order
from sim.document.seen import PartScenario
from sim.text.errors import InputError
from sim.text.limits import BROWSER
from sim.text.nudge import nudged
from sim.text.parse import parse_matrix, parse_number
from ui.reruns.mishaps import noted
from ui.session import edit_inputs, worked
from ui.session.entries import entry_of, field_of
from ui.session.worked import Mine
from ui.words import Note, t
from ui.words.errors import message
from ui.words.refusals import Refusal, Refusals, Refused, latest, refusal

MAX_EDITS = 500  # at once: 0.3 s; a browser sends the rest again
MOST_TEXT = BROWSER.characters  # typed and pasted, of all edits at once: 0.6 s; as above
MUCH_TEXT = 16_000  # from here on it may take a tenth of a second to read
MAX_SEQ = 2**53
MAX_STEPS = 1_000
_BY_ENTRY = ("set", "nudge", "paste")
_OF_BLOCKS = ("paste", "paste_table")

__all__ = ["Result", "apply_edits", "message"]


@dataclass(frozen=True)
class Result:
    """The result of a list of edits.

    `said` makes the last thing to tell, None for nothing; `mine` are the visitor's own numbers.
    """

    scenario: PartScenario
    rejected: dict[str, Refusal]
    applied_seq: int
    said: Note | None
    mine: Mine

    @property
    def message(self) -> str | None:
        """The last thing to tell, in the visitor's language as it is now."""
        return self.said() if self.said else None


def apply_edits(
    scenario: PartScenario,
    edits: object,
    rejected: Refusals,
    applied_seq: int,
    place: int = 0,
    locked: Collection[str] = (),
    mine: Mine | None = None,
) -> Result:
    """Apply what was edited since `applied_seq`, in order.

    scenario: stays as it is; a changed copy is returned
    edits: list of {"seq": n, "op": ..., ...} as a component sends it; not trusted
    rejected: "W_f.1.2" -> what was refused there, as `ui.words.refusals` has it
    applied_seq: the last number that was applied or refused before
    place: number of the document; edits that name another one were meant for what is gone
    locked: which fields of the document may not be changed
    mine: the visitor's own numbers, as `ui.session.worked` keeps them
    """
    draft = _Draft(scenario, dict(rejected), frozenset(locked), mine=mine or {})
    for edit in _in_order(edits, applied_seq):
        applied_seq = edit["seq"]
        operation = edit.get("op")
        if not isinstance(operation, str) or operation not in _OPERATIONS:
            continue
        if edit.get("place", place) != place:
            continue
        before = replace(draft)
        try:
            if _field(scenario, edit) in locked and operation != "forget":
                _refuse_locked(draft, edit)
            else:
                _OPERATIONS[operation](draft, edit)
        except Exception as error:
            draft = before
            _refuse_failed(draft, edit, error)
    refused = latest(draft.rejected)
    if len(refused) < len(draft.rejected):
        draft.said = partial(t, "edits.too_many_refused", count=len(refused))
    return Result(draft.scenario, refused, applied_seq, draft.said, draft.mine)


@dataclass
class _Draft:
    """What the edits so far have made; its parts are replaced, never changed in place."""

    scenario: PartScenario
    rejected: Refusals
    locked: frozenset[str] = frozenset()
    said: Note | None = None
    mine: Mine = field(default_factory=dict)

    def refuse(self, at: Entry, text: str, code: str, **fields: object) -> None:
        self.forget(str(at))  # the latest stand last
        self.rejected = {**self.rejected, str(at): refusal(text, code, **fields)}

    def forget(self, *keys: str) -> None:
        if gone := self.rejected.keys() & set(keys):
            self.rejected = {k: v for k, v in self.rejected.items() if k not in gone}

    def put(self, at: Entry, value: float) -> None:
        self.forget(str(at))
        if self.read(at) == value:
            return
        array = arrays(self.scenario)[at.array].copy()
        array[at.index] = value
        self.replace({at.array: array})

    def read(self, at: Entry) -> float:
        return float(arrays(self.scenario)[at.array][at.index])

    def replace(self, new: Mapping[str, np.ndarray]) -> None:
        self.scenario = self.scenario.changed(**changes(self.scenario, new))

    def reorder(self, order: list[int | None]) -> None:
        """Make the timesteps these old ones, None for a blank one; what was rejected follows."""
        self.scenario = in_order(self.scenario, order)
        now = {k: row for row, k in enumerate(order) if k is not None}
        moved = {}
        for key, value in self.rejected.items():
            at = Entry.of(key)
            if at.array != INPUTS:
                moved[key] = value
            elif at.index[0] in now:
                moved[str(Entry(INPUTS, (now[at.index[0]], *at.index[1:])))] = value
        self.rejected = moved


def _in_order(edits: object, applied_seq: int) -> list[dict]:
    if not isinstance(edits, list):
        return []
    fresh: dict[int, dict] = {}
    for edit in edits[:MAX_EDITS]:
        seq = edit.get("seq") if isinstance(edit, dict) else None
        if type(seq) is int and applied_seq < seq <= MAX_SEQ:
            fresh.setdefault(seq, edit)
    ordered, left = [fresh[seq] for seq in sorted(fresh)], MOST_TEXT
    for k, edit in enumerate(ordered):
        left -= _length(edit)
        if left < 0 and k > 0:
            return ordered[:k]
    return ordered


def have_much_text(edits: object) -> bool:
    """Whether to read these edits takes long; `edits`: as for `apply_edits`."""
    return isinstance(edits, list) and sum(map(_length, edits)) > MUCH_TEXT


def _length(edit: object) -> int:
    text = edit.get("text") if isinstance(edit, dict) else None
    return len(text) if isinstance(text, str) else 0


def _field(scenario: PartScenario, edit: dict) -> str | None:
    """The field of the scenario that an edit would change; steps are those of the inputs.

    An entry says so where the operation goes by it: any other may come with one all the same.
    """
    operation = edit["op"]
    if operation == "rename" and edit.get("axis") == "y":
        return "readout"
    if operation in worked.OPERATIONS:
        return None
    if operation not in _BY_ENTRY:
        return "inputs"
    at = entry_of(scenario, edit.get("entry"))
    return at and field_of(scenario, at)


def _refuse_locked(draft: _Draft, edit: dict) -> None:
    at, text = entry_of(draft.scenario, edit.get("entry")), edit.get("text")
    if at is not None and isinstance(text, str):
        draft.refuse(at, text, "links.locked")
    else:
        draft.said = partial(t, "links.locked")


def _refuse_failed(draft: _Draft, edit: dict, error: Exception) -> None:
    """Say that an edit failed: a mistake of the person's in its words, any other in general."""
    if not isinstance(error, InputError):
        noted(error, f"edit {edit['op']}")
        error = Refused("edits.failed")
    at, text = entry_of(draft.scenario, edit.get("entry")), edit.get("text")
    if at is not None and isinstance(text, str):
        word = "edits.not_pasted" if edit["op"] in _OF_BLOCKS else "edits.not_set"
        draft.refuse(at, text, word, reason=error)
    else:
        draft.said = partial(message, error)


def _set(draft: _Draft, edit: dict) -> None:
    at, text = entry_of(draft.scenario, edit.get("entry")), edit.get("text")
    if at is None or not isinstance(text, str):
        return
    draft.put(at, parse_number(text))


def _nudge(draft: _Draft, edit: dict) -> None:
    at, steps = entry_of(draft.scenario, edit.get("entry")), edit.get("steps")
    if at is None or type(steps) is not int or not 0 < abs(steps) <= MAX_STEPS:
        return
    value = nudged(draft.read(at), steps)
    if math.isfinite(value):
        draft.put(at, value)


def _paste(draft: _Draft, edit: dict) -> None:
    at, text = entry_of(draft.scenario, edit.get("entry")), edit.get("text")
    if at is None or not isinstance(text, str):
        return
    block = parse_matrix(text)
    if edit.get("transposed") is True or (len(at.index) == 1 and block.shape[0] == 1):
        block = block.T
    _paste_block(draft, at, block)


def _paste_block(draft: _Draft, at: Entry, block: np.ndarray) -> None:
    """Raises InputError where the block does not fit."""
    length, *rest = arrays(draft.scenario)[at.array].shape
    width = math.prod(rest)
    top, left = (*at.index, 0)[:2]
    rows, columns = block.shape
    _check_fit("edits.too_wide", columns, width - left)
    if at.array != INPUTS:
        _check_fit("edits.too_tall", rows, length - top)
    elif top + rows > BROWSER.T:
        raise Refused("edits.too_many_steps", most=BROWSER.T)
    elif top + rows > length:
        draft.reorder([*range(length), *[None] * (top + rows - length)])
    array = arrays(draft.scenario)[at.array].copy()
    array.reshape(-1, width)[top : top + rows, left : left + columns] = block
    draft.replace({at.array: array})
    draft.forget(
        *(
            str(Entry(at.array, (row, column)[: len(at.index)]))
            for row in range(top, top + rows)
            for column in range(left, left + columns)
        )
    )


def _check_fit(word: str, count: int, room: int) -> None:
    if count > room:
        raise Refused(word, count=count, room=room)


def _insert_step(draft: _Draft, edit: dict) -> None:
    """{"at": the step that it becomes}."""
    steps = len(draft.scenario.inputs)
    at = _index(edit.get("at"), steps + 1)
    if at is None:
        return
    if steps >= BROWSER.T:
        draft.said = partial(t, "edits.too_many_steps", most=BROWSER.T)
        return
    draft.reorder([*range(at), None, *range(at, steps)])


def _remove_step(draft: _Draft, edit: dict) -> None:
    """{"at": which}."""
    steps = len(draft.scenario.inputs)
    at = _index(edit.get("at"), steps)
    if at is None:
        return
    if steps == 1:
        draft.said = partial(t, "edits.last_step")
        return
    draft.reorder([k for k in range(steps) if k != at])


def _move_step(draft: _Draft, edit: dict) -> None:
    """{"from": which, "to": the step that it becomes}."""
    steps = len(draft.scenario.inputs)
    start, end = (_index(edit.get(name), steps) for name in ("from", "to"))
    if start is None or end is None or start == end:
        return
    order: list[int | None] = [k for k in range(steps) if k != start]
    order.insert(end, start)
    draft.reorder(order)


def _forget(draft: _Draft, edit: dict) -> None:
    key = edit.get("entry")
    if isinstance(key, str):
        draft.forget(key)


def _index(place: object, size: int) -> int | None:
    """The index of a place that is counted from 1, None for no such place."""
    return place - 1 if type(place) is int and 1 <= place <= size else None


_OPERATIONS: dict[str, Callable[[_Draft, dict], None]] = {
    "set": _set,
    "nudge": _nudge,
    "paste": _paste,
    "insert_step": _insert_step,
    "remove_step": _remove_step,
    "move_step": _move_step,
    "forget": _forget,
    **edit_inputs.OPERATIONS,
    **worked.OPERATIONS,
}
