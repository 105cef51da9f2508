"""Migrations of organizations."""
