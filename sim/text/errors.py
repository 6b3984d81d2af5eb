"""The one kind of error that input can cause: it says what was expected and what came."""

from __future__ import annotations

from sim.text.messages import template as template_of

SHOWN = 40


def shown(value: object, most: int = SHOWN) -> str:
    """The start of a value's text for a message, whatever it is; half a character becomes "?".

    Args:
        value: anything; what cannot be written out shows its type.
        most: characters.
    """
    try:
        text = str(value).encode("utf-8", "replace").decode()
    except (ValueError, RecursionError):
        return type(value).__name__
    return text if len(text) <= most else f"{text[: most - 1]}…"


class InputError(ValueError):
    """Something a person gave cannot be used.

    `code` names the kind of mistake, so that a page can say it in another language; `fields` fill
    the template, None for the one in `sim.text.messages`. `str(error)` is the English sentence.
    """

    def __init__(self, code: str, template: str | None = None, /, **fields: object) -> None:
        self.code = code
        self.fields = fields
        if template is None:
            template = template_of(code)
        super().__init__(template.format(**fields))
