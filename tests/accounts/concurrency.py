"""Concurrent transactions of which the second waits for the first."""

import threading
from collections.abc import Callable

from django.db import connection

from tests import polling

BLOCKED = """
    SELECT pg_stat_clear_snapshot(), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class BlockedThread:
    """Runs `action` in a thread until it ends or waits for a lock of this thread's transaction."""

    def __init__(self, action: Callable[[], object]):
        self._act, self._outcome = action, None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        polling.wait_until(lambda: not self._thread.is_alive() or _is_any_blocked())

    def outcome(self) -> object:
        """Return what `action` returned or raised. Call it when this thread's transaction has ended."""
        self._thread.join()
        return self._outcome

    def _run(self) -> None:
        try:
            self._outcome = self._act()
        except Exception as error:
            self._outcome = error
        finally:
            connection.close()


def _is_any_blocked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BLOCKED)
        return cursor.fetchone()[1] > 0
