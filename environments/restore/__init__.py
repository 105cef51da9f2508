"""Make a Staging organization equal its Production, except for what must differ.

`engine.restore` does it, `engine.plan` only says what it would do. Nothing here knows a user, a row or
Django: the caller hands in two clients and a `journal.Journal` that remembers what has to outlive the
process.
"""
