"""What the walks walk: every combination in some piece, every kind in every sample."""

from itertools import product

from sim.presets import LISTED, OF_ONE_CELL
from tests.cells import RECURRENT
from tests.parts import EVERY_PART, WITH_MEMORY
from tests.walks.places import LOOKS, pieces, sample
from ui import PAGES
from ui.words import LANGUAGES


def test_the_pieces_hold_every_example_in_every_cell_on_every_page():
    every = [visit for piece in pieces().values() for visit in piece]
    found = {(v.page, v.example, cell) for v in every if not v.part for cell in v.cells}
    listed = set(LISTED) & set(OF_ONE_CELL)
    assert found == set(product(PAGES, listed, RECURRENT))
    names = {f"{v.page}/{v.example}" for v in every}
    assert names == set(pieces()) >= {f"{page}/{one}" for page in PAGES for one in listed}
    sizes, themes, langs = (
        {getattr(look, name) for look in LOOKS} for name in ("size", "theme", "lang")
    )
    assert (len(sizes), len(themes), langs) == (3, 2, set(LANGUAGES))
    assert set(LOOKS) and len(set(LOOKS)) == len(LOOKS) == 6 * len(LANGUAGES)


def test_the_pieces_hold_every_part_of_every_network():
    found = {page: {} for page in PAGES}
    for visit in (visit for piece in pieces().values() for visit in piece if visit.part):
        found[visit.page][f"{visit.example}/{visit.part}"] = visit.cells
    networks = {name: one for name, one in EVERY_PART.items() if "/" in name}
    assert {name: cells for name, (*cells,) in found["step"].items()} == {
        name: [one.cell] for name, one in networks.items()
    }
    for page in ("compare", "gradients"):
        assert set(found[page]) == set(networks) & set(WITH_MEMORY)
        for name, cells in found[page].items():
            assert cells[0] == networks[name].cell and len(set(cells)) == len(cells) == 4


def test_a_sample_has_every_page_in_every_look_once():
    drawn = [list(sample(seed)) for seed in (1, 1, *range(2, 12))]
    assert drawn[0] == drawn[1] != drawn[2]
    for one in drawn:
        assert [(v.page, look) for v, look in one] == list(product(PAGES, LOOKS))
    assert {v.example for one in drawn for v, _ in one} == set(LISTED)
