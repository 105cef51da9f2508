"""Undoing a write: what it would change, and the call itself."""
