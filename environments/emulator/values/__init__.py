"""Dates and money."""
