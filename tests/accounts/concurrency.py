"""Two transactions at once, of which the second has to wait for the first."""

import threading
from collections.abc import Callable

from django.db import connection

from tests import polling

BLOCKED = """
    SELECT pg_stat_clear_snapshot(), count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Meanwhile:
    """Runs `act` in a thread until it ends or waits for a lock of this thread's transaction."""

    def __init__(self, act: Callable[[], object]):
        self._act, self._outcome = act, None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        polling.wait_until(lambda: not self._thread.is_alive() or _somebody_waits())

    def outcome(self) -> object:
        """What `act` returned or raised in the end. Call it when this thread's transaction is over."""
        self._thread.join()
        return self._outcome

    def _run(self) -> None:
        try:
            self._outcome = self._act()
        except Exception as error:
            self._outcome = error
        finally:
            connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BLOCKED)
        return cursor.fetchone()[1] > 0
