"""A setting is declared once; what reads it off gets the same."""

from dataclasses import dataclass

import pytest

from ui.links.text.codecs import codec
from ui.shared.setting import (
    Flag,
    Line,
    OneOf,
    Rows,
    Several,
    Tongue,
    redraw_key,
    setting,
    settings,
)
from ui.widgets.number import Number, whole


@dataclass
class Page:
    """Settings of a page that is not there."""

    size: int = setting("size", whole(1, 9, usual=4), redraws="runs")
    share: float = setting("share", Number(0.0, 1.0, usual=0.5), redraws="runs", by="rounded")
    fine: float = setting("fine", Number(0.0, 1.0, usual=0.5), redraws="runs", by="rounded")
    kind: str = setting("kind", OneOf(("a", "b")))
    names: list[str] = setting("names", Several(("x", "y")), usual=["x"])
    on: bool = setting("", Flag(), redraws="frame")
    apart: int = 0

    @property
    def rounded(self) -> int:
        return round(self.share + self.fine)


def test_the_usual_value_is_that_of_what_it_can_be_or_its_own():
    page, other = Page(), Page()
    assert (page.size, page.share, page.kind, page.names, page.on) == (4, 0.5, "a", ["x"], False)
    page.names.append("y")
    assert other.names == ["x"]
    usual = [one.usual for one in (Line(3), Rows("1 0"), Tongue(), Flag())]
    assert usual == ["", "1 0", "", False]


def test_settings_come_in_order_and_other_fields_do_not():
    assert list(settings(Page)) == ["size", "share", "fine", "kind", "names", "on"]
    assert settings(Page)["share"].link == "share" and settings(Page)["on"].link == ""


def test_a_key_changes_with_what_redraws_and_with_nothing_else():
    page = Page()
    key = redraw_key(page, "runs")
    assert key == (4, 1) and redraw_key(page, "frame") == (False,)
    page.kind, page.names, page.on, page.apart, page.share = "b", [], True, 7, 0.6
    assert redraw_key(page, "runs") == key and redraw_key(page, "frame") == (True,)
    for name, value in (("size", 5), ("fine", 1.0)):
        changed = Page(**{name: value})
        assert redraw_key(changed, "runs") != key


def test_a_link_knows_no_other_kinds():
    with pytest.raises(TypeError, match="no link carries"):
        codec((1, 2))
