"""The scenario's part of a link: an example and what was changed in it, or the whole, packed."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from sim.cells import LISTED_CELLS
from sim.document.seen import PartScenario
from sim.presets import PRESETS
from ui.links.text import packed, short
from ui.links.text.codecs import one_of
from ui.links.text.draws import Draw
from ui.links.text.errors import LinkError

UNNAMED = "memory_cell"  # what a link means that names no example; links hold, so this stays
NAMES = ("p", *short.FIELDS, "d")
LONG_EDITS = 150  # a short form beyond this is compared with the packed one
MOST_PACKED = 7_500
NOT_HERE = "-"  # stands for a document that no link can hold
_known: WeakKeyDictionary[PartScenario, tuple[str, Draw | None, dict[str, str]]] = (
    WeakKeyDictionary()
)


def write_document(scenario: PartScenario, preset: str, draw: Draw | None) -> dict[str, str]:
    """The texts of NAMES that describe a scenario, the shorter way.

    Every run of a page asks for them, so they are kept for as long as the scenario.

    Args:
        scenario: to describe.
        preset: key in PRESETS that it came from.
        draw: how its parameters were drawn, if that is known.
    """
    known = _known.get(scenario)
    if known is None or known[:2] != (preset, draw):
        known = _known[scenario] = preset, draw, _written(scenario, preset, draw)
    return dict(known[2])


def _written(scenario: PartScenario, preset: str, draw: Draw | None) -> dict[str, str]:
    texts = {} if preset == UNNAMED else {"p": preset}
    if not (scenario.is_whole and scenario.cell in LISTED_CELLS and scenario.sizes["X"]):
        return texts | {"d": NOT_HERE}
    brief = short.shortened(scenario, preset, draw)
    length = None if brief is None else sum(len(text) + 3 for text in brief.values())
    if length is not None and length <= LONG_EDITS:
        return texts | brief
    whole = packed.pack(scenario)
    if length is not None and length <= len(whole):
        return texts | brief
    return texts | {"d": whole if len(whole) <= MOST_PACKED else NOT_HERE}


def read_document(texts: Mapping[str, str]) -> tuple[PartScenario, str, Draw | None]:
    """The scenario, the preset that it came from, and how its parameters were drawn.

    Args:
        texts: some of NAMES, not trusted.

    Raises:
        LinkError, InputError: a text that cannot be read, or leads to no scenario.
    """
    preset = one_of(tuple(PRESETS)).read(texts["p"]) if "p" in texts else UNNAMED
    if "d" not in texts:
        scenario, draw = short.lengthened(preset, texts)
        return scenario, preset, draw
    if texts["d"] == NOT_HERE:
        raise LinkError("links.not_in_link")
    return packed.unpack(texts["d"]), preset, None
