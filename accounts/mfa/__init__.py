"""Two-factor authentication and passkeys."""
