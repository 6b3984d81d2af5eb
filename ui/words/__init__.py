"""Every text a person sees: `t("stage.play")`.

A language is a folder of JSON files, one a topic, with flat keys: `en/stage.json` holds "play". Its
`app.json` gives the language's own name under "language". To add a language, add a folder; what it
lacks is shown in English. The language belongs to a session, never to the process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_ENGLISH = "en"
_TRADITIONAL = ("hant", "tw", "hk", "mo")
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def t(key: str, /, **fields: object) -> str:
    """Return a text in the session's language.

    `key`: "topic.key"; `fields`: what fills its `{placeholders}`. Raises KeyError for an unknown
    key or a field that is missing.
    """
    topic, _, name = key.partition(".")
    try:
        text = _catalogue(language(), topic)[name]
    except KeyError:
        raise KeyError(f"no word {key!r}") from None
    return text.format(**fields)


def words(topic: str, lang: str | None = None) -> dict[str, str]:
    """Return a whole topic, key -> text with its `{placeholders}`, to hand to a browser component.

    `topic`: a catalogue's name such as "stage"; `lang`: one of `LANGUAGES`, or None for the
    session's. Raises KeyError for an unknown topic.
    """
    return dict(_catalogue(lang or language(), topic))


def language() -> str:
    """Return the session's language, a key of `LANGUAGES`.

    What the visitor chose (`set_language`), else `?lang=`, else the browser's locale; English
    outside a session and for anything that is not offered.
    """
    if spoken := _spoken.get():
        return spoken
    # Without Streamlit there is no session, and no reason to import it.
    streamlit = sys.modules.get("streamlit")
    if streamlit is None or not _in_session():
        return _ENGLISH
    chosen = streamlit.session_state.get("language")
    asked = streamlit.query_params.get("lang")
    return next(
        (lang for wish in (chosen, asked, streamlit.context.locale) if (lang := offered(wish))),
        _ENGLISH,
    )


def set_language(lang: str) -> None:
    """Choose the language of this session. `lang`: a key of `LANGUAGES`; raises KeyError else."""
    sys.modules["streamlit"].session_state["language"] = {k: k for k in LANGUAGES}[lang]


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Give texts in a language where no page runs. `lang`: as `language` gave it on the page."""
    before = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(before)


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


def _in_session() -> bool:
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    return get_script_run_ctx(suppress_warning=True) is not None


@cache
def _catalogue(lang: str, topic: str) -> dict[str, str]:
    """English first, the other language laid over it."""
    files = [_FOLDER / folder / f"{topic}.json" for folder in dict.fromkeys((_ENGLISH, lang))]
    if not files[0].is_file():
        raise KeyError(f"no words on {topic!r}")
    texts: dict[str, str] = {}
    for file in files:
        if file.is_file():
            texts |= json.loads(file.read_text(encoding="utf-8"))
    return texts


# Tag -> the language's own name.
LANGUAGES: dict[str, str] = {
    file.parent.name: json.loads(file.read_text(encoding="utf-8"))["language"]
    for file in sorted(_FOLDER.glob("*/app.json"))
}
