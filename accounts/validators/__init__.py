"""Validators for what users type about themselves."""
