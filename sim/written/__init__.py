"""A run written out: formulas, arithmetic, somebody's own numbers beside it."""
