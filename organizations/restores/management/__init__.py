"""Management commands of restores."""
