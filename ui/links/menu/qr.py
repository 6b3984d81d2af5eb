"""A link as a QR code, for a room that looks at a projector."""

from __future__ import annotations

import segno
import streamlit as st

from ui.links import address
from ui.links.menu.link import link_to, show_link, warn
from ui.links.menu.reach import reach
from ui.words import t

MOST = 2_900  # bytes; the largest code holds 2953
QUIET = 4  # modules of white around it, as the standard wants


def dialog() -> None:
    """The link to what is on screen as a code, as large as the window."""
    link = link_to(address.here())
    if link is None:
        show_link(link)
    else:
        warn()
        show(link)


def picture(link: str) -> str | None:
    """The code as SVG, black on white in either theme, or None if the link is too long.

    Args:
        link: ASCII, as every link of ours is.
    """
    if len(link) > MOST:
        return None
    code = segno.make(link, micro=False)
    return code.svg_inline(border=QUIET, light="#fff", dark="#000", omitsize=True)


def show(link: str, width: int | str = "stretch") -> None:
    """The code of a link with the address to type instead, or why there is none.

    Args:
        link: what it says.
        width: in pixels, "stretch" for all there is.
    """
    code = picture(link)
    if code is None:
        st.info(t("links.qr_too_long", count=len(link), most=MOST))
        return
    with st.container(key="qr"):
        st.image(code, width=width)
        st.text(reach().typed)
