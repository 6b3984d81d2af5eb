"""The Gradients page: its settings, its runs, and what stands on it."""
