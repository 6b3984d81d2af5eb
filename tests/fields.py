"""Number fields without a browser: what one shows, and typing into it as the browser tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from streamlit.testing.v1 import AppTest

COMPONENT = "gatescope_number"


def fields(app: AppTest) -> dict[str, dict]:
    """Key -> what the field was sent, for every number field on the page."""
    found = {}
    for one in app.get("bidi_component"):
        if one.proto.component_name == COMPONENT:
            key = one.proto.id.split("-", 2)[2]
            found[key] = json.loads(one.proto.json)
    return found


def type_numbers(app: AppTest, texts: Mapping[str, str], click: str = "") -> AppTest:
    """Type into fields of the page, all told in one message.

    `texts`: key -> text; `click`: key of a button that is pressed in the same message.
    """
    ids = {
        one.proto.id.split("-", 2)[2]: one.proto.id
        for one in app.get("bidi_component")
        if one.proto.component_name == COMPONENT
    }
    shown = fields(app)
    if click:
        app.button(key=click).click()
    states = app._tree.get_widget_states()
    for key, text in texts.items():
        data = shown[key]
        typed = {
            "born": data["born"],
            "seq": data["ack"] + 1,
            "seen": data["version"],
            "text": text,
        }
        widget = states.widgets.add()
        widget.id, widget.json_value = ids[key], json.dumps({"typed": typed})
    return app._run(states)


def type_number(app: AppTest, key: str, text: object, click: str = "") -> AppTest:
    """Type into one field of the page; `key`: its key; `click`: as for `type_numbers`."""
    return type_numbers(app, {key: str(text)}, click)
