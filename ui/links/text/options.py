"""The activations of a cell in a link: "g.identity~f.hard_sigmoid~0.25~0.5"."""

from __future__ import annotations

from collections.abc import Mapping

from sim.graph.activations import Activation
from sim.text.parse import parse_number
from sim.text.write import short_number
from ui.links.text.errors import LinkError

NONE = "-"

Options = Mapping[str, object]


def write_options(options: Options) -> str:
    """Activations as a text; "-" where every one is the usual one.

    Args:
        options: of a cell, by line.
    """
    parts = []
    for line, option in options.items():
        usual = isinstance(option, str) or option == Activation(option["name"]).write()
        name = option if isinstance(option, str) else option["name"]
        numbers = [] if usual else [option["slope"], option["offset"]]
        parts.append("~".join([f"{line}.{name}", *map(short_number, numbers)]))
    return "~".join(parts) or NONE


def read_options(text: str) -> dict[str, object]:
    """The activations that `write_options` wrote.

    Args:
        text: not trusted.

    Raises:
        LinkError, InputError: another form; what it means is left to the cell.
    """
    options: dict[str, object] = {}
    line = ""
    for part in [] if text == NONE else text.split("~"):
        head, point, name = part.partition(".")
        if point and head.isalpha():
            line, options[head] = head, name
        elif isinstance(options.get(line), str):
            options[line] = {"name": options[line], "slope": parse_number(part)}
        elif line in options and "offset" not in options[line]:
            options[line]["offset"] = parse_number(part)
        else:
            raise LinkError()
    return options
