"""Links of audit log entries to pages of upper layers, which register theirs."""

from collections.abc import Callable, Mapping, Sequence

from accounts.models import AuditEntry, User

# For entries of one organization as a user sees them: label and address by the primary key of the entry.
Links = Mapping[int, tuple[str, str]]
LinkFinder = Callable[[Sequence[AuditEntry], User], Links]

_finders: list[LinkFinder] = []


def register(finder: LinkFinder) -> None:
    """Add the links that `finder` returns to the audit log; called from an app's `ready`."""
    if finder not in _finders:
        _finders.append(finder)


def links_of(entries: Sequence[AuditEntry], user: User) -> dict[int, tuple[str, str]]:
    """Return the links of these entries that `user` may follow."""
    links: dict[int, tuple[str, str]] = {}
    for finder in _finders:
        links |= finder(entries, user)
    return links
