"""Every combination of example, cell, page, size, theme and language, looked at in Chromium."""
