"""A short walk through the app in Firefox and WebKit, outside the usual tests.

`python -m tests.other_browsers` walks through both; CONTRIBUTING.md says how to get them.
"""
