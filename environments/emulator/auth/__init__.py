"""Tokens, passwords and the identity of callers."""
