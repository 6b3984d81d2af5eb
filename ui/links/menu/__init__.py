"""The menu Share."""
