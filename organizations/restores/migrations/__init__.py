"""Migrations of restores."""
