"""The list of examples: in groups, each under a heading in the visitor's language."""

import re

import pytest

from sim.presets import GROUPS, LISTED, PRESETS
from ui.step import examples
from ui.words import LANGUAGES, speaking, t
from ui.words.markup import css_text

ORDER = {
    "lecture": "memory nine all_ones slots",
    "gates": "latch forgetter overwriter peephole coupled",
    "gru": "gru",
    "free": "dinner random",
}


def test_every_listed_example_is_in_the_group_it_belongs_to():
    assert list(GROUPS) == list(ORDER)
    assert [key for keys in GROUPS.values() for key in keys] == list(LISTED)
    for group, begins in ORDER.items():
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
        r":is\(([^)]*)\):not\(:is\(\1\) ~ \*\)::before \{ content: \"([^\"]*)\"", style
    )
    found = {_read(name): [int(k) for k in re.findall(r"\d+", keys)] for keys, name in rules}
    offered = examples.offered("arrive")
    assert {name: [offered[k] for k in places] for name, places in found.items()} == {
        said[group]: list(keys) for group, keys in GROUPS.items()
    } | {said["earlier"]: ["arrive"]}
    assert {_read(one) for one in re.findall(r'aria-label="([^"]*)"', style)} == {label}
    assert "</" not in style


def _read(text: str) -> str:
    """A string of CSS without its escapes."""
    return re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), text)


def test_what_is_quoted_ends_no_string():
    odd = 'a"b\\c</style>\n'
    assert _read(css_text(odd)[1:-1]) == odd
    assert not set(css_text(odd)[1:-1]) & set('"<>\n')
