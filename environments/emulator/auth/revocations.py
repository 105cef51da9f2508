"""Revoked access tokens: single ones by the SHA-256 digest of the token, and all those of a user."""

import secrets
from collections.abc import Iterable

from environments.emulator.auth.caller import Caller
from environments.emulator.storage.records import Record, Records
from environments.emulator.storage.store import Store
from lib import clock
from lib.token_digest import token_digest

# Longer than any access token is valid; those of anonymous users live up to 60 days.
KEEP_SECONDS = 61 * 24 * 3600


class Revocations:
    """Keeps revoked tokens until they would have expired, in memory and in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reload()

    def reload(self) -> None:
        """Read the revoked tokens from the store."""
        with self._store.read_transaction() as connection:
            rows = connection.execute("SELECT digest FROM revoked").fetchall()
            users = connection.execute("SELECT org, kind, num, generation FROM user_revocation").fetchall()
        self._digests = {digest for (digest,) in rows}
        self._generations = {(org, kind, num): generation for org, kind, num, generation in users}

    def add(self, digests: Iterable[str]) -> None:
        """Revoke the tokens with these hexadecimal digests."""
        new, now = set(digests), clock.timestamp()
        with self._store.write_transaction() as connection:
            connection.execute("DELETE FROM revoked WHERE expires < ?", (now,))
            rows = [(digest, now + KEEP_SECONDS) for digest in new]
            connection.executemany("INSERT OR REPLACE INTO revoked VALUES (?, ?)", rows)
        self._digests |= new

    def revoke_user(self, records: Records, user: Record) -> None:
        """Revoke all access and refresh tokens of a user, within a write."""
        key = (records.organization.num, user.resource.name, user.num)
        generation = secrets.token_hex(8)
        records.connection.execute(
            "INSERT OR REPLACE INTO user_revocation VALUES (?, ?, ?, ?)", (*key, generation)
        )
        records.connection.execute("DELETE FROM refresh WHERE org=? AND kind=? AND num=?", key)
        self._store.on_commit(lambda: self._generations.update({key: generation}))

    def generation(self, caller: Caller) -> str:
        """Return which generation of its user's tokens is valid; "" as long as none was revoked."""
        return self._generations.get((caller.organization, caller.user_resource, caller.user_num), "")

    def contains(self, token: str) -> bool:
        """Return whether a token was revoked."""
        return bool(self._digests) and token_digest(token) in self._digests
