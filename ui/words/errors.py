"""What is wrong with an input, in the visitor's language.

English stands in `sim`, in `sim.text.messages` or where the mistake is found. A language's
`errors.json` holds a sentence for every code, its `phrases.json` the words that are put into such
sentences, with # for a number. A code with a point in it is a key of the catalogues:
"edits.too_wide".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sim import CELLS
from sim.text.errors import InputError
from sim.text.messages import AT, template
from ui.words import ENGLISH, language, t, words

_NUMBER = re.compile(r"\d+")
TITLES = {cell.title: key for key, cell in CELLS.items()}
PHRASED = {"cell", "expected", "kind", "known", "what"}  # the fields that hold words


def message(error: InputError) -> str:
    """What is wrong, in the visitor's language if there are words for it, else in English."""
    return sentence(error.code, error.fields | {"english": str(error)})


def sentence(code: str, fields: Mapping[str, object]) -> str:
    """The sentence of a code, in the visitor's language if there are words for it, else in English.

    code: of an InputError; fields: of it. Its "reason" may be an InputError, or {"code", "fields"};
    "english" is the sentence of a code that `sim.text.messages` does not have.
    """
    if "." in code:
        return t(code, **{name: _told(value) for name, value in fields.items()})
    lang = language()
    if lang != ENGLISH:
        try:
            return _translated(code, fields, words("errors", lang), words("phrases", lang))
        except KeyError:
            pass
    english = fields.get("english")
    return str(english) if english else template(code).format(**fields)


def _told(value: object) -> object:
    if isinstance(value, InputError):
        return message(value)
    return sentence(**value) if isinstance(value, Mapping) else value


def _translated(
    code: str, fields: Mapping[str, object], texts: dict[str, str], phrases: dict[str, str]
) -> str:
    said = {
        name: _phrase(value, phrases) if name in PHRASED else _told(value)
        for name, value in fields.items()
    }
    if "reason" in said:
        return texts["at_line"].format(**said)
    if code in texts:
        return texts[code].format(**said)
    reason = texts[code.removesuffix(AT)].format(**said)
    return t("edits.at_cell", row=said["row"], column=said["column"], reason=reason)


def _phrase(value: object, phrases: dict[str, str]) -> object:
    if not isinstance(value, str):
        return value
    if value in TITLES:
        return t(f"cells.{TITLES[value]}")
    numbers = iter(_NUMBER.findall(value))
    phrase = phrases.get(_NUMBER.sub("#", value))
    return value if phrase is None else re.sub("#", lambda _: next(numbers), phrase)
