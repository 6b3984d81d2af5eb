"""Every part of every example has a link, and one with another number too."""

from urllib.parse import parse_qsl, urlencode

import pytest

from sim.document.files import to_json
from tests.parts import EVERY_PART, another
from ui.links import fields
from ui.links.place import Place


@pytest.mark.parametrize("name", EVERY_PART)
def test_a_link_opens_what_it_was_made_of(name):
    key = name.partition("/")[0]
    for scenario in (EVERY_PART[name], another(EVERY_PART[name])):
        texts = dict(parse_qsl(urlencode(fields.written(Place(scenario, key)))))
        back, wrong = fields.read(texts)
        assert not wrong and back.preset == key and back.scenario.part == scenario.part
        assert to_json(back.scenario) == to_json(scenario)
        assert "d" not in texts, "as an example and what was changed in it"
