"""The scenario's part of a link: an example and what was changed in it, or the whole, packed."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from sim.cells import LISTED_CELLS
from sim.document.arrays import arrays
from sim.document.networks.arrays import arrays as network_arrays
from sim.document.scenario import Scenario
from sim.document.seen import PartScenario, seen
from sim.presets import PRESETS
from ui.links.text import packed, short
from ui.links.text.codecs import one_of
from ui.links.text.draws import Draw
from ui.links.text.errors import LinkError
from ui.links.text.networks import short as networks

UNNAMED = "memory_cell"  # what a link means that names no example; links hold, so this stays
PART = "part"  # of a network, which is looked at; left out where it is the usual one
NAMES = ("p", *short.FIELDS, "d", PART)
LONG_EDITS = 150  # a short form beyond this is compared with the packed one
MOST_PACKED = 7_500
NOT_HERE = "-"  # stands for a document that no link can hold
Draws = tuple[Draw, ...]
_known: WeakKeyDictionary[Scenario, tuple[str, Draws, dict[str, str]]] = WeakKeyDictionary()


def write_document(scenario: PartScenario, preset: str, draws: Draws = ()) -> dict[str, str]:
    """The texts of NAMES that describe a scenario, the shorter way.

    Every run of a page asks for them, so they are kept for as long as the document.

    Args:
        scenario: to describe.
        preset: key in PRESETS that it came from.
        draws: how it, or parts of it, may have been drawn; only what holds is used.
    """
    document = scenario.document
    known = _known.get(document)
    if known is None or known[:2] != (preset, draws):
        known = _known[document] = preset, draws, _written(document, preset, draws)
    texts = dict(known[2])
    if texts.get("d") == NOT_HERE or scenario.part == _usual(texts, document, preset):
        return texts
    return texts | {PART: scenario.part}


def _usual(texts: Mapping[str, str], document: Scenario, preset: str) -> str:
    """The part that a link shows which names none."""
    part = PRESETS[preset].scenario.part
    known = [one.name for one in document.parts]
    return part if "d" not in texts and part in known else known[0]


def _written(document: Scenario, preset: str, draws: Draws) -> dict[str, str]:
    texts = {} if preset == UNNAMED else {"p": preset}
    brief = _shortened(document, preset, draws)
    length = None if brief is None else sum(len(text) + 3 for text in brief.values())
    if length is not None and length <= LONG_EDITS:
        return texts | brief
    whole = packed.pack(seen(document))
    if length is not None and length <= len(whole):
        return texts | brief
    return texts | {"d": whole if len(whole) <= MOST_PACKED else NOT_HERE}


def _shortened(document: Scenario, preset: str, draws: Draws) -> dict[str, str] | None:
    example = PRESETS[preset].scenario.document
    if document is example:
        return {}
    if _is_network(example):
        return networks.shortened(document, example, draws)
    if _is_network(document):
        return None
    draw = next((one for one in draws if one["seed"] == document.seed), None)
    return short.shortened(seen(document), preset, draw)


def _is_network(document: Scenario) -> bool:
    """Whether there is more than a cell on a sequence from outside, and what is read out of it."""
    cell = seen(document)
    if not (cell.is_whole and cell.cell in LISTED_CELLS and cell.own.reads):
        return True
    wire = cell.own.reads[0]
    plain = wire.source in document.inputs and not wire.taps
    return not plain or len(arrays(cell)) < len(network_arrays(document))


def read_document(texts: Mapping[str, str]) -> tuple[PartScenario, str, Draws]:
    """The scenario, the preset that it came from, and how it was drawn.

    Args:
        texts: some of NAMES, not trusted; which part is looked at is read by `looked_at`.

    Raises:
        LinkError, InputError: a text that cannot be read, or leads to no scenario.
    """
    preset = one_of(tuple(PRESETS)).read(texts["p"]) if "p" in texts else UNNAMED
    if "d" not in texts:
        scenario, draws = _lengthened(preset, texts)
        return scenario, preset, draws
    if texts["d"] == NOT_HERE:
        raise LinkError("links.not_in_link")
    return packed.unpack(texts["d"]), preset, ()


def _lengthened(preset: str, texts: Mapping[str, str]) -> tuple[PartScenario, Draws]:
    example = PRESETS[preset].scenario
    if not _is_network(example.document):
        scenario, draw = short.lengthened(preset, texts)
        document, draws = scenario.document, () if draw is None else (draw,)
    elif set(texts) - {"p", PART, *networks.FIELDS}:  # another cell or size, of which part?
        raise LinkError()
    else:
        document, draws = networks.lengthened(example.document, texts)
    if document is example.document:
        return example, draws
    return seen(document, _usual(texts, document, preset)), draws


def looked_at(scenario: PartScenario, texts: Mapping[str, str]) -> PartScenario:
    """The scenario through the part that a link names.

    Args:
        scenario: of the link.
        texts: some of NAMES, not trusted.

    Raises:
        LinkError: no such part.
    """
    known = [part.name for part in scenario.document.parts]
    name = texts.get(PART, scenario.part)
    if name not in known:
        raise LinkError("links.no_part", part=scenario.part, known=known)
    return seen(scenario.document, name)
