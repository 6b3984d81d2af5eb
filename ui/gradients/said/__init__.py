"""What the Gradients page says of its curves, and advises."""
