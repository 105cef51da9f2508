"""Reading of both organizations and planning of changes."""
