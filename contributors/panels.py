"""What contributors show on an organization's page: what I may do there and why, and who else is there."""

from contributors.effective_access import USER_KINDS, effective_access
from contributors.models import AccessGrant
from organizations.models import Organization
from organizations.panels import Panel

MAX_CONTRIBUTORS = 5


def access_panel(user, organization: Organization) -> dict:
    """The person's effective access, with the names of its sources."""
    access = effective_access(user, organization)
    sources = (
        ["owner"]
        if access.is_owner
        else [source.team.name if source.team else "direct" for source in access.grants]
    )
    return {
        "access": access,
        "source": ", ".join(sources),
        "may_edit": any(not role.endswith("Reader") for role in access.roles),
        "may": [kind for kind in USER_KINDS if kind in access.impersonate],
        "may_not": [kind for kind in USER_KINDS if kind not in access.impersonate],
        "organization": organization,
    }


def contributors_panel(user, organization: Organization) -> dict:
    """The owner and the first contributors, with the number of all."""
    accepted = AccessGrant.objects.filter(
        organization=organization, accepted_at__isnull=False
    ).select_related("user", "team")
    return {
        "owner": organization.owner,
        "accesses": accepted.order_by("-is_admin", "accepted_at")[:MAX_CONTRIBUTORS],
        "count": accepted.count() + 1,
        "me": user,
    }


PANELS = [
    Panel("main", 10, "contributors/panels/_access.html", access_panel),
    Panel("side", 20, "contributors/panels/_contributors.html", contributors_panel),
]
