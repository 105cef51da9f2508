"""Closing tabs. The drafts of a closed tab stay for a day, in which it can be opened again."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from console.models import ConsoleTab
from console.tabs.creation import require_room
from lib import clock

REOPEN_DURATION = timedelta(days=1)


def reopenable() -> Q:
    """Return a filter for the tabs that are open or can be opened again."""
    return Q(closed_at__isnull=True) | Q(closed_at__gt=clock.now() - REOPEN_DURATION)


def close_tab(tab: ConsoleTab) -> None:
    """Close the tab; an empty one leaves nothing to open again."""
    if not tab.operation and not tab.drafts.exists():
        tab.delete()
        return
    tab.closed_at = clock.now()
    tab.save(update_fields=["closed_at"])


@transaction.atomic
def reopen_tab(tab: ConsoleTab, *, by: User) -> None:
    """Open a closed tab again, with its drafts.

    Raises:
        TooManyTabs: the person has as many open tabs as there can be.
    """
    if tab.closed_at is not None:
        require_room(by)
        tab.closed_at = None
        tab.save(update_fields=["closed_at"])


def purge_closed() -> int:
    """Delete the tabs that were closed more than a day ago, with their drafts; return their number."""
    expired = ConsoleTab.objects.filter(closed_at__lte=clock.now() - REOPEN_DURATION)
    return expired.delete()[1].get(ConsoleTab._meta.label, 0)
