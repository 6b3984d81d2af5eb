"""The list of examples: what it offers, and under which headings it opens."""

from __future__ import annotations

from itertools import count

from sim.presets import GROUPS, LISTED
from ui.words import t
from ui.words.markup import css_text

EARLIER = "earlier"  # heading of an example that only a link from before still opens


def offered(preset: str) -> list[str]:
    """The examples to choose from: those that are listed, and the one on screen.

    Args:
        preset: key of the one on screen, which an older link may have brought.
    """
    return [*LISTED, *({preset} - set(LISTED))]


def style() -> str:
    """The CSS of the open list, in the visitor's language: wide, with a heading over each group.

    Streamlit's list knows no groups. Its options carry their place among `offered`, also where the
    visitor has typed a part of a name, so the first one that is left of each group has the heading.
    """
    whole = f'[role="listbox"][aria-label={css_text(t("step.preset"))}]'
    rules = [
        f"{whole} {{ max-height: min(42rem, calc(100vh - 6.5rem)); }}",
        f'[data-testid="stSelectboxVirtualDropdown"]:has(> {whole})'
        " { min-width: min(22rem, calc(100vw - 2rem)); }",
        f"{whole} > [role=option] {{ height: auto; min-height: 0; }}",
        f"{whole} > [role=option] > div {{ padding-block: 0.25rem; }}",
    ]
    place = count()
    for group, keys in (GROUPS | {EARLIER: ("",)}).items():
        options = ", ".join(f'[data-key="{next(place)}"]' for _ in keys)
        name = css_text(t(f"presets.group_{group}"))
        first = f"{whole} > :is({options}):not(:is({options}) ~ *)"
        rules += [
            f"{first} {{ position: relative; margin-top: 1.6rem; scroll-margin-top: 1.6rem; }}",
            f"{first}::before {{ content: {name}; position: absolute; bottom: 100%; left: 0.5rem;"
            " font-size: 0.8125rem; font-weight: 600; line-height: 1.5rem; pointer-events: none;"
            " opacity: 0.75; }",
        ]
    return "\n".join(rules)
