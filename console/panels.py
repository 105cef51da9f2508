"""Panels of the console on the pages of an organization."""

from typing import Any

from accounts.models import User
from console.guard.approvals.waiting import open_approvals
from console.guard.settings import settings_of
from console.history.entries import last_requests
from organizations.connections import api_version
from organizations.models import Organization
from organizations.panels import Panel
from organizations.permissions import Can

MAX_REQUESTS = 5


def version_panel(user: User, organization: Organization) -> dict[str, Any]:
    """Return the API version that is known, without a call: the page must not wait for OrderCloud."""
    return {"organization": organization, "version": api_version.known(organization.endpoint)}


def write_guard_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return what writes in the console require, for those who manage the organization."""
    if not user.has_perm(Can.MANAGE, organization):
        return None
    return {"settings": settings_of(organization)}


def requests_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the user's last requests; None without access to the API."""
    if not user.has_perm(Can.CALL_API, organization):
        return None
    return {"organization": organization, "entries": last_requests(user, organization, MAX_REQUESTS)}


def approvals_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the deletes that the user may approve, and the user's own that are not sent yet."""
    if not user.has_perm(Can.CALL_API, organization):
        return None
    found = open_approvals(user, organization)
    if not found.to_decide and not found.own:
        return None
    return {"organization": organization, "to_decide": found.to_decide, "own": found.own}


PANELS = (
    Panel("notice", 20, "console/guard/_approvals_notice.html", approvals_panel),
    Panel("main", 30, "console/panels/_requests.html", requests_panel),
    Panel("api", 10, "console/_api_version.html", version_panel),
    Panel("api", 20, "console/guard/_settings.html", write_guard_panel),
)
