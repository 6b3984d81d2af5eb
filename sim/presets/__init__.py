"""Scenarios to begin with, in the order in which they are offered."""

from sim.presets import dinner, gates, lecture
from sim.presets.preset import Example, Expected, Preset

PRESETS: dict[str, Preset] = {
    preset.key: preset for preset in (*lecture.PRESETS, *dinner.PRESETS, *gates.PRESETS)
}

__all__ = ["PRESETS", "Example", "Expected", "Preset"]
