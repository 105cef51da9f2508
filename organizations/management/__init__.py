"""Management commands of organizations."""
