"""Networks to begin with, a function each that builds one; their numbers stand in the tests."""
