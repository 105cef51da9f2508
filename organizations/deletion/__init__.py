"""Deletion of organizations: hidden immediately, purged after seven days, the ID reserved until then."""

from organizations.deletion.purging import purge, purge_expired
from organizations.deletion.recovery import (
    Recoverable,
    deleted_together,
    recoverable_for,
    recoverable_or_none,
    undelete,
)
from organizations.deletion.removal import affected, delete
from organizations.deletion.retention import RETENTION

__all__ = [
    "RETENTION",
    "Recoverable",
    "affected",
    "delete",
    "deleted_together",
    "purge",
    "purge_expired",
    "recoverable_for",
    "recoverable_or_none",
    "undelete",
]
