"""Bounds on what a visitor can ask of the server."""
