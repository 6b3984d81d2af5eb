"""What browser components share."""
