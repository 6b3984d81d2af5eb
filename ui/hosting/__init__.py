"""What the server does around Streamlit.

It compresses static files, sets headers, bounds what a visitor may send and open, cuts slow pages
short and sends small messages at once.
"""

from ui.hosting.bounds.bodies import Bodies, Takes
from ui.hosting.bounds.closed import Closed
from ui.hosting.bounds.connections import bound_connections
from ui.hosting.bounds.logs import bound_logs
from ui.hosting.bounds.websocket import Visits
from ui.hosting.glued import Unglued
from ui.hosting.headers import SecurityHeaders
from ui.hosting.internals import drop_wrong_kinds
from ui.hosting.keeper import keep_house
from ui.hosting.lean_page import LeanPage
from ui.hosting.misses import Misses
from ui.hosting.nodelay import send_at_once
from ui.hosting.static import StaticGzip, component_file
from ui.hosting.where import where

__all__ = [
    "Bodies",
    "Closed",
    "LeanPage",
    "Misses",
    "SecurityHeaders",
    "StaticGzip",
    "Takes",
    "Unglued",
    "Visits",
    "bound_connections",
    "bound_logs",
    "component_file",
    "drop_wrong_kinds",
    "keep_house",
    "send_at_once",
    "where",
]
