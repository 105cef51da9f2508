"""The audit trail: one row for every act, written in the act's own transaction."""

from django.db.models import Q, QuerySet

from accounts import visitor
from accounts.middleware import current_request
from accounts.models import AuditEntry


def record(
    verb: str,
    *,
    by=None,
    target=None,
    organization: str = "",
    as_whom: str = "",
    result: str = "ok",
    **details,
) -> AuditEntry:
    """Adds the row "`by` did `verb` to `target`" and returns it.

    `by` is a person or None for the portal itself; `target` any row; `organization` its Portal id.
    Address, browser and request number come from the request under way. Never pass a secret in `details`.
    """
    request = current_request()
    return AuditEntry.objects.create(
        verb=verb,
        actor=by,
        actor_name=str(by) if by else "",
        as_whom=as_whom,
        organization=organization,
        target_kind=target._meta.model_name if target else "",
        target_id=str(target.pk) if target else "",
        target_name=str(target)[:200] if target else "",
        result=result,
        ip=visitor.ip(request) if request else None,
        user_agent=visitor.agent(request) if request else "",
        request_id=getattr(request, "request_id", "") if request else "",
        details=details,
    )


def concerning(user) -> QuerySet[AuditEntry]:
    """What a person did, and what was done to their account, by whomever."""
    return AuditEntry.objects.filter(Q(actor=user) | Q(target_kind="user", target_id=str(user.pk)))
