"""Every text a person sees: `t("stage.play")`.

A language is a folder of JSON files, one a topic, with flat keys: `en/stage.json` holds "play". Its
`app.json` gives the language's own name under "language". To add a language, add a folder; what it
lacks is shown in English. The language belongs to a session, never to the process: whoever runs for
a visitor opens `speaking` first (`ui.frame.main` for a page), and what is called later, as a
widget's callback is, is made with `in_this_language`. `glossary.md` holds the terms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import Any

from sim.text import messages

_FOLDER = Path(__file__).parent
ENGLISH = "en"
_OF_ENGINE = {(ENGLISH, topic) for topic in messages.TOPICS}
_TRADITIONAL = ("hant", "tw", "hk", "mo")
_COUNTED = "step|timestep|output|array|number|row|column|unit|parameter|character|decimal|word"
_ONE = re.compile(rf"(?<![\w.,−-])1 ({_COUNTED})s\b( are\b| were\b)?")
_SINGULAR = {" are": " is", " were": " was"}
Note = Callable[[], str]  # makes a sentence when it is shown, in the language of that moment
_spoken: ContextVar[tuple[str, str | None]] = ContextVar("spoken", default=(ENGLISH, None))


def t(key: str, /, **fields: object) -> str:
    """Return a text in the session's language.

    `key`: "topic.key"; `fields`: what fills its `{placeholders}`. Raises KeyError for an unknown
    key or a field that is missing.
    """
    text = _text(language(), key).format(**fields)
    if language() == ENGLISH:  # the others have one form
        text = _ONE.sub(lambda m: f"1 {m[1]}{_SINGULAR.get(m[2], '')}", text)
    return text


def words(topic: str, lang: str | None = None) -> dict[str, str]:
    """Return a whole topic, key -> text with its `{placeholders}`, to hand to a browser component.

    `topic`: a catalogue's name such as "stage"; `lang`: one of `LANGUAGES`, or None for the
    session's. Raises KeyError for an unknown topic.
    """
    return dict(_catalogue(lang or language(), topic))


def has(key: str) -> bool:
    """Whether there is such a text. `key`: "topic.key"."""
    topic, _, name = key.partition(".")
    return name in _catalogue(ENGLISH, topic)


def term(key: str) -> str:
    """Return a name of the subject, "遗忘门 forget gate" where the visitor asked for two languages.

    `key`: "topic.key" of a text without placeholders; raises KeyError for an unknown one.
    """
    second = second_language()
    return t(key) if second is None else f"{t(key)} {_text(second, key)}"


def listed(names: Iterable[str]) -> str:
    """Return names as one text, separated as the language does it. `names`: "" for none."""
    return _joined("joins.list", names)


def sentences(parts: Iterable[str]) -> str:
    """Return sentences as one text, with a blank between them where the language has one.

    `parts`: each with its full stop; "" for none.
    """
    return _joined("joins.sentences", parts)


def language() -> str:
    """Return the language that is spoken here, a key of `LANGUAGES`; English outside `speaking`."""
    return _spoken.get()[0]


def second_language() -> str | None:
    """Return the language in which terms are named besides this one, None for none."""
    return _spoken.get()[1]


@contextmanager
def speaking(lang: str, second: str | None = None) -> Iterator[None]:
    """Give texts in a visitor's language.

    `lang`, `second`: as `ui.frame.language.chosen` gives them, or as they were on the page.
    """
    before = _spoken.set((lang, second))
    try:
        yield
    finally:
        _spoken.reset(before)


def in_this_language(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that speaks the language of now whenever it is called.

    Streamlit calls a widget's callback before the page runs, where nobody speaks yet; it is about
    the page that was shown, and so in that page's language. `call`: the function.
    """
    spoken = _spoken.get()

    @wraps(call)
    def speaks(*args: object, **kwargs: object) -> object:
        with speaking(*spoken):
            return call(*args, **kwargs)

    return speaks


def offered(wish: str | None) -> str | None:
    """Return the offered language that a locale such as "zh-TW" asks for, or None.

    Hant, TW, HK and MO mean traditional Chinese, any other zh simplified.
    """
    parts = (wish or "").lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        tag = "zh-Hant" if set(parts) & set(_TRADITIONAL) else "zh-Hans"
    else:
        tag = parts[0]
    return tag if tag in LANGUAGES else None


def _joined(key: str, parts: Iterable[str]) -> str:
    return t(key, first="", rest="").join(parts)


def _text(lang: str, key: str) -> str:
    topic, _, name = key.partition(".")
    try:
        return _catalogue(lang, topic)[name]
    except KeyError:
        raise KeyError(f"no word {key!r}") from None


@cache
def _catalogue(lang: str, topic: str) -> dict[str, str]:
    """English first, the other language laid over it."""
    files = [_file(folder, topic) for folder in dict.fromkeys((ENGLISH, lang))]
    if not any(file.is_file() for file in files):
        raise KeyError(f"no words on {topic!r}")
    texts: dict[str, str] = {}
    for file in files:
        if file.is_file():
            texts |= json.loads(file.read_text(encoding="utf-8"))
    return texts


def _file(lang: str, topic: str) -> Path:
    """Where a topic stands in a language: English messages of the engine stand in the engine."""
    folder = messages.FOLDER if (lang, topic) in _OF_ENGINE else _FOLDER / lang
    return folder / f"{topic}.json"


# Tag -> the language's own name.
LANGUAGES: dict[str, str] = {
    file.parent.name: json.loads(file.read_text(encoding="utf-8"))["language"]
    for file in sorted(_FOLDER.glob("*/app.json"))
}
