"""Changes of access grants."""
