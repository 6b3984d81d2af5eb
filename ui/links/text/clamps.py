"""Held gates in a link: "f.1.~1" for a whole run, "i.2.5~0.5" for steps 2 to 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim import Clamp
from sim.cells import LISTED_CELLS
from sim.run.clamps import MOST
from sim.text.limits import BROWSER
from sim.text.parse import parse_number
from sim.text.write import short_number
from ui.links.text.codecs import Codec, whole
from ui.links.text.errors import LinkError

Clamps = tuple[Clamp, ...]
NONE = "-"


def write_clamps(clamps: Sequence[Clamp]) -> str:
    """Held gates as a text.

    Args:
        clamps: in their order.
    """
    return "~".join(map(_write, clamps)) or NONE


def read_clamps(text: str) -> Clamps:
    """The held gates of a text.

    Args:
        text: not trusted.

    Raises:
        LinkError, InputError: another form, or a value beyond 0 and 1.
    """
    parts = [] if text == NONE else text.split("~")
    if len(parts) % 2 or len(parts) > 2 * MOST:
        raise LinkError()
    return tuple(map(_read, parts[::2], parts[1::2]))


def _write(clamp: Clamp) -> str:
    last = "" if clamp.last is None else clamp.last
    return f"{clamp.line}.{clamp.first}.{last}~{short_number(clamp.value)}"


def _read(place: str, value: str) -> Clamp:
    line, *steps = place.split(".")
    if len(steps) != 2 or not line.isidentifier():
        raise LinkError()
    first, last = steps
    end = whole(last, 1, BROWSER.T) if last else None
    return Clamp(line, parse_number(value), whole(first, 1, BROWSER.T), end)


def by_cell(*others: str) -> Codec:
    """Cell -> its held gates, such as "gru~z.1.~1~lstm" where the LSTM holds none.

    Args:
        others: names of runs that are no cells.
    """

    def write(held: Mapping[str, Clamps]) -> str:
        return "~".join("~".join([key, *map(_write, held[key])]) for key in sorted(held))

    def read(text: str) -> dict[str, Clamps]:
        found: dict[str, list[str]] = {}
        key = ""
        for part in text.split("~"):
            if part in LISTED_CELLS or part in others:
                key = part
                found[key] = []
            elif not key:
                raise LinkError()
            else:
                found[key].append(part)
        return {key: read_clamps("~".join(parts) or NONE) for key, parts in found.items()}

    return Codec(write, read)
