"""Template filters for access grants."""
