"""Texts of numbers: how they are written, and how many digits an equation needs to be true."""
