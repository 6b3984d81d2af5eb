"""What a link carries, as text."""
