"""Notices by email of what concerns a user, several of them in one email."""
