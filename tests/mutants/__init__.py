"""Mistakes put into the code by a draw, and whether the tests outside the browser notice them."""
