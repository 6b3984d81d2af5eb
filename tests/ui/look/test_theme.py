"""No two lines look alike, and every line's text can be read."""

import re
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import ui
from tests.browser import ROOT
from ui.frame import present
from ui.frame.shell import STYLE
from ui.look import layout, theme

CELL_MATES = ("figocxhy", "rznxhy", "xeak")
OF_ATTENTION = set("eakM")  # in a picture of their own, with hues of the gates
# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
DEUTERANOPIA = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
]


def oklab(colour: str, seen=None) -> np.ndarray:
    """Björn Ottosson's OKLab of a colour, as someone sees it whose cones the matrix describes."""
    v = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    rgb = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    rgb = rgb if seen is None else np.clip(np.array(seen) @ rgb, 0, 1)
    to_lms = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(to_lab) @ np.cbrt(np.array(to_lms) @ rgb)


def distance(a: str, b: str, dark: bool, seen=None) -> float:
    return float(
        np.linalg.norm(oklab(theme.colour(a, dark), seen) - oklab(theme.colour(b, dark), seen))
    )


@pytest.mark.parametrize("dark", [False, True])
def test_no_two_lines_look_alike(dark):
    lines = [line for line in theme.COLOURS if line not in OF_ATTENTION]
    for alike in (lines, OF_ATTENTION):
        assert [p for p in combinations(alike, 2) if distance(*p, dark) < 0.1] == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("cell", CELL_MATES)
def test_lines_of_one_cell_differ_without_red_and_green(cell, dark):
    near = [p for p in combinations(cell, 2) if distance(*p, dark, DEUTERANOPIA) < 0.05]
    assert near == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("line", [*theme.COLOURS, "tick"])
def test_text_is_readable_and_keeps_its_hue(line, dark):
    text = theme.text_colour(line, dark)
    assert theme.contrast(text, theme.BACKGROUND[dark]) >= 4.5
    assert np.linalg.norm(oklab(text) - oklab(theme.colour(line, dark))) < 0.25


def test_contrast_is_that_of_the_standard():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=1e-3)


def test_a_line_keeps_its_colour_whatever_it_is_called():
    assert theme.colour("c_prev") == theme.colour("c") != theme.colour("f_pre")


@pytest.mark.parametrize("dark", [False, True])
def test_colorscales(dark):
    scale = theme.diverging(dark)
    assert [stop for stop, _ in scale] == [0, 0.25, 0.5, 0.75, 1]
    assert scale[2][1] == theme.BACKGROUND[dark]
    below, above = oklab(scale[1][1]), oklab(scale[3][1])
    assert below[2] < 0 < above[2]  # blue, orange
    # Zero is the background, and a larger size stands out more, on either side.
    contrasts = [theme.contrast(c, theme.BACKGROUND[dark]) for _, c in scale]
    assert contrasts[0] > contrasts[1] > contrasts[2] < contrasts[3] < contrasts[4]
    shut, opened = theme.sequential("f", dark)
    assert shut[0] == 0 and opened[0] == 1
    assert theme.contrast(shut[1], theme.BACKGROUND[dark]) < 1.3
    assert theme.contrast(opened[1], theme.BACKGROUND[dark]) >= 4.5


def test_a_component_gets_the_same_colours():
    for line, pair in theme.line_colours().items():
        assert pair == {
            "light": theme.colour(line),
            "dark": theme.colour(line, True),
            "textLight": theme.text_colour(line),
            "textDark": theme.text_colour(line, True),
        }


def test_css_follows_the_theme():
    css = theme.css_variables()
    assert "--gs-f: light-dark(#E69F00, #FFBC2E);" in css
    assert f"--gs-f-text: light-dark({theme.text_colour('f')}," in css


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("line", theme.COLOURS)
def test_every_line_can_be_seen(line, dark):
    thin = theme.line_colour(line, dark)
    assert theme.contrast(thin, theme.BACKGROUND[dark]) >= theme.LINE_CONTRAST
    assert np.linalg.norm(oklab(thin) - oklab(theme.colour(line, dark))) < 0.15


@pytest.mark.parametrize("dark", [False, True])
def test_muted_texts_are_readable(dark):
    """Also those that are mixed in the style sheets, and what lies under the score's veil."""
    ink, paper = theme.INK[dark], theme.BACKGROUND[dark]
    sheets = "\n".join(file.read_text() for file in sorted((ROOT / "ui").rglob("*.css")))
    mixed = re.findall(
        r"(--\w*-?(?:soft|muted)): color-mix\(in srgb, var\(--st-text-color[^)]*\) (\d+)%", sheets
    )
    veil = re.search(r"\.score-veil \{[^}]*opacity: ([.\d]+)", sheets)[1]
    shares = [int(share) / 100 for _, share in mixed] + [1 - float(veil)]
    assert len(shares) >= 4
    for share in shares:
        assert theme.contrast(theme._mix(paper, ink, share), paper) >= theme.TEXT_CONTRAST
    assert theme.contrast(theme.MUTED[dark], paper) >= theme.TEXT_CONTRAST


@pytest.mark.parametrize("dark", [False, True])
def test_buttons_links_and_the_focus_are_readable(dark):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    look = config["theme"]["dark" if dark else "light"]
    papers = [theme.BACKGROUND[dark], look["secondaryBackgroundColor"]]
    assert look["backgroundColor"] == papers[0]
    assert theme.contrast(look["primaryColor"], "#FFFFFF") >= theme.TEXT_CONTRAST
    for paper in papers:
        assert theme.contrast(look["primaryColor"], paper) >= theme.LINE_CONTRAST
        assert theme.contrast(look["linkColor"], paper) >= theme.TEXT_CONTRAST
        assert theme.contrast(look["textColor"], paper) >= theme.TEXT_CONTRAST


@pytest.mark.parametrize(
    "sheet",
    sorted((ROOT / "ui").rglob("*.css")),
    ids=lambda file: file.relative_to(ROOT / "ui").as_posix(),
)
def test_no_rule_of_a_sheet_undoes_another_of_the_same_selector(sheet):
    for part in re.split(r"/\* == \w+ == \*/", sheet.read_text()):  # of layout.css
        no_rule_undoes_another(re.sub(r"/\*.*?\*/", "", part, flags=re.DOTALL))


def no_rule_undoes_another(text: str) -> None:
    seen, within, start = set(), [], 0
    for at, letter in enumerate(text):
        if letter not in "{};":
            continue
        said = " ".join(text[start:at].split())
        start = at + 1
        if letter == "{":
            within.append(said)
            continue
        name = said.partition(":")[0]
        if said and not said.startswith("@") and not within[-1].endswith("%"):
            assert (*within, name) not in seen, (*within, name)
            seen.add((*within, name))
        if letter == "}":
            within.pop()


def test_streamlits_own_parts_are_named_in_one_style_sheet():
    """But for the list of examples, whose headings are words of the visitor's language."""
    folder = Path(ui.__file__).parent
    naming = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.suffix in {".css", ".py"} and "data-testid" in file.read_text(encoding="utf-8")
    }
    assert naming == {"look/layout.css", "step/examples.py"}
    always, embedded, large = (layout(when) for when in ("always", "embedded", "large"))
    assert always in STYLE and large in present.LARGE and embedded not in STYLE + present.LARGE
    for sheet, said in (
        (always, "height: 2.75rem"),
        (embedded, "0.5rem 0.75rem 1rem"),
        (large, "6px 1.2rem"),
    ):
        assert said in sheet
        assert sum(said in other for other in (always, embedded, large)) == 1
        assert "==" not in sheet and sheet.count("{") == sheet.count("}") > 1
