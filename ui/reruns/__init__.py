"""Runs of a page's script: turns, long work, widgets that show the session's values."""
