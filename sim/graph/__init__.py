"""A cell's expression graph, and what is read off it without a run."""
