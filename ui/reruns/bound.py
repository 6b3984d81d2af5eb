"""Widgets that show a value of the session's, which alone is true.

A message from the browser carries what every widget there shows. One that was under way while the
server changed a value (Undo, another example, another language) still says the old one, as if it
had just been chosen. So each change has a number, the browser repeats with every message the last
number that it has seen, in an input nobody sees, and what a widget said before is passed over.
What runs without the rest of the app (`ui.frame.page`), or stands long before it, counts for
itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from ui.words import in_this_language, language, second_language

_region: ContextVar[str] = ContextVar("region", default="frame")


@dataclass(frozen=True)
class _Sent:
    """A value that was sent to a widget, in which language, and the number of that change.

    Args:
        value: that was sent.
        spoken: the languages of its words, None without words.
        number: of the change.
        fresh: new in the browser: what comes from it can't be about an older value.
        shown: what the browser shows: the value, until somebody chooses another one.
    """

    value: object
    spoken: tuple | None
    number: int
    fresh: bool
    shown: object


@dataclass
class _Book:
    """What was sent to the widgets of a part of the screen.

    Args:
        region: name of the part.
        number: of the last change.
        sent: by the widget's key.

    The numbers go on from the clock: after a restart of the server an open page may repeat one.
    """

    region: str
    number: int = field(default_factory=lambda: time.time_ns() // 10**6)
    sent: dict[str, _Sent] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """The last number that the browser has repeated, 0 for none."""
        said = st.session_state.get(f"seen_{self.region}", "")
        return int(said) if isinstance(said, str) and said.isdecimal() and len(said) <= 20 else 0

    def send(self, key: str, value: object, spoken: tuple | None, folded: bool = False) -> None:
        """Let a widget show a value, and again until the browser has seen it.

        One in a menu that nobody has opened is not there in the browser, whatever that has seen: it
        is told with every run, else it would show its first option when the menu opens.
        """
        last = self.sent.get(key)
        made = key not in st.session_state
        waiting = last is not None and self.seen < last.number
        shown = not made and last and spoken == last.spoken and st.session_state[key] == value
        if waiting or not shown:
            if made or not waiting or (last.value, last.spoken) != (value, spoken):
                self.number += 1
                fresh = made or (waiting and last.fresh)
                self.sent[key] = _Sent(value, spoken, self.number, fresh, value)
        elif not folded:
            return
        st.session_state[key] = value


def bound(
    key: str,
    value: object,
    take: Callable[[Any], object],
    *,
    in_words: bool = False,
    folded: bool = False,
) -> dict[str, Any]:
    """Key and callback of a widget that shows a value of the session's.

    Args:
        key: of the widget.
        value: what it has to show now.
        take: called with what the visitor chose instead.
        in_words: whether its options are words of the visitor's language (`format_func`): the
            browser sends them back as such, and in another language they say nothing.
        folded: whether it lies in a menu that the browser draws when it is first opened.
    """
    book = _book()
    book.send(key, value, _spoken(in_words), folded)

    def chosen() -> None:
        sent = book.sent[key]
        said = st.session_state[key]
        known = sent.fresh or book.seen >= sent.number
        # None is no choice of any of these widgets; a page of ours can't send it.
        if said is not None and known and sent.spoken == _spoken(in_words) and said != sent.shown:
            book.sent[key] = replace(sent, shown=said)
            take(said)

    return {"key": key, "on_change": in_this_language(chosen)}


def acknowledge() -> None:
    """Let the browser repeat what it has seen; behind the last bound widget of a region."""
    book = _book()
    if not book.sent:
        return
    key, number = f"seen_{book.region}", str(book.number)
    if st.session_state.get(key) != number:
        st.session_state[key] = number
    st.text_input(key, key=key, label_visibility="collapsed", autocomplete="off", max_chars=20)


@contextmanager
def region(name: str) -> Iterator[None]:
    """What is bound and acknowledged here belongs together.

    Args:
        name: of the part of the screen.
    """
    before = _region.set(name)
    try:
        yield
    finally:
        _region.reset(before)


def _spoken(in_words: bool) -> tuple | None:
    return (language(), second_language()) if in_words else None


def _book() -> _Book:
    region = _region.get()
    return st.session_state.setdefault(f"bound_{region}", _Book(region))
