"""Records kept before a write, and the calls that bring them back."""
