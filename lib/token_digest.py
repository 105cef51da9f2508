"""The digest that is stored in place of a token."""

import hashlib


def token_digest(token: str) -> str:
    """Return what is stored of a token. It is long and random, so a plain digest reveals nothing about it.

    >>> len(token_digest("token"))
    64
    """
    return hashlib.sha256(token.encode()).hexdigest()
