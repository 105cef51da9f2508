"""The lease of a run: one process at a time runs a restore, as long as it sends heartbeats.

The lease is stored in the row of the run and measured by the database's clock, which all holders share. Its
fencing token grows with every holder. Writes with an older token are rejected: by `Lease.fenced` in the
database, and by `Lease.check` before every call that changes Staging.
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
LEASE_DURATION = timedelta(seconds=30)
HEARTBEAT_INTERVAL = 5.0
# The holder stops this many seconds before the lease ends, because its calls take time to arrive.
SAFETY_MARGIN = 5.0
ENDED = "ended"
TAKEN_OVER = "Its process stopped. Another one continues"
# In seconds, after a failed heartbeat, for example while SQLite is locked.
DATABASE_RETRY_INTERVAL = 0.2


def current_holder() -> str:
    """Return a name of this process by which others on the same machine can check whether it is alive."""
    return f"{_host_id()} {os.getpid()} {_start_time(os.getpid())}"


def is_dead(holder: str) -> bool:
    """Return whether `holder` was a process of this machine that has ended; False for other machines."""
    machine, _, process = holder.partition(" ")
    pid, _, started = process.partition(" ")
    process_id = whole_number(pid)
    return machine == _host_id() and process_id is not None and _start_time(process_id) != started


def _host_id() -> str:
    """Return the host name with the PID namespace, because two containers may share a host name."""
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = "-"
    return f"{socket.gethostname()}/{namespace}"


def _start_time(pid: int) -> str:
    """Return the start time of a process, because PIDs are reused; "ended" if none, "?" if unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return _signal_state(pid)
    # The name in parentheses may contain anything; numbers follow it. A zombie never runs again.
    fields = stat.rpartition(")")[2].split()
    return ENDED if fields[0] in "ZX" else fields[19]


def _signal_state(pid: int) -> str:
    """Return whether a process exists, where `/proc` doesn't say."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ENDED
    except PermissionError:
        pass
    return "?"


class Lease:
    """The right to run one restore, renewed by a thread between `__enter__` and `__exit__`."""

    def __init__(self, restore_id: int, fencing_token: int, claimed_at: float):
        self.restore_id, self.fencing_token = restore_id, fencing_token
        self._valid_until = claimed_at + LEASE_DURATION.total_seconds() - SAFETY_MARGIN
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._heartbeat_loop, name=f"restore-{restore_id}-heartbeat", daemon=True
        )

    def __enter__(self) -> "Lease":
        self._thread.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self._stop.set()
        self._thread.join()

    def check(self) -> None:
        """Check that this process still holds the run, without a query, so before every call.

        Raises:
            LeaseLost: Another process holds the run, or the last heartbeat is too long ago.
        """
        if self._lost.is_set():
            raise LeaseLost("Another process runs this restore now.")
        if time.monotonic() > self._valid_until:
            raise LeaseLost("The lease of this restore ran out before it could be renewed.")

    @contextmanager
    def fenced(self) -> Iterator[None]:
        """Open a transaction that changes the run and renews the lease.

        Raises:
            LeaseLost: Another process holds the run. Nothing is changed.
        """
        with transaction.atomic():
            if not self._own_run().update(lease_expires_at=Now() + LEASE_DURATION):
                self._lost.set()
                raise LeaseLost("Another process runs this restore now.")
            yield

    def release(self, **changes: Any) -> None:
        """Release the run with these changes of its row. Call it inside `fenced`."""
        self._own_run().update(lease_holder="", lease_expires_at=None, **changes)

    def _own_run(self) -> RestoreQuerySet:
        return Restore.objects.unfinished().filter(pk=self.restore_id, fencing_token=self.fencing_token)

    def _heartbeat_loop(self) -> None:
        try:
            delay = HEARTBEAT_INTERVAL
            while not self._stop.wait(delay) and not self._lost.is_set():
                delay = self._heartbeat()
        finally:
            connection.close()

    def _heartbeat(self) -> float:
        """Renew the lease; return the seconds until the next heartbeat."""
        started = time.monotonic()
        try:
            renewed = self._own_run().update(lease_expires_at=Now() + LEASE_DURATION)
        except (OperationalError, InterfaceError) as error:
            log.warning("restore_heartbeat_late", restore=self.restore_id, error=type(error).__name__)
            connection.close()
            return DATABASE_RETRY_INTERVAL
        if renewed:
            self._valid_until = started + LEASE_DURATION.total_seconds() - SAFETY_MARGIN
        else:
            self._lost.set()
        return HEARTBEAT_INTERVAL


def claim(restore_id: int, *, reclaim_dead: bool = False) -> Lease | None:
    """Claim the run and return its lease; None if another process holds it or it has ended.

    Any process can claim a run whose lease ran out. With `reclaim_dead`, a run can be claimed earlier if its
    holder was a process of this machine that has ended, and before its `retry_at`.
    """
    restore = Restore.objects.unfinished().filter(pk=restore_id).first()
    if restore is None:
        return None
    free = Q(lease_holder="") | Q(lease_expires_at__lt=Now())
    due = Q(retry_at=None) | Q(retry_at__lte=clock.now())
    if reclaim_dead:
        free |= Q(lease_holder=restore.lease_holder) if is_dead(restore.lease_holder) else Q(pk__in=[])
        due = Q()
    claimed_at = time.monotonic()
    with transaction.atomic():
        run = Restore.objects.unfinished().filter(
            free, due, pk=restore_id, fencing_token=restore.fencing_token
        )
        lease = {
            "lease_holder": current_holder(),
            "fencing_token": F("fencing_token") + 1,
            "lease_expires_at": Now() + LEASE_DURATION,
        }
        takeovers = F("takeovers") + (1 if restore.lease_holder else 0)
        if not run.update(**lease, takeovers=takeovers, message_expires_at=None):
            return None
        if restore.lease_holder:
            log.warning("restore_taken_over", restore=restore_id, lease_holder=restore.lease_holder)
            RestoreLogEntry.objects.create(restore_id=restore_id, text=TAKEN_OVER)
        # The work of previous holders stays counted. The new holder counts from zero.
        restore.steps.update(
            done_by_previous_holders=F("done_by_previous_holders") + F("done"),
            planned=0,
            done=0,
            finished=False,
        )
    return Lease(restore_id, restore.fencing_token + 1, claimed_at)
