"""What is wrong with an input, in the visitor's language.

English stands in `sim`, where the mistake is found. A language's `errors.json` holds a sentence
for every code, its `phrases.json` the words that are put into such sentences, with # for a number.
"""

from __future__ import annotations

import re

from sim import CELLS
from sim.errors import InputError
from ui.words import ENGLISH, language, t, words

_NUMBER = re.compile(r"\d+")
_AT = "_at"  # ends the codes of mistakes in a cell of a pasted block
TITLES = {cell.title: key for key, cell in CELLS.items()}
PHRASED = {"cell", "expected", "kind", "known", "what"}  # the fields that hold words


def message(error: InputError) -> str:
    """What is wrong, in the visitor's language if there are words for it, else in English."""
    lang = language()
    if lang == ENGLISH:
        return str(error)
    try:
        return _translated(error, words("errors", lang), words("phrases", lang))
    except KeyError:
        return str(error)


def _translated(error: InputError, texts: dict[str, str], phrases: dict[str, str]) -> str:
    reason = error.fields.get("reason")
    if isinstance(reason, InputError):
        reason = _translated(reason, texts, phrases)
        return texts["at_line"].format(line=error.fields["line"], reason=reason)
    fields = {
        name: _phrase(value, phrases) if name in PHRASED else value
        for name, value in error.fields.items()
    }
    if error.code in texts:
        return texts[error.code].format(**fields)
    reason = texts[error.code.removesuffix(_AT)].format(**fields)
    return t("edits.at_cell", row=fields["row"], column=fields["column"], reason=reason)


def _phrase(value: object, phrases: dict[str, str]) -> object:
    if not isinstance(value, str):
        return value
    if value in TITLES:
        return t(f"cells.{TITLES[value]}")
    numbers = iter(_NUMBER.findall(value))
    phrase = phrases.get(_NUMBER.sub("#", value))
    return value if phrase is None else re.sub("#", lambda _: next(numbers), phrase)
