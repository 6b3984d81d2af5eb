"""The letters of parameters: what `W.f`, `b.f`, `p.f` ... in a cell's function stand for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """A group of parameters, one for each line that the function names behind the letter.

    Args:
        rank: 2 for a matrix, whose columns are as many as what it multiplies; 1 for a vector.
        rows: size of its first axis, "H" or "Y"; of a `loose` one where nothing else says it.
        role: input, recurrent, bias, peephole, leak, readout, context or score: what it is drawn,
            coloured and spoken of as.
        loose: whether its size is that of whatever it meets.
    """

    rank: int
    rows: str
    role: str
    loose: bool = False


LETTERS: dict[str, Letter] = {
    "W": Letter(2, "H", "input"),
    "U": Letter(2, "H", "recurrent"),
    "V": Letter(2, "Y", "readout"),
    "P": Letter(2, "H", "peephole"),
    "C": Letter(2, "H", "context"),
    "Q": Letter(2, "A", "score", loose=True),
    "K": Letter(2, "A", "score", loose=True),
    "S": Letter(2, "A", "score", loose=True),
    "b": Letter(1, "H", "bias", loose=True),
    "bu": Letter(1, "H", "bias", loose=True),
    "p": Letter(1, "H", "peephole", loose=True),
    "a": Letter(1, "H", "leak", loose=True),
    "v": Letter(1, "A", "score", loose=True),
    "d": Letter(1, "Y", "bias", loose=True),
}


def letter_of(name: str) -> Letter:
    """The letter of a parameter's name.

    Args:
        name: "W_f", "bu_n".
    """
    return LETTERS[name.partition("_")[0]]
