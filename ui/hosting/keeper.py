"""Keeps house while the server runs: memory of who has left is free again in a minute or so."""

from __future__ import annotations

import asyncio
import logging
import time

from ui.hosting.internals import close_session, waiting_sessions
from ui.memory.pressure import PRESSURE
from ui.memory.process import give_back
from ui.memory.work import STORE

ROUND_SECONDS = 5.0
STAY_SECONDS = 60.0  # a page that was cut off comes back to its session, later from its link
LOG = logging.getLogger("streamlit.gatescope")


class Keeper:
    """Closes the sessions of who has left, and gives their memory back.

    Args:
        stay: seconds that a session is kept without a page.
    """

    def __init__(self, stay: float = STAY_SECONDS) -> None:
        self._stay = stay
        self._since: dict[str, float] = {}

    def round(self, now: float) -> None:
        """Look once around; on the server's event loop.

        Args:
            now: seconds of any clock.
        """
        here = waiting_sessions()
        self._since = {one: self._since.get(one, now) for one in here}
        short = PRESSURE.newcomers_wait()
        gone = [one for one, since in self._since.items() if short or now - since >= self._stay]
        for session_id in gone:
            close_session(session_id)
        forgotten = STORE.tend()
        if gone or forgotten:
            give_back()
        PRESSURE.relieve()


async def keep_house() -> None:
    """Keep house until cancelled."""
    keeper = Keeper()
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            keeper.round(time.monotonic())
        except Exception:  # or nobody's memory would be free again until the server's end
            LOG.exception("a round of the keeper failed")
