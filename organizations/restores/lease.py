"""Who carries a restore: one process at a time, for as long as its heart beats.

The lease stands in the run's row and is measured by the database's clock, which all holders share and nobody
moves. Its fencing number grows with every holder, and whoever still writes under an older one is refused, by
`Lease.fenced` in the database and by `Lease.still_ours` before every call that changes Staging.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from environments.restore.journal import LeaseLost
from lib import clock
from lib.query_string import whole_number
from organizations.restores.models import Restore, RestoreLogEntry, RestoreQuerySet

log = structlog.get_logger(__name__)
LASTS = timedelta(seconds=30)
BEAT = 5.0
# The holder stops this long before the row says so, for its calls take time to arrive.
MARGIN = 5.0
TAKEN_OVER = "Its process is gone, another goes on"
# A locked SQLite database is asked again this soon.
AGAIN = 0.2


def this_process() -> str:
    """Names this process so that another one on the same machine can tell whether it is gone."""
    return f"{_machine()} {os.getpid()} {_started(os.getpid())}"


def is_gone(holder: str) -> bool:
    """Whether `holder` ran on this machine and runs no more; False for one that cannot be seen from here."""
    machine, _, process = holder.partition(" ")
    pid, _, started = process.partition(" ")
    number = whole_number(pid)
    return machine == _machine() and number is not None and _started(number) != started


def _machine() -> str:
    """This host with its namespace of process ids: two containers may share a name, never both."""
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = "-"
    return f"{socket.gethostname()}/{namespace}"


def _started(pid: int) -> str:
    """When the process began, for process ids come round again; "gone" for none, "?" where nobody says."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return _alive(pid)
    # The name in parentheses may hold anything; what follows it is numbers. A zombie has stopped for good.
    fields = stat.rpartition(")")[2].split()
    return "gone" if fields[0] in "ZX" else fields[19]


def _alive(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return "gone"
    except PermissionError:
        pass
    return "?"


class Lease:
    """The right to carry one run, kept alive by a thread of its own between `__enter__` and `__exit__`."""

    def __init__(self, restore_id: int, fence: int, taken_at: float):
        self.restore_id, self.fence = restore_id, fence
        self._good_until = taken_at + LASTS.total_seconds() - MARGIN
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"restore-{restore_id}-heart", daemon=True)

    def __enter__(self) -> "Lease":
        self._thread.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self._stop.set()
        self._thread.join()

    def still_ours(self) -> None:
        """Raises `LeaseLost` when somebody else holds the run or the last heartbeat is too long ago.

        It asks memory only, so that every writer can ask before every call.
        """
        if self._lost.is_set():
            raise LeaseLost("Another process carries this restore now.")
        if time.monotonic() > self._good_until:
            raise LeaseLost("The lease of this restore ran out before it could be renewed.")

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """A transaction that changes the run; raises `LeaseLost` and changes nothing when it is not ours."""
        with transaction.atomic():
            if not self._mine().update(lease_expires_at=Now() + LASTS):
                self._lost.set()
                raise LeaseLost("Another process carries this restore now.")
            yield

    def release(self, **changes: Any) -> None:
        """Gives the run back, with these changes of its row; call it inside `fenced`."""
        self._mine().update(lease_holder="", lease_expires_at=None, **changes)

    def _mine(self) -> RestoreQuerySet:
        return Restore.objects.unfinished().filter(pk=self.restore_id, fence=self.fence)

    def _keep(self) -> None:
        try:
            pause = BEAT
            while not self._stop.wait(pause) and not self._lost.is_set():
                pause = self._beat()
        finally:
            connection.close()

    def _beat(self) -> float:
        """Renews the lease; returns the seconds until the next try."""
        began = time.monotonic()
        try:
            renewed = self._mine().update(lease_expires_at=Now() + LASTS)
        except (OperationalError, InterfaceError) as error:
            log.warning("restore_heartbeat_late", restore=self.restore_id, error=type(error).__name__)
            connection.close()
            return AGAIN
        if renewed:
            self._good_until = began + LASTS.total_seconds() - MARGIN
        else:
            self._lost.set()
        return BEAT


def claim(restore_id: int, *, from_the_dead: bool = False) -> Lease | None:
    """Takes the run if nobody holds it, and returns the lease; None when somebody does or it has ended.

    A lease that ran out can be taken by anybody. `from_the_dead` takes it before that, when its holder was a
    process of this machine that is gone, and does not wait for the pause after a stumble either.
    """
    restore = Restore.objects.unfinished().filter(pk=restore_id).first()
    if restore is None:
        return None
    free = Q(lease_holder="") | Q(lease_expires_at__lt=Now())
    due = Q(retry_at=None) | Q(retry_at__lte=clock.now())
    if from_the_dead:
        free |= Q(lease_holder=restore.lease_holder) if is_gone(restore.lease_holder) else Q(pk__in=[])
        due = Q()
    began = time.monotonic()
    with transaction.atomic():
        taken = Restore.objects.unfinished().filter(free, due, pk=restore_id, fence=restore.fence)
        mine = {"lease_holder": this_process(), "fence": F("fence") + 1, "lease_expires_at": Now() + LASTS}
        takeovers = F("takeovers") + (1 if restore.lease_holder else 0)
        if not taken.update(**mine, takeovers=takeovers, message_expires_at=None):
            return None
        if restore.lease_holder:
            log.warning("restore_taken_over", restore=restore_id, lease_holder=restore.lease_holder)
            RestoreLogEntry.objects.create(restore_id=restore_id, text=TAKEN_OVER)
        # What earlier holders did stays counted; the new one counts from nothing.
        restore.steps.update(
            done_by_previous_holders=F("done_by_previous_holders") + F("done"),
            planned=0,
            done=0,
            finished=False,
        )
    return Lease(restore_id, restore.fence + 1, began)
