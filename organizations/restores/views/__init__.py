"""Views of restores."""
