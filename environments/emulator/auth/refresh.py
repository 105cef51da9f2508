"""Refresh tokens: opaque, of one client and user, good until they or all tokens of the organization end."""

import uuid
from dataclasses import dataclass

from environments.emulator.storage.records import Organization, Record
from environments.emulator.storage.store import Store
from lib import clock


@dataclass(frozen=True)
class RefreshToken:
    org: int
    client: str
    resource: str
    num: int
    scope: str

    @staticmethod
    def opaque() -> str:
        return str(uuid.uuid4())

    @classmethod
    def issue(cls, store: Store, organization: Organization, client: Record, user: Record, scope: str) -> str:
        token = cls.opaque()
        expires = clock.timestamp() + client["RefreshTokenDuration"] * 60
        row = (token, organization.num, client.id.lower(), user.resource.name, user.num, scope, expires)
        with store.writing() as connection:
            connection.execute("DELETE FROM refresh WHERE expires < ?", (clock.timestamp(),))
            connection.execute("INSERT INTO refresh VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return token

    @classmethod
    def find(cls, store: Store, token: str) -> "RefreshToken | None":
        with store.reading() as connection:
            row = connection.execute(
                "SELECT org, client, kind, num, scope FROM refresh WHERE token=? AND expires > ?",
                (token, clock.timestamp()),
            ).fetchone()
        return cls(*row) if row else None
