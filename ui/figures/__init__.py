"""Arrays in, Plotly figure out; nothing here knows of Streamlit."""

from ui.figures.series import FEW, changes, curves, heat_map

__all__ = ["FEW", "changes", "curves", "heat_map"]
