"""Deletion of organizations: hidden immediately, purged after seven days, the ID reserved until then."""

from organizations.deletion.purging import can_purge, expired, purge, purge_all, purge_expired
from organizations.deletion.recovery import (
    Recoverable,
    deleted_together,
    recoverable_for,
    recoverable_or_none,
    undelete,
)
from organizations.deletion.removal import StagingExists, affected, blocking_staging, delete
from organizations.deletion.retention import RETENTION

__all__ = [
    "RETENTION",
    "Recoverable",
    "StagingExists",
    "affected",
    "blocking_staging",
    "can_purge",
    "delete",
    "deleted_together",
    "expired",
    "purge",
    "purge_all",
    "purge_expired",
    "recoverable_for",
    "recoverable_or_none",
    "undelete",
]
