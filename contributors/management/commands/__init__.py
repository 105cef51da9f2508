"""Management commands of contributors."""
