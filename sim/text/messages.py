"""What is wrong with an input is a code and its fields; here a code becomes a sentence.

`errors.json` beside this file has the sentence of every code in English, `phrases.json` the words
that are put into sentences. `ui.words` has both in other languages, in files of the same names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent
TOPICS = ("errors", "phrases")  # the files that stand here
AT = "_at"  # ends the codes of mistakes in one cell of a table

Texts = Mapping[str, str]


def _read(topic: str) -> Texts:
    return json.loads((FOLDER / f"{topic}.json").read_text(encoding="utf-8"))


ERRORS, PHRASES = map(_read, TOPICS)


class Phrase:
    """Words within a sentence, which another language says otherwise; `str` gives the English.

    Args:
        code: key of `phrases.json`, or of `ui.words` ("cells.lstm").
        english: what a code of `ui.words` is in English.
        fields: what fills it.
    """

    def __init__(self, code: str, english: str = "", /, **fields: object) -> None:
        self.code, self.english, self.fields = code, english, fields

    def __str__(self) -> str:
        return self.english or PHRASES[self.code].format(**self.fields)


def sentence(code: str, fields: Mapping[str, object], texts: Texts = ERRORS) -> str:
    """The sentence of a code.

    Args:
        code: key of `errors.json`, perhaps with AT behind it.
        fields: what fills it.
        texts: the sentences of a language, by code.

    Raises:
        KeyError: no such code, or a field is missing.
    """
    if code in texts:
        return texts[code].format(**fields)
    text = texts[code.removesuffix(AT)]
    if not text.startswith("{"):
        text = text[:1].lower() + text[1:]
    return texts["at_cell"].format(**fields, reason=text.format(**fields))
