"""How all pages look."""
