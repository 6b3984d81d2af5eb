"""The lists of cells: those that are less usual stand under a line that says "More"."""

from __future__ import annotations

from sim.cells import CELLS, LISTED_CELLS
from ui.words import t
from ui.words.markup import css_text

LABELS = ("step.cell", "compare.cells", "gradients.cells")


def style() -> str:
    """The CSS of the open lists, in the visitor's language.

    Streamlit's lists know no groups, but their options carry their place among all. What a visitor
    has typed sorts them by how well they fit: then the line stands only where it still parts them.
    """
    places = {usual: [] for usual in (True, False)}
    for place, key in enumerate(LISTED_CELLS):
        places[CELLS[key].usual].append(f'[data-key="{place}"]')
    usual, more = (", ".join(keys) for keys in places.values())
    name = css_text(t("step.cell_more"))
    # A list of one choice holds its options, one of several a box around each.
    one = f":is({more}):not(:is({more}) ~ *)"
    boxed = f":has(> :is({more})):not(:has(> :is({more})) ~ *) > [role=option]"
    rules = []
    for label in LABELS:
        whole = f'[role="listbox"][aria-label={css_text(t(label))}]'
        parted = f"{whole}:not(:has(:is({more}) ~ :is({usual}), [data-key^=__select_matches]))"
        first = f":is({parted} > {one}, {parted} > * > {boxed})"
        rules += [
            f"{whole} {{ max-height: min(34rem, calc(100vh - 6.5rem)); }}",
            f"{first} {{ position: relative; border-top: 1px solid"
            " color-mix(in srgb, currentcolor 25%, transparent); }",
            f"{first}::after {{ content: {name}; position: absolute; top: 0.1rem; right: 0.6rem;"
            " font-size: 0.75rem; line-height: 1.1rem; pointer-events: none; opacity: 0.7; }",
        ]
    return "\n".join(rules)
