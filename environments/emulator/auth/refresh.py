"""Refresh tokens: opaque, for one client and user, valid until they expire or are revoked."""

import uuid
from dataclasses import dataclass

from environments.emulator.storage.records import Organization, Record
from environments.emulator.storage.store import Store
from lib import clock


@dataclass(frozen=True)
class RefreshToken:
    """A stored refresh token."""

    org: int
    client: str
    resource: str
    user_num: int
    scope: str

    @staticmethod
    def opaque() -> str:
        """Return a new opaque token."""
        return str(uuid.uuid4())

    @classmethod
    def issue(cls, store: Store, organization: Organization, client: Record, user: Record, scope: str) -> str:
        """Store a new refresh token and return it."""
        token = cls.opaque()
        expires = clock.timestamp() + client["RefreshTokenDuration"] * 60
        row = (token, organization.num, client.id.lower(), user.resource.name, user.num, scope, expires)
        with store.write_transaction() as connection:
            connection.execute("DELETE FROM refresh WHERE expires < ?", (clock.timestamp(),))
            connection.execute("INSERT INTO refresh VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return token

    @classmethod
    def find(cls, store: Store, token: str) -> "RefreshToken | None":
        """Return an unexpired refresh token, or None."""
        with store.read_transaction() as connection:
            row = connection.execute(
                "SELECT org, client, kind, num, scope FROM refresh WHERE token=? AND expires > ?",
                (token, clock.timestamp()),
            ).fetchone()
        return cls(*row) if row else None
