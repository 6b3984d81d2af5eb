"""The examples of networks, by group, in the order in which they are offered."""

from sim.presets.networks.listed.layered import BACK, BOTH, DEEP
from sim.presets.networks.listed.many import DECODED, ONE
from sim.presets.networks.listed.others import CLOCKS, ECHO, FRAMES, MEMORY, WORDS
from sim.presets.preset import Preset

GROUPS: dict[str, tuple[Preset, ...]] = {
    "back": BACK,
    "deep": DEEP,
    "both": BOTH,
    "one": ONE,
    "decoded": DECODED,
    "words": (*WORDS, *FRAMES),
    "echo": (*ECHO, *CLOCKS),
    "memory": MEMORY,
}
