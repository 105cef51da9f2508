"""Emails: their outbox, their templates and the file backend of the embedded default."""
