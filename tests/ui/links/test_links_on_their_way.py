"""Links that were cut, escaped or added to on their way: the sender's place, or a word about it."""

import html
import quopri
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlencode

import numpy as np
import pytest

from sim import CELLS
from sim.document.seen import PartScenario, one_cell
from sim.presets import FIRST, PRESETS
from tests.ui.links.test_links import OTHER
from ui.links import fields
from ui.links.place import Place
from ui.links.text import check
from ui.links.text.errors import LinkError, sentence
from ui.session.screen import Screen
from ui.words import LANGUAGES, speaking

MEMORY = PRESETS["memory_cell"].scenario
BEGUN = PRESETS[FIRST].scenario


def everything() -> Place:
    place = Place(MEMORY, "memory_cell", t=1, unit=1)
    for field in fields.FIELDS:
        if field.attribute in OTHER:
            field.put(place, OTHER[field.attribute])
    return place


def typed() -> PartScenario:
    rng = np.random.default_rng(1)
    shapes = CELLS["lstm"].shapes(3, 2)
    params = {name: rng.normal(size=shape).round(2) for name, shape in shapes.items()}
    return one_cell("lstm", params, rng.normal(size=(6, 3)).round(1))


LOCKED = Screen(locked=True, covered=True, free_inputs=True, hidden=frozenset({"cell", "pages"}))
NAMES = {"x": ("写 & 清", "b=%26", "显示")}
KINDS = {
    "an example": Place(PRESETS["nine_steps"].scenario, "nine_steps", t=1, unit=1),
    "a step": Place(PRESETS["nine_steps"].scenario, "nine_steps", t=5, unit=1),
    "edits": Place(MEMORY.changed(inputs=MEMORY.inputs + 0.25), "memory_cell", t=12, unit=1),
    "a lock": Place(MEMORY, "memory_cell", t=2, unit=1, screen=LOCKED, language="zh-Hant"),
    "names": Place(MEMORY.changed(labels=NAMES), "memory_cell", t=2, unit=1, screen=LOCKED),
    "all numbers typed": Place(typed(), "memory_cell", t=2, unit=1, screen=Screen(covered=True)),
    "every setting": everything(),
}  # fmt: skip


def arrives(query: str) -> dict[str, str]:
    """The parameters as Streamlit reads them from an address."""
    return {name: texts[-1] for name, texts in parse_qs(query, keep_blank_values=True).items()}


def link(place: Place) -> str:
    return urlencode(fields.written(place))


def same(one: Place, other: Place) -> bool:
    return fields.write(one) == fields.write(other)


@pytest.fixture(params=KINDS)
def place(request) -> Place:
    found, wrong = fields.read(arrives(link(KINDS[request.param])))
    assert wrong == [] and same(found, fields.read(fields.write(KINDS[request.param]))[0])
    return found


def test_no_beginning_of_a_link_opens_another_model(place):
    query = link(place)
    for length in range(1, len(query)):
        found, wrong = fields.read(arrives(query[:length]))
        assert len(wrong) == 1 and wrong[0].word in ("links.cut", "links.cut_early"), query[:length]
        assert found.scenario is BEGUN and not found.screen.locked
        if wrong[0].word == "links.cut":
            assert 1 <= wrong[0].fields["missing"] <= len(query)


def test_a_cut_link_with_more_behind_it_is_still_cut(place):
    query = link(place)
    for length in range(2, len(query) - 1):
        found, wrong = fields.read(arrives(f"{query[:length]}&utm_source=mail&fbclid=Iw-AR_1"))
        assert len(wrong) == 1 and found.scenario is BEGUN, query[:length]


def folded(query: str, width: int, end: str) -> str:
    return end.join(query[k : k + width] for k in range(0, len(query), width))


