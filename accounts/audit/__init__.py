"""The audit log: its events and its rows."""
