"""Long work in slices: the page stays alive, and Cancel or a later edit stops it.

A script run works on a job for a moment and asks to be run again, so that what is there so far is
drawn and every click is heard.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from ui.reruns.turns import away, long_turn
from ui.words import in_this_language, t

SLICE_SECONDS = 0.6  # between two drawings of what is there so far
REPORT_SECONDS = 0.1  # between two moves of the bar, where a click is heard
BREATH_SECONDS = 0.03  # for other visitors' scripts


@dataclass
class Job:
    """A piece of work that a visitor has asked for.

    Args:
        key: of what it was asked for.
        total: how many pieces there are.
        pieces: does one piece at each step, and keeps what it has found by itself.
        done: pieces so far.
        state: "running", "done" or "cancelled".
    """

    key: object
    total: int
    pieces: Iterator[object]
    done: int = 0
    state: str = "running"

    def cancel(self) -> None:
        """Stop for good; what was found stays."""
        if self.state == "running":
            self.state = "cancelled"

    def work(self, seconds: float) -> None:
        """Go on for about this long, at least for one piece."""
        end = time.perf_counter() + seconds
        while self.state == "running":
            try:
                next(self.pieces)
            except StopIteration:
                self.state = "done"
                return
            self.done += 1
            if time.perf_counter() >= end:
                return


def begin() -> None:
    """Before the page runs: no job is at work yet."""
    st.session_state.pop("_job", None)


def controls(job: Job, key: str) -> None:
    """The bar of a running job, and the button that stops it.

    Args:
        job: running.
        key: of the button.
    """
    with st.container(key=f"{key}_job", horizontal=True, vertical_alignment="center"):
        bar = st.empty()
        _report(job, bar)
        st.button(
            t("sweep.cancel"),
            key=key,
            on_click=in_this_language(job.cancel),
            icon=":material/stop_circle:",
        )
    st.session_state["_job"] = (job, bar)


def carry_on(scope: Literal["app", "fragment"]) -> None:
    """Work on the job whose controls are on the page, if any.

    The last call of a run: what comes after it is missing as long as the job is at work.

    Args:
        scope: what runs, and runs again for the next slice: the page alone is a fragment.
    """
    job, bar = st.session_state.pop("_job", (None, None))
    if job is None or job.state != "running":
        return
    end = time.perf_counter() + SLICE_SECONDS
    while True:
        with away():  # edits of other visitors go ahead; one visitor's long work at a time
            with long_turn():
                job.work(REPORT_SECONDS)
            time.sleep(BREATH_SECONDS)
        _report(job, bar)
        if job.state != "running" or time.perf_counter() >= end:
            break
    st.rerun(scope=scope)


def _report(job: Job, bar) -> None:
    share = min(1.0, job.done / max(1, job.total))
    bar.progress(share, t("sweep.progress", done=job.done, total=job.total))
