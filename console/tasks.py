"""Background tasks of the console."""

from celery import shared_task

from console.history import entries
from console.tabs.closing import purge_closed
from console.undo import keeping

# Seconds after which a scheduled task is dropped, since the next one has been queued.
PERIODIC_TASK_EXPIRES = 60


@shared_task(expires=PERIODIC_TASK_EXPIRES)
def purge_closed_tabs() -> int:
    """Delete the tabs that were closed more than a day ago, with their drafts; return their number."""
    return purge_closed()


@shared_task(expires=PERIODIC_TASK_EXPIRES)
def purge_old() -> int:
    """Delete requests of the history and kept records whose time is over; return their number."""
    return entries.purge() + keeping.purge_expired()
