"""The one kind of error that input can cause: it says what was expected and what came."""

from __future__ import annotations


class InputError(ValueError):
    """Something a person gave cannot be used.

    `code` names the kind of mistake, so that a page can say it in another language; `fields` fill
    the template. `str(error)` is the English sentence.
    """

    def __init__(self, code: str, template: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(template.format(**fields))
