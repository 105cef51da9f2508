"""Organizations in the Portal API."""
