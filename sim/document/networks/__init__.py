"""The document of a network: version 2 of what a person edits, shares, saves and loads."""
