"""The one kind of error that input can cause: a code that says what is wrong, and with what."""

from __future__ import annotations

from sim.text.messages import sentence

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
    """Something a person gave cannot be used; `str` gives the English sentence.

    Args:
        code: names the kind of mistake, a key of `errors.json`, so that a page can say it in any
            language.
        fields: what fills its sentence, a `Phrase` for words, another InputError for what was wrong
            inside.
    """

    def __init__(self, code: str, /, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        return sentence(self.code, self.fields)
