"""A call of an operation and its body."""
