"""Audit entries about a staging pair, one in the log of each organization."""

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from organizations.models import Organization
from organizations.permissions import Can


def record_in_both(
    event: Event, *, production: Organization, staging: Organization, by: Actor | None
) -> None:
    """Record the event for both; neither entry names the other organization, which its readers may not see.

    Nor does it name someone whom its readers may not know, because they are of the other organization.
    Operators find who it was by the ID of the request, which both entries have.
    """
    for organization, other in ((production, staging), (staging, production)):
        entry = audit_log.entry(event, by=by, target=organization, organization=organization.pk)
        if isinstance(by, User) and not by.has_perm(Can.VIEW, organization):
            entry.actor, entry.actor_name = None, f"Someone in {other.environment}"
            entry.ip, entry.user_agent = None, ""
        entry.save()
