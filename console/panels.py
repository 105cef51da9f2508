"""Panels of the console on the pages of an organization."""

from typing import Any

from accounts.models import User
from console.guard.settings import settings_of
from organizations.connections import api_version
from organizations.models import Organization
from organizations.panels import Panel
from organizations.permissions import Can


def version_panel(user: User, organization: Organization) -> dict[str, Any]:
    """Return the API version that is known, without a call: the page must not wait for OrderCloud."""
    return {"organization": organization, "version": api_version.known(organization.endpoint)}


def write_guard_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return what writes in the console require, for those who manage the organization."""
    if not user.has_perm(Can.MANAGE, organization):
        return None
    return {"settings": settings_of(organization)}


PANELS = (
    Panel("api", 10, "console/_api_version.html", version_panel),
    Panel("api", 20, "console/guard/_settings.html", write_guard_panel),
)
