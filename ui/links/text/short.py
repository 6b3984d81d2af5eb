"""A scenario as what it was made from: an example, its cell, sizes, draw, and the numbers edited.

Every step is one that the app itself takes, so that the text stays readable and short. What the
steps do not lead to has no short form (`shortened` gives None) and is packed whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

import numpy as np

from sim.document.arrays import Entry, arrays, changes, read_entry
from sim.document.convert import with_cell
from sim.document.resize import resized
from sim.document.seen import PartScenario, seen
from sim.presets import PRESETS
from sim.text.parse import parse_number
from sim.text.write import short_number
from ui.links.text.clamps import read_clamps, write_clamps
from ui.links.text.codecs import whole
from ui.links.text.draws import Draw, drawn, read_draw, write_draw
from ui.links.text.errors import LinkError
from ui.links.text.networks.frame import frame_of
from ui.links.text.options import read_options, write_options

FIELDS = ("c", "n", "o", "k", "r", "e")
MOST_EDITS = 200


def shortened(scenario: PartScenario, preset: str, draw: Draw | None) -> dict[str, str] | None:
    """The texts of FIELDS from which `lengthened` makes the scenario again, None where none do.

    Args:
        scenario: to describe.
        preset: key in PRESETS to begin with.
        draw: how its parameters may have been drawn; only what holds is used.
    """
    found = [
        _described(scenario, preset, one)
        for one in ([None, draw] if draw else [None])
        if one is None or _fits(one, scenario)
    ]
    if scenario.seed is not None and draw != {"seed": scenario.seed}:
        found.append(_described(scenario, preset, {"seed": scenario.seed}))
    return min((one for one in found if one is not None), key=_length, default=None)


def lengthened(preset: str, texts: Mapping[str, str]) -> tuple[PartScenario, Draw | None]:
    """The scenario that `shortened` described, and how its parameters were drawn.

    Args:
        preset: key in PRESETS.
        texts: some of FIELDS, not trusted.

    Raises:
        LinkError, InputError: a text that cannot be read, or leads to no scenario.
    """
    scenario = _example(preset)
    if "c" in texts and texts["c"] != scenario.cell:
        scenario, _ = with_cell(scenario, texts["c"])
    if "n" in texts:
        sizes = dict(zip("XHT", texts["n"].split("."), strict=False))
        scenario = resized(scenario, **{name: whole(n, 1, 500) for name, n in sizes.items()})
    if "o" in texts:
        scenario = scenario.changed(options=read_options(texts["o"]))
    if "k" in texts:
        scenario = scenario.changed(clamps=read_clamps(texts["k"]))
    draw = None
    if "r" in texts:
        draw = read_draw(texts["r"], scenario.cell)
        scenario = _redrawn(scenario, draw)
    if "e" in texts:
        scenario = _edited(scenario, texts["e"])
    return scenario, draw


def _described(scenario: PartScenario, preset: str, draw: Draw | None) -> dict[str, str] | None:
    base, texts = _example(preset), {}
    if base.cell != scenario.cell:
        base, _ = with_cell(base, scenario.cell)
        texts["c"] = scenario.cell
    sizes = {name: scenario.sizes[name] for name in "XHT"}
    if sizes != {name: base.sizes[name] for name in "XHT"}:
        base = resized(base, **sizes)
        texts["n"] = ".".join(str(sizes[name]) for name in "XHT")
    if base.options != scenario.options:
        base = base.changed(options=scenario.options, clamps=())
        texts["o"] = write_options(scenario.options)
    if base.clamps != scenario.clamps:
        base = base.changed(clamps=scenario.clamps)
        texts["k"] = write_clamps(scenario.clamps)
    if draw is not None:
        base = _redrawn(base, draw)
        texts["r"] = write_draw(draw, scenario.cell)
    if frame_of(base.document) != frame_of(scenario.document):  # no field of a link has the rest
        return None
    edits = list(islice(_differences(base, scenario), MOST_EDITS + 1))
    # "-0" is read as 0, as it is where numbers are typed.
    if len(edits) > MOST_EDITS or any(str(value) == "-0.0" for _, value in edits):
        return None
    if edits:
        texts["e"] = "~".join(f"{entry}~{short_number(value)}" for entry, value in edits)
    return texts


def _example(preset: str) -> PartScenario:
    """The cell of an example, also where what is read out of it is looked at."""
    return seen(PRESETS[preset].scenario.document)


def _fits(draw: Draw, scenario: PartScenario) -> bool:
    keep = {*dict(draw.get("keep_bias") or {})}
    return keep <= set(scenario.params) and draw.get("seed") == scenario.seed


def _length(texts: Mapping[str, str]) -> int:
    return sum(len(text) + 3 for text in texts.values())


def _redrawn(scenario: PartScenario, draw: Draw) -> PartScenario:
    sizes = scenario.sizes
    params = drawn(draw, scenario.cell, sizes["X"], sizes["H"], sizes["Y"])
    return scenario.changed(params=params, seed=draw["seed"])


def _differences(base: PartScenario, scenario: PartScenario) -> Iterator[tuple[Entry, float]]:
    """The entries that differ in any bit, and their values."""
    others = arrays(base)
    for name, array in arrays(scenario).items():
        differs = array.view(np.int64) != others[name].view(np.int64)
        for index in np.argwhere(differs):
            yield Entry(name, tuple(index)), float(array[tuple(index)])


def _edited(scenario: PartScenario, text: str) -> PartScenario:
    parts = text.split("~")
    if len(parts) % 2 or len(parts) > 2 * MOST_EDITS:
        raise LinkError()
    new = {name: array.copy() for name, array in arrays(scenario).items()}
    shapes = {name: array.shape for name, array in new.items()}
    for text, value in zip(parts[::2], parts[1::2], strict=True):
        entry = read_entry(text, shapes)
        new[entry.array][entry.index] = parse_number(value)
    return scenario.changed(**changes(scenario, new))
