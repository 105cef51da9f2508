"""Restore a Staging organization from its Production, except for what must differ.

`engine.restore` does it, `engine.plan` is a dry run. Nothing here knows users, database rows or Django: the
caller passes two clients and a `journal.Journal` that stores what has to outlive the process.
"""
