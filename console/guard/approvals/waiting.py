"""The deletes that wait for a second person, or that were approved and are not sent yet."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from console.catalogue_cache import CatalogueUnavailable, catalogue_of
from console.guard.approvals.approvers import may_decide
from console.models import DeleteApproval
from lib import clock
from organizations.models import Organization

MAX_SHOWN = 20


@dataclass(frozen=True)
class OpenApprovals:
    """What one person has to do with the open requests of an organization, newest first.

    Attributes:
        to_decide: the requests of others that the person may approve or decline.
        own: the person's own requests that wait, or were approved and not used yet.
    """

    to_decide: tuple[DeleteApproval, ...] = ()
    own: tuple[DeleteApproval, ...] = ()


def open_approvals(user: User, organization: Organization) -> OpenApprovals:
    """Return the open requests that concern `user`, by one query as long as there are none."""
    rows = DeleteApproval.objects.filter(
        Q(approved=None) | Q(approved=True, requested_by=user),
        organization=organization,
        used_at=None,
        expires_at__gt=clock.now(),
    ).select_related("requested_by", "decided_by")
    own: list[DeleteApproval] = []
    others: list[DeleteApproval] = []
    for row in rows[:MAX_SHOWN]:
        row.organization = organization
        (own if row.requested_by_id == user.pk else others).append(row)
    return OpenApprovals(_decidable(others, user, organization), tuple(own))


def _decidable(
    rows: list[DeleteApproval], user: User, organization: Organization
) -> tuple[DeleteApproval, ...]:
    """Return those that `user` may decide; none while it is not known which roles they need."""
    if not rows:
        return ()
    try:
        catalogue = catalogue_of(organization)
    except CatalogueUnavailable:
        return ()
    operations = ((row, catalogue.get(row.operation)) for row in rows)
    return tuple(row for row, operation in operations if operation and may_decide(user, row, operation.roles))
