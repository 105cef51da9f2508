"""Requests that the console refuses to send, regardless of the user's roles."""
