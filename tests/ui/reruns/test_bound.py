"""A widget shows the session's value; what it said of an older one is passed over."""

from __future__ import annotations

import pytest

from ui.reruns import bound


@pytest.fixture
def state(monkeypatch):
    state: dict = {}
    monkeypatch.setattr(bound.st, "session_state", state)
    monkeypatch.setattr(bound.st, "text_input", lambda *_, **__: None)
    monkeypatch.setattr(bound, "language", lambda: state.get("language", "en"))
    monkeypatch.setattr(bound, "second_language", lambda: None)
    return state


class Page:
    """A page with one widget: what it is bound to, what was taken from it."""

    def __init__(self, state: dict, **options: bool) -> None:
        self.state, self.options, self.value = state, options, 1
        self.browser_has_seen = ""

    def run(self) -> None:
        self.widget = bound.bound("size", self.value, self.take, **self.options)
        bound.acknowledge()

    def take(self, value: object) -> None:
        self.value = value

    def catch_up(self) -> None:
        self.browser_has_seen = self.state["seen_frame"]

    def says(self, value: object) -> None:
        """A message comes, with what the browser had seen when it left."""
        self.state |= {"size": value, "seen_frame": self.browser_has_seen}
        self.widget["on_change"]()
        self.run()


def test_a_new_widget_is_believed_at_once(state):
    page = Page(state)
    page.run()
    for choice in (2, 3):
        page.says(choice)
        assert page.value == state["size"] == choice


def test_what_was_said_of_an_older_value_is_passed_over(state):
    page = Page(state)
    page.run()
    page.catch_up()
    page.says(2)
    page.value = 1  # Undo
    page.run()
    page.says(2)  # was under way
    assert page.value == state["size"] == 1
    page.catch_up()
    page.says(2)  # somebody chose it again
    assert page.value == 2


def test_choices_may_follow_each_other_before_the_first_is_confirmed(state):
    page = Page(state)
    page.run()
    page.catch_up()
    for choice in (2, 3, 2):
        page.says(choice)
        assert page.value == choice


def test_what_a_widget_shows_anyway_is_no_choice(state):
    """Of a menu that was shut Streamlit forgets the values, and takes each for a choice again."""
    page = Page(state)
    page.run()
    page.catch_up()
    page.says(2)
    del state["size"]
    page.value = 1  # Undo, in the message that still repeats the widget's value
    page.says(2)
    assert page.value == state["size"] == 1


def test_a_value_that_was_set_is_sent_again_until_it_is_seen(state):
    page = Page(state)
    page.run()
    page.catch_up()
    page.value = 5
    page.run()
    state["size"] = "lost"  # the run was cut short, the browser says what it knows
    state["seen_frame"] = page.browser_has_seen
    page.run()
    assert state["size"] == 5


def test_what_the_browser_shows_is_not_sent_again(state, monkeypatch):
    """It would be set over what a visitor is about to choose; in a shut menu nobody is."""
    for folded in (False, True):
        page = Page(state, folded=folded) if folded else Page(state)
        page.run()
        page.catch_up()
        page.run()  # now the browser has seen it
        sent = Sent(state)
        monkeypatch.setattr(bound.st, "session_state", sent)
        page.run()
        assert sent.names == ["size"] * folded
        monkeypatch.setattr(bound.st, "session_state", state)


class Sent(dict):
    """Notes what is written into it."""

    def __init__(self, state: dict) -> None:
        super().__init__(state)
        self.names: list[str] = []

    def __setitem__(self, name: str, value: object) -> None:
        self.names.append(name)
        super().__setitem__(name, value)


def test_words_of_another_language_say_nothing(state):
    page = Page(state, in_words=True)
    page.run()
    page.catch_up()
    state["language"] = "zh-Hans"
    page.says("lecture's words")
    assert page.value == state["size"] == 1
    page.catch_up()
    page.says(2)
    assert page.value == 2


def test_a_widget_of_a_page_revisited_is_believed_again(state):
    page = Page(state)
    page.run()
    page.catch_up()
    page.value = 4
    del state["size"]  # Streamlit's own tidying, on another page
    page.run()
    page.says(6)
    assert page.value == 6


def test_a_number_from_before_the_server_was_started_again_confirms_nothing(state):
    page = Page(state)
    page.run()
    page.value = 2
    page.run()
    page.browser_has_seen = "57"
    page.value = 3
    page.state["seen_frame"] = "57"
    page.run()
    assert int(page.state["seen_frame"]) > 57


def test_every_region_counts_for_itself(state):
    with bound.region("page"):
        bound.bound("inside", 1, print)
        bound.acknowledge()
    assert "seen_page" in state and "seen_frame" not in state
