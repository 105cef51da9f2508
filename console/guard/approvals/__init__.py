"""Deletes in Production that a second person approves."""