DAMAGES = {
    "&amp;": html.escape,
    "&amp; twice": lambda q: html.escape(html.escape(q)),
    "&#38;": lambda q: q.replace("&", "&#38;"),
    "&gt": html.unescape,
    "%26": lambda q: q.replace("&", "%26"),
    "%3D": lambda q: q.replace("=", "%3D"),
    "all": lambda q: quote(q, safe=""),
    "twice": lambda q: quote(quote(q, safe=""), safe=""),
    "five times": lambda q: quote(quote(quote(quote(quote(q, safe=""), safe="")))),
    "%252526": lambda q: q.replace("&", "%252526").replace("=", "%25253D"),
    "&amp; and %": lambda q: quote(html.escape(q), safe=""),
    "json": lambda q: q.replace("&", "\\u0026").replace("=", "\\u003d"),
    "markdown": lambda q: q.replace("_", "\\_").replace("~", "\\~").replace("-", "\\-"),
    "quoted-printable": lambda q: quopri.encodestring(q.encode()).decode(),
    "=3D": lambda q: q.replace("=", "=3D"),
    "line breaks": lambda q: folded(q, 20, "\r\n"),
    "blanks": lambda q: folded(q, 7, " "),
    "breaks escaped": lambda q: folded(q, 15, "%0D%0A"),
    "soft hyphens": lambda q: folded(q, 11, "\u00ad"),
    "hyphenated": lambda q: folded(q, 30, "-\n"),
    "zero width": lambda q: folded(q, 3, "\u200b"),
    "byte order mark": lambda q: q + "\ufeff",
    "utm": lambda q: q + "&utm_source=news&utm_medium=e-mail&utm_campaign=a%20b",
    "fbclid": lambda q: q + "&fbclid=IwAR0_x-Y&gclid=1&_hsenc=p2&mc_cid=9&ref[]=1",
    "utm first": lambda q: "utm_source=news&" + q,
    "?fbclid": lambda q: q + "?fbclid=IwAR0",
    "twitter": lambda q: q + ("" if "&t=" in q or "&s=" in q else "&s=20&t=AbC"),
    "embed": lambda q: q + "&embed=true",
    "another order": lambda q: "&".join(reversed(q.split("&"))),
    "quotes": lambda q: q + '">here</a>',
    "next words": lambda q: q + "）看第 2 步，再答",
    "next words, glued": lambda q: q + ".Then",
}  # fmt: skip


@pytest.mark.parametrize("end", ["\r\n", ""])  # browsers leave line ends out
def test_a_line_may_be_folded_anywhere_by_mail(place, end):
    query = link(place)
    for at in range(1, len(query)):
        begun, rest = (part.replace("=", "=3D") for part in (query[:at], query[at:]))
        found, wrong = fields.read(arrives(f"{begun}={end}{rest}"))
        if begun.rpartition("&")[2] in arrives(query) and not rest.startswith("=3D"):
            assert wrong or same(found, place)  # gt=12 and gt=ab: of two only one arrives
        else:
            assert wrong == [] and same(found, place), at


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_escaped_link_leads_to_the_senders_place(place, damage):
    found, wrong = fields.read(arrives(DAMAGES[damage](link(place)).replace("#", "%23")))
    assert wrong == [] and same(found, place)


ENDS = (*".,;:!?)]}>\"'’”»…*_~|。，、；：！？）】》」』", "%E3%80%82", ").", "/")


@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_the_sentence_is_no_part_of_the_link(place, end):
    found, wrong = fields.read(arrives(link(place) + end))
    assert wrong == [] and same(found, place)


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_capitals_that_were_lost_lead_to_the_place_or_are_said(place, case):
    query = link(place)
    found, wrong = fields.read(arrives(case(query)))
    if query == query.lower():
        assert wrong == [] and same(found, place)
    elif case(query) != query:
        # gT and gt become one name, which is not there any more.
        assert wrong and wrong[0].word in {"links.changed", "gT" in query and "links.cut"}
        assert found.scenario is BEGUN


def test_no_changed_letter_opens_another_model(place):
    query = link(place)
    for k, letter in enumerate(query):
        for other in "0A~&":
            if other == letter:
                continue
            found, wrong = fields.read(arrives(query[:k] + other + query[k + 1 :]))
            assert wrong or same(found, place), query[:k] + other + query[k + 1 :]
            assert wrong == [] or found.scenario is BEGUN


def test_a_link_shows_its_check_and_stays_short():
    assert link(Place(MEMORY, "memory_cell", t=1, unit=1)).endswith("p=memory_cell")
    query = link(KINDS["a step"])
    assert query.endswith("&p=nine_steps&t=5") and query.startswith("z=16-") and len(query) == 27
    assert not set(query) & set("ilou") - set("nine_steps")


def test_what_is_written_behind_a_link_by_hand_has_its_say():
    query = link(KINDS["a step"])
    found, wrong = fields.read(arrives(query + "&lang=zh-Hant&large=1&lock=1"))
    assert wrong == [] and found.t == 5 and found.preset == "nine_steps"
    assert found.language == "zh-Hant" and found.screen.large and found.screen.locked
    assert fields.read(arrives(query + "&d=AXj"))[1] == []


