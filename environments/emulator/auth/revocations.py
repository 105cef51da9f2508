"""Single access tokens that were revoked, by the SHA-256 digest of the token."""

import hashlib
from collections.abc import Iterable

from environments.emulator.storage.store import Store
from lib import clock

# Longer than any access token is valid.
KEEP_SECONDS = 8 * 24 * 3600


class Revocations:
    """Keeps revoked tokens until they would have expired, in memory and in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reload()

    def reload(self) -> None:
        """Read the revoked tokens from the store."""
        with self._store.read_transaction() as connection:
            rows = connection.execute("SELECT digest FROM revoked").fetchall()
        self._digests = {digest for (digest,) in rows}

    def add(self, digests: Iterable[str]) -> None:
        """Revoke the tokens with these hexadecimal digests."""
        new, now = set(digests), clock.timestamp()
        with self._store.write_transaction() as connection:
            connection.execute("DELETE FROM revoked WHERE expires < ?", (now,))
            rows = [(digest, now + KEEP_SECONDS) for digest in new]
            connection.executemany("INSERT OR REPLACE INTO revoked VALUES (?, ?)", rows)
        self._digests |= new

    def contains(self, token: str) -> bool:
        """Return whether a token was revoked."""
        return bool(self._digests) and hashlib.sha256(token.encode()).hexdigest() in self._digests
