"""The list of examples: in groups, each under a heading in the visitor's language."""

import re

import numpy as np
import pytest

from sim.presets import GROUPS, LISTED, OF_ONE_CELL, PRESETS
from ui.step import examples
from ui.words import LANGUAGES, speaking, t
from ui.words.markup import css_text

OF_CELLS = {
    "lecture": "memory nine all_ones slots",
    "gates": "latch forgetter overwriter peephole coupled",
    "gru": "gru",
    "free": "dinner random",
}
OF_NETWORKS = ("back", "deep", "both", "one", "decoded", "words", "echo", "memory")


def test_every_listed_example_is_in_the_group_it_belongs_to():
    assert tuple(GROUPS) == (*OF_CELLS, *OF_NETWORKS)
    assert [key for keys in GROUPS.values() for key in keys] == list(LISTED)
    assert {key for group in OF_CELLS for key in GROUPS[group]} == set(LISTED) & set(OF_ONE_CELL)
    assert all(len(GROUPS[group]) > 1 for group in OF_NETWORKS)
    for group, begins in OF_CELLS.items():
        assert GROUPS[group] and all(key.startswith(tuple(begins.split())) for key in GROUPS[group])
    for group in ("gates", "gru"):
        cells = {PRESETS[key].scenario.cell for key in GROUPS[group]}
        assert all(cell.startswith("gru" if group == "gru" else "lstm") for cell in cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headings_are_over_the_right_options_in_every_language(language):
    with speaking(language, None):
        style = examples.style()
        said = {group: t(f"presets.group_{group}") for group in (*GROUPS, examples.EARLIER)}
        label = t("step.preset")
    rules = re.findall(
        r":is\((\S*), :is\(([^)]*)\):not\(([^)]*)\)\)::before \{ content: \"([^\"]*)\"", style
    )
    offered = examples.offered("arrive")

    def options(text: str) -> list[str]:
        return [offered[int(k)] for k in re.findall(r'data-key="(\d+)"', text)]

    # In the whole list the first of a group has its heading, in what is left every option.
    assert {_read(name): (options(first), options(every)) for first, every, _, name in rules} == {
        said[group]: (list(keys[:1]), list(keys)) for group, keys in GROUPS.items()
    } | {said["earlier"]: (["arrive"], ["arrive"])}
    wholes = {text for *_, text, _ in rules}
    sizes = {int(n) for text in wholes for n in re.findall(r'aria-setsize="(\d+)"', text)}
    assert len(wholes) == 1 and sizes == {
        len(examples.offered(key)) for key in ("arrive", "dinner")
    }
    assert min(sizes) > 25, "of fewer Streamlit draws all, and says not how many there are"
    assert {_read(one) for one in re.findall(r'aria-label="([^"]*)"', style)} == {label}
    assert "</" not in style


def test_the_names_of_a_group_stand_evenly_within_their_rows():
    for options in (1, 2, 9):
        down = examples._even(0.5, options)
        assert (
            len(down) == options and down[0] == 0.5 and down[-1] == (-0.5 if options > 1 else 0.5)
        )
        pitch = np.diff(down)
        assert np.allclose(pitch, pitch[:1], atol=2e-3) and (pitch < 0).all()


def _read(text: str) -> str:
    """A string of CSS without its escapes."""
    return re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), text)


def test_what_is_quoted_ends_no_string():
    odd = 'a"b\\c</style>\n'
    assert _read(css_text(odd)[1:-1]) == odd
    assert not set(css_text(odd)[1:-1]) & set('"<>\n')
