"""A pause in a page's run, in which the browser paints what was sent so far.

Streamlit gives React in one piece what arrives within some 10 ms. After this pause a stage or a
chart is painted before Plotly takes the browser's main thread for the rest: 40 ms sooner, measured.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ui.reruns.turns import away

SECONDS = 0.04


@dataclass
class Painted:
    """What of a page the browser has had the time to paint.

    Args:
        last: tells it from what was there before, as a revision does.
    """

    last: object

    def wait(self, now: object) -> None:
        """After something new was sent, let the browser paint it; others go ahead meanwhile.

        Args:
            now: what was sent, as `last` tells it.
        """
        if self.last != now:
            self.last = now
            with away():
                time.sleep(SECONDS)
