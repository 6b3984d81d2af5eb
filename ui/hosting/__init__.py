"""What the server does around Streamlit: compressed static files, headers, a bound on visitors,
slow pages cut short, small messages at once."""

from ui.hosting.bodies import Bodies, Takes
from ui.hosting.connections import bound_connections
from ui.hosting.glued import Unglued
from ui.hosting.headers import SecurityHeaders
from ui.hosting.keeper import keep_house
from ui.hosting.misses import Misses
from ui.hosting.nodelay import send_at_once
from ui.hosting.page import LeanPage
from ui.hosting.static import StaticGzip, component_file
from ui.hosting.websocket import Visits
from ui.hosting.where import where

__all__ = [
    "Bodies",
    "LeanPage",
    "Misses",
    "SecurityHeaders",
    "StaticGzip",
    "Takes",
    "Unglued",
    "Visits",
    "bound_connections",
    "component_file",
    "keep_house",
    "send_at_once",
    "where",
]
