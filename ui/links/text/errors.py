"""What is wrong with a link or a file: a code and its fields; the sentence is made when shown."""

from __future__ import annotations

from ui.words import listed, t


class LinkError(ValueError):
    """A link or a file that cannot be read.

    Args:
        word: key of the sentence that says why; fields: what fills it, a list of names as such.
    """

    def __init__(self, word: str = "links.broken_document", **fields: object) -> None:
        super().__init__(word)
        self.word = word
        self.fields = fields

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LinkError) and vars(self) == vars(other)

    __hash__ = ValueError.__hash__


def sentence(error: LinkError) -> str:
    """What is wrong, in the language of the session.

    Args:
        error: of a link or a file.
    """
    fields = {
        name: listed(value) if isinstance(value, (list, tuple)) else value
        for name, value in error.fields.items()
    }
    return t(error.word, **fields)
