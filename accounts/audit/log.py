"""Writing and reading the audit log: one row per action, written in the action's own transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model, Q, QuerySet

from accounts.audit.events import Event
from accounts.audit.sentences import matching
from accounts.models import AuditEntry, User
from accounts.operators import Actor, Operator, user_of
from lib import client_info
from lib.request_context import current_request


def entry(
    event: Event,
    *,
    by: Actor | None = None,
    target: Model | None = None,
    organization: str = "",
    impersonated: str = "",
    result: str = "ok",
    **details: object,
) -> AuditEntry:
    """Return the unsaved row that says that `by` did `event` to `target`.

    IP address, browser and request ID come from the current request, and the name of the personal access
    token that made it. Never pass a secret in `details`.

    Args:
        by: the user who acted, or the operator, whose reason joins `details`; None for the portal itself.
        target: any stored row.
        organization: the Portal ID of the organization concerned.
        impersonated: the account that `by` acted as, in words.
    """
    request = current_request()
    if isinstance(by, Operator):
        details = {**details, "operator": True, **({"reason": by.reason} if by.reason else {})}
    if token := getattr(getattr(request, "credential", None), "personal_token", None):
        details = {**details, "access_token": token.name}
    return AuditEntry(
        event=event,
        actor=user_of(by),
        actor_name=str(by) if by else "",
        impersonated=impersonated,
        organization=organization,
        target_type=(target._meta.model_name or "") if target else "",
        target_id=str(target.pk) if target else "",
        target_name=str(target)[:200] if target else "",
        result=result,
        ip=client_info.client_ip(request) if request else None,
        user_agent=client_info.user_agent(request) if request else "",
        request_id=getattr(request, "request_id", "") if request else "",
        details=details,
    )


def record(
    event: Event,
    *,
    by: Actor | None = None,
    target: Model | None = None,
    organization: str = "",
    impersonated: str = "",
    result: str = "ok",
    **details: object,
) -> AuditEntry:
    """Save the row that `entry` makes of the same arguments, and return it."""
    row = entry(
        event,
        by=by,
        target=target,
        organization=organization,
        impersonated=impersonated,
        result=result,
        **details,
    )
    row.save()
    return row


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Save rows made by `entry` in one statement, for an action on many rows."""
    AuditEntry.objects.bulk_create(entries)


def entries_for(user: User) -> QuerySet[AuditEntry]:
    """Return what `user` did and what was done to their account, by anyone."""
    return AuditEntry.objects.filter(Q(actor=user) | Q(target_type="user", target_id=str(user.pk)))


def entries_of(organization: str, *, since: datetime) -> QuerySet[AuditEntry]:
    """Return what happened to the organization with that Portal ID.

    Args:
        since: when the organization was created. An ID can be used again once an organization is purged,
            and what happened to that one is nothing to the people of this one.
    """
    return AuditEntry.objects.filter(organization=organization, created_at__gte=since)


def entries_about(
    user: User, organization: str, *, events: Iterable[Event], since: datetime
) -> QuerySet[AuditEntry]:
    """Return what of these events concerned `user` in the organization; for `since` see `entries_of`."""
    about = entries_of(organization, since=since).filter(target_type="user", target_id=str(user.pk))
    return about.filter(event__in=list(events))


def console_requests_of(user: User, organization: str, *, since: datetime) -> QuerySet[AuditEntry]:
    """Return the requests of `user` in the console of the organization; for `since` see `entries_of`."""
    return entries_of(organization, since=since).filter(event=Event.CONSOLE_REQUEST_SENT, actor=user)


def renames_of(organization: str, *, since: datetime) -> QuerySet[AuditEntry]:
    """Return the renames of the organization, newest first; for the arguments see `entries_of`."""
    renames = entries_of(organization, since=since).filter(event=Event.ORGANIZATION_RENAMED)
    return renames.order_by("-created_at", "-pk")


def transfers_of_team(team: str, *, since: datetime) -> QuerySet[AuditEntry]:
    """Return the transfers of the team with that ID, newest first; `since` is when it was created."""
    transfers = AuditEntry.objects.filter(target_type="team", target_id=team, created_at__gte=since)
    return transfers.filter(event=Event.TEAM_TRANSFERRED).order_by("-created_at", "-pk")


def people_in(entries: QuerySet[AuditEntry]) -> list[User]:
    """Return everyone who acted in these entries and still has an account, by name."""
    return list(User.objects.filter(pk__in=entries.order_by().values("actor")).order_by("name", "pk"))


def search(
    entries: QuerySet[AuditEntry],
    words: Iterable[str],
    fields: Iterable[str],
    event_fields: Iterable[tuple[Event, str]] = (),
) -> QuerySet[AuditEntry]:
    """Return the entries with every word in one of `fields`, in the event or in its sentence.

    Never search a field that the page does not show: what is found would say what it contains.

    Args:
        event_fields: further fields, each of one event.
    """
    for word in words:
        condition = Q(event__in=matching(word))
        for field in fields:
            condition |= Q(**{f"{field}__icontains": word})
        for event, field in event_fields:
            condition |= Q(event=event, **{f"{field}__icontains": word})
        entries = entries.filter(condition)
    return entries
