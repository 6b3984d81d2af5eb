"""What passes between a page and the visitor's own machine: a file opened, a text copied.

Streamlit's own ways fail in a frame of another site: its upload wants a cookie that browsers
withhold there, its copy buttons a right that the frame may not have.
"""

from ui.widgets.transfer.clipboard import copying
from ui.widgets.transfer.opener import File, Unreadable, opener

__all__ = ["File", "Unreadable", "copying", "opener"]
