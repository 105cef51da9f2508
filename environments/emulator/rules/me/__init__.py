"""The `/me` operations of buyer users."""
