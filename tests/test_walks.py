"""What the walks walk: every combination in some piece, every kind in every sample."""

from itertools import product

from sim.presets import LISTED
from tests.cells import RECURRENT
from tests.walks.places import LOOKS, pieces, sample
from ui import PAGES
from ui.words import LANGUAGES


def test_the_pieces_hold_every_example_in_every_cell_on_every_page():
    found = {
        (v.page, v.example, cell) for piece in pieces().values() for v in piece for cell in v.cells
    }
    assert found == set(product(PAGES, LISTED, RECURRENT))
    assert {name for name in pieces()} == {f"{page}/{one}" for page in PAGES for one in LISTED}
    sizes, themes, langs = (
        {getattr(look, name) for look in LOOKS} for name in ("size", "theme", "lang")
    )
    assert (len(sizes), len(themes), langs) == (3, 2, set(LANGUAGES))
    assert set(LOOKS) and len(set(LOOKS)) == len(LOOKS) == 6 * len(LANGUAGES)


def test_a_sample_has_every_page_in_every_look_once():
    drawn = [list(sample(seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    for one in drawn:
        assert [(v.page, look) for v, look in one] == list(product(PAGES, LOOKS))
    assert {v.example for one in drawn for v, _ in one} == set(LISTED)
