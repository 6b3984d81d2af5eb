"""The states of the pages that are written down: a page, its link, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ui.gradients.settings import TABS
from ui.session.screen import SECTIONS


@dataclass(frozen=True)
class State:
    """A page as somebody would find it.

    Args:
        page: key in `ui.PAGES`; link: of it, without a check; opened: keys of menus that are open.
    """

    page: str
    link: Mapping[str, str] = field(default_factory=dict)
    opened: tuple[str, ...] = ()


SMALL = {"gT": "20", "gH": "4"}
STATES = {
    **{f"step-{one}": State("step", {"p": "dinner", "s": one}) for one in SECTIONS},
    "step-settings": State("step", {"p": "gru_before"}, ("settings",)),
    "step-settings-own-output": State("step", {"p": "arrive", "c": "jordan"}, ("settings",)),
    "step-share": State("step", {"p": "peephole"}, ("share",)),
    "step-covered": State("step", {"p": "nine_steps", "cover": "1", "task": "Compute_c"}),
    "step-locked": State("step", {"lock": "1", "free": "1", "hide": "settings"}),
    "step-presented": State("step", {"p": "coupled", "large": "1"}),
    "step-chinese": State("step", {"p": "arrive", "lang": "zh-Hans", "names": "en"}),
    "step-strips": State("step", {"p": "random_lstm"}),
    "step-clockwork": State("step", {"p": "latch", "c": "clockwork"}),
    "step-network": State("step", {"p": "two_layers", "s": "weights"}),
    "step-network-settings": State("step", {"p": "context_start", "s": "mine"}, ("settings",)),
    "step-attention": State("step", {"p": "translation", "s": "formulas"}),
    "step-outputs": State("step", {"p": "both_ways", "s": "download"}),
    "compare": State("compare"),
    "compare-network": State("compare", {"p": "two_layers"}),
    "compare-no-memory": State("compare", {"p": "translation"}),
    "compare-numbers": State("compare", {"p": "dinner", "cview": "numbers"}),
    "compare-two": State("compare", {"p": "arrive", "cbeside": "leave"}),
    "compare-gates": State("compare", {"p": "memory_exact", "chold": "1"}, ("compare_held_gates",)),
    "compare-presented": State("compare", {"p": "latch", "large": "1"}),
    **{f"gradients-{one}": State("gradients", {"gtab": one, **SMALL}) for one in TABS},
    "gradients-state-h": State("gradients", {**SMALL, "gq": "h", "gloss": "every_step"}),
    "gradients-products": State("gradients", {**SMALL, "gq": "products_h", "ghold": "1"}),
    "gradients-scenario": State("gradients", {"p": "arrive", "gof": "scenario"}),
    "gradients-targets": State(
        "gradients", {**SMALL, "gloss": "squared_error", "gy": "1 0 1 0", "gcells": "gru"}
    ),
    "gradients-network": State(
        "gradients", {"p": "both_ways", "part": "behind", "gof": "scenario"}
    ),
    "gradients-explodes": State(
        "gradients", {"gT": "100", "gH": "8", "gsigma": "3", "gact": "relu", "gcells": "elman"}
    ),
    "gradients-presented": State("gradients", {**SMALL, "large": "1"}),
}  # fmt: skip
