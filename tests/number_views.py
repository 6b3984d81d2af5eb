"""Where number fields stand: the views of the app that show all of them, each ready to be typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from streamlit.testing.v1 import AppTest

from tests.browser import ROOT
from ui import PAGES

SOFTMAX = "dinner"  # an example with as many outputs as inputs


@dataclass(frozen=True)
class View:
    """A page as a link opens it, and what is opened on it then.

    Args:
        page: one of PAGES; link: the link's parameters.
        opened: keys of what opens; chosen: key of a select box -> its value.
        toggled: keys of switches that are turned on.
    """

    page: str
    link: dict[str, str] = field(default_factory=dict)
    opened: tuple[str, ...] = ()
    chosen: dict[str, str] = field(default_factory=dict)
    toggled: tuple[str, ...] = ()


VIEWS = {
    "settings": View("step", {}, ("settings",), chosen={"scale": "sigma_max"}),
    "softmax": View("step", {"p": SOFTMAX}, ("settings",)),
    "readout": View("step", {}, ("settings",), chosen={"readout": "linear"}),
    "handout": View("step", {"s": "download"}),
    "mine": View("step", {"s": "mine"}),
    "class": View("step", {}, ("share", "share_class")),
    "loss": View("gradients", {"gloss": "one_value"}),
    "remedies": View("gradients", {"gtab": "remedies"}),
    "terms": View("gradients", {"gtab": "terms"}, toggled=("gradients_truncate",)),
    "expansion": View("gradients", {"gtab": "expansion"}),
}  # fmt: skip


def visit(view: View) -> AppTest:
    """Open a view as someone new."""
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "main.py"), default_timeout=60)
    for name, text in view.link.items():
        app.query_params[name] = text
    if view.page != PAGES[0]:
        app.switch_page(str(ROOT / "pages" / f"{view.page}.py"))
    app.run()
    for key in view.opened:
        if any(button.key == key for button in app.button):
            app.button(key=key).click().run()
        else:
            app.session_state[key] = True
            app.run()
    for key, value in view.chosen.items():
        app.selectbox(key=key).set_value(value).run()
    for key in view.toggled:
        app.toggle(key=key).set_value(True).run()
    assert not app.exception
    return app
