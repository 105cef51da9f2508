"""Panels of the console on the pages of an organization."""

from typing import Any

from accounts.models import User
from organizations.connections import api_version
from organizations.models import Organization
from organizations.panels import Panel


def version_panel(user: User, organization: Organization) -> dict[str, Any]:
    """Return the API version that is known, without a call: the page must not wait for OrderCloud."""
    return {"organization": organization, "version": api_version.known(organization.endpoint)}


PANELS = (Panel("api", 10, "console/_api_version.html", version_panel),)
