"""The log of all requests, so that tests can count them. Written in batches, not with every request."""

import threading

from environments.emulator.storage.store import Store
from environments.emulator.values import dates

_BATCH_SIZE = 200
_MAX_ENTRIES = 200_000


class RequestLog:
    """The request log in the store. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._pending: list[tuple] = []

    def add(self, organization: str, method: str, path: str, status: int) -> None:
        with self._lock:
            self._pending.append((organization, dates.now(), method, path, status))
            full = len(self._pending) >= _BATCH_SIZE
        if full:
            self.flush()

    def flush(self) -> None:
        with self._lock:
            batch, self._pending = self._pending, []
        if not batch:
            return
        with self._store.write_transaction() as connection:
            connection.executemany(
                "INSERT INTO request (org, at, method, path, status) VALUES (?, ?, ?, ?, ?)", batch
            )
            newest = connection.execute("SELECT max(num) FROM request").fetchone()[0]
            connection.execute("DELETE FROM request WHERE num <= ?", (newest - _MAX_ENTRIES,))

    def entries(self, organization: str | None, since: str | None) -> list[dict]:
        """Return the requests of an organization since a time, oldest first.

        Args:
            organization: its Portal id; None for all organizations.
        """
        self.flush()
        with self._store.read_transaction() as connection:
            rows = connection.execute(
                "SELECT at, org, method, path, status FROM request"
                " WHERE (? IS NULL OR org = ? COLLATE NOCASE) AND (? IS NULL OR at >= ?) ORDER BY num",
                (organization, organization, since, since),
            ).fetchall()
        names = ("At", "Organization", "Method", "Path", "Status")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def clear(self) -> None:
        self.flush()
        with self._store.write_transaction() as connection:
            connection.execute("DELETE FROM request")
