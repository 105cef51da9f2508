"""The requests of a person that were about one record."""

from django.db.models import Q

from accounts.models import User
from console.history.entries import BODIES, entries_of
from console.models import HistoryEntry
from organizations.models import Organization

MAX_ENTRIES = 100


def requests_of_record(user: User, organization: Organization, path: str) -> list[HistoryEntry]:
    """Return the last requests of `user` to the record at `path`, newest first."""
    if not path:
        return []
    of_record = Q(path=path) | Q(path__startswith=f"{path}?")
    return list(entries_of(user, organization).filter(of_record).defer(*BODIES)[:MAX_ENTRIES])
