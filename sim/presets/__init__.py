"""Scenarios to begin with, in the order in which they are offered.

What an example has shown once, it shows for good: links name it. One whose numbers, options or
sizes change gets a new key; the old one stays in PRESETS, not `listed`, and opens what it did.
"""

from sim.presets import dinner, gates, lecture, slots
from sim.presets.networks import listed
from sim.presets.preset import Example, Expected, Preset

# Group -> its examples, in the order in which they are offered.
_ALONE: dict[str, tuple[Preset, ...]] = {
    "lecture": (*lecture.PRESETS, *slots.PRESETS),
    "gates": gates.GATES,
    "gru": gates.GRUS,
    "free": (*dinner.PRESETS, *gates.FREE),
}
_MADE = _ALONE | listed.GROUPS
PRESETS: dict[str, Preset] = {preset.key: preset for made in _MADE.values() for preset in made}
GROUPS: dict[str, tuple[str, ...]] = {
    group: tuple(preset.key for preset in made if preset.listed) for group, made in _MADE.items()
}
LISTED = tuple(key for keys in GROUPS.values() for key in keys)
OF_ONE_CELL = tuple(preset.key for made in _ALONE.values() for preset in made)
FIRST = LISTED[0]  # what a visitor sees who comes without a link

__all__ = ["FIRST", "GROUPS", "LISTED", "OF_ONE_CELL", "PRESETS", "Example", "Expected", "Preset"]
