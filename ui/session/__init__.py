"""A visitor's session: the one document, and every way to change it."""
