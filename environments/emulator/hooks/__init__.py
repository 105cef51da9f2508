"""Webhooks and the tokens that they carry."""
