"""Migrations of the demo data."""
