"""Salted hashes of passwords."""

import hashlib
import hmac
import secrets

_ROUNDS = 1_000  # Few, because these passwords protect only test data.


def hash_of(password: str) -> str:
    """Return a salted hash of a password."""
    salt = secrets.token_hex(8)
    return f"{salt}${_digest(salt, password)}"


def same(hashed: str, password: str) -> bool:
    """Return whether a hash is that of a password."""
    salt, _, digest = hashed.partition("$")
    return hmac.compare_digest(digest, _digest(salt, password))


def _digest(salt: str, password: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ROUNDS).hex()
