"""How weights were drawn, so that a link says "seed 8" instead of every number.

In a link: "8", or "8.orthogonal.orthogonal.zeros" with the schemes of W, U and biases, and behind
"~" what was scaled: "8~sigma_max~0.9~keep~2".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from sim.cells import CELLS
from sim.document.convert import roles
from sim.document.initialise import SCALES, SCHEMES, USUAL_SCHEME, initialise
from sim.text.parse import parse_number
from sim.text.write import short_number
from ui.links.text.codecs import whole
from ui.links.text.errors import LinkError
from ui.widgets.number.declared import SEED

Draw = Mapping[str, object]


def write_draw(draw: Draw, cell: str) -> str:
    """The arguments of `sim.document.initialise` as a text.

    Args:
        draw: seed, schemes, scales, keep_bias as {"b_f": 1.0}.
        cell: key in CELLS.
    """
    schemes = [str(draw.get(name, USUAL_SCHEME)) for name in SCHEMES]
    text = str(draw["seed"])
    if any(scheme != USUAL_SCHEME for scheme in schemes):
        text = ".".join([text, *schemes])
    for name in SCALES:
        if draw.get(name) is not None:
            text += f"~{name}~{short_number(float(draw[name]))}"
    for value in dict(draw.get("keep_bias") or {}).values():
        text += f"~keep~{short_number(float(value))}"
    return text


def read_draw(text: str, cell: str) -> Draw:
    """The arguments that `write_draw` wrote.

    Args:
        text: not trusted.
        cell: key in CELLS.

    Raises:
        LinkError: another form; what the numbers mean is left to `sim.document.initialise`.
    """
    head, *rest = text.split("~")
    seed, *schemes = head.split(".")
    if len(schemes) not in (0, len(SCHEMES)) or len(rest) % 2 or len(rest) > 4:
        raise LinkError()
    draw: dict[str, object] = {"seed": whole(seed, SEED.least, SEED.most)}
    draw |= dict(zip(SCHEMES, schemes, strict=False))
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        if name in SCALES:
            draw[name] = parse_number(value)
        elif name == "keep" and "keep" in roles(cell):
            draw["keep_bias"] = {f"b_{roles(cell)['keep']}": parse_number(value)}
        else:
            raise LinkError()
    return draw


def drawn(draw: Draw, cell: str, X: int, H: int, Y: int = 0) -> Mapping[str, np.ndarray]:
    """The parameters of a draw.

    Args:
        draw: arguments of `sim.document.initialise`.
        cell: key in CELLS.
        X: inputs.
        H: units.
        Y: outputs, of a cell that has its own.

    Raises:
        InputError: what `sim.document.initialise` refuses.
    """
    return _drawn(write_draw(draw, cell), cell, X, H, Y)


@lru_cache(maxsize=64)
def _drawn(text: str, cell: str, X: int, H: int, Y: int) -> Mapping[str, np.ndarray]:
    shapes, mask = CELLS[cell].shapes(X, H, Y), CELLS[cell].mask
    return initialise(shapes, mask=mask, **read_draw(text, cell))
