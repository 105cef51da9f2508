"""Commands of `manage.py` for restores."""
