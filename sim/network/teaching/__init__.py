"""A network is taught: what it should say in place of what it says, and a readout fitted to it."""
