"""Codes sent by email: one-time codes and confirmation of actions."""
