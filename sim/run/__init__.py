"""Runs of a cell over a sequence, and what is left of them."""
