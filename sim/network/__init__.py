"""Cells put together."""
