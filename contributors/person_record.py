"""A contributor as plain values, for the CSV and the command."""

from datetime import datetime
from typing import Any

from contributors.access_settings import AccessSettings, in_field_order
from contributors.contributor_list import Contributor
from environments.roles import in_order


def as_dict(person: Contributor, active: datetime | None) -> dict[str, Any]:
    """Return who someone is, what they may do, and what each source gives. It has no email address.

    Args:
        active: when they were last active in the organization.
    """
    user, access = person.user, person.access
    return {
        "name": user.name,
        "username": user.username,
        "position": person.position,
        "roles": in_order(access.roles),
        "permissions": in_field_order(access.settings.permissions),
        "sources": [_source("owner", access.settings)] * access.is_owner
        + [
            _source(f"team {grant.team.name}" if grant.team else "direct", AccessSettings.of(grant))
            for grant in sorted(access.grants, key=lambda grant: grant.team is not None)
        ],
        "since": utc(person.since),
        "last_active": utc(active),
    }


def utc(time: datetime | None) -> str | None:
    """Return a time in ISO 8601, in UTC to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None


def _source(name: str, settings: AccessSettings) -> dict[str, Any]:
    return {
        "source": name,
        "roles": list(settings.roles),
        "permissions": in_field_order(settings.permissions),
    }
