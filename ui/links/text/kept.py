"""A whole scenario in one parameter of a link: the one that was kept to stand beside another."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from sim.document.seen import PartScenario
from ui.links.text import packed
from ui.links.text.codecs import Codec

MOST_KEPT = 3_500  # characters; the document of the link itself may take twice as many
_known: WeakKeyDictionary[PartScenario, str] = WeakKeyDictionary()


def fits(scenario: PartScenario) -> bool:
    """Whether a link can hold it besides its own document.

    Args:
        scenario: what was kept.
    """
    return len(_packed(scenario)) <= MOST_KEPT


def whole() -> Codec:
    """A scenario, packed."""
    return Codec(_packed, packed.unpack)


def _packed(scenario: PartScenario) -> str:
    """Packed once: every run of a page asks for it."""
    if scenario not in _known:
        _known[scenario] = packed.pack(scenario)
    return _known[scenario]
