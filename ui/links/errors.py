"""What is wrong with a link or a file."""

from __future__ import annotations


class LinkError(ValueError):
    """A link that cannot be read; `word` is the key of the sentence that says why."""

    def __init__(self, word: str = "links.broken_document") -> None:
        super().__init__(word)
        self.word = word
