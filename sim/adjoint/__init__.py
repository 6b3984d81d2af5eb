"""Back-propagation through time, and what else is differentiated."""
