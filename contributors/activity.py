"""When people were last active in an organization."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, Subquery

from accounts.audit import log
from accounts.models import User
from organizations.models import Organization, Visit


def last_console_request(organization: Organization, user: User) -> datetime | None:
    """Return when `user` last sent a request in the console of the organization."""
    requests = log.console_requests_of(user, organization.pk, since=organization.created_at)
    return requests.order_by("-created_at").values_list("created_at", flat=True).first()


def last_active(organization: Organization, user_ids: Iterable[int]) -> dict[int, datetime]:
    """Return when each of these users last opened the organization or did something in it.

    What they did is read from the audit log, which has a row for each console request too. Those who never
    did anything are missing. One query, which looks up one entry of an index for each user.
    """
    visits = Visit.objects.filter(user=OuterRef("pk"), organization=organization)
    acts = log.entries_of(organization.pk, since=organization.created_at).filter(actor=OuterRef("pk"))
    rows = (
        User.objects.filter(pk__in=list(user_ids))
        .annotate(
            visited_at=Subquery(visits.values("visited_at")[:1]),
            acted_at=Subquery(acts.order_by("-created_at").values("created_at")[:1]),
        )
        .values_list("pk", "visited_at", "acted_at")
    )
    return {
        pk: max(time for time in (visited_at, acted_at) if time)
        for pk, visited_at, acted_at in rows
        if visited_at or acted_at
    }
