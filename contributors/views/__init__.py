"""Views of contributors."""
