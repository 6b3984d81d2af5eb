"""What a person sets up: the one document, its file, and what can be made of it."""
