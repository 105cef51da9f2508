"""Sign-in with a password, lockout, sessions and API tokens."""
