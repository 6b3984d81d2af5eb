"""The Compare page: what it compares, and what stands on it."""
