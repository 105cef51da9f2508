"""Search for users by name or username."""
