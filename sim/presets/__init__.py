"""Scenarios to begin with, in the order in which they are offered.

What an example has shown once, it shows for good: links name it. One whose numbers, options or
sizes change gets a new key; the old one stays in PRESETS, not `listed`, and opens what it did.
"""

from sim.presets import dinner, gates, lecture, slots
from sim.presets.preset import Example, Expected, Preset

PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (*lecture.PRESETS, *slots.PRESETS, *dinner.PRESETS, *gates.PRESETS)
}

LISTED = tuple(key for key, preset in PRESETS.items() if preset.listed)
FIRST = LISTED[0]  # what a visitor sees who comes without a link

__all__ = ["FIRST", "LISTED", "PRESETS", "Example", "Expected", "Preset"]
