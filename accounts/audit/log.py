"""The audit trail: one row for every act, written in the act's own transaction."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import AuditEntry
from lib import client_info
from lib.request_context import current_request


def entry(
    verb: str,
    *,
    by=None,
    target=None,
    organization: str = "",
    as_whom: str = "",
    result: str = "ok",
    **details,
) -> AuditEntry:
    """The row "`by` did `verb` to `target`", not saved.

    `by` is a person or None for the portal itself; `target` any row; `organization` its Portal id.
    Address, browser and request number come from the request under way. Never pass a secret in `details`.
    """
    request = current_request()
    return AuditEntry(
        verb=verb,
        actor=by,
        actor_name=str(by) if by else "",
        as_whom=as_whom,
        organization=organization,
        target_kind=target._meta.model_name if target else "",
        target_id=str(target.pk) if target else "",
        target_name=str(target)[:200] if target else "",
        result=result,
        ip=client_info.ip(request) if request else None,
        user_agent=client_info.agent(request) if request else "",
        request_id=getattr(request, "request_id", "") if request else "",
        details=details,
    )


def record(verb: str, **facts) -> AuditEntry:
    """Adds the row that `entry` makes of the same arguments, and returns it."""
    row = entry(verb, **facts)
    row.save()
    return row


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Adds rows of `entry` in one statement, for what is done to many at once."""
    AuditEntry.objects.bulk_create(entries)


def concerning(user) -> QuerySet[AuditEntry]:
    """What a person did, and what was done to their account, by whomever."""
    return AuditEntry.objects.filter(Q(actor=user) | Q(target_kind="user", target_id=str(user.pk)))
