"""One-time passwords: one for each user, kept as a hash, valid for ten minutes and for one sign-in."""

import secrets

from environments.emulator.auth.hashes import hash_of, same
from environments.emulator.storage.records import Organization, Record, Records
from environments.emulator.storage.store import Store
from lib import clock

LIFETIME_SECONDS = 10 * 60
_LENGTH_BYTES = 9
_OF_USER = "org=? AND kind=? AND num=?"


def create(records: Records, user: Record) -> str:
    """Return a new one-time password, which replaces the user's last one. Within a write."""
    password = secrets.token_urlsafe(_LENGTH_BYTES)
    key = (records.organization.num, user.resource.name, user.num)
    # A user without a password has no credential yet, in which failed attempts are counted.
    records.connection.execute("INSERT OR IGNORE INTO credential VALUES (?, ?, ?, '', '[]', 0, NULL)", key)
    records.connection.execute(
        "INSERT OR REPLACE INTO one_time_password VALUES (?, ?, ?, ?, ?)",
        (*key, hash_of(password), clock.timestamp() + LIFETIME_SECONDS),
    )
    return password


def matches(records: Records, user: Record, password: str) -> bool:
    """Return whether a password is the user's unexpired one-time password."""
    row = records.connection.execute(
        f"SELECT hash FROM one_time_password WHERE {_OF_USER} AND expires > ?",
        (records.organization.num, user.resource.name, user.num, clock.timestamp()),
    ).fetchone()
    return row is not None and same(row[0], password)


def use(store: Store, organization: Organization, user: Record) -> bool:
    """Delete a user's one-time password; return whether there was one, so that only one sign-in uses it."""
    with store.write_transaction() as connection:
        deleted = connection.execute(
            f"DELETE FROM one_time_password WHERE {_OF_USER}",
            (organization.num, user.resource.name, user.num),
        )
    return deleted.rowcount == 1
