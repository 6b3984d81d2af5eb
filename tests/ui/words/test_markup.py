"""HTML is made in one place: texts are escaped, and what was made stays as it is, to the byte."""

import pytest

from ui.widgets.html import html
from ui.words.markup import Markup, document, joined, style, tag, typed

HOSTILE = """<b a='1' b="2">&amp;"""
ESCAPED = "&lt;b a=&#x27;1&#x27; b=&quot;2&quot;&gt;&amp;amp;"


def test_texts_are_escaped_and_elements_kept():
    inner = tag("b", HOSTILE)
    assert inner == f"<b>{ESCAPED}</b>"
    assert tag("p", inner, " ", HOSTILE) == f"<p><b>{ESCAPED}</b> {ESCAPED}</p>"
    assert joined(inner, HOSTILE, inner, between=" & ") == (
        f"<b>{ESCAPED}</b> &amp; {ESCAPED} &amp; <b>{ESCAPED}</b>"
    )
    assert inner + HOSTILE != f"<b>{ESCAPED}</b>{HOSTILE}"  # nor by the way
    assert tag("p", "&#39; &#34;") == "<p>&amp;#39; &amp;#34;</p>"


def test_attributes_are_escaped_in_their_order_and_none_is_left_out():
    made = tag("li", "x", class_="a", aria_current=None, title=HOSTILE, tabindex=0)
    assert made == f'<li class="a" title="{ESCAPED}" tabindex="0">x</li>'
    assert tag("link", rel="x") == '<link rel="x">' and tag("td") == "<td></td>"


def test_a_style_sheet_cannot_end_its_element():
    assert style("a > b { c: d }") == "<style>a > b { c: d }</style>"
    with pytest.raises(ValueError, match="</"):
        style("</style><script>")


def test_what_was_typed_cannot_turn_the_page_around():
    assert typed("a\u202eb<") == "<bdi>ab&lt;</bdi>"


def test_a_page_of_its_own():
    made = document(tag("head"), tag("body", HOSTILE), "zh-Hans")
    assert made == (
        f'<!doctype html>\n<html lang="zh-Hans"><head></head><body>{ESCAPED}</body></html>\n'
    )


def test_a_text_is_not_shown_as_html(monkeypatch):
    shown = []
    monkeypatch.setattr("ui.widgets.html.st.html", shown.append)
    html(tag("p", HOSTILE))
    assert shown == [f"<p>{ESCAPED}</p>"] and type(shown[0]) is str
    for text in (HOSTILE, f"{tag('p')}", "<p></p>"):
        with pytest.raises(TypeError):
            html(text)
    assert isinstance(tag("p"), Markup) and len(shown) == 1
