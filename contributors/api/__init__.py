"""Access to organizations in the Portal API."""
