"""Migrations of contributors."""
