"""The one table of colours: every line of a cell has one colour, everywhere.

Okabe-Ito hues where that palette reaches, hues between them beyond. This module knows nothing of
Streamlit, so that figures can use it.
"""

from __future__ import annotations

from functools import cache

BACKGROUND = ("#FFFFFF", "#11141A")
INK = ("#1F2430", "#F2F4F8")
MUTED = ("#5B6472", "#A3ABB8")
RULE = ("#E3E6EB", "#2C323D")

# The hues by name: light, dark. The memory c is ink, so that it is no second blue.
PALETTE: dict[str, tuple[str, str]] = {
    "orange": ("#E69F00", "#FFBC2E"),
    "blue": ("#0072B2", "#2F9AF7"),
    "pink": ("#CC79A7", "#EF95D2"),
    "green": ("#009E73", "#17AD76"),
    "ink": INK,
    "vermilion": ("#D55E00", "#F27929"),
    "grey": ("#6F7178", "#8A8890"),
    "sky": ("#6B98D4", "#9CC1F7"),
    "violet": ("#6A3D9A", "#9B76CF"),
    "wine": ("#7F2C47", "#D87891"),
    "ochre": ("#A0521E", "#C6B07C"),
}
# line, input or signal -> its hue
HUES = {
    "f": "orange", "i": "blue", "g": "pink", "o": "green", "c": "ink", "h": "vermilion",
    "x": "grey", "r": "sky", "z": "violet", "n": "wine", "y": "ochre",
    "e": "sky", "a": "orange", "k": "green", "M": "ink",
}  # fmt: skip
COLOURS = {line: PALETTE[hue] for line, hue in HUES.items()}

TEXT_CONTRAST = 4.5
LINE_CONTRAST = 3.0

Colorscale = list[list[float | str]]


def colour(line: str, dark: bool = False) -> str:
    """Return the colour that fills everything drawn for a line.

    `line`: a line's name such as "f"; a suffix does not count ("f_pre", "c_prev", "h_t"). A line
    without a colour of its own gets the muted grey. `dark`: on the dark background.
    """
    return COLOURS.get(line.split("_")[0], MUTED)[dark]


def text_colour(line: str, dark: bool = False) -> str:
    """Return a line's colour, moved towards ink until text in it is readable on the background.

    `line`, `dark`: as for `colour`. The contrast is at least 4.5 (WCAG 2.2, 1.4.3).
    """
    return _readable(colour(line, dark), dark)


def line_colour(line: str, dark: bool = False) -> str:
    """Return a line's colour, moved towards ink until a thin line in it is seen.

    `line`, `dark`: as for `colour`. The contrast is at least 3 (WCAG 2.2, 1.4.11).
    """
    return _readable(colour(line, dark), dark, LINE_CONTRAST)


def hue_text(hue: str, dark: bool = False) -> str:
    """Return a hue of the palette, moved towards ink until text in it is readable.

    `hue`: its name, a cell's for example; `dark`: on the dark background.
    """
    return _readable(PALETTE[hue][dark], dark)


def diverging(dark: bool = False) -> Colorscale:
    """Return the Plotly colorscale of signed values; the caller keeps the range symmetric.

    Blue below zero, the background at zero, orange above; `dark`: on the dark background.
    """
    ends = ("#0B4F86", "#9A4300") if not dark else ("#8CC8FF", "#FFB070")
    middle = (PALETTE["blue"][dark], PALETTE["vermilion"][dark])
    zero = BACKGROUND[dark]
    return [[0.0, ends[0]], [0.25, middle[0]], [0.5, zero], [0.75, middle[1]], [1.0, ends[1]]]


def sequential(line: str = "i", dark: bool = False) -> Colorscale:
    """Return the Plotly colorscale of a gate, 0 (shut: nearly background) to 1 (open: full colour).

    `line`: whose hue; `dark`: on the dark background.
    """
    shut = _mix(BACKGROUND[dark], MUTED[dark], 0.08)
    return [[0.0, shut], [1.0, text_colour(line, dark)]]


def css_variables() -> str:
    """Return CSS declarations of `--gs-<line>` and `--gs-<line>-text` for every line.

    Each value is `light-dark(a, b)`, so it follows the theme in the browser, without a rerun.
    """
    return "\n".join(
        f"--gs-{line}: light-dark({light}, {dark}); "
        f"--gs-{line}-text: light-dark({text_colour(line)}, {text_colour(line, True)});"
        for line, (light, dark) in {**COLOURS, "muted": MUTED, "rule": RULE}.items()
    )


def line_colours() -> dict[str, dict[str, str]]:
    """Return every line's fill and readable text colour in both themes, for the browser's parts."""
    return {
        line: {
            "light": light, "dark": dark,
            "textLight": text_colour(line), "textDark": text_colour(line, True),
        }
        for line, (light, dark) in COLOURS.items()
    }  # fmt: skip


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of two colours `#RRGGBB`, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


@cache
def _readable(fill: str, dark: bool, least: float = TEXT_CONTRAST) -> str:
    steps = 40
    return next(
        mixed
        for step in range(steps + 1)
        if contrast(mixed := _mix(fill, INK[dark], step / steps), BACKGROUND[dark]) >= least
    )


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(a: str, b: str, share: float) -> str:
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{round(p + (q - p) * share):02X}" for p, q in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
