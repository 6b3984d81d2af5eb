"""What is wrong with an input, in the visitor's language.

A mistake is a code and its fields. A code of the engine is a key of `errors.json`, whose English
stands in `sim.text`; words that are put into its sentence are keys of `phrases.json`. A code with a
point in it is a key of any catalogue: "edits.too_wide".
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.text import messages
from sim.text.errors import InputError
from sim.text.messages import Phrase
from ui.words import has, t, words


def message(error: InputError) -> str:
    """What is wrong, in the visitor's language."""
    return sentence(error.code, error.fields)


def sentence(code: str, fields: Mapping[str, object]) -> str:
    """The sentence of a code, in the visitor's language.

    code: of an InputError; fields: of it, or as `ui.words.refusals` keeps them
    """
    said = {name: _said(value) for name, value in fields.items()}
    return t(code, **said) if "." in code else messages.sentence(code, said, words("errors"))


def _said(value: object) -> object:
    if isinstance(value, InputError):
        return message(value)
    if isinstance(value, Phrase):
        return _phrase(value.code, value.english, value.fields)
    if not isinstance(value, Mapping):
        return value
    return _phrase(**value) if "english" in value else sentence(**value)


def _phrase(code: str, english: str, fields: Mapping[str, object]) -> str:
    if "." in code:  # of a cell that somebody wrote there are no words
        return t(code) if has(code) else english
    return words("phrases")[code].format(**fields)