def test_a_link_changed_by_hand_says_how():
    found, (wrong,) = fields.read(arrives(link(KINDS["a step"]).replace("t=5", "t=6")))
    assert wrong == LinkError("links.changed") and found.scenario is BEGUN
    assert "z=" in sentence(wrong)


def test_a_refusal_is_said_in_the_language_of_the_link():
    query = link(KINDS["a lock"])
    assert fields.read(arrives(query[:-3]))[0].language == "zh-Hant"
    said = set()
    for lang in LANGUAGES:
        with speaking(lang):
            said.add(sentence(LinkError("links.cut", missing=3)))
    assert len(said) == len(LANGUAGES) and all("3" in one for one in said)


@pytest.mark.parametrize(
    "query",
    ["p=dinner", "lang=zh-TW", "p=latch&t=3&lock=1", "e=x.1.1~5", "gT=30&gt=12", "p=dinner&v=1",
     "p=dinner&utm_source=a&lo=1", "gy=1 0; 0 1", "cells=gru.lstm"],
)  # fmt: skip
def test_a_link_without_a_check_is_read_as_ever(query):
    texts = arrives(query)
    found, wrong = fields.read(texts)
    assert wrong == []
    plain = fields.read({name: text for name, text in texts.items() if name in fields.NAMES})[0]
    assert same(found, plain)


OLD = "p=latch&e=x.1.1~5&t=3&lock=1&cover=1&free=1"


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name not in (
    "hyphenated", "next words, glued", "twitter", "?fbclid", "quoted-printable", "blanks",
)])  # fmt: skip
def test_an_old_link_that_was_escaped_leads_to_the_senders_place(damage):
    sent = fields.read(arrives(OLD))[0]
    found, wrong = fields.read(arrives(DAMAGES[damage](OLD).replace("#", "%23")))
    assert wrong == [] and same(found, sent)


@pytest.mark.parametrize("query", ["P=LATCH&T=3&LOCK=1", "p=latch&T=3&Lock=1"])
def test_an_old_link_in_capitals_is_read(query):
    found, wrong = fields.read(arrives(query))
    assert wrong == [] and same(found, fields.read(arrives("p=latch&t=3&lock=1"))[0])


@pytest.mark.parametrize("name", ["lock", "cover"])
@pytest.mark.parametrize("text", ["", "x", "2", "%", "１"])
def test_a_lock_that_cannot_be_read_is_shut(name, text):
    found, wrong = fields.read({"p": "latch", name: text})
    assert wrong and found.preset == "latch"
    assert found.screen == replace(Screen(), **{{"lock": "locked", "cover": "covered"}[name]: True})


@pytest.mark.parametrize("query", ["p=latch&lo", "p=latch&cov", "lan", "p=latch&ghel="])
def test_an_old_link_that_was_cut_in_a_name_says_so(query):
    assert [one.word for one in fields.read(arrives(query))[1]] == ["links.broken_fields"]


def test_a_lock_whose_name_was_cut_is_shut():
    for name, attribute in (("lock", "locked"), ("cover", "covered")):
        for end in range(1, len(name)):
            if name[:end] in fields.NAMES:
                continue  # "c" is the cell
            found, _ = fields.read({"p": "latch", name[:end]: ""})
            assert getattr(found.screen, attribute), name[:end]
    found, _ = fields.read({"p": "latch", "fre": ""})
    assert found.screen == Screen()


def test_a_parameter_without_a_name_is_nothing():
    assert fields.read({"p": "latch", "": ""})[1] == []


def test_the_check_is_as_it_was_in_every_link_ever_sent():
    """Pinned: a link on a slide is opened years later."""
    assert check.with_check({"p": "nine_steps", "t": "5"})["z"] == "16-mz1dr"


@pytest.mark.parametrize("text", ["0,5", "1 5", "1\n5", "0 .5", "1,5.", "0;5", "0'5", "0,-5"])
def test_without_a_check_a_number_is_read_whole_or_not_at_all(text):
    for name in ("gsigma", "gkeep"):
        found, wrong = fields.read({"p": "dinner", name: text})
        assert wrong == [LinkError("links.broken_fields", names=[name])], (name, text)
        assert found.gradients == Place().gradients
    found, wrong = fields.read({"p": "dinner", "e": f"x.1.1~{text}"})
    assert wrong and same(found, fields.read({})[0])
