"""The list of examples: what it offers, and under which headings it opens."""

from __future__ import annotations

from itertools import count

from sim.presets import GROUPS, LISTED
from ui.words import t
from ui.words.markup import css_text

EARLIER = "earlier"  # heading of an example that only a link from before still opens
ROW, NAME = 2.5, 1.5  # rem: Streamlit's height of a row, and a name's in it


def offered(preset: str) -> list[str]:
    """The examples to choose from: those that are listed, and the one on screen.

    Args:
        preset: key of the one on screen, which an older link may have brought.
    """
    return [*LISTED, *({preset} - set(LISTED))]


def style() -> str:
    """The CSS of the open list, in the visitor's language: wide, with a heading over each group.

    Streamlit's list knows no groups. Its options carry their place among `offered`. Of more than 25
    it draws those in sight alone, each in a row of one height, and says how many there are: by that
    the whole list is told from what is left once a part of a name is typed, best fit first. In the
    whole list the names of a group make room for its heading over the first of them; in what is
    left every option has the name of its group.
    """
    whole = f'[role="listbox"][aria-label={css_text(t("step.preset"))}]'
    option = f"{whole} [role=option]"
    every = [f'[aria-setsize="{len(LISTED) + more}"]' for more in (0, 1)]
    left = f":not({', '.join(every)})"
    rules = [
        f"{whole} {{ max-height: min(42rem, calc(100vh - 6.5rem)); }}",
        f'[data-testid="stSelectboxVirtualDropdown"]:has(> {whole})'
        " { min-width: min(22rem, calc(100vw - 2rem)); }",
        f"{option} {{ position: relative; height: {ROW}rem; }}",
        f"{option} > div {{ position: relative; height: {NAME}rem; }}",
        f"{option}::before {{ position: absolute; bottom: {NAME}rem; left: 0.75rem;"
        " font-size: 0.75rem; font-weight: 600; line-height: 1.125rem; white-space: nowrap;"
        " pointer-events: none; opacity: 0.75; }",
        f"{option}{left}::before {{ font-weight: 400; }}",
    ]
    place, room = count(), (ROW - NAME) / 2
    lower: dict[float, list[str]] = {}
    for group, keys in (GROUPS | {EARLIER: ("",)}).items():
        options = [f'[data-key="{next(place)}"]' for _ in keys]
        name = css_text(t(f"presets.group_{group}"))
        named = f":is({options[0]}, :is({', '.join(options)}){left})"
        rules.append(f"{option}{named}::before {{ content: {name}; }}")
        for one, down in zip(options, _even(room, len(options)), strict=True):
            lower.setdefault(down, []).append(one)
    for down, options in lower.items():
        rules.append(f"{option}:is({', '.join(options)}) > div {{ top: {down}rem; }}")
    rules.append(f"{option}[role]{left} > div {{ top: {room}rem; }}")
    return "\n".join(rules)


def _even(room: float, options: int) -> list[float]:
    """How far down each name of a group stands: the first by all of the room, the last up by it."""
    return [round(room - 2 * room * one / max(options - 1, 1), 3) for one in range(options)]
